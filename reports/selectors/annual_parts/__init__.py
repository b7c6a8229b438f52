"""What each chapter of an annual report shows by itself, one module for each topic."""
