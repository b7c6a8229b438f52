"""The figures of a month: who owes what, where it stands, and what was sealed.

One payload shape serves the sealed issue, the open month, the pages and the commands; see
docs/formats.md. Percentages are strings with one decimal, claimed and accepted percents integers,
null where there is no data (design: product §4).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import models
from django.db.models import F, Max, Q, QuerySet
from django_scopes import scopes_disabled

from reforms import months
from reforms.enums import PlanState
from reforms.models import (
    MonthlyIssue,
    MonthlyReport,
    PlanVersion,
    ProgressEntry,
    SocietyFigure,
    Task,
    Workplan,
)
from reforms.payload import NO_REPORT, Payload, ReportFact, SocietyFacts, build_payload
from reforms.progress import TaskStanding, TaskTerms, obliged, society_figures
from reforms.selectors.plan_versions import VersionFact, in_force, version_facts
from societies.models import Society

#: A month and a percent packed into one integer, so that MAX() finds the latest percent.
_PACK = 1000
#: Due month of each committed task, by version and task number.
Chosen = Mapping[int, Mapping[int, dt.date | None]]


class _AsStored(models.IntegerField):  # type: ignore[type-arg]  # not to be had at run time
    """An integer as the database returns it: no value of the thousands is converted again."""

    def get_internal_type(self) -> str:
        """Be no integer to the layer that would convert each value."""
        return "AsStored"


@dataclass(frozen=True)
class Obligation:
    """What a society is bound to: whether it holds a re-election, and its obliged tasks' terms."""

    holds_reelection: bool
    terms: tuple[TaskTerms, ...]


def versions_in_force(workplan: Workplan) -> QuerySet[PlanVersion]:
    """The latest accepted version of each society's plan, one per plan."""
    latest = (
        PlanVersion.objects.filter(plan__workplan=workplan, state=PlanState.ACCEPTED)
        .order_by()
        .values("plan")
        .annotate(latest=Max("pk"))
        .values("latest")
    )
    in_force: QuerySet[PlanVersion] = PlanVersion.objects.filter(pk__in=latest)
    return in_force


def accepted_version(society: Society, workplan: Workplan) -> PlanVersion | None:
    """The plan version in force of one society, or None before the first is accepted."""
    return versions_in_force(workplan).filter(plan__society=society).first()


def obligations(
    workplan: Workplan,
    societies: Iterable[Society] | None = None,
    chosen: Chosen | None = None,
    versions: Iterable[VersionFact] | None = None,
) -> dict[int, Obligation]:
    """Obligations of the societies (all active ones by default) by the society's id.

    Who has read what the versions in force chose, or the versions, saves reading them again.
    """
    members = list(Society.objects.active() if societies is None else societies)
    tasks = {task.number: task for task in workplan.ordered_tasks}
    groups = {number: task.group.kind for number, task in tasks.items()}
    if versions is None:
        versions = version_facts(workplan, with_tasks=chosen is None)
    plans = in_force(versions)
    result = {}
    terms: dict[tuple[int, dt.date | None], TaskTerms] = {}  # most societies owe the same
    for society in members:
        version = plans.accepted.get(society.pk)
        if version is None:
            dues: Mapping[int, dt.date | None] = {}
            is_reelection = plans.declared.get(society.pk, society.term_ends_in(workplan.year))
        else:
            dues = version.chosen if chosen is None else chosen.get(version.pk, {})
            is_reelection = version.holds_reelection
        owed = [
            (number, dues.get(number))
            for number in obliged(groups, holds_reelection=is_reelection, chosen=dues)
        ]
        for number, due_month in set(owed) - terms.keys():
            terms[number, due_month] = task_terms(tasks[number], due_month, workplan)
        result[society.pk] = Obligation(is_reelection, tuple(terms[each] for each in owed))
    return result


def task_terms(task: Task, due_month: dt.date | None, workplan: Workplan) -> TaskTerms:
    """A task's terms; due in the commitment's month, else the task's, else the last one."""
    due = due_month or task.due_month or workplan.last_month
    return TaskTerms(task.number, task.group.kind, task.weight, months.month_ordinal(due))


def standings(
    workplan: Workplan, month: dt.date, *, society: Society | None = None
) -> dict[int, dict[int, TaskStanding]]:
    """Claimed and accepted percents at a month, by society id and task number.

    One query: for each month looked back on, the latest entry with a percent; "no change" has
    none and so carries the earlier percent forward.
    """
    ordinal = months.month_ordinal(month)
    latest = {"claimed": _latest("claimed_percent"), "accepted": _latest("accepted_percent")}
    for back in range(1, workplan.stalled_months):
        latest[f"accepted_{back}"] = _latest("accepted_percent", until=ordinal - back)
    entries = ProgressEntry.objects.filter(task__workplan=workplan, month_ordinal__lte=ordinal)
    if society is not None:
        entries = entries.filter(society=society)
    rows = (
        entries.order_by()
        .values("society_id", "task__number")
        .annotate(**latest)
        .values_list("society_id", "task__number", *latest)
    )
    result: dict[int, dict[int, TaskStanding]] = defaultdict(dict)
    for society_id, number, *packed in rows:
        claimed, *accepted = [None if each is None else each % _PACK for each in packed]
        result[society_id][number] = TaskStanding(claimed, tuple(accepted))
    return dict(result)


