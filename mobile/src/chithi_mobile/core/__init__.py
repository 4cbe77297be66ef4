"""What the field app knows and does without a screen: store, HTTP, sync, typing, screening."""
