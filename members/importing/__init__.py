"""Files of members, from bytes to rows that are ready to be written; no model, no clock."""
