"""Members and dues of the societies that keep their list in the portal."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from members.enums import LeftReason, MemberGrade, MemberKind
from members.secrets import ID_NUMBER, PHONE, encrypt, search_key
from members.validators import check_character
from reports.demo.registers.chance import Story, day_in, dice, subject_of, year_end
from reports.demo.registers.membership import Timeline
from reports.demo.registers.names import EMPLOYERS, FOREIGN, REGIONS, names
from reports.demo.registers.rows import Table
from societies.enums import Sector, Sex
from societies.models import Society


@dataclass(frozen=True)
class Roll:
    """A member register: individual members at the year-ends around each workplan's year.

    `first` and `last` are (before, after) of the first and the last workplan.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    units: int
    has_secrets: bool = False
    #: Individual members on the day of a congress in the last workplan's year.
    at_congress: int = 0


#: Societies that keep a register; 1,000 to 1,150 is growth by exactly 15 %.
ROLLS = {
    "A-01": Roll((1000, 1150), (2000, 2300), 60, has_secrets=True),
    "A-02": Roll((8000, 9199), (17392, 20000), 180, at_congress=20000),
    "A-03": Roll((200, 229), (260, 299), 24, has_secrets=True),
    "A-04": Roll((1400, 1700), (2600, 2989), 45, has_secrets=True),
    "B-20": Roll((80000, 92000), (99000, 100000), 320),
    "C-01": Roll((900, 910), (1500, 1560), 70, has_secrets=True),
    "D-01": Roll((2400, 2760), (2900, 3000), 90, has_secrets=True),
    "E-01": Roll((420, 500), (640, 736), 30, has_secrets=True),
}  # fmt: skip
_SUFFIX = {
    MemberGrade.ORDINARY: "M",
    MemberGrade.SENIOR: "S",
    MemberGrade.FELLOW: "F",
    MemberGrade.STUDENT: "G",
    MemberGrade.FOREIGN: "X",
    MemberGrade.HK_MACAO_TAIWAN: "T",
    MemberGrade.HONORARY: "H",
}
_GRADES = (
    [MemberGrade.ORDINARY] * 760
    + [MemberGrade.SENIOR] * 95
    + [MemberGrade.FELLOW] * 4
    + [MemberGrade.STUDENT] * 132
    + [MemberGrade.FOREIGN] * 3
    + [MemberGrade.HK_MACAO_TAIWAN] * 3
    + [MemberGrade.HONORARY] * 3
)
_SECTORS = (
    [Sector.UNIVERSITY] * 44
    + [Sector.INSTITUTE] * 22
    + [Sector.ENTERPRISE] * 18
    + [Sector.NON_PUBLIC] * 5
    + [Sector.HOSPITAL] * 4
    + [Sector.GOVERNMENT] * 3
    + [Sector.RETIRED] * 4
)
_REASONS = (LeftReason.RESIGNED, LeftReason.UNPAID, LeftReason.INACTIVE, LeftReason.DECEASED)
#: Digits that no real person's number begins with: there is no such place.
_NOWHERE = "990101"
PATTERN = "#######@"


def member_prefix(society: Society) -> str:
    """Return what the society's registration numbers begin with."""
    letter, number = society.code.split("-")
    return letter + (f"{int(number):03d}" if number.isdigit() else number.zfill(4))


