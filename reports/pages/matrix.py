"""The matrix as markup: rendered once per query, and again when a figure in it has changed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.forms import Form
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext, pgettext_lazy

from accounts.badges import BADGES
from accounts.templatetags.portal import local_filter, month_label, percent
from reforms.models import MonthlyIssue, Task, Workplan
from reforms.payload import Payload
from reports.pages.matrix_markup import AGAINST, cells_markup
from reports.selectors.checks import unmet_at
from reports.selectors.figures import corrected_at, elements_at, payload_at, words_stamp
from reports.selectors.matrix import Matrix, MatrixQuery, MonthFacts, Row, build_matrix
from reports.selectors.matrix_cells import SIGNS, Cells
from reports.selectors.months import Calendar
from societies.models import Society

TEMPLATE = "reports/matrix_table.html"
BODY_TEMPLATE = "reports/_matrix_body.html"
KEEP_SECONDS = 24 * 60 * 60
#: Stands in an address where each row puts its own code.
_CODE = "A-00"
_MARKS = {"ascending": " ↑", "descending": " ↓"}
#: What the cells say.
SHOW_WORDS = {
    "progress": pgettext_lazy("matrix", "Progress"),
    "state": pgettext_lazy("matrix", "State"),
    "change": pgettext_lazy("matrix", "Change in the month"),
}
#: Columns that are most telling from the top down.
_DESCENDING_FIRST = ("progress", "change", "late")


@dataclass(frozen=True)
class Body:
    """The rendered filters and table, and how many societies it shows."""

    html: str
    shown: int
    total: int


class MatrixPage:
    """One month's matrix for one query; reads only what it is asked for."""

    def __init__(
        self, calendar: Calendar, month: dt.date, query: MatrixQuery, *, has_portfolio: bool = False
    ) -> None:
        self.calendar = calendar
        self.month = month
        self.query = query
        self.has_portfolio = has_portfolio

    @cached_property
    def workplan(self) -> Workplan:
        """The workplan that covers the month."""
        workplan = self.calendar.workplan_of(self.month)
        if workplan is None:
            raise LookupError(f"no workplan covers {self.month:%Y-%m}")
        return workplan

    @cached_property
    def issue(self) -> MonthlyIssue | None:
        """The sealed issue, or None while the month is open."""
        return self.calendar.sealed.get(self.month)

    @cached_property
    def societies(self) -> list[Society]:
        """Every society: a sealed month may show one that takes part no more."""
        fields = ("code", "name_zh", "name_en", "discipline", "is_active", "term_ends_on")
        return list(Society.objects.only(*fields))

    @cached_property
    def tasks(self) -> list[Task]:
        """The columns."""
        return self.workplan.ordered_tasks

    @cached_property
    def stamp(self) -> int | None:
        """What tells whether live figures are still those; a sealed month needs none."""
        return self.calendar.stamp if self.issue is None else None

    @cached_property
    def key(self) -> str:
        """What decides the table: figures, words, language, look and query."""
        issue = self.issue
        figures = (
            (issue.digest, words_stamp())
            if issue
            else (self.workplan.pk, self.month, self.calendar.today, self.stamp)
        )
        around = (self.calendar.months[:1], self.has_portfolio, self.corrections)
        parts = (figures, get_language(), self.query.key, around, _look())
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    @cached_property
    def corrections(self) -> int:
        """How many corrections to the sealed month have been published."""
        return vars(self.issue)["correction_count"] if self.issue else 0

    @property
    def shows(self) -> list[tuple[str, Any, str]]:
        """The three views with their word and address."""
        return [(show, word, self.address(show=show)) for show, word in SHOW_WORDS.items()]

    @property
    def neighbours(self) -> list[tuple[dt.date, str] | None]:
        """The months before and after with their address."""
        return [
            None if month is None else (month, self.address(month=f"{month:%Y-%m}"))
            for month in self.calendar.neighbours(self.month)
        ]

    @property
    def title(self) -> str:
        """What a printed page is called."""
        return f"{gettext('Progress matrix')} · {month_label(self.month)}"

    @property
    def number(self) -> int | None:
        """Number of the sealed issue."""
        return self.issue.number if self.issue else None

    @property
    def digest(self) -> str:
        """Digest of the sealed issue; empty while the month is open."""
        return self.issue.digest if self.issue else ""

    @property
    def as_of(self) -> str:
        """The moment the figures hold for."""
        at = self.issue.as_of if self.issue else timezone.now()
        return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"

    @property
    def month_value(self) -> str:
        """The month as the address writes it."""
        return f"{self.month:%Y-%m}"

    @property
    def signs(self) -> list[tuple[str, str, str]]:
        """The states with their sign and word."""
        return [(state, sign, str(BADGES[state].word)) for state, sign in SIGNS.items()]

    @property
    def task_titles(self) -> dict[int, str]:
        """What the tip calls a task."""
        return {task.number: local_filter(task, "title") for task in self.tasks}

    @property
    def tip_words(self) -> dict[str, Any]:
        """What the tip calls the figures of a cell."""
        return {
            "accepted": pgettext("figure", "accepted"),
            "claimed": pgettext("figure", "claimed"),
            "expected": pgettext("figure", "expected"),
            "before": pgettext("figure", "last month"),
            "none": pgettext("cell", "no data"),
            "states": {state: str(BADGES[state].word) for state in SIGNS},
            "against": str(AGAINST),
        }

    def body(self, form: Form) -> Body:
        """The filters and the table, kept until something that they show has changed."""
        key = f"matrix:{self.key}"
        kept: Body | None = cache.get(key) if form.is_valid() else None
        if kept is None:
            kept = self._render_body(form)
            if form.is_valid():
                cache.set(key, kept, KEEP_SECONDS)
        return kept

    def _render_body(self, form: Form) -> Body:
        matrix = self.matrix
        table = SafeString(self._render_table()) if matrix.shown else ""
        html = render_to_string(BODY_TEMPLATE, {"page": self, "form": form, "table": table})
        return Body(html, matrix.shown, matrix.total)

    @cached_property
    def facts(self) -> MonthFacts:
        """Figures and words of the month."""
        code_url = reverse("reports:society-year", kwargs={"code": _CODE})
        year = urlencode({"workplan": self.workplan.year})
        entry_url = reverse("reforms:report-detail", kwargs={"code": _CODE, "month": self.month})
        return MonthFacts(
            payload=payload_at(self.workplan, self.month, self.issue, self.societies, self.stamp),
            previous=self._previous(),
            tasks=self.tasks,
            societies={society.code: society for society in self.societies},
            due_on=self.workplan.deadlines[self.month],
            month=self.month,
            today=self.calendar.today,
            is_sealed=self.issue is not None,
            due_soon_days=self.workplan.due_soon_days,
            behind_margin=self.workplan.behind_margin,
            entry_url=lambda code: entry_url.replace(_CODE, code),
            society_url=lambda code: f"{code_url.replace(_CODE, code)}?{year}",
            unmet=unmet_at(self.workplan, self.issue, self.societies),
            corrected=corrected_at(self.issue),
        )

    def _previous(self) -> dict[str, Payload]:
        """Last month's elements, which only the view of changes needs."""
        if "change" not in (self.query.show, self.query.sort):
            return {}
        before = self.calendar.previous(self.month)
        if before is None:
            return {}
        issue = self.calendar.sealed.get(before)
        return elements_at(self.workplan, before, issue, self.societies)

    @cached_property
    def matrix(self) -> Matrix:
        """The table as data."""
        return build_matrix(self.facts, self.query)

    def _render_table(self) -> str:
        matrix = self.matrix
        days = {row.late_days for row in matrix.rows if row.late_days is not None}
        context = {
            "query": self.query,
            "matrix": matrix,
            "heads": self._heads(matrix),
            "cells": cells_markup(matrix),
            "icons": static("img/icons.svg"),
            "section_words": [
                self._section_words(s.societies, len(s.rows), s.mean) for s in matrix.sections
            ],
            "corrected": self._corrected_words(matrix.rows),
            "late_words": {n: gettext("%(days)dd late") % {"days": n} for n in days},
            "words": {
                "caption": gettext("Societies and tasks, %(month)s")
                % {"month": month_label(self.month)},
                "report": pgettext("column", "Report"),
                "progress": pgettext("column", "Progress %"),
            },
        }
        return render_to_string(TEMPLATE, context, using="jinja2")

    def _corrected_words(self, rows: Iterable[Row]) -> dict[str, Any]:
        """What marks the rows of corrected societies, and where to read of it."""
        return {
            "url": reverse("reports:issue-detail", kwargs={"month": self.month}) + "#corrections",
            "word": BADGES["corrected"].word,
            "now": {
                row.code: gettext("corrected: %(value)s")
                % {"value": percent(row.corrected["progress"])}
                for row in rows
                if row.corrected
            },
        }

    def _section_words(self, societies: int, shown: int, mean: str) -> str:
        words = ngettext("%(count)d society", "%(count)d societies", societies) % {
            "count": societies
        }
        average = gettext("mean %(mean)s%%") % {"mean": mean}
        if shown == societies:
            return f"{words} · {average}"
        part = gettext("%(shown)d shown") % {"shown": shown}
        return f"{words} · {average} · {part}"

    def _heads(self, matrix: Matrix) -> list[dict[str, Any]]:
        heads = [
            self._head("code", pgettext("column", "Society"), "head-society"),
            self._head("late", pgettext("column", "Report"), "head-report"),
            self._head("progress", pgettext("column", "Progress %"), "num"),
        ]
        for column in matrix.columns:
            css = "head-task begins-group" if column.begins_group else "head-task"
            title = f"{column.number}. {column.title}"
            heads.append(self._head(f"t{column.number}", str(column.number), css, title))
        return heads

    def _head(self, sort: str, word: str, css: str, title: str = "") -> dict[str, Any]:
        is_current = self.query.sort == sort
        is_descending = self.query.is_descending if is_current else None
        aria = "" if is_descending is None else "descending" if is_descending else "ascending"
        first = "desc" if sort in _DESCENDING_FIRST or sort.startswith("t") else "asc"
        other = "asc" if is_descending else "desc"
        return {
            "word": word,
            "css": css,
            "title": title,
            "aria": aria,
            "mark": _MARKS.get(aria, ""),
            "url": self.address(sort=sort, dir=other if is_current else first),
        }

    def address(self, **changes: str) -> str:
        """Return the query part of the address, with some of it changed."""
        return "?" + urlencode(query_params(self.month, self.query, **changes))


