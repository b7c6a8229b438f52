"""What the registers say of societies on a day: everything the checks may know.

A fixed number of queries, however many societies. It reads whatever the scope allows, so jobs,
commands and CAST disable scopes or hold that of the societies asked for.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q

from reforms.checks.facts import SocietyFacts
from reforms.enums import ExceptionState
from reforms.models import CheckException, Workplan
from reforms.selectors import facts_governance as governance
from reforms.selectors import facts_members as membership
from reforms.selectors import facts_office as office
from reforms.selectors.figures import obligations
from societies.models import Society


def collect_facts(
    societies: Iterable[Society], workplan: Workplan, as_of: dt.date
) -> dict[int, SocietyFacts]:
    """Read the facts of the societies as of a day, seen from the workplan's year, by their ids."""
    chosen = list(societies)
    ids = [society.pk for society in chosen]
    terms = governance.terms_of(ids, year=workplan.year, as_of=as_of)
    owed = obligations(workplan, chosen)
    reelecting = {pk for pk in ids if owed[pk].holds_reelection or pk in terms.reelecting}
    rows = _rows(chosen, workplan, as_of, terms, reelecting)
    excused = _exceptions(ids, workplan, as_of)
    return {
        pk: SocietyFacts(
            year=workplan.year,
            as_of=as_of,
            holds_reelection=pk in reelecting,
            term=terms.current.get(pk),
            report_due_on=workplan.annual_report_due_on,
            exceptions=frozenset(excused[pk]),
            **{name: found.get(pk, ()) for name, found in rows.items()},
        )
        for pk in ids
    }


def _rows(
    societies: list[Society],
    workplan: Workplan,
    as_of: dt.date,
    terms: governance.Terms,
    reelecting: set[int],
) -> dict[str, office.Rows[Any]]:
    """Read the facts that are lists of records, by their names."""
    ids, year = [society.pk for society in societies], workplan.year
    first, until = dt.date(year, 1, 1), min(as_of, dt.date(year, 12, 31))
    meetings = office.meetings_in(ids, first, until)
    absentees = office.absentees_of(meetings, _least_absences(workplan))
    declared = membership.declarations(ids, as_of)
    return {
        "membership": membership.membership_facts(
            ids, year=year, as_of=as_of, elected_on=terms.elected_on, declared=declared
        ),
        "dues": membership.dues_facts(ids, year=year, as_of=as_of, declared=declared),
        "rules": office.rule_facts(ids, as_of),
        "meetings": office.meeting_facts(meetings),
        "resolutions": office.resolution_facts(meetings, as_of),
        "attendance_counts": office.attendance_counts(meetings),
        "attendance": office.attendance_facts(meetings, absentees),
        "branches": office.branch_facts(societies, as_of),
        "seats": governance.seat_facts(terms, reelecting, absentees),
        "appointments": governance.appointment_facts(terms.counted),
        "staff": office.staff_facts(ids),
        "premises": office.premises_facts(ids),
        "party_bodies": office.party_body_facts(ids),
        "publications": office.publication_facts(ids, year),
        "activities": office.activity_facts(ids, first, until),
    }


def _least_absences(workplan: Workplan) -> int:
    """How many unexcused absences some check of the workplan looks for at the least."""
    asked = (
        check["params"]["in_a_row"]
        for task in workplan.ordered_tasks
        for check in task.checks
        if "in_a_row" in check["params"]
    )
    return min(asked, default=1)


def _exceptions(
    society_ids: Collection[int], workplan: Workplan, as_of: dt.date
) -> dict[int, set[tuple[int, str]]]:
    """Task and check of the exceptions that CAST has approved and that hold on the day."""
    rows = CheckException.objects.filter(
        Q(valid_until__gte=as_of) | Q(valid_until__isnull=True),
        society__in=society_ids,
        task__workplan=workplan,
        state=ExceptionState.APPROVED,
    )
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for society_id, number, name in rows.order_by().values_list(
        "society_id", "task__number", "check_name"
    ):
        found[society_id].add((number, name))
    return found
