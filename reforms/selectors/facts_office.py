"""What the registers say of meetings, branches, the office and activities, read for the checks.

The readings of all of these are asked for at once (`facts_together`); what is made of their rows
lies by society.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from operator import attrgetter
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
from reforms.selectors.facts_together import Reading, Row
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
#: Facts that are told as they are recorded, by the name of their reading.
_AS_RECORDED: Mapping[str, Callable[[Iterable[Any]], Any]] = {
    "rules": RuleFact._make,
    "staff": StaffFact._make,
    "premises": PremisesFact._make,
    "party_bodies": PartyBodyFact._make,
    "publications": PublicationFact._make,
}


def by_society(
    rows: Iterable[Row],
    made: Callable[[Iterable[Any]], _Fact],
    order: Callable[[_Fact], Any] | None = None,
) -> Rows[_Fact]:
    """Make a fact of each row, by the society that stands first in it; in an order if one is
    given."""
    found: dict[int, list[_Fact]] = defaultdict(list)
    for society_id, *values in rows:
        found[society_id].append(made(values))
    if order is not None:
        for facts in found.values():
            facts.sort(key=order)
    return {society_id: tuple(facts) for society_id, facts in found.items()}


def office_readings(ids: Collection[int], *, year: int, as_of: dt.date) -> dict[str, Reading]:
    """Rules in force on the day, the office, publications of the year and activities in it."""
    first, until = dt.date(year, 1, 1), min(as_of, dt.date(year, 12, 31))
    rules = Rule.objects.filter(
        Q(adopted_on__lte=as_of) | Q(adopted_on__isnull=True),
        Q(repealed_on__gt=as_of) | Q(repealed_on__isnull=True),
        society__in=ids,
    )
    publications = ReportPublication.objects.filter(society__in=ids, year=year)
    return {
        "rules": _of_each(rules, RuleFact),
        "staff": _of_each(StaffMember.objects.filter(society__in=ids), StaffFact),
        "premises": _of_each(Premises.objects.filter(society__in=ids), PremisesFact),
        "party_bodies": _of_each(PartyBody.objects.filter(society__in=ids), PartyBodyFact),
        "publications": _of_each(publications, PublicationFact),
        "branches": branches_reading(ids, as_of),
        "activities": activities_reading(ids, first, until),
    }


def meeting_readings(meetings: QuerySet[Any]) -> dict[str, Reading]:
    """These meetings, what they resolved, how often people came, and who stayed away."""
    attendance = Attendance.objects.filter(meeting__in=meetings.order_by().values("pk"))
    counted = attendance.order_by().values("society_id", "meeting__level", "status")
    return {
        "meetings": _of_each(meetings, MeetingFact),
        "resolutions": Reading(
            Resolution.objects.filter(meeting__in=meetings.order_by().values("pk")),
            ("society_id", "due_on", "done_on", "owner"),
        ),
        "attendance_counts": Reading(
            counted.annotate(number=Count("pk")),
            ("society_id", "meeting__level", "status", "number"),
            are_groups=True,
        ),
        "absences": Reading(
            attendance.filter(status=AttendanceStatus.UNEXCUSED), ("society_id", "name")
        ),
    }


def _of_each(rows: QuerySet[Any], fact: Any) -> Reading:
    return Reading(rows, ("society_id", *fact._fields))


def meetings_in(society_ids: Collection[int], first: dt.date, until: dt.date) -> QuerySet[Any]:
    """Meetings held from one day until another, both included."""
    meetings: QuerySet[Any] = Meeting.objects.filter(
        society__in=society_ids, held_on__gte=first, held_on__lte=until
    )
    return meetings


def office_facts(
    read: Mapping[str, list[Row]],
    societies: Collection[Society],
    *,
    as_of: dt.date,
    absentees: Collection[tuple[int, str]],
) -> dict[str, Rows[Any]]:
    """The facts of all these readings, by their names."""
    return {
        **{name: by_society(read[name], made) for name, made in _AS_RECORDED.items()},
        "meetings": by_society(read["meetings"], MeetingFact._make, attrgetter("held_on")),
        "resolutions": _resolution_facts(read["resolutions"], as_of),
        "attendance_counts": _attendance_counts(read["attendance_counts"]),
        "attendance": _attendance_facts(read["attendance"], absentees),
        "branches": _branch_facts(read["branches"], societies, as_of),
        "activities": activity_facts(read["activities"], [society.pk for society in societies]),
    }


def _resolution_facts(rows: Iterable[Row], as_of: dt.date) -> Rows[ResolutionFact]:
    """What meetings resolved; what was carried out later than the day is open on it."""

    def made(values: Iterable[Any]) -> ResolutionFact:
        due_on, done_on, owner = values
        return ResolutionFact(
            due_on, done_on if done_on and done_on <= as_of else None, bool(owner.strip())
        )

    return by_society(rows, made)


def _attendance_counts(rows: Iterable[Row]) -> Rows[LevelAttendance]:
    """How often people came to meetings, by level."""
    tally: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
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


def absentees_of(absences: Iterable[Row], least: int) -> set[tuple[int, str]]:
    """Society and name of whoever stayed away without excuse at least so many times."""
    missed = Counter((society_id, name) for society_id, name in absences)
    return {who for who, times in missed.items() if times >= least}


def attendance_reading(meetings: QuerySet[Any], absentees: Collection[tuple[int, str]]) -> Reading:
    """Where people of these names came or stayed away without excuse.

    An excused absence is left out: it neither adds to a row of absences nor breaks it.
    """
    rows = Attendance.objects.filter(
        meeting__in=meetings.order_by().values("pk"), name__in={name for _, name in absentees}
    ).exclude(status=AttendanceStatus.EXCUSED)
    fields = ("society_id", "name", "meeting__level", "meeting__held_on", "status", "meeting_id")
    return Reading(rows, fields)


def _attendance_facts(
    rows: Iterable[Row], absentees: Collection[tuple[int, str]]
) -> Rows[AttendanceFact]:
    """How these people came and stayed away, in the order of the meetings."""
    theirs = [row for row in rows if (row[0], row[1]) in absentees]
    theirs.sort(key=lambda row: (row[3], row[5]))
    return by_society((row[:5] for row in theirs), AttendanceFact._make)


def branches_reading(society_ids: Collection[int], as_of: dt.date) -> Reading:
    """Branches set up by the day, with what they last did and what was last decided on them."""
    logged = _latest(BranchActivity, "held_on", held_on__lte=as_of)
    decided = _latest(BranchChange, "decided_on", kind__in=DECISIVE, decided_on__lte=as_of)
    rows = Branch.objects.filter(
        Q(set_up_on__lte=as_of) | Q(set_up_on__isnull=True), society__in=society_ids
    )
    return Reading(
        rows.annotate(logged_on=logged, decided_on=decided),
        ("society_id", "logged_on", *_BRANCH_FIELDS),
    )


def _branch_facts(
    rows: Iterable[Row], societies: Collection[Society], as_of: dt.date
) -> Rows[BranchFact]:
    """Branches by name, seen on the day."""
    known = {society.pk: society for society in societies}
    found: dict[int, list[BranchFact]] = defaultdict(list)
    for society_id, logged_on, *values in rows:
        fact = BranchFact._make([*values[:-1], False, values[-1]])
        found[society_id].append(_seen_on(fact, logged_on, as_of, known[society_id]))
    return {
        society_id: tuple(sorted(facts, key=lambda branch: branch.name))
        for society_id, facts in found.items()
    }


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


def activities_reading(society_ids: Collection[int], first: dt.date, until: dt.date) -> Reading:
    """Activities up to a day, begun since `first` or still running then; a row per co-host.

    A kind that stands (a journal, a post) counts in every year in which it runs. An activity held
    together counts for each of its societies.
    """
    kinds = activity_kinds().kinds
    standing = [kind.key for kind in kinds.values() if kind.is_standing]
    runs_on = Q(kind__in=standing) & (Q(ended_on__gte=first) | Q(ended_on__isnull=True))
    shared = Activity.co_hosts.through.objects.filter(society__in=society_ids)
    rows = Activity.objects.filter(
        Q(started_on__gte=first) | runs_on,
        Q(society__in=society_ids) | Q(pk__in=shared.values("activity")),
        started_on__lte=until,
    )
    return Reading(rows, ("pk", "society_id", "kind", "approval", "measures", "co_hosts"))


def activity_facts(rows: Iterable[Row], society_ids: Collection[int]) -> Rows[ActivityFact]:
    """Totals of activities by kind."""
    found: dict[int, tuple[str, str, dict[str, int]]] = {}
    hosts: dict[int, set[int]] = defaultdict(set)
    for pk, society_id, kind, approval, measures, co_host in rows:
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
