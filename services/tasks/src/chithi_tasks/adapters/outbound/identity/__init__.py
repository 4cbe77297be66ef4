"""Signing in, accounts, phones and other systems."""
