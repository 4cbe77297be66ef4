"""The chithi command: run, feed, look after and measure the system."""
