"""What the registers say of meetings, branches, the office and activities, read for the checks.

Each function asks once for all societies and returns rows by society.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from reforms.checks.facts import (
    ActivityFact,
    AttendanceFact,
    BranchFact,
    LevelAttendance,
    MeetingFact,
    PartyBodyFact,
    PremisesFact,
    PublicationFact,
    ResolutionFact,
    RuleFact,
    StaffFact,
)
from societies.activity_kinds import activity_kinds
from societies.branch_rules import is_regional, parent_branch
from societies.enums import AttendanceStatus, BranchChangeKind
from societies.models import (
    Activity,
    Attendance,
    Branch,
    BranchActivity,
    BranchChange,
    Meeting,
    PartyBody,
    Premises,
    ReportPublication,
    Resolution,
    Rule,
    Society,
    StaffMember,
)

_Fact = TypeVar("_Fact")
Rows = dict[int, tuple[_Fact, ...]]
#: What a decision on a dormant branch can be.
DECISIVE = (
    BranchChangeKind.RECTIFY,
    BranchChangeKind.ADJUSTED,
    BranchChangeKind.MERGED,
    BranchChangeKind.CLOSED,
)


_BRANCH_FIELDS = tuple(name for name in BranchFact._fields if name != "is_regional")


def by_society(
    rows: Iterable[tuple[Any, ...]], made: Callable[[Iterable[Any]], _Fact]
) -> Rows[_Fact]:
    """Make a fact of each row of a query, by the society that stands first in it."""
    found: dict[int, list[_Fact]] = defaultdict(list)
    for society_id, *values in rows:
        found[society_id].append(made(values))
    return {society_id: tuple(facts) for society_id, facts in found.items()}


def rule_facts(society_ids: Collection[int], as_of: dt.date) -> Rows[RuleFact]:
    """Documents adopted by the day and not repealed on it."""
    rules = Rule.objects.filter(
        Q(adopted_on__lte=as_of) | Q(adopted_on__isnull=True),
        Q(repealed_on__gt=as_of) | Q(repealed_on__isnull=True),
        society__in=society_ids,
    ).order_by("pk")
    return by_society(rules.values_list("society_id", *RuleFact._fields), RuleFact._make)


def meetings_in(society_ids: Collection[int], first: dt.date, until: dt.date) -> QuerySet[Any]:
    """Meetings held from one day until another, both included."""
    meetings: QuerySet[Any] = Meeting.objects.filter(
        society__in=society_ids, held_on__gte=first, held_on__lte=until
    )
    return meetings


def meeting_facts(meetings: QuerySet[Any]) -> Rows[MeetingFact]:
    """Meetings with what is on file of them, in order."""
    rows = meetings.order_by("held_on", "pk")
    return by_society(rows.values_list("society_id", *MeetingFact._fields), MeetingFact._make)


def resolution_facts(meetings: QuerySet[Any], as_of: dt.date) -> Rows[ResolutionFact]:
    """What these meetings resolved; what was carried out later than the day is open on it."""
    rows = (
        Resolution.objects.filter(meeting__in=meetings.order_by().values("pk"))
        .order_by("pk")
        .values_list("society_id", "due_on", "done_on", "owner")
    )

    def made(values: Iterable[Any]) -> ResolutionFact:
        due_on, done_on, owner = values
        return ResolutionFact(
            due_on, done_on if done_on and done_on <= as_of else None, bool(owner.strip())
        )

    return by_society(rows, made)


def attendance_counts(meetings: QuerySet[Any]) -> Rows[LevelAttendance]:
    """How often people came to these meetings, by level."""
    tally: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    rows = (
        Attendance.objects.filter(meeting__in=meetings.order_by().values("pk"))
        .order_by()
        .values_list("society_id", "meeting__level", "status")
        .annotate(number=Count("pk"))
    )
    for society_id, level, status, number in rows:
        tally[society_id][level][status] = number
    present, excused, unexcused = AttendanceStatus.values
    return {
        society_id: tuple(
            LevelAttendance(level, counts[present], counts[excused], counts[unexcused])
            for level, counts in sorted(levels.items())
        )
        for society_id, levels in tally.items()
    }


def absentees_of(meetings: QuerySet[Any], least: int) -> set[tuple[int, str]]:
    """Society and name of whoever stayed away without excuse at least so many times."""
    missed = Counter(
        Attendance.objects.filter(
            meeting__in=meetings.order_by().values("pk"), status=AttendanceStatus.UNEXCUSED
        )
        .order_by()
        .values_list("society_id", "name")
    )
    return {who for who, times in missed.items() if times >= least}


def attendance_facts(
    meetings: QuerySet[Any], absentees: Collection[tuple[int, str]]
) -> Rows[AttendanceFact]:
    """How these people came and stayed away, in the order of the meetings.

    An excused absence is left out: it neither adds to a row of absences nor breaks it.
    """
    rows = (
        Attendance.objects.filter(
            meeting__in=meetings.order_by().values("pk"), name__in={name for _, name in absentees}
        )
        .exclude(status=AttendanceStatus.EXCUSED)
        .order_by("meeting__held_on", "meeting_id", "pk")
        .values_list("society_id", "name", "meeting__level", "meeting__held_on", "status")
    )
    return by_society((row for row in rows if row[:2] in absentees), AttendanceFact._make)


def branch_facts(societies: Collection[Society], as_of: dt.date) -> Rows[BranchFact]:
    """Branches set up by the day, with what they last did and what was last decided on them."""
    logged = _latest(BranchActivity, "held_on", held_on__lte=as_of)
    decided = _latest(BranchChange, "decided_on", kind__in=DECISIVE, decided_on__lte=as_of)
    rows = (
        Branch.objects.filter(
            Q(set_up_on__lte=as_of) | Q(set_up_on__isnull=True), society__in=societies
        )
        .annotate(logged_on=logged, decided_on=decided)
        .order_by("name")
        .values_list("society_id", "logged_on", *_BRANCH_FIELDS)
    )
    known = {society.pk: society for society in societies}
    found: dict[int, list[BranchFact]] = defaultdict(list)
    for society_id, logged_on, *values in rows:
        fact = BranchFact._make([*values[:-1], False, values[-1]])
        found[society_id].append(_seen_on(fact, logged_on, as_of, known[society_id]))
    return {society_id: tuple(facts) for society_id, facts in found.items()}


def _latest(model: Any, field: str, **conditions: Any) -> Subquery:
    """The latest day in a branch's log."""
    rows = model.objects.filter(branch=OuterRef("pk"), **conditions).order_by().values("branch")
    return Subquery(rows.annotate(latest=Max(field)).values("latest"))


