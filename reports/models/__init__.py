"""Models of the reports app, by noun."""

from reports.models.annual import (
    AnnualReport,
    AnnualReportVersion,
    PublishedAnnualReport,
)
from reports.models.annual_finance import FinanceExplanation, FinanceLine
from reports.models.annual_text import AnnualComment, AnnualImage, AnnualReportSection
from reports.models.bulletin import BulletinEdition
from reports.models.view import SavedView
from reports.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "AnnualComment",
    "AnnualImage",
    "AnnualReport",
    "AnnualReportSection",
    "AnnualReportVersion",
    "BulletinEdition",
    "FinanceExplanation",
    "FinanceLine",
    "PublishedAnnualReport",
    "SavedView",
    "Webhook",
    "WebhookDelivery",
]
