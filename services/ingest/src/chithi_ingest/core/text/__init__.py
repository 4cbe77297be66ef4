"""How a given text becomes clean lines, passages and values that remember their place."""
