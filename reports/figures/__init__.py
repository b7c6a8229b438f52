"""What is worked out of published figures. No database, clock or request."""
