"""Facts shipped with the service: units of 2025, kinds of agencies."""
