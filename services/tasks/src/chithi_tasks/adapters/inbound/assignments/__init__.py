"""Assignments, their life and the board."""
