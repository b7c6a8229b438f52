"""What a chapter said before: kept when others, Word or a later sitting replace it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from accounts.models import User
from reports.annual.rich_text import plain_text
from reports.enums import TextCause
from reports.models import AnnualReportSection, EarlierText

#: One sitting: what a person replaces of their own within it is kept once, unless much goes.
SITTING: Final = dt.timedelta(minutes=15)
#: Earlier texts that a chapter keeps; the oldest go.
MOST: Final = 30


def keep_earlier(
    section: AnnualReportSection, *, html: str, cause: TextCause, by: User, at: dt.datetime
) -> None:
    """Keep what the chapter says before `html` takes its place, if it says anything."""
    if not (section.html or section.summary) or not _is_worth(section, html, cause, by, at):
        return
    earlier = EarlierText(
        report=section.report,
        chapter=section.chapter,
        version=section.version,
        html=section.html,
        summary=section.summary,
        saved_at=section.updated_at,
        saved_by=section.updated_by,
        replaced_at=at,
        replaced_by=by,
        cause=cause,
    )
    earlier.full_clean()
    earlier.save()
    _forget_oldest(section)


def _is_worth(
    section: AnnualReportSection, html: str, cause: TextCause, by: User, at: dt.datetime
) -> bool:
    if cause != TextCause.TYPED or section.updated_by_id != by.pk:
        return True
    if 2 * len(plain_text(html)) < len(plain_text(section.html)):
        return True
    kept = EarlierText.objects.filter(report=section.report, chapter=section.chapter)
    last = kept.order_by("-version").values_list("replaced_at", flat=True).first()
    begun = last or section.updated_at
    return begun is not None and begun <= at - SITTING


def _forget_oldest(section: AnnualReportSection) -> None:
    kept = EarlierText.objects.filter(report=section.report, chapter=section.chapter)
    oldest = kept.order_by("-version").values_list("pk", flat=True)[MOST:]
    EarlierText.objects.filter(pk__in=list(oldest)).delete()
