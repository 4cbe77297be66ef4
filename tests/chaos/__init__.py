"""What is broken on purpose while real phones file reports through the real parts."""
