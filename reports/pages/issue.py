"""A monthly issue for everybody, in words and charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

from accounts.templatetags.portal import (
    local_filter,
    month_label,
    one_decimal,
    percent,
    signed,
)
from reforms.models import Task
from reforms.payload import Payload
from reports.figures.charts import (
    Chart,
    distribution_chart,
    expected_line,
    number,
    progress_chart,
)
from reports.models import BulletinEdition
from reports.pages.correction_notes import CorrectionNote
from reports.selectors.dashboard import Part, change, discipline_parts, group_parts
from reports.selectors.figures import late_days
from reports.selectors.public import IssueFigures, League, bulletins_of


class IssuePage:
    """What the template of an issue asks for."""

    def __init__(self, figures: IssueFigures) -> None:
        self.figures = figures
        self.issue = figures.issue
        self.workplan = figures.issue.workplan

    @property
    def national(self) -> Payload:
        """The figures over all societies."""
        national: Payload = self.figures.payload["national"]
        return national

    @property
    def as_of(self) -> str:
        """The moment the figures hold for."""
        return moment(self.issue.as_of)

    @property
    def short_digest(self) -> str:
        """Beginning and end of the digest, to be compared by eye."""
        return f"{self.issue.digest[:4]}…{self.issue.digest[-4:]}"

    @property
    def source(self) -> str:
        """What the figures are."""
        return local_filter(self.workplan, "title")

    @property
    def stats(self) -> list[dict[str, str]]:
        """The row of figures on top."""
        national = self.national
        reports, tasks = national["reports"], national["tasks"]
        workplan_url = reverse("reports:public-workplan", kwargs={"year": self.workplan.year})
        return [
            {
                "label": gettext("National mean progress"),
                "value": percent(national["mean"]),
                "note": self._mean_note(),
                "url": "#why",
            },
            {
                "label": gettext("Reported on time"),
                "value": f"{reports['on_time']} / {national['societies']}",
                "note": gettext("late %(late)d, missing %(missing)d")
                % {"late": reports["late"], "missing": reports["missing"]},
                "url": "#societies",
            },
            {
                "label": gettext("Tasks done"),
                "value": str(tasks["done"]),
                "note": gettext("of %(count)d obliged") % {"count": tasks["obliged"]},
                "url": workplan_url,
            },
            {
                "label": pgettext("figure", "Median"),
                "value": percent(national["median"]),
                "note": gettext("%(count)d societies without data")
                % {"count": national["no_data"]},
                "url": "#why",
            },
        ]

    def _mean_note(self) -> str:
        expected = gettext("expected %(percent)s") % {"percent": percent(self.national["expected"])}
        before = self.figures.previous
        points = change(self.national["mean"], before["national"]["mean"]) if before else None
        if points is None:
            return expected
        return gettext("%(points)s since last month, %(expected)s") % {
            "points": signed(points),
            "expected": expected,
        }

    @cached_property
    def progress(self) -> Chart:
        """National progress up to this issue, against the whole year's expected line."""
        series = self.figures.series
        known = {each["month"]: each["national"]["expected"] for each in series}
        months = self.workplan.months
        ahead = [month for month in months if f"{month:%Y-%m}" not in known]
        line = expected_line(self.figures.payload["societies"], ahead, self.workplan.first_ordinal)
        drawn = dict(zip(ahead, line, strict=True))
        return progress_chart(
            name=gettext("National mean"),
            means={each["month"]: each["national"]["mean"] for each in series},
            months_=months,
            expected_values=tuple(
                drawn[m] if m in drawn else number(known[f"{m:%Y-%m}"]) for m in months
            ),
        )

    @property
    def disciplines(self) -> list[dict[str, Any]]:
        """Discipline groups with their change, each leading to its page."""
        parts = discipline_parts(self.figures.payload, self.figures.previous)
        year = self.workplan.year
        return [
            {
                "part": part,
                "url": f"{reverse('reports:public-discipline', args=[part.key])}?workplan={year}",
            }
            for part in parts
        ]

    @property
    def groups(self) -> list[Part]:
        """The task groups with their change."""
        return group_parts(self.workplan, self.figures.payload, self.figures.previous)

    @property
    def tasks(self) -> list[tuple[Task, Payload]]:
        """Every task that somebody owes, in order."""
        figures = self.figures.payload["tasks"]
        return [
            (task, figures[str(task.number)])
            for task in self.workplan.ordered_tasks
            if str(task.number) in figures
        ]

    @property
    def distribution(self) -> Chart:
        """Societies by how far they are."""
        return distribution_chart(self.national["distribution"])

    @property
    def answer(self) -> str:
        """The issue in two sentences: how far, against what, and who reported."""
        national = self.national
        reports, tasks = national["reports"], national["tasks"]
        facts = {
            "month": month_label(self.issue.month),
            "societies": national["societies"],
            "mean": percent(national["mean"]),
            "expected": percent(national["expected"]),
            "on_time": reports["on_time"],
            "late": reports["late"],
            "missing": reports["missing"],
            "done": tasks["done"],
            "obliged": tasks["obliged"],
        }
        gap = change(national["mean"], national["expected"])
        facts["points"] = one_decimal((gap or "").removeprefix("-"))
        between = "" if (get_language() or "").startswith("zh") else " "
        return between.join((_stands(gap) % facts, _reported() % facts))

    @property
    def societies(self) -> list[dict[str, Any]]:
        """The league with each society's report."""
        return self.societies_of(self.figures.league)

    def societies_of(self, league: Sequence[League]) -> list[dict[str, Any]]:
        """Some of the league with each society's report."""
        due_on = self.workplan.deadlines[self.issue.month]
        return [league_row(each, due_on) | {"now": self._corrected(each)} for each in league]

    @staticmethod
    def _corrected(each: League) -> str:
        return "" if each.corrected is None else percent(each.corrected["progress"])

    @property
    def notes(self) -> list[CorrectionNote]:
        """Corrections with old and new values."""
        return [CorrectionNote(correction) for correction in self.figures.corrections]

    @property
    def bulletins(self) -> list[BulletinEdition]:
        """Editions of the bulletin as PDF, the newest first."""
        return bulletins_of(self.issue)

    @property
    def inputs(self) -> list[tuple[str, str, str]]:
        """What the national mean is made from."""
        national = self.national
        return [
            (gettext("Societies"), str(national["societies"]), "#societies"),
            (gettext("Without data, counted as 0"), str(national["no_data"]), ""),
            (gettext("Obliged tasks of all societies"), str(national["tasks"]["obliged"]), ""),
        ]


