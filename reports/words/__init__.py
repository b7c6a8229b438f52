"""The words for what the reports app leaves behind."""
