"""Files on their way out: a month to be filled in, and CAST's lists."""
