"""The real parts on one machine without Docker: database, broker, gateway and services as child processes."""
