"""What the registers say of societies on a day: everything the checks may know.

A few queries, as many for one society as for all. It reads whatever the scope allows, so jobs,
commands and CAST disable scopes or hold that of the societies asked for.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from reforms.checks.facts import SocietyFacts
from reforms.enums import ExceptionState
from reforms.models import CheckException, Workplan
from reforms.selectors import facts_governance as governance
from reforms.selectors import facts_members as membership
from reforms.selectors import facts_office as office
from reforms.selectors.facts_together import Reading, Row, read_together
from reforms.selectors.figures import obligations
from societies.models import Society


def collect_facts(
    societies: Iterable[Society], workplan: Workplan, as_of: dt.date
) -> dict[int, SocietyFacts]:
    """Read the facts of the societies as of a day, seen from the workplan's year, by their ids."""
    chosen = list(societies)
    found, shared = _facts(chosen, workplan, as_of)
    return {
        society.pk: SocietyFacts(
            year=workplan.year,
            as_of=as_of,
            report_due_on=workplan.annual_report_due_on,
            holds_reelection=society.pk in shared.reelecting,
            term=shared.current.get(society.pk),
            exceptions=frozenset(shared.excused[society.pk]),
            **{name: facts.get(society.pk, ()) for name, facts in found.items()},
        )
        for society in chosen
    }


@dataclass(frozen=True)
class _Standing:
    """Societies that hold a re-election, terms in force and tasks excused, by societies' ids."""

    reelecting: Collection[int]
    current: Mapping[int, Any]
    excused: Mapping[int, Iterable[tuple[int, str]]]


def _facts(
    chosen: list[Society], workplan: Workplan, as_of: dt.date
) -> tuple[dict[str, Any], _Standing]:
    """What the registers hold, by the names of facts and societies' ids."""
    ids, year = [society.pk for society in chosen], workplan.year
    meetings = office.meetings_in(ids, dt.date(year, 1, 1), min(as_of, dt.date(year, 12, 31)))
    read = read_together(
        {
            **office.meeting_readings(meetings),
            **office.office_readings(ids, year=year, as_of=as_of),
            **governance.governance_readings(ids),
            **membership.member_readings(ids, year=year, as_of=as_of),
            "exceptions": _exceptions_reading(ids, workplan, as_of),
        }
    )
    terms = governance.terms_of(read["terms"], read["councils"], year=year, as_of=as_of)
    owed = obligations(workplan, chosen, chosen={})  # whatever is due: only the re-election counts
    reelecting = {pk for pk in ids if owed[pk].holds_reelection or pk in terms.reelecting}
    absentees = office.absentees_of(read["absences"], _least_absences(workplan))
    with_register = [pk for (pk,) in read["with_register"]]
    days = membership.counted_days(
        with_register, year=year, as_of=as_of, elected_on=terms.elected_on
    )
    read |= read_together(
        {
            "attendance": office.attendance_reading(meetings, absentees),
            "seats": governance.seats_reading(terms, reelecting, absentees),
            **membership.count_readings(days),
        }
    )
    found = {
        **office.office_facts(read, chosen, as_of=as_of, absentees=absentees),
        **governance.governance_facts(read, terms.counted),
        **membership.member_facts(read, days, year=year),
    }
    return found, _Standing(reelecting, terms.current, _exceptions(read["exceptions"]))


def _least_absences(workplan: Workplan) -> int:
    """How many unexcused absences some check of the workplan looks for at the least."""
    asked = (
        check["params"]["in_a_row"]
        for task in workplan.ordered_tasks
        for check in task.checks
        if "in_a_row" in check["params"]
    )
    return min(asked, default=1)


def _exceptions_reading(
    society_ids: Collection[int], workplan: Workplan, as_of: dt.date
) -> Reading:
    """Exceptions that CAST has approved and that hold on the day."""
    rows = CheckException.objects.filter(
        Q(valid_until__gte=as_of) | Q(valid_until__isnull=True),
        society__in=society_ids,
        task__workplan=workplan,
        state=ExceptionState.APPROVED,
    )
    return Reading(rows, ("society_id", "task__number", "check_name"))


def _exceptions(rows: Iterable[Row]) -> dict[int, set[tuple[int, str]]]:
    """Task and check of the exceptions of each society."""
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for society_id, number, name in rows:
        found[society_id].add((number, name))
    return found
