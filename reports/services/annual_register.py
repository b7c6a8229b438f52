"""Task 6 proven by itself: what is published here stands in the society's register of publications.

The record is the portal's: the society sees it and cannot change it; it goes with a withdrawal.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from reforms import months
from reports.models import PublishedAnnualReport
from societies.models import ReportPublication
from societies.registers import REGISTERS
from societies.services.records import delete_record, save_record

#: Fields of the register by the head that a report must have.
HEADS = {
    "development": "has_development",
    "organisation": "has_internal",
    "activities": "has_activities",
    "members": "has_members",
    "finance": "has_finance",
}


def note_publication(*, edition: PublishedAnnualReport, by: User | None) -> None:
    """Write the edition into the register; a later edition changes the record of the first."""
    year = edition.workplan.year
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Annual report %(year)s (published in the portal)") % {"year": year}
        channel = _("Society Reform Monitor")
    record = (
        next(iter(_records(edition)), None)
        # Somebody may have written the same by hand: the record becomes the portal's.
        or ReportPublication.objects.filter(society=edition.society, year=year, title=title).first()
        or ReportPublication(society=edition.society, year=year)
    )
    record.is_from_portal = True
    record.title, record.channel, record.url = title, channel, _address(edition)
    record.published_on = edition.published_at.astimezone(months.BEIJING).date()
    for head, field in HEADS.items():
        setattr(record, field, head in edition.heads)
    save_record(register=REGISTERS["report_publications"], record=record, by=by, by_portal=True)


def forget_publication(*, edition: PublishedAnnualReport, by: User | None, reason: str) -> None:
    """Take the record away: what is withdrawn proves nothing."""
    for record in _records(edition):
        delete_record(
            register=REGISTERS["report_publications"],
            record=record,
            by=by,
            reason=reason,
            by_portal=True,
        )


def _records(edition: PublishedAnnualReport) -> list[ReportPublication]:
    return list(
        ReportPublication.objects.filter(
            society=edition.society, year=edition.workplan.year, is_from_portal=True
        )
    )


def _address(edition: PublishedAnnualReport) -> str:
    """Where everybody reads it; empty where the portal has no address that a register may hold."""
    path = reverse(
        "reports:public-annual-report-page", args=(edition.workplan.year, edition.society.code)
    )
    url = f"{settings.SITE_URL}{path}"
    try:
        URLValidator(schemes=("http", "https"))(url)
    except ValidationError:
        return ""
    return url
