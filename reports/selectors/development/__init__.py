"""What the development report of all societies is made of."""
