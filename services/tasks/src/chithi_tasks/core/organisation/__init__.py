"""Units and agencies: what they are, and how they follow one another."""
