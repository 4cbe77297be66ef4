"""The loop as its users meet it: one running system, the command, phones, a browser."""
