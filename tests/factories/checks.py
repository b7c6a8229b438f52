"""Workplans that ask for checks, and verdicts, for tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from reforms.checks.facts import SocietyFacts
from reforms.checks.registry import RULES
from reforms.enums import Verdict
from reforms.models import RegistryCheck, Workplan
from reforms.selectors.facts import collect_facts
from societies.models import Society
from tests.factories.reforms import workplan_of

#: The day as of which facts are collected unless a test says otherwise.
TODAY = dt.date(2017, 6, 15)


def asked(check: str, params: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
    """Return a check as a workplan keeps it: by the text, and as soft as its rule."""
    soft = RULES[check].is_soft
    return {"check": check, "params": params or {}, "set_by": "text", "soft": soft, **values}


GROWTH = asked("individual_growth", {"percent": 15})
DORMANT = asked("dormant_branches", {"months": 12, "longer_months": 24}, set_by="cast")
PREMISES = asked("premises")
#: Not met as long as nothing is on record.
PUBLISHED = asked("annual_report_published", {"heads": ["development"]})
KNOWN = {one["check"]: one for one in (GROWTH, DORMANT, PREMISES)}


def checked_workplan(
    checks: Mapping[int, Sequence[dict[str, Any]]] | None = None,
    counts: Mapping[int, Sequence[dict[str, str]]] | None = None,
    **fields: Any,
) -> Workplan:
    """Return a workplan; without checks given, task 1 asks for growth and task 2 for branches."""
    workplan = workplan_of(**fields)
    wanted = {1: [GROWTH], 2: [DORMANT, PREMISES]} if checks is None else checks
    for number, items in wanted.items():
        workplan.tasks.filter(number=number).update(checks=list(items))
    for number, counted in (counts or {}).items():
        workplan.tasks.filter(number=number).update(counts=list(counted))
    return workplan


def verdict_of(
    society: Society, workplan: Workplan, number: int, verdict: Verdict, check: str = ""
) -> RegistryCheck:
    """Return a live verdict on a task, whatever the registers say."""
    task = workplan.tasks.get(number=number)
    day = dt.date(workplan.year, 6, 1)
    asked_for = {one["check"]: one for one in task.checks}
    name = check or next(iter(asked_for), "premises")
    terms = asked_for.get(name) or KNOWN[name]
    made: RegistryCheck = RegistryCheck.objects.create(
        society=society,
        task=task,
        check_name=name,
        verdict=verdict,
        threshold={"set_by": terms["set_by"], "soft": terms["soft"], **terms["params"]},
        as_of=day,
        computed_at=dt.datetime.combine(day, dt.time(), dt.UTC),
    )
    return made


def facts_of(society: Society, workplan: Workplan, as_of: dt.date = TODAY) -> SocietyFacts:
    """Return what the registers of one society say."""
    return collect_facts([society], workplan, as_of)[society.pk]
