"""What the registers say of one society on a day: all that a rule may know.

Rows are named tuples so that they can be made straight from the rows of a query. An empty date,
mark or text means that nobody knows. Nothing here is judged or filtered beyond what is said:
the rules themselves ask who was in office, in force or open on the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

#: Where a number of members or payers comes from.
REGISTER = "register"
DECLARED = "declared"


def is_within(on: dt.date, from_on: dt.date | None, to_on: dt.date | None) -> bool:
    """Whether a day lies in "from … until": both days belong to it, an unknown one is open."""
    return (from_on is None or from_on <= on) and (to_on is None or to_on >= on)


class MembershipFact(NamedTuple):
    """Individual members on a day; `source` is `REGISTER` or `DECLARED`."""

    on: dt.date
    individual: int | None
    source: str


class DuesFact(NamedTuple):
    """Individual members who owed dues for a year, and those of them who paid in full."""

    year: int
    owing: int | None
    paid: int | None
    source: str


class RuleFact(NamedTuple):
    """A document of the rules library that is not repealed on the day (`RuleKind`)."""

    kind: str
    title: str
    adopted_by: str
    adopted_on: dt.date | None


class MeetingFact(NamedTuple):
    """A meeting of the workplan's year; `level` is a `Body`."""

    level: str
    held_on: dt.date
    has_notice: bool | None
    has_attendance: bool | None
    has_record: bool | None
    has_minutes: bool | None


class ResolutionFact(NamedTuple):
    """A resolution of a meeting of the workplan's year."""

    due_on: dt.date | None
    done_on: dt.date | None
    has_owner: bool


class LevelAttendance(NamedTuple):
    """How often people came to the meetings of a level in the workplan's year, as of the day."""

    level: str
    present: int
    excused: int
    unexcused: int


class AttendanceFact(NamedTuple):
    """One person at one meeting of the workplan's year.

    Only people with at least one unexcused absence need be given, each with all their rows.
    """

    name: str
    level: str
    held_on: dt.date
    status: str


class BranchFact(NamedTuple):
    """A branch; one that was closed stays in the facts.

    `parent` is empty for the society itself. `is_regional` follows the name rules for branches.
    `last_activity_on` is the later of the branch's own column and its log, up to the day.
    `decided_on` is the day of the latest decision that put right, adjusted, merged or closed it.
    """

    name: str
    kind: str
    parent: str
    set_up_on: dt.date | None
    person_in_charge: str
    last_activity_on: dt.date | None
    closed_on: dt.date | None
    has_own_charter: bool | None
    is_legal_person: bool | None
    is_regional: bool
    decided_on: dt.date | None

    def is_open(self, on: dt.date) -> bool:
        """Whether the branch exists on a day; on the day of its closure it does not."""
        return (self.set_up_on is None or self.set_up_on <= on) and (
            self.closed_on is None or self.closed_on > on
        )


class SeatFact(NamedTuple):
    """A seat of the term, ended or not; `body` is a `SeatBody`, `role` a `SeatRole`."""

    body: str
    name: str
    role: str
    is_grassroots: bool | None
    is_party_member: bool | None
    birth_year: int | None
    sex: str
    elected_by: str
    from_on: dt.date | None
    to_on: dt.date | None


class TermFact(NamedTuple):
    """The council's term; `quorum` and `majority` are fractions, empty when not from the charter.

    Without an entered size of the previous council, the seats recorded for the term before count.
    """

    term: int
    congress_on: dt.date | None
    starts_on: dt.date | None
    previous_council_size: int | None
    quorum: str
    majority: str

    @property
    def elected_on(self) -> dt.date | None:
        """The day of the congress; the term's first day when that is not known."""
        return self.congress_on or self.starts_on


class AppointmentFact(NamedTuple):
    """How a secretary-general of the term came into office."""

    nominated_by: str
    nominated_on: dt.date | None
    voted_on: dt.date | None
    votes_for: int | None
    votes_against: int | None
    votes_abstain: int | None
    voters_present: int | None
    appointed_on: dt.date | None
    is_full_time: bool | None
    left_on: dt.date | None


class StaffFact(NamedTuple):
    """Somebody's employment, ended or not (`Employment`, `StaffGrade`, `StaffDuty`)."""

    name: str
    employment: str
    grade: str
    duty: str
    from_on: dt.date | None
    to_on: dt.date | None


class PremisesFact(NamedTuple):
    """Rooms of the office, still used or not."""

    tenure: str
    from_on: dt.date | None
    to_on: dt.date | None


class PartyBodyFact(NamedTuple):
    """A Party body, dissolved or not (`PartyLayer`)."""

    layer: str
    approved_on: dt.date | None
    dissolved_on: dt.date | None
    members: int | None
    members_with_duty: int | None
    has_procedure: bool | None


