"""Words of the reforms app for templates."""
