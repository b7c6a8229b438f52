"""Views of the reports app, by reader."""
