"""Takes each report once, rolls it up, shows it."""
