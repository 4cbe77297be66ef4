"""Owns the organisation, accounts and the life of assignments."""
