"""Members in an annual report: how many, who they are, what moved, dues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from accounts.templatetags.portal import decimal_text
from members.enums import MemberGrade, MemberKind
from members.selectors.dues import Collection
from members.selectors.growth import growth
from reports.annual.ages import AGE_BANDS
from reports.annual.making import ALL, choice, make_chart, make_figures, make_table, same
from reports.annual.parts import Part, Words
from reports.selectors.annual_parts.members_facts import (
    Grade,
    MemberFacts,
    Register,
    grade_order,
)
from societies.enums import Sector, Sex

UNRECORDED = Words("未登记", "Not recorded")
#: What a declaration counts, as words; the heads stand first.
_DECLARED = (
    ("individual", MemberKind.INDIVIDUAL, ""),
    ("senior", MemberKind.INDIVIDUAL, MemberGrade.SENIOR),
    ("fellow", MemberKind.INDIVIDUAL, MemberGrade.FELLOW),
    ("student", MemberKind.INDIVIDUAL, MemberGrade.STUDENT),
    ("foreign", MemberKind.INDIVIDUAL, MemberGrade.FOREIGN),
    ("hk_macao_taiwan", MemberKind.INDIVIDUAL, MemberGrade.HK_MACAO_TAIWAN),
    ("honorary", MemberKind.INDIVIDUAL, MemberGrade.HONORARY),
    ("unit", MemberKind.UNIT, ""),
)


@cache
def _aspects() -> dict[str, tuple[Words, list[tuple[str, Words | None]]]]:
    """What members are told apart by: its name, its values and their words."""
    return {
        "sex": (Words("性别", "Sex"), [(value, choice(Sex, value)) for value in Sex.values]),
        "age": (Words("年龄", "Age"), [(band.code, band.words) for band in AGE_BANDS]),
        "sector": (
            Words("行业", "Sector"),
            [(value, choice(Sector, value)) for value in Sector.values],
        ),
    }


def parts(facts: MemberFacts, year: int, as_of: str) -> tuple[Part, ...]:
    """All parts of the chapter on members, in their order; a declaration is of its own day."""
    source = "" if facts.register else "declared"
    declared = facts.declared.get(year)
    day = declared.as_of.isoformat() if declared else as_of
    return (
        *_figures(facts, year, day, source),
        *_trend("members-trend", facts, day, source),
        *_grades(facts, year, day, source),
        *_structure(facts, as_of),
        *_regions(facts, as_of),
        *_dues(facts.dues.get(year, {}), as_of),
    )


def trend(facts: MemberFacts, as_of: str) -> tuple[Part, ...]:
    """The chart of individual members at the end of the years."""
    return _trend("trend-members", facts, as_of, "" if facts.register else "declared")


def key_figures(facts: MemberFacts, year: int) -> dict[str, tuple[Any, Any]]:
    """Figures of this year and the one before; None where nothing is known."""
    individual, unit = facts.heads.get(year, (None, None))
    individual_before, unit_before = facts.heads.get(year - 1, (None, None))
    rates = [_rate(facts, each) for each in (year, year - 1)]
    return {
        "individual": (individual, individual_before),
        "unit": (unit, unit_before),
        "dues_rate": (rates[0], rates[1]),
    }


def _figures(facts: MemberFacts, year: int, as_of: str, source: str) -> tuple[Part, ...]:
    known = key_figures(facts, year)
    individual, before = known["individual"]
    register = facts.register
    grown = growth(before, individual)
    values = {
        "individual": known["individual"],
        "unit": known["unit"],
        "growth": (None if grown is None else decimal_text(grown), None),
        "joined": (register.joined if register else None, None),
        "left": (register.left if register else None, None),
        "dues_rate": known["dues_rate"],
        "dues_received": (_received(facts, year), _received(facts, year - 1)),
    }
    return make_figures("members-figures", values, as_of, source=source)


def _rate(facts: MemberFacts, year: int) -> str | None:
    """Individual members who paid in full of those who owed, in percent; as declared without
    dues of the society in any year."""
    of_people = _added(
        each
        for (kind, _), each in facts.dues.get(year, {}).items()
        if kind == MemberKind.INDIVIDUAL
    )
    if of_people.owing:
        return share_text(of_people.paid, of_people.owing)
    row = facts.declared.get(year)
    if facts.dues or row is None or row.dues_paid is None or not row.dues_owing:
        return None
    return share_text(row.dues_paid, row.dues_owing)


def _received(facts: MemberFacts, year: int) -> Decimal | None:
    return _added(facts.dues[year].values()).amount_paid if year in facts.dues else None


def _added(collections: Iterable[Collection]) -> Collection:
    return sum(collections, Collection())


def share_text(number: int, total: int) -> str | None:
    """A share in percent with one decimal, rounded half up; None of nothing."""
    return decimal_text(Fraction(100 * number, total)) if total else None


def _trend(code: str, facts: MemberFacts, as_of: str, source: str) -> tuple[Part, ...]:
    heads = dict(sorted(facts.heads.items()))
    labels = [same(str(year)) for year in heads]
    series = {"individual": [individual for individual, _unit in heads.values()]}
    return make_chart(code, labels, series, as_of, source=source)


def _grades(facts: MemberFacts, year: int, as_of: str, source: str) -> tuple[Part, ...]:
    register = facts.register
    rows = _registered_grades(register) if register else _declared_grades(facts, year)
    return make_table("members-grades", rows, as_of, source=source)


def _registered_grades(register: Register) -> list[tuple[Any, ...]]:
    counted = {grade: register.grades.get(grade, (0, 0)) for grade in grade_order()}
    return [
        (grade_words(grade), now, before, now - before)
        for grade, (now, before) in counted.items()
        if now or before
    ]


def _declared_grades(facts: MemberFacts, year: int) -> list[tuple[Any, ...]]:
    rows = []
    for name, kind, grade in _DECLARED:
        now = getattr(facts.declared.get(year), name, None)
        before = getattr(facts.declared.get(year - 1), name, None)
        if now is not None or before is not None:
            change = None if now is None or before is None else now - before
            words = choice(MemberGrade, grade) or choice(MemberKind, kind)
            rows.append((words, now, before, change))
    return rows


def grade_words(grade: Grade) -> Words | None:
    """What members of a kind and grade are called; of an unknown grade their kind."""
    kind, name = grade
    if name:
        return choice(MemberGrade, name)
    words = choice(MemberKind, kind)
    assert words is not None  # noqa: S101 - every member has a kind
    return Words(f"{words.zh}（类别未登记）", f"{words.en} (kind not recorded)")


def _structure(facts: MemberFacts, as_of: str) -> tuple[Part, ...]:
    if facts.register is None:
        return ()
    total = sum(facts.register.structure["sex"].values())
    rows = [
        row
        for aspect, (title, groups) in _aspects().items()
        for row in _aspect(title, groups, facts.register.structure[aspect], total)
    ]
    return make_table("members-structure", rows, as_of)


def _aspect(
    title: Words,
    groups: Sequence[tuple[str, Words | None]],
    counts: Mapping[str, int],
    total: int,
) -> list[tuple[Any, ...]]:
    """The groups of an aspect that anybody is in; none where nothing is recorded."""
    known = [(words, counts.get(value, 0)) for value, words in groups]
    if not any(count for _words, count in known):
        return []
    rows = [*known, (UNRECORDED, counts.get("", 0))]
    return [(title, words, count, share_text(count, total)) for words, count in rows if count]


def _regions(facts: MemberFacts, as_of: str) -> tuple[Part, ...]:
    if facts.register is None or not any(row["region"] for row in facts.register.regions):
        return ()
    total = sum(facts.register.structure["sex"].values())
    rows = [
        (
            row["region"] or UNRECORDED,
            row["individual"],
            row["unit"],
            share_text(row["individual"], total),
        )
        for row in facts.register.regions
    ]
    return make_table("members-regions", rows, as_of)


def _dues(by_grade: Mapping[Grade, Collection], as_of: str) -> tuple[Part, ...]:
    rows = [
        (grade_words(grade), *_collected(by_grade[grade]))
        for grade in grade_order()
        if grade in by_grade
    ]
    total = (ALL, *_collected(_added(by_grade.values())))
    return make_table("members-dues", rows, as_of, total=total)


def _collected(of_grade: Collection) -> tuple[Any, ...]:
    return (
        of_grade.owing,
        of_grade.paid,
        share_text(of_grade.paid, of_grade.owing),
        of_grade.amount_owing,
        of_grade.amount_paid,
    )
