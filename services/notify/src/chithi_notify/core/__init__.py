"""What an alert says, without technique."""
