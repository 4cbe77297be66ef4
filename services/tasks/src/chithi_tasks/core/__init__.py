"""What tasks knows and decides, free of servers and drivers."""
