"""What stands in a version of a reform plan, and the rules it must meet.

Pure: plain values in, plain values out. ``flat`` writes a content as texts under the names the
form's fields have; drafts of two people are compared and merged in that shape.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reforms import months
from reforms.enums import GroupKind
from reforms.progress import optional_choice_ok

#: Texts of a plan as a whole, besides the re-election switch.
PLAN_TEXTS = ("lead_person", "summary", "amendment_reason")
#: Of a commitment to an optional task each of these is required (notice, part 3).
REQUIRED = ("indicator", "unit", "baseline", "target", "due_month", "measure", "person_in_charge")
#: Where the problem of too few optional tasks is shown.
OPTIONAL_PLACE = "optional"


@dataclass(frozen=True, slots=True)
class CommitmentContent:
    """What a society sets itself for one task; empty where nothing is said yet."""

    indicator: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    lower_is_better: bool = False
    due_month: dt.date | None = None
    measure: str = ""
    person_in_charge: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said at all."""
        return replace(self, lower_is_better=False) == CommitmentContent()

    @property
    def baseline_text(self) -> str:
        """The baseline as people write it."""
        return figure_text(self.baseline)

    @property
    def target_text(self) -> str:
        """The target as people write it."""
        return figure_text(self.target)

    @property
    def due_text(self) -> str:
        """The due month as YYYY-MM."""
        return f"{self.due_month:%Y-%m}" if self.due_month else ""

    @property
    def improves(self) -> bool | None:
        """Whether the target is better than the baseline; None while one of them is missing."""
        if self.baseline is None or self.target is None:
            return None
        better = self.target < self.baseline, self.target > self.baseline
        return better[0] if self.lower_is_better else better[1]


@dataclass(frozen=True, slots=True)
class PlanContent:
    """The whole of a version; optional tasks are chosen by having a commitment."""

    holds_reelection: bool = False
    lead_person: str = ""
    summary: str = ""
    amendment_reason: str = ""
    commitments: Mapping[int, CommitmentContent] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanRules:
    """What a workplan asks of a plan; ``groups`` maps task numbers to their group."""

    groups: Mapping[int, str]
    titles: Mapping[int, str]
    optional_minimum: int
    first_month: dt.date
    last_month: dt.date


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """What keeps a plan from being submitted; ``place`` is the name of a field."""

    place: str
    message: str


COMMITMENT_FIELDS = tuple(item.name for item in fields(CommitmentContent))


def task_field(number: int, name: str) -> str:
    """Name of a task's field on the page."""
    return f"task-{number}-{name}"


def chosen_optional(content: PlanContent, rules: PlanRules) -> list[int]:
    """Return the optional tasks the plan commits to, in order."""
    return sorted(
        number for number in content.commitments if rules.groups.get(number) == GroupKind.OPTIONAL
    )


def problems(content: PlanContent, rules: PlanRules, *, is_amendment: bool) -> list[PlanProblem]:
    """Return everything that keeps the plan from being submitted (notice, parts 2 and 3)."""
    found = []
    if is_amendment and not content.amendment_reason.strip():
        found.append(PlanProblem("amendment_reason", _("Say why the plan is amended.")))
    chosen = chosen_optional(content, rules)
    if not optional_choice_ok(len(chosen), rules.optional_minimum):
        message = _("Choose at least %(minimum)d optional tasks; %(count)d are chosen.")
        numbers = {"minimum": rules.optional_minimum, "count": len(chosen)}
        found.append(PlanProblem(OPTIONAL_PLACE, message % numbers))
    for number, commitment in sorted(content.commitments.items()):
        if _is_obliged(number, content, rules):
            found += _commitment_problems(number, commitment, rules)
    return found


def _is_obliged(number: int, content: PlanContent, rules: PlanRules) -> bool:
    kind = rules.groups.get(number)
    return kind is not None and (kind != GroupKind.REELECTION or content.holds_reelection)


def about(what: str, message: str) -> str:
    """Put what a message is about before it."""
    return what + pgettext("between a word and what follows", ": ") + message


