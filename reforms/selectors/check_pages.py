"""Pages of checks: one society beside its claims, and the whole country check by check."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONArray

from accounts.badges import BADGES, Badge
from reforms import months
from reforms.checks import words
from reforms.checks.results import CAST, CheckResult, CheckTerms
from reforms.enums import Verdict
from reforms.models import Correction, RegistryCheck, SealedChecks, SocietyFigure, Task, Workplan
from reforms.payload import Payload
from reforms.progress import TaskStanding
from reforms.selectors.checks import CheckView, TaskChecks, disagrees, terms_of
from reforms.selectors.facts_together import PackedRows, inner_json
from reforms.selectors.figures import standings
from societies.models import Society

#: Verdicts in the order in which pages list them.
VERDICTS = (
    Verdict.NOT_MET,
    Verdict.NO_DATA,
    Verdict.JUSTIFIED,
    Verdict.MET,
    Verdict.SHOWN,
    Verdict.NOT_APPLICABLE,
)
#: Verdicts that judge.
JUDGED = VERDICTS[:4]
#: Verdicts by task number and check of each sealed month, oldest first.
History = Mapping[dt.date, Mapping[tuple[int, str], Verdict]]


@dataclass(frozen=True)
class Mark:
    """A verdict in a sealed month, with how it looks."""

    month: dt.date
    verdict: Verdict

    @property
    def badge(self) -> Badge:
        """Tone, icon and word."""
        return BADGES[self.verdict]


@dataclass(frozen=True)
class CheckLine:
    """One check of a society with the verdicts of the sealed months."""

    view: CheckView
    history: tuple[Mark, ...]


@dataclass(frozen=True)
class TaskLine:
    """One task of a society: what is claimed, what is accepted, what the registers say."""

    task: Task
    checks: TaskChecks
    standing: TaskStanding | None
    lines: tuple[CheckLine, ...]

    @property
    def claimed(self) -> int | None:
        """The percent claimed last."""
        return self.standing.claimed if self.standing else None

    @property
    def accepted(self) -> int | None:
        """The percent accepted last."""
        return self.standing.accepted if self.standing else None

    @property
    def is_against(self) -> bool:
        """Whether claim and registers disagree."""
        return disagrees(self.claimed, self.accepted, self.checks.verdict)


@dataclass(frozen=True)
class SocietyChecks:
    """All checks of a society as of a day, beside its claims."""

    society: Society
    workplan: Workplan
    lines: tuple[TaskLine, ...]

    @property
    def as_of(self) -> dt.date | None:
        """The day the registers were read for."""
        return next((line.checks.as_of for line in self.lines), None)

    @property
    def counts(self) -> list[tuple[Verdict, int]]:
        """How many tasks have which verdict, of those that judge."""
        found = Counter(line.checks.verdict for line in self.lines)
        return [(verdict, found[verdict]) for verdict in JUDGED]

    @property
    def against(self) -> list[TaskLine]:
        """Tasks in which claim and registers disagree."""
        return [line for line in self.lines if line.is_against]


def sealed_history(society: Society, workplan: Workplan) -> History:
    """The verdict of every check in every sealed month of a workplan (one query)."""
    rows = (
        SealedChecks.objects.filter(society=society, issue__workplan=workplan)
        .order_by("issue__month")
        .values_list("issue__month", "checks__results")
    )
    return {
        month: {(one["task"], one["check"]): Verdict(one["verdict"]) for one in results}
        for month, results in rows
    }


@dataclass(frozen=True)
class SealedYear:
    """A society's sealed months: figures as `figures.society_series` gives them, oldest first;
    verdicts sealed with them, by month and task number; accepted percents as corrections left
    them, by month and task number.
    """

    series: list[Payload]
    verdicts: dict[dt.date, dict[int, Verdict]]
    corrected: dict[tuple[dt.date, int], int | None]


def sealed_year(society: Society, workplan: Workplan) -> SealedYear:
    """A society's sealed months of a workplan, oldest first (one query)."""
    same = {"issue": OuterRef("issue"), "society": OuterRef("society")}
    notes = Correction.objects.filter(**same).order_by().values("issue")
    packed = notes.annotate(packed=PackedRows(JSONArray("number", "changes"))).values("packed")
    rows = (
        SocietyFigure.objects.filter(society=society, issue__workplan=workplan)
        .annotate(
            verdicts=Subquery(SealedChecks.objects.filter(**same).values("checks__verdicts")[:1]),
            notes=Subquery(packed),
        )
        .order_by("issue__month")
        .values_list("issue__month", "issue__number", "figures", "verdicts", "notes")
    )
    year = SealedYear([], {}, {})
    for month, number, figures, found, notes in rows:
        year.series.append({**figures, "month": f"{month:%Y-%m}", "number": number})
        year.verdicts[month] = {
            int(task): Verdict(verdict) for task, verdict in (found or {}).items()
        }
        for _number, changes in sorted(inner_json(notes) or (), key=itemgetter(0)):
            for task, fields in inner_json(changes)["tasks"].items():
                year.corrected[month, int(task)] = fields["accepted"]["new"]
    return year


def society_checks(
    society: Society, workplan: Workplan, checks: Mapping[int, TaskChecks], *, month: dt.date
) -> SocietyChecks:
    """Put checks beside what is claimed at a month; two queries and the workplan's tasks."""
    history = sealed_history(society, workplan)
    at = standings(workplan, month, society=society).get(society.pk, {})
    lines = [
        TaskLine(
            task,
            checks[task.number],
            at.get(task.number),
            tuple(_line(view, history) for view in checks[task.number].checks),
        )
        for task in workplan.ordered_tasks
        if task.number in checks
    ]
    return SocietyChecks(society, workplan, tuple(lines))


