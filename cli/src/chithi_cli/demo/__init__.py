"""The demonstration: the whole loop, from a paper to exact figures."""
