"""What comes back from the pages of the reports app, checked."""
