"""The words for what annual reports leave in the audit trail and among the jobs."""

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.words import ACTIONS, FAILURES, FIELDS, JOBS, SUBJECTS, VALUES
from reports.annual.chapters import chapter_kinds
from reports.enums import (
    BULLETIN_KIND,
    DEVELOPMENT_KIND,
    PREVIEW_KIND,
    PUBLISH_KIND,
    RENDER_ALL_KIND,
    RENDER_KIND,
    ReportEdition,
)
from reports.pdf.failures import Reason
from reports.templatetags.annual import said
from societies.activity_kinds import Measure, activity_kinds
from societies.registers import REGISTERS

ACTIONS.update(
    {
        "annual_report.submitted": _("Annual report submitted"),
        "annual_report.returned": _("Annual report returned"),
        "annual_report.accepted": _("Annual report accepted"),
        "annual_report.published": _("Annual report published"),
        "annual_report.rendered": _("Annual report rendered"),
        "annual_report.picture-added": _("Picture added to an annual report"),
        "annual_report.text_restored": _("Earlier text of an annual report brought back"),
        "annual_report.frozen": _("Version of an annual report kept"),
        "annual_report.sealed": _("Scan of a sealed cover sheet kept"),
        "annual_report.reopened": _("Annual report opened for a new edition"),
        "annual_report.scheduled": _("Day of publication of an annual report chosen"),
        "annual_report.withdrawn": _("Annual report withdrawn"),
        "annual_report.commented": _("Annual report commented on"),
        "annual_report.comment-answered": _("Comment on an annual report answered"),
        "annual_report.comment-settled": _("Comment on an annual report settled"),
        "annual_report.comment-reopened": _("Comment on an annual report reopened"),
        "annual_report.comment-taken-back": _("Comment on an annual report taken back"),
        "development_report.made": _("Development report made"),
        "development_report.published": _("Development report published"),
        "development_report.withdrawn": _("Development report withdrawn"),
        "webhook.created": _("Webhook registered"),
        "webhook.changed": _("Webhook changed"),
        "webhook.switched": _("Webhook switched on or off"),
        "webhook.secret-renewed": _("Webhook given a new secret"),
        "webhook.told-again": _("Message of a webhook sent again"),
        "webhook.disabled": _("Webhook switched off: no answer for days"),
        "bulletin.published": _("Edition of a bulletin published"),
    }
)
FAILURES.update(
    {
        Reason.TIME: _("It took too long and was stopped: its layout may have no end."),
        Reason.PAGES: _("It has more pages than a report may have."),
        Reason.SIZE: _("The finished PDF is larger than a report may be."),
        Reason.MEMORY: _("It needed more memory than a report may have."),
        Reason.ENDED: _("The process that rendered it ended too early; perhaps memory was short."),
        Reason.FONT: _("The fonts are not installed."),
        Reason.DEPTH: _("Its lists or quotations are nested too deeply."),
        Reason.IMAGE: _("One of its pictures cannot be read."),
    }
)
SUBJECTS["annualreport"] = pgettext_lazy("record", "Annual report")
SUBJECTS["developmentreport"] = pgettext_lazy("record", "Development report")
SUBJECTS["webhook"] = pgettext_lazy("record", "Webhook")
JOBS.update(
    {
        RENDER_KIND: _("Rendering of an annual report"),
        PUBLISH_KIND: _("Publication of an annual report"),
        PREVIEW_KIND: _("Preview of an annual report"),
        DEVELOPMENT_KIND: _("Making of the development report"),
        BULLETIN_KIND: _("Rendering of a monthly bulletin"),
        RENDER_ALL_KIND: _("Rendering of all annual reports"),
    }
)
FIELDS.update(
    {
        "chapter": pgettext_lazy("field", "Chapter"),
        "quote": pgettext_lazy("field", "Passage"),
        "comment": pgettext_lazy("field", "Comment"),
        "url": pgettext_lazy("field", "Address"),
        "events": pgettext_lazy("field", "Events"),
        "rows": pgettext_lazy("field", "Rows"),
        "edition": pgettext_lazy("field", "Edition"),
        "digest": pgettext_lazy("field", "Digest"),
        "language": pgettext_lazy("field", "Language"),
        "version": pgettext_lazy("field", "Version"),
    }
)
FIELDS["register"] = pgettext_lazy("field", "Register")
VALUES["register"] = {kind: register.title for kind, register in REGISTERS.items()}
VALUES["language"] = dict(settings.LANGUAGES)
VALUES["edition"] = dict(ReportEdition.choices)
VALUES["chapter"] = {kind.code: lazy(said, str)(kind.title) for kind in chapter_kinds()}


def _title(measure: Measure) -> str:
    return measure.title


for _kind in activity_kinds().kinds.values():
    for _measure in _kind.measures:
        FIELDS.setdefault(_measure.key, lazy(_title, str)(_measure))
