"""Views of the reforms app, by noun."""
