"""Models of the reports app, by noun."""

from reports.models.annual import (
    AnnualReport,
    AnnualReportSection,
    AnnualReportVersion,
    PublishedAnnualReport,
)
from reports.models.bulletin import BulletinEdition
from reports.models.view import SavedView
from reports.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "AnnualReport",
    "AnnualReportSection",
    "AnnualReportVersion",
    "BulletinEdition",
    "PublishedAnnualReport",
    "SavedView",
    "Webhook",
    "WebhookDelivery",
]
