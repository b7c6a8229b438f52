"""Pages of societies and of the people who work for them."""