def _line(view: CheckView, history: History) -> CheckLine:
    key = (view.result.task, view.result.check)
    marks = (Mark(month, found[key]) for month, found in history.items() if key in found)
    return CheckLine(view, tuple(marks))


def fresh_views(
    workplan: Workplan, results: Sequence[CheckResult], as_of: dt.date
) -> dict[int, TaskChecks]:
    """Checks computed just now, as pages show them, by task number."""
    soft = {(term.task, term.check) for term in terms_of(workplan) if term.is_soft}
    found: dict[int, list[CheckView]] = defaultdict(list)
    for result in results:
        is_soft = (result.task, result.check) in soft
        found[result.task].append(CheckView(result, is_soft, as_of))
    return {number: TaskChecks(number, tuple(views)) for number, views in found.items()}


def month_of(workplan: Workplan, day: dt.date) -> dt.date:
    """The month of a workplan whose claims stand beside the registers of a day."""
    month = months.month_start(months.month_ordinal(day))
    return min(max(month, workplan.first_month), workplan.last_month)


@dataclass(frozen=True)
class Proof:
    """What registers prove in short: tasks by verdict, and those that lack something."""

    counts: tuple[tuple[Verdict, int], ...]
    unproven: tuple[TaskChecks, ...]

    @property
    def is_computed(self) -> bool:
        """Whether any check judged anything."""
        return any(number for _verdict, number in self.counts)


def proof_of(checks: Mapping[int, TaskChecks], owed: Collection[int] | None = None) -> Proof:
    """Sum up checks, of the tasks `owed` only if they are named."""
    found = [each for number, each in checks.items() if owed is None or number in owed]
    tasks = Counter(each.verdict for each in found)
    unproven = [each for verdict in JUDGED[:2] for each in found if each.verdict == verdict]
    return Proof(tuple((verdict, tasks[verdict]) for verdict in JUDGED), tuple(unproven))


@dataclass(frozen=True)
class CheckCount:
    """One check over the societies: how many have which verdict."""

    task: Task
    terms: CheckTerms
    counts: Mapping[Verdict, int]

    @property
    def check(self) -> str:
        """The check's key."""
        return self.terms.check

    @property
    def title(self) -> str:
        """The check's name in the reader's language."""
        return words.title(self.terms.check)

    @property
    def is_set_by_cast(self) -> bool:
        """Whether CAST, not the text, named the threshold."""
        return self.terms.set_by == CAST

    @property
    def cells(self) -> list[tuple[Verdict, int]]:
        """Each verdict with its number of societies."""
        return [(verdict, self.counts.get(verdict, 0)) for verdict in VERDICTS]

    @property
    def judged(self) -> int:
        """Societies that the check came to a judgement on."""
        return sum(self.counts.get(verdict, 0) for verdict in JUDGED)


def check_counts(
    workplan: Workplan, *, discipline: str = "", task: int | None = None, verdict: str = ""
) -> list[CheckCount]:
    """Every check of a workplan with its verdicts over the active societies (one query).

    `verdict` leaves out checks that no society has it on.
    """
    rows = (
        _live(workplan, discipline)
        .order_by()
        .values("task__number", "check_name", "verdict")
        .annotate(societies=Count("pk"))
        .values_list("task__number", "check_name", "verdict", "societies")
    )
    found: dict[tuple[int, str], dict[Verdict, int]] = defaultdict(dict)
    for number, check, name, societies in rows:
        found[number, check][Verdict(name)] = societies
    tasks = {each.number: each for each in workplan.ordered_tasks}
    return [
        CheckCount(tasks[terms.task], terms, counts)
        for terms in terms_of(workplan)
        for counts in [found.get((terms.task, terms.check), {})]
        if task in (None, terms.task) and (not verdict or counts.get(Verdict(verdict)))
    ]


def _live(workplan: Workplan, discipline: str) -> QuerySet[RegistryCheck]:
    checks: QuerySet[RegistryCheck] = RegistryCheck.objects.filter(
        task__workplan=workplan, society__is_active=True
    )
    return checks.filter(society__discipline=discipline) if discipline else checks


@dataclass(frozen=True)
class SocietyCheck:
    """One check of one society in a list of societies."""

    society: Society
    view: CheckView


def check_rows(
    workplan: Workplan, terms: CheckTerms, *, discipline: str = "", verdict: str = ""
) -> QuerySet[RegistryCheck]:
    """One check over the active societies, in code order."""
    rows = _live(workplan, discipline).filter(
        task__number=terms.task, check_name=terms.check, society__is_active=True
    )
    if verdict:
        rows = rows.filter(verdict=verdict)
    return rows.select_related("society").order_by("society__code")


def society_check(row: RegistryCheck, terms: CheckTerms) -> SocietyCheck:
    """A row as pages and exports tell it."""
    result = CheckResult(
        terms.task, terms.check, Verdict(row.verdict), row.inputs, row.threshold, row.remedy
    )
    return SocietyCheck(row.society, CheckView(result, terms.is_soft, row.as_of, row.computed_at))


def terms_or_none(workplan: Workplan, number: int, check: str) -> CheckTerms | None:
    """What a workplan asks for under a task number and a check's key."""
    return next((t for t in terms_of(workplan) if (t.task, t.check) == (number, check)), None)
