"""Models of the reports app, by noun."""

from reports.models.annual import AnnualReport
from reports.models.annual_finance import FinanceExplanation, FinanceLine, FinanceStatements
from reports.models.annual_preview import AnnualPreview
from reports.models.annual_seal import SealedScan
from reports.models.annual_text import (
    AnnualComment,
    AnnualImage,
    AnnualReportSection,
    EarlierText,
)
from reports.models.annual_version import (
    AnnualDraftFile,
    AnnualReportFile,
    AnnualReportVersion,
    PublishedAnnualReport,
    PublishedFile,
    RenderedFile,
)
from reports.models.bulletin import BulletinEdition
from reports.models.development import DevelopmentReport, DevelopmentReportFile
from reports.models.view import SavedView
from reports.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "AnnualComment",
    "AnnualDraftFile",
    "AnnualImage",
    "AnnualPreview",
    "AnnualReport",
    "AnnualReportFile",
    "AnnualReportSection",
    "AnnualReportVersion",
    "BulletinEdition",
    "DevelopmentReport",
    "DevelopmentReportFile",
    "EarlierText",
    "FinanceExplanation",
    "FinanceLine",
    "FinanceStatements",
    "PublishedAnnualReport",
    "PublishedFile",
    "RenderedFile",
    "SavedView",
    "SealedScan",
    "Webhook",
    "WebhookDelivery",
]
