"""Pages as workbooks: the same figures, numbers as numbers."""