def _latest(field: str, *, until: int | None = None) -> Max:
    """The last percent, with its month; an entry without one has no say."""
    filter_ = None if until is None else Q(month_ordinal__lte=until)
    packed = F("month_ordinal") * _PACK + F(field)
    return Max(packed, filter=filter_, output_field=_AsStored())


def society_facts(
    workplan: Workplan,
    month: dt.date,
    societies: Iterable[Society] | None = None,
    chosen: Chosen | None = None,
    versions: Iterable[VersionFact] | None = None,
) -> list[SocietyFacts]:
    """Exact figures of the societies at a month from the entries as they stand, in code order."""
    members = sorted(
        Society.objects.active() if societies is None else societies, key=lambda s: s.code
    )
    owed = obligations(workplan, members, chosen, versions)
    only = members[0] if len(members) == 1 else None
    at = standings(workplan, month, society=only)
    reports = report_facts(workplan, month, society=only)
    return [
        SocietyFacts(
            society_figures(
                code=society.code,
                discipline=society.discipline,
                month=months.month_ordinal(month),
                first=workplan.first_ordinal,
                terms=owed[society.pk].terms,
                standings=at.get(society.pk, {}),
                margins=workplan.margins,
            ),
            owed[society.pk].terms,
            reports.get(society.pk, NO_REPORT),
        )
        for society in members
    ]


def live_payload(workplan: Workplan, month: dt.date) -> Payload:
    """Figures of a month from the entries as they stand now, over all societies.

    For CAST and jobs: it reads every society's entries whatever the scope.
    """
    with scopes_disabled():
        societies = society_facts(workplan, month)
    return build_payload(
        year=workplan.year, month=month, first=workplan.first_ordinal, societies=societies
    )


def report_facts(
    workplan: Workplan, month: dt.date, *, society: Society | None = None
) -> dict[int, ReportFact]:
    """How the reports of a month stand, by society id."""
    due_on = workplan.deadlines[month]
    more = {pk: day for (of, pk), day in workplan.extended.items() if of == month and day > due_on}
    reports = MonthlyReport.objects.of_month(workplan, month)
    if society is not None:
        reports = reports.filter(society=society)
        more = {pk: day for pk, day in more.items() if pk == society.pk}
    found = {pk: replace(NO_REPORT, extended_to=day) for pk, day in more.items()}
    for pk, state, submitted_at in reports.values_list("society_id", "state", "first_submitted_at"):
        extended_to = more.get(pk)
        found[pk] = ReportFact(
            state,
            submitted_at and submitted_at.astimezone(months.BEIJING).date(),
            months.is_late(submitted_at, extended_to or due_on) if submitted_at else None,
            extended_to,
        )
    return found


def issue_of(workplan: Workplan, month: dt.date) -> MonthlyIssue | None:
    """The sealed issue of a month, or None while it is open."""
    return workplan.issues.filter(month=month).first()


def issue_payload(issue: MonthlyIssue) -> Payload:
    """A sealed month exactly as sealed."""
    figures = SocietyFigure.objects.filter(issue=issue).order_by("society__code")
    return {
        **issue.summary,
        "societies": list(figures.values_list("figures", flat=True)),
        "digest": issue.digest,
    }


def month_payload(workplan: Workplan, month: dt.date) -> Payload:
    """Figures of a month: as sealed if it is, else as they stand now."""
    issue = issue_of(workplan, month)
    return issue_payload(issue) if issue else live_payload(workplan, month)


def latest_issue(workplan: Workplan | None = None) -> MonthlyIssue | None:
    """The most recent sealed month, of all workplans or of one."""
    issues = MonthlyIssue.objects.select_related("workplan").order_by("-month")
    return (issues.filter(workplan=workplan) if workplan else issues).first()


def national_series(workplan: Workplan) -> list[Payload]:
    """Each sealed month's figures without the societies, oldest first."""
    issues = MonthlyIssue.objects.filter(workplan=workplan).order_by("month")
    return [{**issue.summary, "digest": issue.digest} for issue in issues]


def society_series(society: Society, workplan: Workplan) -> list[Payload]:
    """One society's sealed figures, oldest month first, each with `month` and `number`."""
    rows = (
        SocietyFigure.objects.filter(society=society, issue__workplan=workplan)
        .order_by("issue__month")
        .values_list("issue__month", "issue__number", "figures")
    )
    return [
        {**figures, "month": f"{month:%Y-%m}", "number": number} for month, number, figures in rows
    ]
