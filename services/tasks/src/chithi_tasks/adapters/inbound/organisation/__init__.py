"""Units, agencies and their reorganisations."""
