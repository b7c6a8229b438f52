"""Two moments compared, in words: what each is based on, and what moved between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from accounts.templatetags.portal import local_filter, month_label, percent, signed, state_word
from reforms.enums import GroupKind
from reports.figures.comparison import (
    STATES,
    Comparison,
    Judged,
    Mover,
    Pair,
    fallen,
    judged_anew,
    risen,
)
from reports.selectors.as_of import Basis, Side, prepare
from societies.enums import Discipline
from societies.models import Society

LIST_LENGTH = 12


@dataclass(frozen=True)
class FigureRow:
    """One figure at both moments, as it is written."""

    label: str
    before: str
    after: str
    change: str
    is_down: bool
    url: str = ""


class SideWords:
    """What a side is, and what its figures are made from."""

    def __init__(self, side: Side) -> None:
        self.side = side

    @property
    def title(self) -> str:
        """The month or the day."""
        side = self.side
        return f"{side.day:%Y-%m-%d}" if side.day else month_label(side.month)

    @property
    def value(self) -> str:
        """The month or the day as the address writes it."""
        side = self.side
        return f"{side.day:%Y-%m-%d}" if side.day else f"{side.month:%Y-%m}"

    @property
    def basis(self) -> str:
        """In one sentence, what the figures are made from."""
        side, issue = self.side, self.side.issue
        if side.basis is Basis.LIVE:
            return gettext("Not sealed: figures as they stand now, %(at)s") % {
                "at": f"{timezone.localtime():%Y-%m-%d %H:%M}"
            }
        if side.basis is Basis.SEALED and issue:
            return gettext("Issue %(number)d exactly as sealed on %(at)s") % {
                "number": issue.number,
                "at": f"{timezone.localtime(issue.sealed_at):%Y-%m-%d %H:%M}",
            }
        if issue:
            return gettext(
                "Issue %(number)d with the corrections published by the day, "
                "and the later entries accepted by the end of the day"
            ) % {"number": issue.number}
        return gettext("No issue was sealed yet: entries accepted by the end of the day")

    @property
    def verdicts(self) -> str:
        """Where the registers' verdicts come from."""
        issue = self.side.issue
        if issue:
            return gettext("verdicts of the registers as sealed with issue %(number)d") % {
                "number": issue.number
            }
        if self.side.basis is Basis.DAY:
            return gettext("no verdicts of the registers")
        return gettext("verdicts of the registers as they stand now")

    @property
    def url(self) -> str:
        """The matrix of the month."""
        return f"{reverse('reports:matrix')}?month={self.side.month:%Y-%m}"


