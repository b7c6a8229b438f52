"""Choices of the reports app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AnnualReportState(models.TextChoices):
    """Where a society's annual report stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", pgettext_lazy("annual report", "submitted")
    RETURNED = "returned", pgettext_lazy("annual report", "returned")
    ACCEPTED = "accepted", pgettext_lazy("annual report", "accepted")
    PUBLISHED = "published", pgettext_lazy("annual report", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("annual report", "withdrawn")


class AnnualReportHead(models.TextChoices):
    """The five heads an annual report has at least (2017 workplan, task 6)."""

    DEVELOPMENT = "development", _("State of development")
    ORGANISATION = "organisation", _("Internal organisation")
    ACTIVITIES = "activities", _("Main activities")
    MEMBERS = "members", _("Growth of and service to members")
    FINANCE = "finance", _("Finance")


class TextCause(models.TextChoices):
    """What took the place of an earlier text of a chapter."""

    TYPED = "typed", _("Written in the portal")
    WORD = "word", _("Taken from Word")
    RESTORED = "restored", _("An earlier text brought back")


class ReportLanguage(models.TextChoices):
    """Languages of the frame of an annual report; what societies wrote stays as written."""

    CHINESE = "zh-hans", _("Simplified Chinese")
    ENGLISH = "en", _("English")


class ReportEdition(models.TextChoices):
    """How much of a report a PDF holds."""

    FULL = "full", pgettext_lazy("edition of a report", "full")
    SHORT = "short", pgettext_lazy("edition of a report", "short")


class SavedPage(models.TextChoices):
    """Pages of which a person can keep views, by what the view is called in the address."""

    DASHBOARD = "dashboard", pgettext_lazy("menu", "Overview")
    MATRIX = "matrix", pgettext_lazy("menu", "Matrix")
    QUEUE = "queue", pgettext_lazy("menu", "Monthly reviews")
    SLIPS = "slips", _("Supervision slips")
    SOCIETIES = "societies", pgettext_lazy("menu", "Societies")


#: Names of the addresses of those pages.
SAVED_PAGES = {
    SavedPage.DASHBOARD: "reports:dashboard",
    SavedPage.MATRIX: "reports:matrix",
    SavedPage.QUEUE: "reforms:review-queue",
    SavedPage.SLIPS: "reforms:slip-list",
    SavedPage.SOCIETIES: "societies:society-list",
}

#: States in which the society's people may change the text.
OPEN_ANNUAL_STATES = (
    AnnualReportState.DRAFT,
    AnnualReportState.RETURNED,
    AnnualReportState.WITHDRAWN,
)

#: States in which a version waits for its seal on paper.
SEALED_IN = (AnnualReportState.SUBMITTED, AnnualReportState.ACCEPTED)

#: Kinds of jobs: one report, its publication, all reports of a year, the bulletin of a month.
RENDER_KIND = "render-annual-report"
PUBLISH_KIND = "publish-annual-report"
RENDER_ALL_KIND = "render-annual-reports"
PREVIEW_KIND = "render-annual-preview"
DEVELOPMENT_KIND = "make-development-report"
BULLETIN_KIND = "render-bulletin"


class AuditOpinion(models.TextChoices):
    """What the auditors said of a society's statements."""

    UNQUALIFIED = "unqualified", _("unqualified opinion")
    EMPHASIS = "emphasis", _("unqualified opinion with an emphasis of matter")
    QUALIFIED = "qualified", _("qualified opinion")
    ADVERSE = "adverse", _("adverse opinion")
    DISCLAIMER = "disclaimer", _("disclaimer of opinion")
    NONE = "none", _("not audited")
