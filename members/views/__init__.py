"""Pages of members, their import and their dues."""
