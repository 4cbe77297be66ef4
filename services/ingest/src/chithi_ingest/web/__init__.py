"""Pages of ingest: the register of directives and the review of one."""
