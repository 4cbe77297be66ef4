"""The gate against state secrets."""
