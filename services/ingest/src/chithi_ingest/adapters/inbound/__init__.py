"""What comes in: HTTP."""
