"""What the portal knows of the society itself in an annual report: profile, lists, contacts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from reports.annual.making import choice, make_table
from reports.annual.parts import Part, Words
from reports.selectors.annual_parts.organisation import council_rows, says_of
from reports.selectors.annual_parts.organisation_facts import OrganisationFacts
from societies.enums import BranchKind, Discipline, SeatRole
from societies.models import Society

_NAMES = (
    (Words("中文名称", "Chinese name"), "name_zh"),
    (Words("英文名称", "English name"), "name_en"),
)
_FOUNDATION = (
    (Words("成立日期", "Founded on"), "founded_on"),
    (Words("统一社会信用代码", "Unified social credit code"), "credit_code"),
    (Words("支撑单位", "Supporting unit"), "supporting_unit"),
)
_DISCIPLINE = Words("学科类别", "Discipline group")
_POSTS = (
    (Words("理事长（会长）", "President"), SeatRole.PRESIDENT, "president"),
    (Words("秘书长", "Secretary-general"), SeatRole.SECRETARY_GENERAL, "secretary_general"),
)
_TERM = (
    (Words("本届起始日期", "Term begins on"), "starts_on", "term_starts_on"),
    (Words("本届届满日期", "Term ends on"), "ends_on", "term_ends_on"),
)
_CONTACTS = (
    (Words("办公地址", "Address"), "address"),
    (Words("联系电话", "Telephone"), "contact_phone"),
    (Words("电子邮箱", "E-mail"), "contact_email"),
    (Words("网站", "Website"), "website"),
)


def profile(society: Society, facts: OrganisationFacts, as_of: dt.date) -> tuple[Part, ...]:
    """The society in brief; people and term are those of the day."""
    rows = [
        *_known(society, _NAMES),
        (_DISCIPLINE, choice(Discipline, society.discipline)),
        *_known(society, _FOUNDATION),
        *_people(society, facts, as_of),
        *_term(society, facts, as_of),
    ]
    return make_table("development-profile", rows, as_of.isoformat())


def _people(
    society: Society, facts: OrganisationFacts, as_of: dt.date
) -> Iterator[tuple[Words, str]]:
    """Who is in office by the register of seats, else by what the society says of its term."""
    for words, role, stated in _POSTS:
        names = [seat.name for seat in facts.council.officers if seat.role == role]
        if not names and says_of(society, as_of):
            names = [getattr(society, stated)]
        if any(names):
            yield words, "、".join(dict.fromkeys(names))


def _term(
    society: Society, facts: OrganisationFacts, as_of: dt.date
) -> Iterator[tuple[Words, dt.date]]:
    for words, recorded, stated in _TERM:
        day = getattr(facts.council.term, recorded, None)
        if day is None and facts.council.term is None and says_of(society, as_of):
            day = getattr(society, stated)
        if day is not None:
            yield words, day


def _known(society: Society, fields: tuple[tuple[Words, str], ...]) -> list[tuple[Any, ...]]:
    """The fields that the society filled in."""
    known = [(words, getattr(society, name)) for words, name in fields]
    return [(words, value) for words, value in known if value]


def lists(society: Society, facts: OrganisationFacts, as_of: dt.date) -> tuple[Part, ...]:
    """Who sits in the councils, the branches, how to reach the office."""
    day = as_of.isoformat()
    return (
        *make_table("lists-council", council_rows(facts), day),
        *make_table("lists-branches", _branches(society, facts, as_of), day),
        *make_table("lists-contacts", _known(society, _CONTACTS), day),
    )


def _branches(
    society: Society, facts: OrganisationFacts, as_of: dt.date
) -> list[tuple[Words | None, int, str]]:
    """The names of the branches of each kind, without the society's own."""
    rows = []
    for kind in BranchKind.values:
        names = [b.name for b in facts.branches if b.kind == kind and b.stands_on(as_of)]
        if names:
            short = (name.removeprefix(society.name_zh) for name in names)
            rows.append((choice(BranchKind, kind), len(names), "、".join(short)))
    return rows
