"""How any service runs: messaging, MongoDB, settings, telemetry, HTTP, security."""
