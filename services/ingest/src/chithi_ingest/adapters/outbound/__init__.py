"""What goes out: the directive store; and the reading of files."""
