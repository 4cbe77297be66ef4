"""What the services say to each other: events, topic catalogue, JSON Schemas."""
