"""What goes out: repositories."""