def _seen_on(
    branch: BranchFact, logged_on: dt.date | None, as_of: dt.date, society: Society
) -> BranchFact:
    """Settle when it was last active, whether it stands under the society, what its name says."""
    active_on = [day for day in (branch.last_activity_on, logged_on) if day and day <= as_of]
    return branch._replace(
        parent=parent_branch(
            branch.parent,
            society_code=society.code,
            society_name=society.name_zh,
            society_name_en=society.name_en,
        ),
        last_activity_on=max(active_on, default=None),
        is_regional=is_regional(branch.name, kind=branch.kind, society_name=society.name_zh),
    )


def staff_facts(society_ids: Collection[int]) -> Rows[StaffFact]:
    """Everybody who works or worked in the office."""
    rows = StaffMember.objects.filter(society__in=society_ids).order_by("pk")
    return by_society(rows.values_list("society_id", *StaffFact._fields), StaffFact._make)


def premises_facts(society_ids: Collection[int]) -> Rows[PremisesFact]:
    """Rooms of the office."""
    rows = Premises.objects.filter(society__in=society_ids).order_by("pk")
    return by_society(rows.values_list("society_id", *PremisesFact._fields), PremisesFact._make)


def party_body_facts(society_ids: Collection[int]) -> Rows[PartyBodyFact]:
    """Party bodies of all layers."""
    rows = PartyBody.objects.filter(society__in=society_ids).order_by("pk")
    return by_society(rows.values_list("society_id", *PartyBodyFact._fields), PartyBodyFact._make)


def publication_facts(society_ids: Collection[int], year: int) -> Rows[PublicationFact]:
    """Annual reports of a year that were made public."""
    rows = ReportPublication.objects.filter(society__in=society_ids, year=year).order_by("pk")
    return by_society(
        rows.values_list("society_id", *PublicationFact._fields), PublicationFact._make
    )


def activity_facts(
    society_ids: Collection[int], first: dt.date, until: dt.date
) -> Rows[ActivityFact]:
    """Totals of activities by kind, up to a day: those begun since `first`, or still running then.

    A kind that stands (a journal, a post) counts in every year in which it runs. An activity held
    together counts for each of its societies.
    """
    kinds = activity_kinds().kinds
    standing = [kind.key for kind in kinds.values() if kind.is_standing]
    runs_on = Q(kind__in=standing) & (Q(ended_on__gte=first) | Q(ended_on__isnull=True))
    shared = Activity.co_hosts.through.objects.filter(society__in=society_ids)
    rows = (
        Activity.objects.filter(
            Q(started_on__gte=first) | runs_on,
            Q(society__in=society_ids) | Q(pk__in=shared.values("activity")),
            started_on__lte=until,
        )
        .order_by()
        .values_list("pk", "society_id", "kind", "approval", "measures", "co_hosts")
    )
    found: dict[int, tuple[str, str, dict[str, int]]] = {}
    hosts: dict[int, set[int]] = defaultdict(set)
    for pk, society_id, kind, approval, measures, co_host in rows:  # one row per co-host
        found[pk] = kind, approval, measures
        hosts[pk] |= {society_id, co_host}
    wanted = set(society_ids)
    tally: dict[int, dict[str, _Tally]] = defaultdict(lambda: defaultdict(_Tally))
    for pk, (kind, approval, measures) in found.items():
        for host in hosts[pk] & wanted:
            tally[host][kind].add(approval, measures)
    return {
        society_id: tuple(total.fact(kind) for kind, total in sorted(totals.items()))
        for society_id, totals in tally.items()
    }


class _Tally:
    """Activities of one kind of one society while they come in."""

    def __init__(self) -> None:
        self.number = self.without_approval = 0
        self.measures: Counter[str] = Counter()

    def add(self, approval: str, measures: dict[str, int]) -> None:
        self.number += 1
        self.without_approval += not approval.strip()
        for name, value in measures.items():
            self.measures[name] += value or 0

    def fact(self, kind: str) -> ActivityFact:
        return ActivityFact(kind, self.number, self.without_approval, dict(self.measures))
