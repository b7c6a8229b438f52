"""Fill the registers of the demo's societies, once, in a few dozen statements."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db import models, transaction

from accounts.services import audit
from members.enums import MemberKind
from members.models import DeclaredCount, Dues, DuesStandard, Member
from reforms import months
from reports.demo.registers import (
    activities,
    branches,
    cases,
    dues,
    elections,
    governance,
    meetings,
    members,
    membership,
    office,
    rules,
)
from reports.demo.registers.chance import Story
from reports.demo.registers.rows import Table
from reports.demo.registers.terms import TermPlan, plan_terms
from societies.enums import SeatRole
from societies.models import (
    PROFILE_FIELDS,
    Activity,
    Appointment,
    Attendance,
    Branch,
    BranchActivity,
    BranchAssessment,
    BranchChange,
    Candidate,
    Congress,
    CouncilTerm,
    Delegate,
    Election,
    Meeting,
    PartyBody,
    Premises,
    ReportPublication,
    Resolution,
    Rule,
    Seat,
    Society,
    StaffMember,
    Training,
)

#: Every register's model by its kind, parents before children.
MODELS: dict[str, type[models.Model]] = {
    "council_terms": CouncilTerm,
    "congresses": Congress,
    "delegates": Delegate,
    "seats": Seat,
    "elections": Election,
    "candidates": Candidate,
    "appointments": Appointment,
    "meetings": Meeting,
    "attendance": Attendance,
    "resolutions": Resolution,
    "staff": StaffMember,
    "trainings": Training,
    "premises": Premises,
    "rules": Rule,
    "party_bodies": PartyBody,
    "report_publications": ReportPublication,
    "branches": Branch,
    "branch_activities": BranchActivity,
    "branch_assessments": BranchAssessment,
    "branch_changes": BranchChange,
    "activities": Activity,
    "co_hosts": Activity.co_hosts.through,
    "members": Member,
    "declared_counts": DeclaredCount,
    "dues_standards": DuesStandard,
    "dues": Dues,
}


@dataclass(frozen=True)
class Link:
    """Where children find their parent: its table, and the columns that name it."""

    parent: str
    column: str
    names: tuple[str, ...]


_LINKS = {
    "candidates": Link("elections", "election_id", ("term", "body", "role")),
    "attendance": Link("meetings", "meeting_id", ("level", "held_on")),
    "resolutions": Link("meetings", "meeting_id", ("level", "held_on")),
    "branch_activities": Link("branches", "branch_id", ("name",)),
    "branch_assessments": Link("branches", "branch_id", ("name",)),
    "branch_changes": Link("branches", "branch_id", ("name",)),
    "co_hosts": Link("activities", "activity_id", ("kind", "title", "started_on")),
}


def is_filled(societies: list[Society]) -> bool:
    """Whether the registers of these societies hold anything already."""
    return any(
        model._default_manager.filter(society__in=societies).exists()  # noqa: SLF001
        for model in (CouncilTerm, Meeting, Member, DeclaredCount, Branch, Activity)
    )


@transaction.atomic
def fill_registers(
    societies: list[Society], *, years: tuple[int, ...], now: dt.datetime
) -> Counter[str]:
    """Fill all registers and bring the profiles in line; return how many rows each got.

    Registers that hold anything already are left as they are.
    """
    if now.astimezone(months.BEIJING).year < years[0] or is_filled(societies):
        return Counter()
    story = Story(tuple(societies), years, now.astimezone(months.BEIJING).date())
    tables = {kind: Table(model, now) for kind, model in MODELS.items()}
    terms = _tell(story, tables)
    written = Counter(dict.fromkeys(MODELS, 0))
    for kind, table in tables.items():
        if link := _LINKS.get(kind):
            table.link(link.column, _keys(MODELS[link.parent], link.names))
        if kind == "dues":
            _add_dues(story, table)
        written[kind] = table.write()
    _update_profiles(story, terms)
    audit.record_many(
        action="register.created",
        changes=[audit.Change(society, society.code) for society in societies],
    )
    return written


def _tell(story: Story, tables: dict[str, Table]) -> dict[int, list[TermPlan]]:
    """Tell every society's story; return its terms."""
    congresses = {society.pk: cases.congress_days(society, story) for society in story.societies}
    rolls = [society.pk for society in story.societies if society.code in members.ROLLS]
    told = cases.election_cases(story, congresses, rolls)
    for society in story.societies:
        roll = members.ROLLS.get(society.code)
        if roll and roll.at_congress == cases.REGISTER_CASE.members:
            told[society.pk, story.years[-1]] = cases.REGISTER_CASE
    result = {}
    for society in story.societies:
        own = {year: case for (pk, year), case in told.items() if pk == society.pk}
        line = _membership(society, story, congresses[society.pk], own, tables)
        terms = plan_terms(society, story, congresses[society.pk], line, told)
        ended = meetings.add_meetings(society, story, terms, tables)
        governance.add_governance(society, story, terms, ended, tables)
        elections.add_elections(society, terms, tables)
        office.add_office(society, story, terms, tables)
        rules.add_rules(society, story, tables["rules"])
        branches.add_branches(society, story, tables)
        activities.add_activities(society, story, tables)
        dues.add_standards(society, story, tables["dues_standards"])
        result[society.pk] = terms
    return result


def _membership(
    society: Society,
    story: Story,
    congresses: list[dt.date],
    own: dict[int, cases.ElectionCase],
    tables: dict[str, Table],
) -> membership.Timeline:
    """Tell how many members a society has: in a register, or by declaring them."""
    roll = members.ROLLS.get(society.code)
    if roll is not None:
        line = members.roll_timeline(roll, story, congresses)
        members.add_members(society, roll, line, story, tables["members"])
        membership.declare_beside_register(society, story, line, tables["declared_counts"])
        return line
    line = membership.timeline(society, story)
    for on in congresses:
        if on.year in own:
            membership.stand_on_case(line, story, on, own[on.year])
    membership.declare(society, story, line, tables["declared_counts"], frozenset(own))
    return line


def _keys(model: type[models.Model], names: tuple[str, ...]) -> dict[tuple[object, ...], int]:
    """Return the ids of all records by society and the columns that name them."""
    rows = model._default_manager.order_by().values_list("pk", "society_id", *names)  # noqa: SLF001
    return {tuple(key): pk for pk, *key in rows}


def _add_dues(story: Story, table: Table) -> None:
    for society in story.societies:
        if society.code in members.ROLLS:
            people = Member.objects.filter(society=society, kind=MemberKind.INDIVIDUAL)
            payers = people.order_by("pk").values_list("pk", "grade", "joined_on", "left_on")
            dues.add_dues(society, list(payers), story, table)


def _update_profiles(story: Story, terms: dict[int, list[TermPlan]]) -> None:
    """Say in the profiles what the registers say: the running term, its sizes and its officers."""
    for society in story.societies:
        society.member_prefix = members.member_prefix(society)
        society.member_pattern = members.PATTERN
        if not terms[society.pk]:
            continue
        term = terms[society.pk][-1]
        names = {role: person.name for role, person in term.officers}
        society.president = names[SeatRole.PRESIDENT]
        society.secretary_general = names[SeatRole.SECRETARY_GENERAL]
        society.term_starts_on, society.term_ends_on = term.congress_on, term.ends_on
        society.council_seats, society.standing_seats = term.council, term.standing
        society.supervisor_seats = len(term.board)
        if term.case and term.case.is_first:
            society.founded_on = term.congress_on
    Society.objects.bulk_update(story.societies, PROFILE_FIELDS, batch_size=60)
