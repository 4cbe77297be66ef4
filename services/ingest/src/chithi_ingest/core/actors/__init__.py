"""Which units call on whom, and in which role."""
