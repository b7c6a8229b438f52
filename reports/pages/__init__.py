"""What each page shows, built from the readings for its template."""
