"""Word documents: reading a chapter from one, and the document of a whole report. Pure."""
