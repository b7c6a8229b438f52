"""What the address of a page of figures or reports may ask for, checked."""
