"""The parts of a document: head, numbered units, end."""