def roll_timeline(roll: Roll, story: Story, congresses: list[dt.date]) -> Timeline:
    """Return the numbers of a register: exact at the year-ends on which growth is judged."""
    first, last = story.years[0], story.years[-1]
    points = {year_end(first - 2): roll.first[0] * 94 // 100, year_end(first - 1): roll.first[0]}
    points[min(year_end(first), story.today)] = roll.first[1]
    if last > first + 1:
        points[year_end(last - 1)] = roll.last[0]
        points[story.today] = roll.last[1]
        for on in congresses if roll.at_congress else ():
            if on.year == last:
                points[on] = roll.at_congress
    elif last > first:
        points[story.today] = roll.first[1] * 115 // 100
    return Timeline(points)


def add_members(society: Society, roll: Roll, line: Timeline, story: Story, table: Table) -> None:
    """Write the members of a register, in the order in which they joined."""
    rng = dice("register", society.code)
    stays = sorted(_stays(rng, line), key=lambda stay: stay[0])
    serial = 0
    for chunk in range(0, len(stays), 5000):
        part = stays[chunk : chunk + 5000]
        for values in _people(rng, society, part, with_secrets=roll.has_secrets):
            serial += 1
            grade: MemberGrade = values["grade"]  # type: ignore[assignment]
            number = f"{member_prefix(society)}{serial:07d}{_SUFFIX[grade]}"
            table.add(**_sealed(values, number), registration_no=number)
    for position in range(roll.units):
        serial += 1
        _add_unit(rng, society, story, serial, position, table)


def _stays(rng: random.Random, line: Timeline) -> Iterator[tuple[dt.date, dt.date | None]]:
    """Yield when each member joined and left, so that the numbers come out exactly."""
    days = sorted(line.points)
    start = days[0]
    members = [day_in(rng, dt.date(1985, 1, 1), start) for _ in range(line.points[start])]
    for before, after in pairwise(days):
        wanted = line.points[after]
        years = max(1, (after - before).days // 365)
        leaving = max(len(members) - wanted, len(members) * years // 150)
        rng.shuffle(members)
        span = (after - before).days
        for joined in members[:leaving]:
            yield joined, before + dt.timedelta(days=rng.randint(1, span))
        members = members[leaving:]
        first = before + dt.timedelta(days=1)
        members += [day_in(rng, first, after) for _ in range(wanted - len(members))]
    for joined in members:
        yield joined, None


def _people(
    rng: random.Random,
    society: Society,
    stays: list[tuple[dt.date, dt.date | None]],
    *,
    with_secrets: bool,
) -> Iterator[dict[str, object]]:
    subject = subject_of(society)
    employers = {
        key: [text.format(x=subject) for text in texts] for key, texts in EMPLOYERS.items()
    }
    drawn = zip(stays, _drawn(rng, len(stays)), strict=True)
    for position, ((joined, left), person) in enumerate(drawn):
        sex, name, grade, sector, region, age, day = person
        where: str = Sector.STUDENT if grade == MemberGrade.STUDENT else sector
        born = dt.date(joined.year - age, 1, 1) + dt.timedelta(days=day)
        values: dict[str, object] = {
            "society_id": society.pk,
            "name": name,
            "kind": MemberKind.INDIVIDUAL,
            "grade": grade,
            "gender": sex,
            "birth_on": born,
            "employer": employers[where][day % len(employers[where])],
            "sector": where,
            "region": region,
            "joined_on": joined,
            "left_on": left,
            "left_reason": _REASONS[day % len(_REASONS)] if left else "",
        }
        if grade == MemberGrade.FOREIGN:
            values["name"], values["region"] = FOREIGN[day % len(FOREIGN)]
        elif with_secrets and day % 3:
            values |= _numbers(born, position, female=sex == Sex.FEMALE)
        yield values


def _drawn(rng: random.Random, count: int) -> Iterator[tuple[Any, ...]]:
    """Yield sex, name, grade, sector, region, age when joining, and birthday in its year."""
    sexes: list[str] = rng.choices((Sex.MALE, Sex.MALE, Sex.FEMALE), k=count)
    return zip(
        sexes,
        names(rng, sexes),
        rng.choices(_GRADES, k=count),
        rng.choices(_SECTORS, k=count),
        rng.choices(REGIONS, k=count),
        rng.choices(range(22, 50), k=count),
        rng.choices(range(365), k=count),
        strict=True,
    )


def _numbers(born: dt.date, position: int, *, female: bool) -> dict[str, object]:
    """Return an identity number with its check character, and a telephone number."""
    body = f"{_NOWHERE}{born:%Y%m%d}{position % 500 * 2 + (not female):03d}"
    return {ID_NUMBER: body + check_character(body), PHONE: f"1990000{position % 10_000:04d}"}


def _sealed(values: dict[str, object], registration_no: str) -> dict[str, object]:
    """Encrypt the numbers of a member who has some."""
    for kind in (ID_NUMBER, PHONE):
        if text := str(values.pop(kind, "")):
            values[f"{kind}_cipher"] = encrypt(text, kind, registration_no)
            values[f"{kind}_key"] = search_key(text, kind)
    return values


def _add_unit(
    rng: random.Random, society: Society, story: Story, serial: int, position: int, table: Table
) -> None:
    subject = subject_of(society)
    sector = rng.choice((Sector.UNIVERSITY, Sector.INSTITUTE, Sector.ENTERPRISE))
    grade = rng.choice(
        [MemberGrade.UNIT] * 6 + [MemberGrade.UNIT_COUNCIL] * 3 + [MemberGrade.UNIT_STANDING]
    )
    region = rng.choice(REGIONS)
    table.add(
        society_id=society.pk,
        registration_no=f"{member_prefix(society)}{serial:07d}U",
        name=f"{region}{subject}单位第{position + 1}号",
        kind=MemberKind.UNIT,
        grade=grade,
        sector=sector,
        region=region,
        joined_on=day_in(rng, dt.date(1995, 1, 1), story.today),
    )