def moment(at: dt.datetime) -> str:
    """Write a moment in Beijing as issues do."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _stands(gap: str | None) -> str:
    """How far the country is, as a sentence with places for the figures."""
    if gap is None:
        return gettext("%(month)s: no society has figures yet.")
    if gap.startswith("-"):
        return gettext(
            "%(month)s: the %(societies)d national societies stand at %(mean)s on average, "
            "%(points)s points below the expected %(expected)s."
        )
    if gap == "0.0":
        return gettext(
            "%(month)s: the %(societies)d national societies stand at %(mean)s on average, "
            "as expected."
        )
    return gettext(
        "%(month)s: the %(societies)d national societies stand at %(mean)s on average, "
        "%(points)s points above the expected %(expected)s."
    )


def _reported() -> str:
    return gettext(
        "%(on_time)d reported on time, %(late)d late, %(missing)d not at all; "
        "%(done)d of %(obliged)d obliged tasks are done."
    )


def league_row(each: League, due_on: dt.date) -> dict[str, Any]:
    """A society of the league with how its report came, and the day it was given if any."""
    return {
        "each": each,
        "name": local_filter(each.society, "name"),
        "report": report_badge(each.element),
        "days": late_days(each.element, due_on),
        "extended_to": each.element["report"].get("extended_to"),
    }


def report_badge(element: Payload) -> str:
    """How the report of a sealed month came, as a badge."""
    report = element["report"]
    if report["late"] is None:
        return "accepted" if report["state"] in ("accepted", "submitted") else "not_submitted"
    return "late" if report["late"] else "on_time"
