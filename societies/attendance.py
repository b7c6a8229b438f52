"""Who came to the meetings of a year, seat by seat. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from societies.enums import AttendanceStatus

#: So many absences without excuse in a row are marked; the text of the workplan names no number.
MARKED_RUN = 2


@dataclass(frozen=True, slots=True)
class PersonYear:
    """One person over the meetings of a year, in their order; empty where nothing is recorded."""

    name: str
    role: str
    statuses: tuple[str, ...]

    def count(self, status: str) -> int:
        """How often the person had a status."""
        return self.statuses.count(status)

    @property
    def present(self) -> int:
        """How often the person came."""
        return self.count(AttendanceStatus.PRESENT)

    @property
    def recorded(self) -> int:
        """Of how many meetings the person's attendance is recorded."""
        return sum(1 for status in self.statuses if status)

    @property
    def percent(self) -> int | None:
        """The share of recorded meetings attended, rounded half up; None without any."""
        total = self.recorded
        return (200 * self.present + total) // (2 * total) if total else None

    @property
    def run(self) -> int:
        """The longest run without excuse: coming ends it, an excuse neither ends nor adds."""
        longest = now = 0
        for status in self.statuses:
            if status == AttendanceStatus.UNEXCUSED:
                now += 1
                longest = max(longest, now)
            elif status == AttendanceStatus.PRESENT:
                now = 0
        return longest

    @property
    def is_marked(self) -> bool:
        """Whether the run is long enough to look into."""
        return self.run >= MARKED_RUN


def year_of(
    meetings: Sequence[tuple[int, date]],
    rows: Iterable[tuple[int, str, str]],
    seats: Mapping[str, str],
) -> list[PersonYear]:
    """Set out the attendance of a year by person.

    meetings: key and day, in order. rows: meeting, name, status. seats: role by name, of everybody
    who has a seat, whether or not anything is recorded of them.
    """
    found: dict[str, dict[int, str]] = {name: {} for name in seats}
    for meeting, name, status in rows:
        found.setdefault(name, {})[meeting] = status
    people = [
        PersonYear(
            name,
            seats.get(name, ""),
            tuple(marks.get(meeting, "") for meeting, _on in meetings),
        )
        for name, marks in found.items()
    ]
    return sorted(people, key=lambda person: (-person.run, person.percent is None, person.name))
