"""Takes directives in, reads them, publishes them."""
