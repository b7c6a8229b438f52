"""Tests of the import of members in bulk."""
