"""What is odd in a text, said and never repaired."""
