"""The organisation in an annual report: councils, branches, office, rules, Party bodies."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import Any

from accounts.templatetags.portal import decimal_text
from reports.annual.making import (
    ALL,
    choice,
    make_chart,
    make_figures,
    make_table,
    part_texts,
    same,
)
from reports.annual.parts import Part, Words
from reports.selectors.annual_parts.organisation_facts import (
    BranchRow,
    OrganisationFacts,
    Term,
)
from societies.composition import Composition, Share
from societies.enums import (
    Body,
    BranchChangeKind,
    BranchKind,
    Employment,
    PartyKind,
    PartyLayer,
    RuleKind,
    SeatBody,
    SeatRole,
)
from societies.models import Society

#: A society's own statement of seats, by body, where none are recorded.
_STATED = {
    SeatBody.COUNCIL: "council_seats",
    SeatBody.STANDING: "standing_seats",
    SeatBody.SUPERVISORY: "supervisor_seats",
}

_MEMBERS_OF = {
    SeatBody.STANDING: Words("常务理事", "Standing council"),
    SeatBody.COUNCIL: Words("理事", "Council"),
    SeatBody.SUPERVISORY: Words("监事", "Board of supervisors"),
}


def parts(facts: OrganisationFacts, society: Society, as_of: dt.date) -> tuple[Part, ...]:
    """All parts of the chapter on the organisation, in their order."""
    day = as_of.isoformat()
    return (
        *make_figures("organisation-figures", _figures(facts, society, as_of), day),
        *_council(facts, day),
        *_branches(facts.branches, as_of),
        *_busiest(facts.branches, society.name_zh, day),
        *_changes(facts, day),
        *_rules(facts, day),
    )


def party_parts(facts: OrganisationFacts, as_of: str) -> tuple[Part, ...]:
    """The part of the chapter on Party work."""
    rows = [
        (choice(PartyLayer, layer), choice(PartyKind, kind), name, approved_on, members)
        for layer, kind, name, approved_on, members in facts.party
    ]
    return make_table("party-bodies", rows, as_of)


def says_of(society: Society, day: dt.date) -> bool:
    """Whether what the society says of its council, which is of today, was so on a day already."""
    return society.term_starts_on is not None and society.term_starts_on <= day


def branches_on(branches: list[BranchRow], day: dt.date) -> int | None:
    """How many branches stood on a day; None where no branch is recorded at all."""
    return sum(branch.stands_on(day) for branch in branches) if branches else None


def _figures(
    facts: OrganisationFacts, society: Society, as_of: dt.date
) -> dict[str, tuple[Any, Any]]:
    before = dt.date(as_of.year - 1, 12, 31)
    sizes = {
        body: made_up.total
        for (_, made_up), body in zip(facts.council.bodies, SeatBody, strict=True)
    }
    stated = _STATED if says_of(society, as_of) else {}
    seats = {
        body.value: (size or getattr(society, stated.get(body, ""), None), None)
        for body, size in sizes.items()
    }
    return {
        **seats,
        "branches": (branches_on(facts.branches, as_of), branches_on(facts.branches, before)),
        "staff": (_count(facts.staff, as_of), _count(facts.staff, before)),
        "full_time": (_full_time(facts.staff, as_of), _full_time(facts.staff, before)),
        "area": (_area(facts.premises, as_of), _area(facts.premises, before)),
    }


def _count(rows: list[Term], day: dt.date) -> int | None:
    return sum(row.holds_on(day) for row in rows) if rows else None


def _full_time(rows: list[Term], day: dt.date) -> int | None:
    full_time = [row for row in rows if row.what == Employment.FULL_TIME]
    return sum(row.holds_on(day) for row in full_time) if rows else None


def _area(rooms: list[Term], day: dt.date) -> int | None:
    """The sum of the areas in use; None when none of them is known."""
    areas = [room.what for room in rooms if room.holds_on(day) and room.what is not None]
    return sum(areas) if areas else None


def _council(facts: OrganisationFacts, as_of: str) -> tuple[Part, ...]:
    rows = [
        (choice(SeatBody, body), *_made_up(made_up))
        for (_, made_up), body in zip(facts.council.bodies, SeatBody, strict=True)
        if made_up.total
    ]
    return make_table("organisation-council", rows, as_of)


def _made_up(body: Composition) -> tuple[Any, ...]:
    shares = (body.grassroots, body.women, body.party)
    is_aged = body.birth_unknown < body.total
    bands = [number for _word, number in body.bands]
    ages = (bands[0], bands[-1]) if is_aged else (None, None)
    return (
        body.total,
        *map(_percent, shares),
        *(number if number is None else _of(number, body.total) for number in ages),
    )


def _percent(share: Share) -> str | None:
    """A share of a body; None when nobody's answer is known."""
    return None if share.unknown == share.total else _of(share.number, share.total)


