"""The year's events in an annual report, told from what other chapters read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from reports.annual.making import capital, choice, make_table, part_texts
from reports.annual.parts import Part, Words
from reports.selectors.annual_parts.activities_facts import ActivityRow
from reports.selectors.annual_parts.meetings_facts import MeetingFacts
from reports.selectors.annual_parts.organisation_facts import OrganisationFacts
from societies.activity_kinds import activity_kinds
from societies.enums import Body, BranchChangeKind, RuleKind

#: Activities that a year is remembered by, the more important first.
MEMORABLE = (
    "international_meeting",
    "award",
    "cross_strait_meeting",
    "think_tank_report",
    "standard",
    "international_organisation",
    "talent_lift",
    "function_transfer",
    "domestic_meeting",
    "poverty_relief",
    "popularisation_event",
)
#: How much kinds of events matter: the lower the more; activities in the order above.
CONGRESS, CHARTER, COUNCIL, BRANCH, ACTIVITY = range(5)
STANDING, RULE = ACTIVITY + len(MEMORABLE), ACTIVITY + len(MEMORABLE) + 1
_CONGRESS = Words("会员代表大会", "Congress")
_BRANCH = Words("分支机构", "Branch")
_RULE = Words("制度建设", "Rule")


class Event(NamedTuple):
    """Something that happened on a day; the lower its rank, the more it matters."""

    rank: int
    day: dt.date
    kind: Words
    what: str | Words


def parts(
    meetings: MeetingFacts,
    organisation: OrganisationFacts,
    activities: Iterable[ActivityRow],
    as_of: dt.date,
) -> tuple[Part, ...]:
    """The events that matter most, in the order of their days."""
    events = [
        *_congresses(meetings),
        *_meetings(meetings),
        *_organisation(organisation, as_of),
        *_activities(activities, as_of),
    ]
    return make_table("events-year", _rows(events), as_of.isoformat())


def _rows(events: Iterable[Event]) -> list[tuple[dt.date, Words, str | Words]]:
    at_most = part_texts()["events-year"].at_most
    chosen = sorted(events, key=lambda event: (event.rank, event.day))[:at_most]
    return [(event.day, event.kind, event.what) for event in sorted(chosen, key=lambda e: e.day)]


def _congresses(facts: MeetingFacts) -> Iterable[Event]:
    for held_on, term, due, present in facts.congresses:
        zh, en = "召开会员代表大会", "Congress held"
        if term is not None:
            zh, en = f"召开第{term}届会员代表大会", f"Congress of term {term} held"
        if due and present is not None:
            zh, en = (
                f"{zh}，应到代表{due}人，实到{present}人",
                f"{en}, {present} of {due} delegates",
            )
        yield Event(CONGRESS, held_on, _CONGRESS, Words(zh, en))


def _meetings(facts: MeetingFacts) -> Iterable[Event]:
    for row in facts.meetings:
        if row.level in (Body.COUNCIL, Body.STANDING) and row.title:
            kind = choice(Body, row.level)
            assert kind is not None  # noqa: S101 - a meeting has a level
            rank = COUNCIL if row.level == Body.COUNCIL else STANDING
            yield Event(rank, row.held_on, kind, row.title)


def _organisation(facts: OrganisationFacts, as_of: dt.date) -> Iterable[Event]:
    for branch in facts.branches:
        if branch.set_up_on and dt.date(as_of.year, 1, 1) <= branch.set_up_on <= as_of:
            words = Words(f"成立{branch.name}", f"Set up: {branch.name}")
            yield Event(BRANCH, branch.set_up_on, _BRANCH, words)
    for name, kind, _decided_by, decided_on in facts.changes:
        if kind in (BranchChangeKind.CLOSED, BranchChangeKind.MERGED):
            change = choice(BranchChangeKind, kind)
            assert change is not None  # noqa: S101 - a change has a kind
            words = Words(f"{name}{change.zh}", f"{name}: {change.en}")
            yield Event(BRANCH, decided_on, _BRANCH, words)
    for title, kind, _adopted_by, adopted_on in facts.rules:
        rank = CHARTER if kind == RuleKind.CHARTER else RULE
        yield Event(rank, adopted_on, _RULE, Words(f"通过《{title.strip('《》')}》", title))


def _activities(rows: Iterable[ActivityRow], as_of: dt.date) -> Iterable[Event]:
    kinds = activity_kinds().kinds
    for row in rows:
        if row.kind in MEMORABLE and row.counts_in(as_of.year, as_of):
            kind = kinds[row.kind]
            if row.started_on.year == as_of.year:
                words = capital(Words(kind.title_zh, kind.title_en))
                yield Event(ACTIVITY + MEMORABLE.index(row.kind), row.started_on, words, row.title)
