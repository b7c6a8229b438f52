"""Reads for the pages of meetings: levels, documents, attendance, resolutions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from societies.attendance import PersonYear, year_of
from societies.composition import Share
from societies.enums import AttendanceStatus, Body, RuleKind, SeatBody, SeatRole
from societies.models import Attendance, Meeting, Resolution, Rule, Seat, Society

#: The levels whose rules of procedure the workplan names (2017, item 1).
NAMED_LEVELS = (Body.COUNCIL, Body.STANDING, Body.PRESIDENT, Body.SECRETARY_GENERAL)
_PROCEDURE = {RuleKind(f"procedure_{level.value}"): level for level in Body}
_DOCUMENTED = Q(has_attendance=True, has_record=True, has_minutes=True)


@dataclass(frozen=True)
class LevelYear:
    """The meetings of one level in a year, and its rules of procedure."""

    level: str
    word: str
    rules: list[Rule]
    held: int = 0
    notice: int = 0
    attendance: int = 0
    record: int = 0
    minutes: int = 0
    documented: int = 0

    @property
    def share(self) -> Share:
        """Meetings with attendance list, record and minutes."""
        return Share(self.documented, self.held, 0)


def rules_in_force(rules: QuerySet[Rule], on: date) -> QuerySet[Rule]:
    """Return the rules in force on a day; on the day of its repeal a rule is not."""
    return rules.filter(Q(adopted_on__isnull=True) | Q(adopted_on__lte=on)).filter(
        Q(repealed_on__isnull=True) | Q(repealed_on__gt=on)
    )


def _marks() -> dict[str, Count]:
    marks = {
        name: Count("pk", filter=Q(**{f"has_{name}": True}))
        for name in ("notice", "attendance", "record", "minutes")
    }
    return {"held": Count("pk"), "documented": Count("pk", filter=_DOCUMENTED), **marks}


def levels_of(society: Society, year: int, today: date) -> list[LevelYear]:
    """Return every level with its rules of procedure and the documents of its meetings."""
    until = min(today, date(year, 12, 31))
    rules: dict[str, list[Rule]] = defaultdict(list)
    in_force = rules_in_force(Rule.objects.filter(society=society), until)
    for rule in in_force.filter(kind__in=_PROCEDURE).order_by("-adopted_on"):
        rules[_PROCEDURE[RuleKind(rule.kind)]].append(rule)
    meetings = Meeting.objects.filter(society=society, held_on__year=year, held_on__lte=today)
    counted = {
        row.pop("level"): row for row in meetings.order_by().values("level").annotate(**_marks())
    }
    return [
        LevelYear(level.value, str(level.label), rules[level], **counted.get(level, {}))
        for level in Body
    ]


def overdue_resolutions(society: Society, today: date) -> QuerySet[Resolution]:
    """Return what should have been carried out by now, the oldest first."""
    found: QuerySet[Resolution] = Resolution.objects.filter(
        society=society, due_on__lt=today, done_on__isnull=True
    )
    return found.select_related("meeting").order_by("due_on", "pk")


@dataclass(frozen=True)
class AttendanceYear:
    """The attendance of one level in a year: meetings, and everybody over them."""

    meetings: list[Meeting]
    people: list[PersonYear]

    @property
    def marked(self) -> list[PersonYear]:
        """People absent without excuse too often in a row."""
        return [person for person in self.people if person.is_marked]


def attendance_year(society: Society, level: str, year: int, today: date) -> AttendanceYear:
    """Return who came to the meetings of a level in a year; people with a seat always show."""
    meetings = list(
        Meeting.objects.filter(
            society=society, level=level, held_on__year=year, held_on__lte=today
        ).order_by("held_on")
    )
    rows = Attendance.objects.filter(meeting__in=meetings).values_list("meeting", "name", "status")
    seats = _seats_in(society, level, date(year, 1, 1), min(today, date(year, 12, 31)))
    people = year_of([(m.pk, m.held_on) for m in meetings], rows, seats)
    return AttendanceYear(meetings, people if meetings else [])


def _seats_in(society: Society, level: str, first: date, last: date) -> dict[str, str]:
    """Return the post, if any, by name of everybody with a seat in the level's body then."""
    if level not in SeatBody.values:
        return {}
    held = Seat.objects.filter(society=society, body=level)
    held = held.filter(Q(from_on__isnull=True) | Q(from_on__lte=last))
    held = held.filter(Q(to_on__isnull=True) | Q(to_on__gte=first))
    terms = list(held.order_by("term", "pk"))
    latest = max((seat.term for seat in terms), default=0)
    return {
        seat.name: "" if seat.role == SeatRole.MEMBER else seat.get_role_display()
        for seat in terms
        if seat.term == latest or seat.from_on is not None
    }


@dataclass(frozen=True)
class SocietyMeetings:
    """One society in the national overview of meetings."""

    society: Society
    rules: int
    held: int
    documented: Share
    attended: Share
    overdue: int


def meetings_of_all(
    societies: Collection[Society], year: int, today: date
) -> list[SocietyMeetings]:
    """Return every society's meetings of a year; the same four queries for any number."""
    keys = [society.pk for society in societies]
    until = min(today, date(year, 12, 31))
    rules = _rules(keys, until)
    held = _meetings(keys, year, today)
    attended = _attended(keys, year, today)
    overdue = _overdue(keys, today)
    return [
        SocietyMeetings(
            society,
            len(rules[society.pk]),
            held[society.pk].total,
            held[society.pk],
            attended[society.pk],
            overdue[society.pk],
        )
        for society in societies
    ]


def _rules(keys: Collection[int], until: date) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    named = [kind for kind, level in _PROCEDURE.items() if level in NAMED_LEVELS]
    in_force = rules_in_force(Rule.objects.filter(society__in=keys, kind__in=named), until)
    for society_id, kind in in_force.values_list("society", "kind"):
        found[society_id].add(kind)
    return found


def _meetings(keys: Collection[int], year: int, today: date) -> dict[int, Share]:
    found: dict[int, Share] = defaultdict(lambda: Share(0, 0, 0))
    meetings = Meeting.objects.filter(society__in=keys, held_on__year=year, held_on__lte=today)
    counted = (
        meetings.order_by()
        .values("society")
        .annotate(held=Count("pk"), documented=Count("pk", filter=_DOCUMENTED))
    )
    for row in counted:
        found[row["society"]] = Share(row["documented"], row["held"], 0)
    return found


def _attended(keys: Collection[int], year: int, today: date) -> dict[int, Share]:
    found: dict[int, Share] = defaultdict(lambda: Share(0, 0, 0))
    rows = Attendance.objects.filter(
        society__in=keys, meeting__held_on__year=year, meeting__held_on__lte=today
    )
    counted = (
        rows.order_by()
        .values("society")
        .annotate(total=Count("pk"), present=Count("pk", filter=Q(status=AttendanceStatus.PRESENT)))
    )
    for row in counted:
        found[row["society"]] = Share(row["present"], row["total"], 0)
    return found


def _overdue(keys: Collection[int], today: date) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    late = Resolution.objects.filter(society__in=keys, due_on__lt=today, done_on__isnull=True)
    for row in late.order_by().values(key=F("society")).annotate(number=Count("pk")):
        found[row["key"]] = row["number"]
    return found