def _of(number: int, total: int) -> str:
    return decimal_text(Fraction(100 * number, total))


def _branches(branches: list[BranchRow], as_of: dt.date) -> tuple[Part, ...]:
    before, first = dt.date(as_of.year - 1, 12, 31), dt.date(as_of.year, 1, 1)
    rows: list[tuple[Any, ...]] = []
    for kind in BranchKind.values:
        of_kind = [branch for branch in branches if branch.kind == kind]
        present = [branch for branch in of_kind if branch.stands_on(as_of)]
        earlier = sum(branch.stands_on(before) for branch in of_kind)
        if present or earlier:
            rows.append(
                (
                    choice(BranchKind, kind),
                    len(present),
                    earlier,
                    sum(_is_in(b.set_up_on, first, as_of) for b in of_kind),
                    sum(_is_in(b.closed_on, first, as_of) for b in of_kind),
                    sum(branch.activities > 0 for branch in present),
                    sum(branch.activities for branch in of_kind),
                )
            )
    total = (ALL, *(sum(row[place] for row in rows) for place in range(1, 7)))
    return make_table("organisation-branches", rows, as_of.isoformat(), total=total)


def _is_in(day: dt.date | None, first: dt.date, last: dt.date) -> bool:
    return day is not None and first <= day <= last


def _busiest(branches: list[BranchRow], society_name: str, as_of: str) -> tuple[Part, ...]:
    """The branches that did most; none where all did alike."""
    busy = sorted((b for b in branches if b.activities), key=lambda b: (-b.activities, b.name))
    shown = busy[: part_texts()["organisation-branch-activity"].at_most]
    if not shown or shown[0].activities == shown[-1].activities:
        return ()
    values = {"activities": [branch.activities for branch in shown]}
    labels = [same(branch.name.removeprefix(society_name)) for branch in shown]
    return make_chart("organisation-branch-activity", labels, values, as_of)


def _changes(facts: OrganisationFacts, as_of: str) -> tuple[Part, ...]:
    rows = [
        (branch, choice(BranchChangeKind, kind), choice(Body, decided_by), decided_on)
        for branch, kind, decided_by, decided_on in facts.changes
    ]
    return make_table("organisation-branch-changes", rows, as_of)


def _rules(facts: OrganisationFacts, as_of: str) -> tuple[Part, ...]:
    rows = [
        (title, choice(RuleKind, kind), choice(Body, adopted_by), adopted_on)
        for title, kind, adopted_by, adopted_on in facts.rules
    ]
    return make_table("organisation-rules", rows, as_of)


def council_rows(facts: OrganisationFacts) -> list[tuple[Any, ...]]:
    """Names of the people in the councils by post, each post once, in the order of rank.

    Who has a post or sits in the standing council is not named among the council again.
    """
    rows: list[tuple[Any, ...]] = []
    officers = [(seat.role, seat.name) for seat in facts.council.officers]
    for role, count in Counter(role for role, _name in officers).items():
        names = [name for of_role, name in officers if of_role == role]
        rows.append((choice(SeatRole, role), count, "、".join(names)))
    in_office = {name for _role, name in officers}
    for body in (SeatBody.STANDING, SeatBody.COUNCIL, SeatBody.SUPERVISORY):
        members = [seat.name for seat in facts.council.seats if seat.body == body]
        names = [name for name in dict.fromkeys(members) if name not in in_office]
        if names:
            rows.append((_MEMBERS_OF[body], len(names), "、".join(names)))
        if body == SeatBody.STANDING:
            in_office |= set(names)
    return rows
