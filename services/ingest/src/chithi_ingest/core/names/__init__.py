"""How agencies and places are named, one by one and in lists."""
