"""The matrix as markup: rendered once per query, and again when a figure in it has changed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.forms import Form
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from accounts.badges import BADGES
from accounts.templatetags.portal import local_filter, month_label
from reforms.enums import Verdict
from reforms.models import MonthlyIssue, Task, Workplan
from reports.pages import matrix_words
from reports.pages.matrix_address import address
from reports.pages.matrix_disciplines import Mini, minis
from reports.pages.matrix_markup import options
from reports.pages.matrix_table import TEMPLATE, table_markup
from reports.selectors.checks import unmet_at, verdicts_at
from reports.selectors.figures import corrected_at, payload_at, words_stamp
from reports.selectors.matrix import Matrix, MonthFacts, build_matrix
from reports.selectors.matrix_before import Before, before_at, sealed_series, with_before
from reports.selectors.matrix_cells import SIGNS, VERDICT_SIGNS
from reports.selectors.matrix_query import MatrixQuery
from reports.selectors.months import Calendar
from societies.models import Society

BODY_TEMPLATE = "reports/_matrix_body.html"
KEEP_SECONDS = 24 * 60 * 60
#: Stands for the body in the page, and for the table in the body; nobody's words are a comment.
_MARK = SafeString("<!-- matrix -->")
#: Stands in an address where each row puts its own code.
_CODE = "A-00"


@dataclass(frozen=True)
class Body:
    """The filters and the table as the page's bytes, and how many societies the table shows.

    Half a megabyte is joined and encoded once: the page is rendered with a mark in its place.
    """

    content: bytes
    shown: int
    total: int
    mark: SafeString = _MARK

    def put_into(self, page: bytes) -> bytes:
        """Return the page with the body where its mark stands."""
        return page.replace(self.mark.encode(), self.content, 1)


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
        return self.calendar.covering(self.month)

    @cached_property
    def issue(self) -> MonthlyIssue | None:
        """The sealed issue, or None while the month is open."""
        return self.calendar.sealed.get(self.month)

    @cached_property
    def societies(self) -> list[Society]:
        """Every society: a sealed month may show one that takes part no more."""
        fields = (
            "code",
            "name_zh",
            "name_en",
            "name_pinyin",
            "discipline",
            "is_active",
            "term_ends_on",
        )
        issue = self._issue_before if self._shows_before else None
        return list(with_before(Society.objects.only(*fields), issue))

    @property
    def _shows_before(self) -> bool:
        """Whether last month counts: in the small pictures only where they show the change."""
        return self.query.view == "societies" or self.query.show == "change"

    @cached_property
    def _issue_before(self) -> MonthlyIssue | None:
        """The sealed issue of the month before, if there is one."""
        before = self.calendar.previous(self.month)
        return None if before is None else self.calendar.sealed.get(before)

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
        """What the cells can say, with its word and address."""
        words = matrix_words.SHOW_WORDS
        return [(show, word, self.address(show=show)) for show, word in words.items()]

    @property
    def views(self) -> list[tuple[str, Any, str]]:
        """The table and the small pictures, with their word and address."""
        words = matrix_words.VIEW_WORDS
        return [(view, word, self.address(view=view)) for view, word in words.items()]

    @property
    def sort_options(self) -> SafeString:
        """The columns to sort by, each task by its number and title, as a list to choose from."""
        tasks = ((f"t{number}", f"{number}. {title}") for number, title in self.task_titles.items())
        return options([*matrix_words.SORT_WORDS.items(), *tasks], self.query.sort)

    @property
    def order(self) -> str:
        """In which order the societies stand, in words."""
        return matrix_words.order_words(self.query)

    @property
    def regroup_url(self) -> str:
        """The same table with its headings of disciplines taken away, or put in."""
        return self.address(group="no" if self.query.is_grouped else "yes")

    @property
    def filters(self) -> list[str]:
        """The filters in force, in words."""
        return matrix_words.filter_words(self.query)

    @property
    def line_words(self) -> str:
        """What the lines of the disciplines say."""
        return matrix_words.line_words(self.query.show)

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
    def signs(self) -> list[matrix_words.Sign]:
        """What the cells' colours and signs mean."""
        return matrix_words.signs(self.query.show)

    @property
    def marks(self) -> list[matrix_words.Sign]:
        """What is marked whatever the cells show."""
        return matrix_words.marks(is_corrected=self.corrections > 0)

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
            "states": [str(BADGES[state].word) for state in SIGNS],
            "registers": pgettext("figure", "registers"),
            "verdicts": [str(BADGES[verdict].word) for verdict in VERDICT_SIGNS],
            "nobody": gettext("Not in this table"),
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
        if self.query.view == "disciplines":
            return self._render_disciplines(form)
        matrix = self.matrix
        table = table_markup(matrix, self.query, self.month) if matrix.shown else ""
        context = {"page": self, "form": form, "table": _MARK if table else ""}
        context["selects"] = _selects(form)
        html = render_to_string(BODY_TEMPLATE, context).encode()
        return Body(html.replace(_MARK.encode(), table.encode(), 1), matrix.shown, matrix.total)

    def _render_disciplines(self, form: Form) -> Body:
        context = {"page": self, "form": form, "table": ""}
        total = len(self.facts.payload["societies"])
        return Body(render_to_string(BODY_TEMPLATE, context).encode(), total, total)

    @property
    def minis(self) -> list[Mini]:
        """The country and the disciplines as small pictures."""
        before = sealed_series(self.workplan, self.month)
        series = [*before, (self.month, self.facts.payload)]
        return minis(self.facts, self.query.show, series, self.workplan.months, self.address)

    @property
    def months_ahead(self) -> list[dt.date]:
        """Months of the workplan after the one that is shown."""
        return [month for month in self.workplan.months if month > self.month]

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
            verdicts=self._verdicts(),
            corrected=corrected_at(self.issue),
        )

    def _previous(self) -> Mapping[str, Before]:
        before = self.calendar.previous(self.month)
        if before is None or not self._shows_before:
            return {}
        stamp = self.calendar.stamp
        return before_at(self.workplan, before, self._issue_before, self.societies, stamp)

    def _verdicts(self) -> Mapping[str, Mapping[int, str]]:
        """All verdicts of a sealed month, or where the cells show them; else what is not met."""
        are_shown = self.query.show == "register"
        if self.query.view == "disciplines" and not are_shown:
            return {}
        if are_shown or self.issue is not None:
            return verdicts_at(self.workplan, self.issue, self.societies)
        unmet = unmet_at(self.workplan, None, self.societies)
        return {
            code: dict.fromkeys(sorted(tasks), Verdict.NOT_MET) for code, tasks in unmet.items()
        }

    @cached_property
    def matrix(self) -> Matrix:
        """The table as data."""
        return build_matrix(self.facts, self.query)

    def address(self, **changes: str) -> str:
        """Return the query part of the address, with some of it changed."""
        return address(self.month, self.query, **changes)


def _selects(form: Any) -> list[tuple[forms.BoundField, SafeString]]:
    """The filters that offer a choice, each with what there is to choose."""
    return [(bound, options(bound.field.choices, bound.value() or "")) for bound in form.selects]


_LOOK: dict[str, str] = {}


def _look() -> str:
    """A fingerprint of how the table is made: a new release does not show an old table."""
    if not _LOOK or settings.DEBUG:
        folder = Path(settings.BASE_DIR, "templates")
        parts = ("_matrix_body", "_matrix_disciplines", "_matrix_filters", "_matrix_legend")
        pages = Path(__file__).parent
        sources = (
            folder / "jinja2" / TEMPLATE,
            *(folder / "reports" / f"{part}.html" for part in parts),
            *sorted(pages.glob("matrix*.py")),
            *sorted((pages.parent / "selectors").glob("matrix*.py")),
        )
        text = b"".join(path.read_bytes() for path in sources) + static("img/icons.svg").encode()
        _LOOK["digest"] = hashlib.sha256(text).hexdigest()
    return _LOOK["digest"]
