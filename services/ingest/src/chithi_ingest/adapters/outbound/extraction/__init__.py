"""Text of uploaded files, drawn out in a process of its own."""
