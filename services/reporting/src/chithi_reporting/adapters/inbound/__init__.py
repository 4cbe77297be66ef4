"""What comes in: HTTP requests, events, the replay command."""
