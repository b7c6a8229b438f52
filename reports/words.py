"""The words for what annual reports leave in the audit trail and among the jobs."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.words import ACTIONS, FIELDS, JOBS, SUBJECTS, VALUES
from reports.enums import RENDER_ALL_KIND, RENDER_KIND

ACTIONS.update(
    {
        "annual_report.submitted": _("Annual report submitted"),
        "annual_report.returned": _("Annual report returned"),
        "annual_report.accepted": _("Annual report accepted"),
        "annual_report.published": _("Annual report published"),
        "annual_report.rendered": _("Annual report rendered"),
    }
)
SUBJECTS["annualreport"] = pgettext_lazy("record", "Annual report")
JOBS.update(
    {
        RENDER_KIND: _("Rendering of an annual report"),
        RENDER_ALL_KIND: _("Rendering of all annual reports"),
    }
)
FIELDS.update(
    {
        "digest": pgettext_lazy("field", "Digest"),
        "language": pgettext_lazy("field", "Language"),
        "version": pgettext_lazy("field", "Version"),
    }
)
VALUES["language"] = dict(settings.LANGUAGES)
