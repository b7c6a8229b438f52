"""What needs a decision now, the most urgent first, and which deadlines come next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from accounts.models import Job
from accounts.templatetags.portal import month_label
from accounts.words import JOBS, word
from reforms.forms.portfolio import ALL, OWN
from reforms.models import Workplan
from reforms.selectors.slips import UNANSWERED
from reports.selectors.dashboard import Overview
from reports.selectors.months import Calendar

DEADLINES_SHOWN = 4


@dataclass(frozen=True)
class Need:
    """Something that waits for a decision: how much, and where it is decided."""

    label: str
    value: int
    url: str
    tone: str
    note: str

    @property
    def icon(self) -> str:
        """The sign of its urgency, beside the colour."""
        return {"red": "alert", "yellow": "clock", "blue": "send"}[self.tone]


@dataclass(frozen=True)
class Deadline:
    """A day that is coming: what is due, and in how many days."""

    on: dt.date
    label: str
    url: str
    days: int

    @property
    def when(self) -> str:
        """How far away the day is."""
        if not self.days:
            return pgettext("deadline", "today")
        return ngettext("in %(count)d day", "in %(count)d days", self.days) % {"count": self.days}


class Needs:
    """The first part of the overview."""

    def __init__(self, overview: Overview, failed: Sequence[Job] | None) -> None:
        self.overview = overview
        self.failed = failed

    def all(self) -> list[Need]:
        """Every count, in the order in which one acts on it."""
        jobs = [] if self.failed is None else [self._jobs(self.failed)]
        return [*self._reports(), *self._decisions(), *self._others(), *jobs]

    def _reports(self) -> list[Need]:
        """Reports of the month in work."""
        month, waiting = self.overview.work_month, self.overview.waiting
        on, at = month_label(month), f"{month:%Y-%m}"
        overdue, returned = (
            self.matrix(month=at, report=state) for state in ("overdue", "returned")
        )
        queue = self._list("reforms:review-queue", month=at)
        back, review = gettext("Returned, not yet back"), gettext("Reports to review")
        return [
            Need(gettext("Reports overdue"), waiting.get("overdue", 0), overdue, "red", on),
            Need(back, waiting.get("returned", 0), returned, "yellow", on),
            Need(review, waiting.get("submitted", 0), queue, "blue", on),
        ]

    def _decisions(self) -> list[Need]:
        """Plans and exceptions that CAST decides."""
        current, pending = self.overview.calendar.current, self.overview.pending
        return [
            Need(
                gettext("Plans to review"),
                pending.plans,
                f"{reverse('reforms:plan-queue')}?portfolio={'mine' if self._is_own else ''}",
                "blue",
                str(current.year if current else ""),
            ),
            Need(
                gettext("Exceptions to decide"),
                pending.exceptions,
                self._list("reforms:exception-queue"),
                "blue",
                gettext("checks of the registers"),
            ),
        ]

    def _others(self) -> list[Need]:
        """Claims and slips that ask for a word with a society."""
        against, pending = self.overview.against, self.overview.pending
        tasks = sum(len(line.tasks) for line in against)
        words = ngettext("%(count)d task", "%(count)d tasks", tasks) % {"count": tasks}
        slips = self._list("reforms:slip-list", state=UNANSWERED)
        return [
            Need(
                gettext("100% against the registers"),
                len(against),
                self.matrix(against="1"),
                "red",
                f"{month_label(self.overview.month)} · {words}",
            ),
            Need(
                gettext("Slips unanswered"),
                pending.slips,
                slips,
                "red" if pending.slips_overdue else "yellow",
                gettext("%(count)d past their day") % {"count": pending.slips_overdue},
            ),
        ]

    def _jobs(self, failed: Sequence[Job]) -> Need:
        """Jobs that failed, for those who look after all of them."""
        first = failed[0] if failed else None
        url = reverse("accounts:job-detail", kwargs={"pk": first.pk}) if first else ""
        note = word(JOBS, first.kind) if first else gettext("imports and PDFs")
        return Need(gettext("Jobs that failed"), len(failed), url, "red", note)

    @property
    def _is_own(self) -> bool:
        """Whether only a reviewer's portfolio is looked at."""
        return self.overview.roles is not None

    def _list(self, name: str, **params: str) -> str:
        """A list that begins with a reviewer's portfolio, unless all societies are looked at."""
        whose = OWN if self._is_own else ALL
        return f"{reverse(name)}?{urlencode({**params, 'portfolio': whose})}"

    def matrix(self, **params: str) -> str:
        """The matrix of the month, narrowed to the portfolio where that is looked at."""
        month = params.pop("month", f"{self.overview.month:%Y-%m}")
        own = {"portfolio": "1"} if self.overview.roles is not None else {}
        return f"{reverse('reports:matrix')}?{urlencode({'month': month, **params, **own})}"


def next_deadlines(calendar: Calendar) -> list[Deadline]:
    """The next days on which something is due under any workplan, the nearest first."""
    found = [
        Deadline(on, label, url, (on - calendar.today).days)
        for workplan in calendar.workplans
        for on, label, url in _days(workplan)
        if on >= calendar.today
    ]
    return sorted(found, key=lambda each: (each.on, each.label))[:DEADLINES_SHOWN]


def _days(workplan: Workplan) -> list[tuple[dt.date, str, str]]:
    days = [
        (workplan.plan_due_on, gettext("Reform plans"), reverse("reforms:plan-queue")),
        *(
            (
                on,
                gettext("Monthly reports: %(month)s") % {"month": month_label(month)},
                reverse("reforms:month-list"),
            )
            for month, on in workplan.deadlines.items()
        ),
    ]
    if workplan.annual_report_due_on:
        url = reverse("reports:annual-report-list")
        label = pgettext("deadline", "Annual reports")
        days.append((workplan.annual_report_due_on, label, url))
    return days