class PublicationFact(NamedTuple):
    """An annual report made public; the five heads are those that the workplan names."""

    year: int
    published_on: dt.date | None
    channel: str
    url: str
    has_development: bool | None
    has_internal: bool | None
    has_activities: bool | None
    has_members: bool | None
    has_finance: bool | None


class ActivityFact(NamedTuple):
    """All activities of one kind that count in the workplan's year, up to the day.

    `measures` holds the sum of each measure of the kind (`societies.activity_kinds`).
    """

    kind: str
    number: int
    without_approval: int
    measures: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SocietyFacts:
    """One society as of a day, seen from a workplan's year.

    membership: where the member register has rows, its counts on each of `count_days`; otherwise
        every declaration up to the day. In any order.
    dues: of the workplan's year and the year before, as of the day.
    term: the highest term elected by the day (`TermFact.elected_on`; one without a date counts).
    seats, appointments: of that term; of the highest term recorded when there is no term.
    report_due_on: the day CAST set for annual reports.
    exceptions: (task, check) of the exceptions that CAST approved and that are valid on the day.
    """

    year: int
    as_of: dt.date
    holds_reelection: bool = False
    membership: tuple[MembershipFact, ...] = ()
    dues: tuple[DuesFact, ...] = ()
    rules: tuple[RuleFact, ...] = ()
    meetings: tuple[MeetingFact, ...] = ()
    resolutions: tuple[ResolutionFact, ...] = ()
    attendance_counts: tuple[LevelAttendance, ...] = ()
    attendance: tuple[AttendanceFact, ...] = ()
    branches: tuple[BranchFact, ...] = ()
    term: TermFact | None = None
    seats: tuple[SeatFact, ...] = ()
    appointments: tuple[AppointmentFact, ...] = ()
    staff: tuple[StaffFact, ...] = ()
    premises: tuple[PremisesFact, ...] = ()
    party_bodies: tuple[PartyBodyFact, ...] = ()
    publications: tuple[PublicationFact, ...] = ()
    report_due_on: dt.date | None = None
    activities: tuple[ActivityFact, ...] = ()
    exceptions: frozenset[tuple[int, str]] = frozenset()

    @property
    def first_day(self) -> dt.date:
        """1 January of the workplan's year."""
        return dt.date(self.year, 1, 1)

    @property
    def last_day(self) -> dt.date:
        """31 December of the workplan's year, when its result is counted."""
        return dt.date(self.year, 12, 31)

    @property
    def baseline_day(self) -> dt.date:
        """31 December of the year before."""
        return dt.date(self.year - 1, 12, 31)

    @property
    def until(self) -> dt.date:
        """The day up to which the year counts: `as_of`, but not beyond the year."""
        return min(self.as_of, self.last_day)

    @property
    def elected_term(self) -> TermFact | None:
        """The term, if it was elected in the workplan's year and by the day."""
        on = self.term.elected_on if self.term else None
        return self.term if on and self.first_day <= on <= self.until else None

    def count_on(self, on: dt.date) -> MembershipFact | None:
        """The known number of individual members of exactly this day."""
        return next((fact for fact in self._known_counts() if fact.on == on), None)

    def latest_count(self, after: dt.date, until: dt.date) -> MembershipFact | None:
        """The latest known number later than one day and not later than another."""
        found = [fact for fact in self._known_counts() if after < fact.on <= until]
        return max(found, key=_day) if found else None

    def count_nearest(self, on: dt.date) -> MembershipFact | None:
        """The latest known number on or before a day; failing that the first one after it."""
        if before := [fact for fact in self._known_counts() if fact.on <= on]:
            return max(before, key=_day)
        return min(self._known_counts(), key=_day, default=None)

    def _known_counts(self) -> Iterable[MembershipFact]:
        """Counts up to the day that say how many individual members there were."""
        return (f for f in self.membership if f.individual is not None and f.on <= self.as_of)


def _day(fact: MembershipFact) -> dt.date:
    return fact.on


def year_before(on: dt.date) -> dt.date:
    """The same day a year earlier; 28 February for a leap day."""
    return on.replace(year=on.year - 1, day=28 if (on.month, on.day) == (2, 29) else on.day)


def count_days(year: int, as_of: dt.date, elected_on: dt.date | None = None) -> tuple[dt.date, ...]:
    """The days on which a society's member register is to be counted, none after `as_of`."""
    days = {dt.date(year - 2, 12, 31), dt.date(year - 1, 12, 31), min(as_of, dt.date(year, 12, 31))}
    if elected_on and elected_on.year == year:
        days |= {elected_on, year_before(elected_on)}
    return tuple(sorted(day for day in days if day <= as_of))
