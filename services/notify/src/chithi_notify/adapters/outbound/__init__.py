"""What goes out: the alert store."""