def query_params(on: dt.date, query: MatrixQuery, **changes: str) -> dict[str, str]:
    """Return a query as the address writes it; what is as usual is left out."""
    params = {
        "month": f"{on:%Y-%m}",
        "show": "" if query.show == "progress" else query.show,
        "discipline": query.discipline,
        "report": query.report,
        "state": query.state,
        "late": "1" if query.is_late else "",
        "behind": "1" if query.is_behind else "",
        "against": "1" if query.is_against else "",
        "portfolio": "" if query.codes is None else "1",
        "q": query.text,
        "sort": "" if query.sort == "code" else query.sort,
        "dir": "desc" if query.is_descending else "",
    }
    if changes.get("dir") == "asc":
        changes["dir"] = ""
    if changes.get("show") == "progress":
        changes["show"] = ""
    if changes.get("sort") == "code":
        changes["sort"] = ""
    return {name: value for name, value in (params | changes).items() if value}


_LOOK: dict[str, str] = {}


def _look() -> str:
    """A fingerprint of how the table is made: a new release does not show an old table."""
    if not _LOOK or settings.DEBUG:
        folder = Path(settings.BASE_DIR, "templates")
        parts = ("_matrix_body", "_matrix_filters", "_matrix_legend")
        sources = (
            folder / "jinja2" / TEMPLATE,
            *(folder / "reports" / f"{part}.html" for part in parts),
            Path(__file__),
            Path(cells_markup.__code__.co_filename),
            Path(build_matrix.__code__.co_filename),
            Path(Cells.row.__code__.co_filename),
        )
        text = b"".join(path.read_bytes() for path in sources) + static("img/icons.svg").encode()
        _LOOK["digest"] = hashlib.sha256(text).hexdigest()
    return _LOOK["digest"]
