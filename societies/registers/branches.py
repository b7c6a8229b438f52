"""Registers of branches."""

from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from societies.models import Branch, BranchActivity, BranchAssessment, BranchChange
from societies.registers.definition import Column, Flag, Reference, Register
from societies.registers.words import BODY_ALIASES, BRANCH_KIND_ALIASES

_BRANCH = Reference("branch", (("branch", "name"),))


def branch_flags(branch: Branch, _today: date) -> list[Flag]:
    """Return the rules for branches that a branch breaks."""
    return [
        Flag(
            gettext("“%(found)s”: %(rule)s") % {"found": finding.found, "rule": finding.rule.says},
            finding.rule.source,
        )
        for finding in branch.findings
    ]


def _with_society(branches: Any) -> Any:
    return branches.select_related("society")


REGISTERS = (
    Register(
        kind="branches",
        model=Branch,
        group="branches",
        title=_("Branches"),
        purpose=_("Every branch: who decided on it, who is in charge, when it was last active."),
        columns=(
            Column("name"),
            Column("kind"),
            Column("parent"),
            Column("set_up_on"),
            Column("decided_by"),
            Column("decision_on"),
            Column("person_in_charge"),
            Column("country"),
            Column("own_charter", "has_own_charter"),
            Column("legal_person", "is_legal_person"),
            Column("last_activity_on"),
            Column("closed_on"),
            Column("note"),
        ),
        key=("name",),
        listed=("name", "kind", "set_up_on", "person_in_charge", "last_activity_on", "closed_on"),
        searched=("name", "person_in_charge"),
        filtered=("kind", "decided_by"),
        dated="set_up_on",
        flags=branch_flags,
        annotated=_with_society,
        aliases={"decided_by": BODY_ALIASES, "kind": BRANCH_KIND_ALIASES},
    ),
    Register(
        kind="branch_activities",
        model=BranchActivity,
        group="branches",
        parent="branches",
        title=_("Activities of branches"),
        purpose=_("The log by which a branch shows that it is alive."),
        columns=(
            _BRANCH,
            Column("held_on"),
            Column("title"),
            Column("participants"),
            Column("note"),
        ),
        key=("branch", "held_on", "title"),
        listed=("branch", "held_on", "title", "participants"),
        searched=("branch__name", "title"),
        dated="held_on",
    ),
    Register(
        kind="branch_assessments",
        model=BranchAssessment,
        group="branches",
        parent="branches",
        title=_("Yearly assessment of branches"),
        purpose=_("The grade each branch was given for a year."),
        columns=(
            _BRANCH,
            Column("year"),
            Column("grade"),
            Column("assessed_on"),
            Column("note"),
        ),
        key=("branch", "year"),
        listed=("branch", "year", "grade", "assessed_on"),
        searched=("branch__name",),
        filtered=("grade",),
        dated="assessed_on",
    ),
    Register(
        kind="branch_changes",
        model=BranchChange,
        group="branches",
        parent="branches",
        title=_("Changes of branches"),
        purpose=_("Decisions that renamed, warned, merged or closed a branch."),
        columns=(
            _BRANCH,
            Column("kind"),
            Column("decided_by"),
            Column("decided_on"),
            Column("detail"),
            Column("note"),
        ),
        key=("branch", "kind", "decided_on"),
        listed=("branch", "kind", "decided_by", "decided_on", "detail"),
        searched=("branch__name", "detail"),
        filtered=("kind", "decided_by"),
        dated="decided_on",
        aliases={"decided_by": BODY_ALIASES},
    ),
)
