"""A figure explained: formula, numbers, inputs with what is behind them, rule, source and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from accounts.templatetags.portal import local_filter, month_label, percent, state_word
from reforms.enums import Decision
from reforms.models import MonthlyIssue, ProgressEntry, Workplan
from reforms.payload import Payload
from reforms.progress import one_decimal
from reports.figures.explain import Explained, Input, SocietyExplained, UnknownFigureError, written
from reports.pages import explain_words as words
from reports.selectors.explaining import Known
from societies.models import Society


class Cell(NamedTuple):
    """One cell of the table of inputs."""

    text: str
    url: str = ""
    is_number: bool = False
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Basis:
    """The month that is explained, and for whom: public pages lead to public pages only."""

    workplan: Workplan
    month: dt.date
    issue: MonthlyIssue | None
    is_public: bool
    corrections: Sequence[int] = ()
    #: What tells whether live figures are still those.
    stamp: int | None = None

    @property
    def as_of(self) -> str:
        """The moment the figures hold for."""
        at = self.issue.as_of if self.issue else timezone.now()
        return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"

    @property
    def state(self) -> str:
        """Whether the figures are sealed, and in which issue."""
        if self.issue is None:
            return gettext("Not sealed: figures as they stand now")
        return gettext("Issue %(number)d, exactly as sealed") % {"number": self.issue.number}

    @property
    def corrected(self) -> str:
        """What was corrected since; the explained figure stays the sealed one."""
        if not self.corrections:
            return ""
        numbers = ", ".join(str(number) for number in self.corrections)
        return gettext("Corrected since by note %(numbers)s") % {"numbers": numbers}

    @property
    def issue_url(self) -> str:
        """The public issue, where the month is sealed."""
        return reverse("reports:issue-detail", kwargs={"month": self.month}) if self.issue else ""

    def society(self, code: str, group: str = "") -> str:
        """Where a society's progress is explained."""
        name = "reports:issue-explain-society" if self.is_public else "reports:explain-society"
        url = reverse(name, kwargs={"month": self.month, "code": code})
        return f"{url}?group={group}" if group else url

    def task(self, code: str, number: int) -> str:
        """Where the percent of a task is explained; nowhere for the public."""
        if self.is_public:
            return ""
        kwargs = {"month": self.month, "code": code, "number": number}
        return reverse("reports:explain-task", kwargs=kwargs)


@dataclass(frozen=True)
class Explanation:
    """What the template shows."""

    basis: Basis
    title: str
    value: str
    formula: str
    numbers: str
    rule: str
    head: list[Cell]
    rows: list[list[Cell]]
    society: Society | None = None

    @property
    def subtitle(self) -> str:
        """The society whose figure it is."""
        return _named(self.society) if self.society else ""

    @property
    def up(self) -> tuple[str, str]:
        """The page that shows the figure: word and address."""
        basis, society = self.basis, self.society
        if society is not None:
            kwargs = {"code": society.code}
            name = "public-society-detail" if basis.is_public else "society-year"
            query = f"?workplan={basis.workplan.year}"
            return _named(society), f"{reverse(f'reports:{name}', kwargs=kwargs)}{query}"
        if basis.is_public:
            return gettext("Monitoring issue"), basis.issue_url
        address = f"{reverse('reports:dashboard')}?month={basis.month:%Y-%m}"
        return pgettext("menu", "Overview"), address


def explain_national(
    basis: Basis, figure: str, found: Explained, societies: Mapping[str, Society]
) -> Explanation:
    """Say how a national figure comes about."""
    is_count = found.rule.startswith("count_")
    value = (found.value or "") if is_count else percent(found.value)
    return Explanation(
        basis,
        words.figure_title(figure, basis.workplan),
        value,
        words.formula(figure, basis.workplan),
        _numbers(found, value, is_count=is_count),
        f"progress.{found.rule}",
        _head(figure, is_count=is_count),
        [_row(basis, figure, each, societies) for each in found.inputs],
    )


def _head(figure: str, *, is_count: bool) -> list[Cell]:
    head = [Cell(pgettext("column", "Society")), Cell(words.counted(figure), is_number=True)]
    return head if is_count else [*head, Cell(pgettext("column", "Exact value"), is_number=True)]


def _numbers(found: Explained, value: str, *, is_count: bool) -> str:
    if is_count:
        parts = len(found.inputs)
        return gettext("%(societies)d societies, %(sum)s in all") % {
            "societies": parts,
            "sum": value,
        }
    if found.rule == "median":
        middle = [written(each.counted) for each in found.inputs if each.is_middle]
        return f"({' + '.join(middle)}) ÷ {len(middle)} = {value}" if middle else value
    exact = written(found.total)
    if "/" in exact:
        exact = f"{one_decimal(found.total)}… ({exact})"
    return f"{exact} ÷ {len(found.inputs)} = {value}"


