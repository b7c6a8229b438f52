"""Models of the reports app, by noun."""

from reports.models.annual import (
    AnnualReport,
    AnnualReportSection,
    AnnualReportVersion,
    PublishedAnnualReport,
)
from reports.models.bulletin import BulletinEdition
from reports.models.view import SavedView

__all__ = [
    "AnnualReport",
    "AnnualReportSection",
    "AnnualReportVersion",
    "BulletinEdition",
    "PublishedAnnualReport",
    "SavedView",
]
