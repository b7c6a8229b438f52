"""Reads over members, their dues and what societies declare."""
