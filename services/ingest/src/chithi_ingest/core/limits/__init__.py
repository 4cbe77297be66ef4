"""Time limits: their shapes, their meaning, and the days they end on."""
