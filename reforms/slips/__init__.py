"""Supervision slips as rules: pure, on frozen facts and a given day; no database, no clock."""
