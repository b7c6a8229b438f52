"""From HTML to PDF: fetcher, fonts, charts and the process that renders."""
