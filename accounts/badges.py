"""How a state looks wherever it is shown: a tone, an icon and a word, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Badge:
    """Tone (a CSS class), icon name and word of one state."""

    tone: str
    icon: str
    word: _StrPromise


def _badge(tone: str, icon: str, word: _StrPromise) -> Badge:
    return Badge(f"is-{tone}", icon, word)


#: Blue, yellow and red keep their official meaning of supervision levels: mind, warn, act.
BADGES: dict[str, Badge] = {
    # a task at a month
    "done": _badge("done", "check", pgettext_lazy("state", "Done")),
    "no_data": _badge("nodata", "minus", pgettext_lazy("state", "No data")),
    "stalled": _badge("red", "pause", pgettext_lazy("state", "Stalled")),
    "behind": _badge("yellow", "down", pgettext_lazy("state", "Behind")),
    "ahead": _badge("blue", "up", pgettext_lazy("state", "Ahead")),
    "on_track": _badge("plain", "right", pgettext_lazy("state", "On track")),
    # a society's month
    "not_due": _badge("nodata", "clock", pgettext_lazy("state", "Not due")),
    "open": _badge("blue", "pencil", pgettext_lazy("state", "Open")),
    "due_soon": _badge("yellow", "clock", pgettext_lazy("state", "Due soon")),
    "overdue": _badge("red", "alert", pgettext_lazy("state", "Overdue")),
    "submitted": _badge("blue", "send", pgettext_lazy("state", "Awaiting review")),
    "returned": _badge("yellow", "return", pgettext_lazy("state", "Returned")),
    "reopened": _badge("yellow", "pencil", pgettext_lazy("state", "New edition")),
    "accepted": _badge("done", "check", pgettext_lazy("state", "Accepted")),
    "sealed": _badge("plain", "lock", pgettext_lazy("state", "Sealed")),
    # plans, reports and decisions on the way
    "draft": _badge("nodata", "pencil", pgettext_lazy("state", "Draft")),
    "in_society_review": _badge("blue", "eye", pgettext_lazy("state", "With the approver")),
    "pending": _badge("blue", "clock", pgettext_lazy("state", "Awaiting review")),
    "lowered": _badge("yellow", "down", pgettext_lazy("state", "Accepted lower")),
    "missing": _badge("yellow", "alert", pgettext_lazy("state", "Missing")),
    "no_change": _badge("plain", "minus", pgettext_lazy("state", "No change")),
    "corrected": _badge("yellow", "refresh", pgettext_lazy("state", "Corrected")),
    # what the registers say of a task, and exceptions to it
    "met": _badge("done", "check", pgettext_lazy("verdict", "Met")),
    "not_met": _badge("red", "x", pgettext_lazy("verdict", "Not met")),
    "justified": _badge("blue", "info", pgettext_lazy("verdict", "Justified exception")),
    "not_applicable": _badge("plain", "minus", pgettext_lazy("verdict", "Not applicable")),
    "shown": _badge("plain", "eye", pgettext_lazy("verdict", "Shown, not judged")),
    "requested": _badge("blue", "clock", pgettext_lazy("exception", "Requested")),
    "approved": _badge("done", "check", pgettext_lazy("exception", "Approved")),
    "refused": _badge("yellow", "return", pgettext_lazy("exception", "Refused")),
    "withdrawn": _badge("nodata", "minus", pgettext_lazy("exception", "Withdrawn")),
    # supervision slips: the level alone is coloured
    "level_blue": _badge("blue", "info", pgettext_lazy("slip level", "Blue")),
    "level_yellow": _badge("yellow", "alert", pgettext_lazy("slip level", "Yellow")),
    "level_red": _badge("red", "alert", pgettext_lazy("slip level", "Red")),
    "slip_issued": _badge("plain", "bell", pgettext_lazy("slip state", "Issued")),
    "slip_acknowledged": _badge("plain", "eye", pgettext_lazy("slip state", "Acknowledged")),
    "slip_answered": _badge("plain", "send", pgettext_lazy("slip state", "Answered")),
    "slip_returned": _badge("plain", "return", pgettext_lazy("slip state", "Answer returned")),
    "slip_closed": _badge("nodata", "check", pgettext_lazy("slip state", "Closed")),
    "slip_withdrawn": _badge("nodata", "minus", pgettext_lazy("slip state", "Withdrawn")),
    # notices from CAST, and how a society or a person stands to one
    "notice_draft": _badge("nodata", "pencil", pgettext_lazy("notice", "Draft")),
    "notice_sent": _badge("done", "send", pgettext_lazy("notice", "Sent")),
    "notice_withdrawn": _badge("nodata", "x", pgettext_lazy("notice", "Withdrawn")),
    "notice_unread": _badge("blue", "bell", pgettext_lazy("notice", "Not read")),
    "notice_read": _badge("plain", "eye", pgettext_lazy("notice", "Read")),
    "notice_owed": _badge("yellow", "clock", pgettext_lazy("notice", "To be confirmed")),
    "notice_confirmed": _badge("done", "check", pgettext_lazy("notice", "Confirmed")),
    "notice_nobody": _badge("red", "alert", pgettext_lazy("notice", "Nobody to read it")),
    # how soon something of the governance calendar is due
    "breach": _badge("red", "x", pgettext_lazy("calendar", "Breaks a rule")),
    "within_3": _badge("yellow", "clock", pgettext_lazy("calendar", "Within 3 months")),
    "within_6": _badge("blue", "clock", pgettext_lazy("calendar", "Within 6 months")),
    "within_12": _badge("plain", "clock", pgettext_lazy("calendar", "Within 12 months")),
    "later": _badge("nodata", "right", pgettext_lazy("calendar", "Later")),
    # when it came
    "on_time": _badge("done", "check", pgettext_lazy("state", "On time")),
    "late": _badge("yellow", "clock", pgettext_lazy("state", "Late")),
    "none": _badge("nodata", "minus", pgettext_lazy("state", "No report")),
    "not_submitted": _badge("red", "x", pgettext_lazy("state", "Not submitted")),
    # what the public sees
    "published": _badge("done", "external", pgettext_lazy("state", "Published")),
    "unpublished": _badge("nodata", "minus", pgettext_lazy("state", "Not published")),
    # long jobs
    "queued": _badge("nodata", "clock", pgettext_lazy("state", "Waiting")),
    "running": _badge("blue", "refresh", pgettext_lazy("state", "Running")),
    "failed": _badge("red", "alert", pgettext_lazy("state", "Failed")),
    # people
    "active": _badge("done", "check", pgettext_lazy("state", "Active")),
    "inactive": _badge("nodata", "lock", pgettext_lazy("state", "Inactive")),
}
