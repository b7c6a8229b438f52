"""The overview in words and charts: every count leads to the list behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from accounts.models import Job
from accounts.templatetags.portal import local_filter, month_label, percent, signed, state_word
from reports.figures.charts import Chart, distribution_chart, expected_line, number, progress_chart
from reports.figures.comparison import STATES
from reports.pages.dashboard_needs import Deadline, Need, Needs, next_deadlines
from reports.pages.dashboard_parts import change_rows, discipline_rows, group_rows, task_rows, why
from reports.selectors.dashboard import Line, Overview

LIST_LENGTH = 10


class DashboardPage:
    """One month's overview for the template."""

    def __init__(self, overview: Overview, failed: Sequence[Job] | None = None) -> None:
        self.overview = overview
        self.failed = failed
        self.month = overview.month
        self.issue = overview.issue
        self.workplan = overview.workplan
        prefetch_related_objects(overview.calendar.workplans, "month_deadlines")

    @property
    def national(self) -> dict[str, Any]:
        """The figures over all societies."""
        figures: dict[str, Any] = self.overview.payload["national"]
        return figures

    @property
    def neighbours(self) -> list[tuple[str, str]]:
        """The months before and after, as addresses and words; empty where there is none."""
        around = self.overview.calendar.neighbours(self.month)
        return [(f"{m:%Y-%m}", month_label(m)) if m else ("", "") for m in around]

    @property
    def month_value(self) -> str:
        """The month as the address writes it."""
        return f"{self.month:%Y-%m}"

    @property
    def matrix_url(self) -> str:
        """The matrix of the month."""
        return self._all()

    @property
    def source(self) -> str:
        """What the figures are, and under which rules."""
        rules = local_filter(self.workplan, "title")
        if self.issue is None:
            return rules
        number = gettext("Issue %(number)d") % {"number": self.issue.number}
        return f"{rules} · {number} · SHA-256 {self.issue.digest[:12]}…"

    def _matrix(self, **params: str) -> str:
        return self._needs.matrix(**params)

    @cached_property
    def _needs(self) -> Needs:
        return Needs(self.overview, self.failed)

    @cached_property
    def needs(self) -> list[Need]:
        """What waits for a decision, the most urgent first."""
        return self._needs.all()

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """The next days on which something is due."""
        return next_deadlines(self.overview.calendar)

    @cached_property
    def stats(self) -> list[dict[str, str]]:
        """The row of national figures."""
        national, reports, tasks = (
            self.national,
            self.national["reports"],
            self.national["tasks"],
        )
        arrived = reports["on_time"] + reports["late"] + reports["unknown"]
        return [
            {
                "label": gettext("National mean progress"),
                "value": percent(national["mean"]),
                "note": self._mean_note(),
                "url": self._all(sort="progress", dir="desc"),
            },
            {
                "label": pgettext("figure", "Median"),
                "value": percent(national["median"]),
                "note": gettext("%(count)d societies without data")
                % {"count": national["no_data"]},
                "url": self._all(sort="progress", dir="desc"),
            },
            {
                "label": gettext("Reported on time"),
                "value": f"{reports['on_time']} / {national['societies']}",
                "note": gettext("late %(late)d, missing %(missing)d")
                % {"late": reports["late"], "missing": national["societies"] - arrived},
                "url": self._all(late="1", sort="late", dir="desc"),
            },
            {
                "label": gettext("Tasks done"),
                "value": str(tasks["done"]),
                "note": gettext("of %(count)d obliged") % {"count": tasks["obliged"]},
                "url": self._all(state="done", show="state"),
            },
        ]

    def _all(self, **params: str) -> str:
        return (
            f"{reverse('reports:matrix')}?{urlencode({'month': f'{self.month:%Y-%m}', **params})}"
        )

    def _mean_note(self) -> str:
        expected = gettext("expected %(percent)s") % {"percent": percent(self.national["expected"])}
        if self.overview.change is None or self.overview.previous is None:
            return expected
        points = signed(self.overview.change)
        return gettext("%(points)s since last month, %(expected)s") % {
            "points": points,
            "expected": expected,
        }

    @cached_property
    def progress(self) -> Chart:
        """National progress over the workplan's months."""
        means = {each["month"]: each["national"]["mean"] for each in self.overview.series}
        means[f"{self.month:%Y-%m}"] = self.national["mean"]
        known = {each["month"]: each["national"]["expected"] for each in self.overview.series}
        ahead = [m for m in self.workplan.months if f"{m:%Y-%m}" not in known]
        line = expected_line(self.overview.payload["societies"], ahead, self.workplan.first_ordinal)
        drawn = dict(zip(ahead, line, strict=True))
        return progress_chart(
            name=gettext("National mean"),
            means=means,
            months_=self.workplan.months,
            expected_values=tuple(
                drawn[m] if m in drawn else number(known[f"{m:%Y-%m}"])
                for m in self.workplan.months
            ),
        )

    @cached_property
    def distribution(self) -> Chart:
        """Societies by bands of ten points."""
        return distribution_chart(self.national["distribution"])

    @cached_property
    def parts(self) -> list[dict[str, Any]]:
        """Disciplines, groups and tasks: what each table is called, and its rows."""
        overview = self.overview
        return [
            {"title": gettext("By discipline"), "rows": discipline_rows(overview)},
            {"title": gettext("By task group"), "rows": group_rows(overview)},
            {"title": gettext("By task"), "rows": task_rows(overview), "is_task": True},
        ]

    @property
    def changes(self) -> list[dict[str, Any]]:
        """What changed since the last sealed month before."""
        return change_rows(self.overview)

    @property
    def compare_url(self) -> str:
        """The comparison of this month with the one before it."""
        before = self.overview.previous
        return (
            f"{self.compare_base}?{urlencode({'from': before['month'], 'to': self.month_value})}"
            if before
            else ""
        )

    @property
    def compare_base(self) -> str:
        """Where two dates are compared."""
        return reverse("reports:dashboard-compare")

    @property
    def earlier(self) -> list[tuple[str, str]]:
        """The months of the workplan before this one, newest first."""
        begun = [m for m in self.workplan.months if m < self.month]
        return [(f"{m:%Y-%m}", month_label(m)) for m in reversed(begun)]

    @property
    def lists(self) -> list[dict[str, Any]]:
        """The three lists: late, stalled, behind."""
        return [
            self._list(
                "late",
                gettext("Late reports"),
                self.overview.late,
                self._matrix(late="1", sort="late", dir="desc"),
            ),
            self._list(
                "stalled",
                gettext("Stalled tasks"),
                self.overview.stalled,
                self._matrix(state="stalled", show="state"),
            ),
            self._list(
                "behind",
                gettext("Behind what is expected"),
                self.overview.behind,
                self._matrix(behind="1", sort="progress"),
            ),
        ]

    def _list(self, kind: str, title: str, lines: list[Line], url: str) -> dict[str, Any]:
        return {
            "kind": kind,
            "title": title,
            "lines": lines[:LIST_LENGTH],
            "count": len(lines),
            "url": url,
            "has_more": len(lines) > LIST_LENGTH,
        }

    @property
    def as_of(self) -> str:
        """The moment the figures hold for."""
        at = self.issue.as_of if self.issue else timezone.now()
        return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"

    @property
    def whys(self) -> list[tuple[str, str]]:
        """The figures that explain themselves: word and address."""
        words = {
            "mean": gettext("National mean progress"),
            "median": pgettext("figure", "Median"),
            "expected": pgettext("figure", "Expected"),
            "reports-on_time": gettext("Reports on time"),
            "reports-late": gettext("Late reports"),
            "reports-missing": gettext("Missing reports"),
            **{f"state-{state}": state_word(state) for state in STATES},
        }
        return [(word, why(self.month, figure)) for figure, word in words.items()]
