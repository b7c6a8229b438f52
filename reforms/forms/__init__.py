"""Forms of the reforms app, by noun."""
