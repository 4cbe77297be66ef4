"""What the work is: its pieces, its quantities, its topics."""
