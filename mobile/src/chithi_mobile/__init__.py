"""The field app of commune police."""
