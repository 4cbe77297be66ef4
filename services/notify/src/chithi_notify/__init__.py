"""Alerts the assigned and keeps their in-app inbox."""
