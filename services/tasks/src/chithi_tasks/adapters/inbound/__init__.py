"""What comes in: requests and events."""
