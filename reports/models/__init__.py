"""Models of the reports app, by noun."""

from reports.models.annual import (
    AnnualReport,
    AnnualReportSection,
    AnnualReportVersion,
    PublishedAnnualReport,
)

__all__ = [
    "AnnualReport",
    "AnnualReportSection",
    "AnnualReportVersion",
    "PublishedAnnualReport",
]
