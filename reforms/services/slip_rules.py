"""A manager's changes to the rules of supervision slips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.services import audit
from reforms.models import Workplan
from reforms.services.sealing import hold_workplan
from reforms.services.workplan_edits import StaleEdit, fingerprint
from reforms.slips.rules import problems_of


def rules_fingerprint(workplan: Workplan) -> str:
    """Tell one state of the rules from another."""
    return fingerprint({"slip_rules": workplan.slip_rules})


@transaction.atomic
def update_slip_rules(
    *, workplan: Workplan, rules: Sequence[Mapping[str, Any]], seen: str, by: User | None
) -> Workplan:
    """Put new rules in the place of those there are; raises StaleEdit and ValidationError.

    Errors are keyed `code.field`. Slips that are there keep the days they were issued with.
    """
    held = hold_workplan(workplan)
    if rules_fingerprint(held) != seen:
        raise StaleEdit(held)
    problems = {
        f"{rule['code']}.{name}": message
        for rule in rules
        for name, message in problems_of(rule).items()
    }
    if problems:
        raise ValidationError(problems)
    before, after = list(held.slip_rules), [dict(rule) for rule in rules]
    if before == after:
        return held
    held.slip_rules = after
    held.version += 1
    held.save(update_fields=["slip_rules", "version"])
    audit.record(
        action="workplan.slip_rules_changed",
        subject=held,
        actor=by,
        before={"slip_rules": [rule for rule in before if rule not in after]},
        after={"slip_rules": [rule for rule in after if rule not in before]},
    )
    return held