def _row(basis: Basis, figure: str, given: Input, societies: Mapping[str, Society]) -> list[Cell]:
    kind, _, key = figure.partition("-")
    url = basis.society(given.code, key if kind == "group" else "")
    name = Cell(f"{given.code} {local_filter(societies[given.code], 'name')}", url)
    if kind == "reports":
        return [name, Cell(given.submitted_on or "—", is_number=True)]
    if kind == "state":
        links = tuple((str(n), basis.task(given.code, n)) for n in given.tasks)
        return [name, Cell("", is_number=True, links=links)]
    shown = percent(None if given.exact is None else given.exact)
    mark = gettext("%(value)s (middle)") % {"value": shown} if given.is_middle else shown
    to = basis.task(given.code, given.tasks[0]) if given.tasks else ""
    return [name, Cell(mark, to, is_number=True), Cell(written(given.counted), is_number=True)]


def explain_progress(
    basis: Basis, society: Society, group: str, found: SocietyExplained
) -> Explanation:
    """Say how the progress of a society comes about."""
    part = words.group_title(basis.workplan, group) if group else ""
    titles = {t.number: local_filter(t, "title") for t in basis.workplan.ordered_tasks}
    value = percent(found.value)
    rows = [
        [
            Cell(f"{p.number}. {titles.get(p.number, '')}", basis.task(society.code, p.number)),
            Cell(written(p.weight), is_number=True),
            Cell(percent(p.accepted), is_number=True),
            Cell(written(p.product), is_number=True),
            Cell(percent(p.claimed), is_number=True),
            Cell(percent(p.expected), is_number=True),
            Cell(state_word(p.state)),
        ]
        for p in found.parts
    ]
    has_data = found.value is not None
    sums = f"{written(found.total)} ÷ {written(found.weights)} = {value}"
    return Explanation(
        basis,
        gettext("Progress in a group: %(part)s") % {"part": part}
        if part
        else gettext("Progress of the society"),
        value,
        words.society_formula(),
        sums if has_data else gettext("No task has data yet."),
        "progress.weighted_progress",
        _progress_head(),
        rows,
        society,
    )


def _progress_head() -> list[Cell]:
    return [
        Cell(pgettext("column", "Task")),
        Cell(pgettext("column", "Weight"), is_number=True),
        Cell(pgettext("column", "Accepted"), is_number=True),
        Cell(pgettext("column", "Weight × accepted"), is_number=True),
        Cell(pgettext("column", "Claimed"), is_number=True),
        Cell(pgettext("figure", "Expected"), is_number=True),
        Cell(pgettext("column", "State")),
    ]


def _named(society: Society) -> str:
    return f"{society.code} {local_filter(society, 'name')}"


def explain_task(
    basis: Basis,
    society: Society,
    number: int,
    known: Known,
    entries: Mapping[str, ProgressEntry],
) -> Explanation:
    """Say how the percent and the state of a society's task come about, if it owes the task."""
    task = known.element["tasks"].get(str(number))
    if task is None:
        raise UnknownFigureError(number)
    due = month_label(task["due"])
    shown = {"expected": percent(task["expected"]), "due": due, "state": state_word(task["state"])}
    return Explanation(
        basis,
        words.task_title(basis.workplan, number),
        percent(task["accepted"]),
        words.task_formula(basis.workplan),
        gettext("expected %(expected)s (due %(due)s): %(state)s") % shown,
        "progress.task_state",
        _task_head(),
        [_task_row(society, number, each, entries.get(each["month"])) for each in known.months],
        society,
    )


def _task_head() -> list[Cell]:
    return [
        Cell(pgettext("column", "Month")),
        Cell(pgettext("column", "Accepted"), is_number=True),
        Cell(pgettext("column", "Claimed"), is_number=True),
        Cell(pgettext("figure", "Expected"), is_number=True),
        Cell(pgettext("column", "State")),
        Cell(pgettext("column", "Decision")),
        Cell(pgettext("column", "Evidence")),
    ]


def _task_row(
    society: Society, number: int, element: Payload, entry: ProgressEntry | None
) -> list[Cell]:
    kwargs = {"code": society.code, "month": dt.date.fromisoformat(f"{element['month']}-01")}
    url = f"{reverse('reforms:report-detail', kwargs=kwargs)}#task-{number}"
    task = element["tasks"].get(str(number))
    month = Cell(month_label(element["month"]), url if entry else "")
    if task is None:
        return [month, Cell(gettext("not owed in this month")), *[Cell("")] * 5]
    return [
        month,
        Cell(percent(task["accepted"]), is_number=True),
        Cell(percent(task["claimed"]), is_number=True),
        Cell(percent(task["expected"]), is_number=True),
        Cell(state_word(task["state"])),
        Cell(_decision(entry)),
        Cell("", links=_evidence(society, entry)),
    ]


def _decision(entry: ProgressEntry | None) -> str:
    """What CAST decided of the entry as it stands, with the reason."""
    if entry is None:
        return gettext("no entry: the earlier percent holds")
    parts = [str(Decision(entry.decision).label), entry.decision_reason]
    if entry.is_no_change:
        parts = [gettext("no change"), *parts]
    return " · ".join(part for part in parts if part)


def _evidence(society: Society, entry: ProgressEntry | None) -> tuple[tuple[str, str], ...]:
    if entry is None:
        return ()
    return tuple(
        (
            each.name,
            reverse("reforms:evidence-detail", kwargs={"code": society.code, "pk": each.pk}),
        )
        for each in entry.evidence.all()
    )