def _commitment_problems(
    number: int, commitment: CommitmentContent, rules: PlanRules
) -> Iterable[PlanProblem]:
    def problem(name: str, message: str) -> PlanProblem:
        said = about(f"{number}. {rules.titles.get(number, '')}", message)
        return PlanProblem(task_field(number, name), said)

    if rules.groups[number] == GroupKind.OPTIONAL:
        words = field_words()
        for name in REQUIRED:
            if getattr(commitment, name) in (None, ""):
                yield problem(name, _("%(field)s is missing.") % {"field": words[name]})
    if commitment.improves is False:
        yield problem(
            "target",
            _("The target must be lower than the baseline.")
            if commitment.lower_is_better
            else _("The target must be higher than the baseline."),
        )
    if commitment.due_month and not rules.first_month <= commitment.due_month <= rules.last_month:
        yield problem("due_month", _("The due month is not a month of the workplan."))


def field_words() -> dict[str, str]:
    """What each field of a plan is called."""
    return {
        "holds_reelection": _("Re-election in this year"),
        "lead_person": _("Person responsible for the plan"),
        "summary": _("Aims of the year"),
        "amendment_reason": _("Reason for the amendment"),
        "chosen": _("Chosen"),
        "indicator": _("Indicator"),
        "unit": _("Unit"),
        "baseline": _("Baseline"),
        "target": _("Target"),
        "lower_is_better": _("A lower value is better"),
        "due_month": _("Due month"),
        "measure": _("Measures"),
        "person_in_charge": _("Person in charge"),
    }


def field_label(name: str, titles: Mapping[int, str]) -> str:
    """Say which field a name of the page means."""
    words = field_words()
    if not name.startswith("task-"):
        return words[name]
    _task, number, task_name = name.split("-", 2)
    return f"{number}. {titles.get(int(number), '')} · {words[task_name]}"


def figure_text(value: Decimal | None) -> str:
    """Write a figure without needless zeros and without an exponent."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}"
    if isinstance(value, Decimal) or value is None:
        return figure_text(value)
    return str(value).replace("\r\n", "\n")


def flat(content: PlanContent) -> dict[str, str]:
    """Write a content as texts by the names of the form's fields; empty ones are left out."""
    values = {name: _text(getattr(content, name)) for name in ("holds_reelection", *PLAN_TEXTS)}
    for number, commitment in content.commitments.items():
        values[task_field(number, "chosen")] = "1"
        for name in COMMITMENT_FIELDS:
            values[task_field(number, name)] = _text(getattr(commitment, name))
    return {name: value for name, value in values.items() if value}


def from_flat(values: Mapping[str, str]) -> PlanContent:
    """Read what ``flat`` wrote."""
    numbers = {
        int(name.split("-")[1])
        for name, value in values.items()
        if name.startswith("task-") and name.endswith("-chosen") and value
    }
    return PlanContent(
        holds_reelection=bool(values.get("holds_reelection")),
        **{name: values.get(name, "") for name in PLAN_TEXTS},
        commitments={number: _commitment_from(values, number) for number in sorted(numbers)},
    )


def _commitment_from(values: Mapping[str, str], number: int) -> CommitmentContent:
    def get(name: str) -> str:
        return values.get(task_field(number, name), "")

    return CommitmentContent(
        indicator=get("indicator"),
        unit=get("unit"),
        baseline=Decimal(get("baseline")) if get("baseline") else None,
        target=Decimal(get("target")) if get("target") else None,
        lower_is_better=bool(get("lower_is_better")),
        due_month=months.parse_month(get("due_month")) if get("due_month") else None,
        measure=get("measure"),
        person_in_charge=get("person_in_charge"),
    )


@dataclass(frozen=True, slots=True)
class Merge:
    """Two drafts put together; in ``conflicts`` both changed the same field differently."""

    values: dict[str, str]
    conflicts: tuple[str, ...]


def merge(base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Merge:
    """Merge two flat drafts that began from ``base``; in a conflict ``values`` keeps mine."""
    values = {}
    conflicts = []
    for name in sorted({*base, *mine, *theirs}):
        was, my, their = (side.get(name, "") for side in (base, mine, theirs))
        if my not in (was, their) and their != was:
            conflicts.append(name)
        values[name] = their if my == was else my
    return Merge({name: value for name, value in values.items() if value}, tuple(conflicts))


def change_of(old: CommitmentContent | None, new: CommitmentContent | None) -> str:
    """Return `added`, `removed`, `changed` or nothing, against the commitment in force."""
    if old is None or new is None:
        return "" if old is new else ("added" if old is None else "removed")
    return "" if old == new else "changed"


def changed_fields(old: CommitmentContent, new: CommitmentContent) -> dict[str, bool]:
    """Tell of each field whether it differs."""
    return {name: getattr(old, name) != getattr(new, name) for name in COMMITMENT_FIELDS}
