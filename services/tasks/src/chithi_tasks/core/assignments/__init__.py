"""Assignments: how they are made from a directive, and their life."""
