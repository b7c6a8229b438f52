"""How a body is made up, and whether an election or a vote stands. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from societies.enums import Body, Fraction, Sex

#: The oldest of each band; nobody is too old for the last. Task 10 of the workplan shows them.
BANDS = ((45, "≤45"), (55, "46–55"), (65, "56–65"), (70, "66–70"), (200, ">70"))
_FRACTIONS = {Fraction.TWO_THIRDS: (2, 3), Fraction.THREE_QUARTERS: (3, 4)}


@dataclass(frozen=True, slots=True)
class SeatOf:
    """What counts of one seat; empty marks mean that nobody knows."""

    is_grassroots: bool | None = None
    is_party_member: bool | None = None
    sex: str = ""
    birth_year: int | None = None
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those whose answer is known, and of how many it is not."""

    number: int
    total: int
    unknown: int

    @property
    def percent(self) -> int | None:
        """The share of all seats, rounded half up; None without seats."""
        return (200 * self.number + self.total) // (2 * self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class Composition:
    """A body by what its people are."""

    total: int
    grassroots: Share
    party: Share
    women: Share
    bands: tuple[tuple[str, int], ...]
    birth_unknown: int
    sectors: dict[str, int] = field(default_factory=dict)


def composition(seats: Sequence[SeatOf], year: int) -> Composition:
    """Count the seats of a body; ages by the year of birth, as they are reached in the year."""
    ages = Counter(_band(year - seat.birth_year) for seat in seats if seat.birth_year is not None)
    return Composition(
        total=len(seats),
        grassroots=_share([seat.is_grassroots for seat in seats]),
        party=_share([seat.is_party_member for seat in seats]),
        women=_share([seat.sex == Sex.FEMALE if seat.sex else None for seat in seats]),
        bands=tuple((word, ages[word]) for _oldest, word in BANDS),
        birth_unknown=sum(seat.birth_year is None for seat in seats),
        sectors=dict(Counter(seat.sector for seat in seats).most_common()),
    )


def _share(answers: Collection[bool | None]) -> Share:
    return Share(sum(a is True for a in answers), len(answers), sum(a is None for a in answers))


def _band(age: int) -> str:
    return next(word for oldest, word in BANDS if age <= oldest)


def reaches(number: int, total: int, fraction: str) -> bool:
    """Whether a number is the fraction of a total: one half must be passed, others reached."""
    if fraction == Fraction.HALF:
        return 2 * number > total
    top, bottom = _FRACTIONS[Fraction(fraction)]
    return bottom * number >= top * total


@dataclass(frozen=True, slots=True)
class Ballot:
    """One election and its candidates: name, votes for, and whether recorded as elected."""

    elected_by: str
    held_on: date
    seats: int
    voters_due: int | None
    voters_present: int | None
    candidates: Sequence[tuple[str, int | None, bool | None]]
    #: Of the term's charter; empty: as in the model charter.
    council_quorum: str = ""
    council_majority: str = ""

    @property
    def is_competitive(self) -> bool | None:
        """Whether there were more candidates than seats (差额); None without candidates."""
        return len(self.candidates) > self.seats if self.candidates else None

    @property
    def quorum(self) -> str:
        """The share of voters that must be present: of delegates two thirds."""
        is_congress = self.elected_by == Body.CONGRESS
        return (not is_congress and self.council_quorum) or Fraction.TWO_THIRDS

    @property
    def majority(self) -> str:
        """The share of those present that elects: of delegates more than one half."""
        if self.elected_by == Body.CONGRESS:
            return Fraction.HALF
        return self.council_majority or Fraction.TWO_THIRDS

    @property
    def has_quorum(self) -> bool | None:
        """Whether enough voters were present; None when their numbers are not known."""
        if self.voters_due is None or self.voters_present is None:
            return None
        return reaches(self.voters_present, self.voters_due, self.quorum)

    def passes(self, votes: int | None) -> bool | None:
        """Whether so many votes elect; None when the numbers are not known."""
        if votes is None or self.voters_present is None:
            return None
        return reaches(votes, self.voters_present, self.majority)

    @property
    def winners(self) -> list[str]:
        """Who was elected by the votes: enough of them, and the most first."""
        passed = [(votes, name) for name, votes, _is in self.candidates if self.passes(votes)]
        passed.sort(key=lambda vote: (-(vote[0] or 0), vote[1]))
        return [name for _votes, name in passed[: self.seats]]

    @property
    def contradictions(self) -> list[str]:
        """Names whose mark says something else than the votes."""
        winners = set(self.winners)
        return [
            name
            for name, votes, is_elected in self.candidates
            if is_elected is not None
            and self.passes(votes) is not None
            and is_elected != (name in winners)
        ]
