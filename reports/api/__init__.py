"""The read API under /api/v1/: what the pages show, for programs."""
