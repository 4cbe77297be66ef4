"""Messaging guarantees: transactional outbox, relay, inbox, consumer, dead letters."""