class ComparePage:
    """The comparison for the template and the export."""

    def __init__(
        self, before: Side, after: Side, discipline: str = "", *, is_all: bool, show: str = ""
    ) -> None:
        self.sides = (SideWords(before), SideWords(after))
        self.before, self.after = before, after
        self.discipline = discipline
        self.is_all = is_all
        self.show = show
        self.workplan = after.workplan

    @cached_property
    def societies(self) -> dict[str, Society]:
        """Every society by code, read once for both sides."""
        vars(self.before)["societies"] = self.after.societies
        return self.after.societies

    @cached_property
    def comparison(self) -> Comparison:
        """The two states beside each other; the societies are read first, once for both."""
        _ = self.societies
        prepare((self.before, self.after))
        return Comparison(self.before.payload, self.after.payload)

    @cached_property
    def judged(self) -> dict[str, tuple[Judged, ...]]:
        """Verdicts of the registers that have changed, by society code."""
        by_pk = {
            society.pk: code
            for code, society in self.societies.items()
            if not self.discipline or society.discipline == self.discipline
        }
        first, last = (
            {by_pk[pk]: marks for pk, marks in side.verdicts.items() if pk in by_pk}
            for side in (self.before, self.after)
        )
        return judged_anew(first, last)

    @cached_property
    def movers(self) -> list[Mover]:
        """The societies that are looked at."""
        wanted = self.discipline
        return [m for m in self.comparison.movers if not wanted or m.discipline == wanted]

    @property
    def national(self) -> list[FigureRow]:
        """The figures over all societies, then the states of all tasks."""
        words = {
            "mean": gettext("National mean progress"),
            "median": pgettext("figure", "Median"),
            "expected": pgettext("figure", "Expected"),
            "silent": gettext("Societies without data"),
            "obliged": gettext("Obliged tasks of all societies"),
            **{
                state: gettext("Tasks: %(state)s") % {"state": state_word(state)}
                for state in STATES
            },
        }
        return [_row(words[pair.key], pair, is_count=pair.key in COUNTS) for pair in self.pairs]

    @property
    def pairs(self) -> list[Pair]:
        """The national figures."""
        return self.comparison.national

    @property
    def disciplines(self) -> list[FigureRow]:
        """The disciplines in CAST's order, each leading to its part of this page."""
        found = {pair.key: pair for pair in self.comparison.disciplines}
        return [
            _row(str(each.label), found[each.value], url=self.address(discipline=each.value))
            for each in Discipline
            if each.value in found
        ]

    @property
    def groups(self) -> list[FigureRow]:
        """The task groups."""
        titles = {t.group.kind: local_filter(t.group, "title") for t in self.workplan.ordered_tasks}
        found = {pair.key: pair for pair in self.comparison.groups}
        return [_row(titles[kind], found[kind]) for kind in GroupKind.values if kind in titles]

    @property
    def tasks(self) -> list[FigureRow]:
        """The tasks over all societies that owe them."""
        titles = {str(t.number): local_filter(t, "title") for t in self.workplan.ordered_tasks}
        found = sorted(self.comparison.tasks, key=lambda pair: int(pair.key))
        return [_row(f"{p.key}. {titles.get(p.key, '')}", p) for p in found]

    @property
    def counts(self) -> list[dict[str, Any]]:
        """How many moved which way; each leads to its list."""
        found = [
            ("risen", gettext("Societies that rose"), len(risen(self.movers))),
            ("fallen", gettext("Societies that fell"), len(fallen(self.movers))),
            *((kind, word, sum(map(len, self._of(kind)))) for kind, word in _kinds()),
        ]
        return [{"label": w, "value": n, "url": f"#{kind}" if n else ""} for kind, w, n in found]

    def _of(self, kind: str) -> list[tuple[Any, ...]]:
        return [getattr(mover, kind) for mover in self.movers]

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """The two halves of the page: word, address, whether it is shown."""
        words = {
            "": gettext("Progress and tasks"),
            "verdicts": gettext("Verdicts of the registers"),
        }
        return [(word, self.address(show=show), show == self.show) for show, word in words.items()]

    @property
    def lists(self) -> list[dict[str, Any]]:
        """The lists of societies: risen, fallen, and those whose tasks changed their state."""
        if self.show == "verdicts":
            return [self._judged_list()]
        movers = [
            ("risen", gettext("Societies that rose"), risen(self.movers)),
            ("fallen", gettext("Societies that fell"), fallen(self.movers)),
            *((kind, word, self._most(kind)) for kind, word in _kinds()),
        ]
        return [self._list(kind, title, found) for kind, title, found in movers]

    def _most(self, kind: str) -> list[Mover]:
        """Societies with tasks of a kind, the most tasks first."""
        found = [mover for mover in self.movers if getattr(mover, kind)]
        return sorted(found, key=lambda mover: (-len(getattr(mover, kind)), mover.code))

    def _list(self, kind: str, title: str, movers: list[Mover]) -> dict[str, Any]:
        is_progress = kind in ("risen", "fallen")
        rows = [
            {
                "pair": _row("", mover.progress),
                **self._row(mover.code, [] if is_progress else getattr(mover, kind)),
            }
            for mover in movers[: None if self.is_all else LIST_LENGTH]
        ]
        url = f"{self.address(all='on')}#{kind}"
        count = len(movers) if is_progress else sum(len(getattr(m, kind)) for m in movers)
        found = {"kind": kind, "title": title, "count": count, "rows": rows, "url": url}
        return {
            **found,
            "is_progress": is_progress,
            "societies": len(movers),
            "has_more": len(movers) > len(rows),
        }

    def _judged_list(self) -> dict[str, Any]:
        rows = [
            self._row(code, [each.number for each in tasks]) for code, tasks in self.judged.items()
        ]
        for row, tasks in zip(rows, self.judged.values(), strict=True):
            for shown, each in zip(row["tasks"], tasks, strict=True):
                shown |= {"before": each.before, "after": each.after}
        return {
            "kind": "verdicts",
            "title": gettext("Verdicts of the registers changed"),
            "count": sum(len(tasks) for tasks in self.judged.values()),
            "rows": rows,
            "is_progress": False,
            "societies": len(rows),
            "has_more": False,
        }

    def _row(self, code: str, numbers: Sequence[int]) -> dict[str, Any]:
        year = reverse("reports:society-year", kwargs={"code": code})
        entry = reverse("reforms:report-detail", kwargs={"code": code, "month": self.after.month})
        return {
            "name": f"{code} {local_filter(self.societies[code], 'name')}",
            "url": f"{year}?workplan={self.workplan.year}",
            "tasks": [
                {"number": n, "url": f"{entry}#task-{n}", "before": "", "after": ""}
                for n in numbers
            ],
        }

    def address(self, **extra: str) -> str:
        """This page with both sides in the address."""
        return f"{reverse('reports:dashboard-compare')}?{self.query(**extra)}"

    def query(self, **extra: str) -> str:
        """Both sides and the filter as the address writes them."""
        sides = {
            f"{name}_day" if words.side.day else name: words.value
            for name, words in zip(("from", "to"), self.sides, strict=True)
        }
        narrowed = {"discipline": self.discipline} if self.discipline else {}
        shown = {"show": self.show} if self.show and "show" not in extra else {}
        return urlencode({**sides, **narrowed, **shown, **extra})


#: Figures that are numbers of something, not percentages.
COUNTS = frozenset({"silent", "obliged", *STATES})


def _kinds() -> list[tuple[str, str]]:
    """The changes of a task's state, with their words."""
    return [
        ("done", gettext("Tasks newly done")),
        ("stalled", gettext("Tasks newly stalled")),
        ("undone", gettext("Tasks no longer done")),
    ]


def _row(label: str, pair: Pair, url: str = "", *, is_count: bool = False) -> FigureRow:
    change = pair.change
    if is_count:
        points = f"{int(change):+d}".replace("-", "−") if change else "0"
        return FigureRow(label, pair.before or "", pair.after or "", points, False, url)
    written = "" if change is None else signed(change)
    is_down = change is not None and change < 0
    return FigureRow(label, percent(pair.before), percent(pair.after), written, is_down, url)


def number(text: str | None) -> Decimal | None:
    """A published figure as a number for a spreadsheet."""
    return None if text is None else Decimal(text)
