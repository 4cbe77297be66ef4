"""Where the core meets the world."""
