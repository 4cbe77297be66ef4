"""What a text cites, by number and by name."""
