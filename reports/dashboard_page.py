"""The overview in words and charts: every count leads to the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext

from accounts.templatetags.portal import local_filter, month_label, percent, signed, state_word
from reforms import months
from reports.charts import Chart, distribution_chart, expected_line, number, progress_chart
from reports.selectors.dashboard import Line, Overview

LIST_LENGTH = 10
Inputs = list[tuple[str, str, str]]


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
class Why:
    """Where a number comes from."""

    summary: str
    formula: str
    inputs: Inputs


class DashboardPage:
    """One month's overview for the template."""

    def __init__(self, overview: Overview) -> None:
        self.overview = overview
        self.month = overview.month
        self.issue = overview.issue
        self.workplan = overview.workplan

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
        month = params.pop("month", f"{self.month:%Y-%m}")
        own = {"portfolio": "1"} if self.overview.roles is not None else {}
        return f"{reverse('reports:matrix')}?{urlencode({'month': month, **params, **own})}"

    @cached_property
    def needs(self) -> list[Need]:
        """What waits for a decision, the most urgent first."""
        return [*self._needs_of_work, *self._needs_of_month]

    @property
    def _needs_of_work(self) -> list[Need]:
        """Reports of the month in work, and plans."""
        work, waiting = self.overview.work_month, self.overview.waiting
        on, at = month_label(work), f"{work:%Y-%m}"
        current = self.overview.calendar.current
        overdue, returned = (
            self._matrix(month=at, report=state) for state in ("overdue", "returned")
        )
        queue = f"{reverse('reforms:review-queue')}?month={at}"
        return [
            Need(gettext("Reports overdue"), waiting.get("overdue", 0), overdue, "red", on),
            Need(gettext("Reports to review"), waiting.get("submitted", 0), queue, "blue", on),
            Need(
                gettext("Returned, not yet back"),
                waiting.get("returned", 0),
                returned,
                "yellow",
                on,
            ),
            Need(
                gettext("Plans to review"),
                self.overview.plans_waiting,
                reverse("reforms:plan-queue"),
                "blue",
                str(current and current.year),
            ),
        ]

    @property
    def _needs_of_month(self) -> list[Need]:
        """Societies whose figures of the month ask for a word with them."""
        return [
            self._need_of_tasks(
                gettext("100% against the registers"), self.overview.against, against="1"
            ),
            self._need_of_tasks(
                gettext("Societies with stalled tasks"),
                self.overview.stalled,
                state="stalled",
                show="state",
            ),
            Need(
                gettext("Societies behind"),
                len(self.overview.behind),
                self._matrix(behind="1", sort="progress"),
                "yellow",
                f"{month_label(self.month)} · "
                + gettext("more than %(points)d points below expected")
                % {"points": self.workplan.behind_margin},
            ),
        ]

    def _need_of_tasks(self, label: str, lines: list[Line], **params: str) -> Need:
        tasks = sum(len(line.tasks) for line in lines)
        words = ngettext("%(count)d task", "%(count)d tasks", tasks) % {"count": tasks}
        note = f"{month_label(self.month)} · {words}"
        return Need(label, len(lines), self._matrix(**params), "red", note)

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

    @property
    def disciplines(self) -> list[dict[str, Any]]:
        """Discipline groups, each leading to its part of the matrix."""
        return [
            {"part": part, "url": self._all(discipline=part.key)}
            for part in self.overview.disciplines
        ]

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
    def whys(self) -> list[Why]:
        """How the national figures come about, with their inputs."""
        return [self._why_mean(), self._why_expected(), self._why_states()]

    def _why_mean(self) -> Why:
        national = self.national
        return Why(
            gettext("Mean and median"),
            gettext(
                "mean = Σ progress of the societies ÷ number of societies; "
                "progress = Σ weight × accepted percent ÷ Σ weight over the obliged tasks"
            ),
            [
                (gettext("Societies"), str(national["societies"]), self._all()),
                (
                    gettext("Without data, counted as 0"),
                    str(national["no_data"]),
                    self._all(state="no_data"),
                ),
            ],
        )

    def _why_expected(self) -> Why:
        elapsed = months.month_ordinal(self.month) - self.workplan.first_ordinal + 1
        return Why(
            pgettext("figure", "Expected"),
            gettext("expected = 100 × months elapsed ÷ months until the task is due"),
            [
                (gettext("First month"), month_label(self.workplan.first_month), ""),
                (gettext("Last month"), month_label(self.workplan.last_month), ""),
                (gettext("Months elapsed"), str(elapsed), ""),
            ],
        )

    def _why_states(self) -> Why:
        tasks, rules = self.national["tasks"], self.workplan
        return Why(
            gettext("States of tasks"),
            gettext(
                "stalled: unchanged for %(months)d months and below expected; "
                "behind: more than %(behind)d points below; ahead: more than %(ahead)d above"
            )
            % {
                "months": rules.stalled_months,
                "behind": rules.behind_margin,
                "ahead": rules.ahead_margin,
            },
            [
                (gettext("Obliged tasks of all societies"), str(tasks["obliged"]), self._all()),
                *(
                    (state_word(state), str(tasks[state]), self._all(state=state))
                    for state in ("done", "ahead", "on_track", "behind", "stalled", "no_data")
                ),
            ],
        )
