"""What an annual report is made of, and what is worked out of it. No database, clock or request."""
