"""Financial statements: lines, arithmetic, cells, workbooks. No database, clock or request."""
