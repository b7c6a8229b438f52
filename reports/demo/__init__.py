"""A lifelike, deterministic demo: invented people, numbers and words for the real societies."""
