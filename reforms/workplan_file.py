"""A workplan's YAML file: read into frozen dataclasses, with every problem named by its place.

Pure: text in, dataclasses out; no database. The shipped example is data/workplan-2017.yaml.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reforms.checks_file import read_checks, read_counts
from reforms.enums import GroupKind
from reforms.reminders import LISTS, problem_of
from reforms.slips.rules_file import read_slip_rules
from reforms.strict_yaml import Mapping, Problem, StrictYamlError, load


class WorkplanFileError(ValueError):
    """The file is no workplan; ``problems`` says why, all at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of evidence asked for, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """The indicator suggested for a task, with its unit, in both languages."""

    zh: str
    en: str
    unit_zh: str
    unit_en: str


@dataclass(frozen=True, slots=True)
class TaskFile:
    """A task as written in the file; without ``due_month`` it is due in the last month."""

    number: int
    title_zh: str
    short_zh: str
    title_en: str
    short_en: str
    requirements_zh: tuple[str, ...]
    requirements_en: tuple[str, ...]
    citation_zh: str
    citation_en: str
    evidence_kinds: tuple[EvidenceKind, ...]
    indicator: Indicator | None
    checks: tuple[dict[str, Any], ...]
    counts: tuple[dict[str, str], ...]
    weight: Decimal
    due_month: dt.date | None
    note_zh: str
    note_en: str


@dataclass(frozen=True, slots=True)
class GroupFile:
    """A task group as written in the file."""

    kind: GroupKind
    title_zh: str
    title_en: str
    tasks: tuple[TaskFile, ...]


@dataclass(frozen=True, slots=True)
class WorkplanFile:
    """A workplan as written in the file; months are their first days, margins are points."""

    year: int
    document_number: str
    title_zh: str
    title_en: str
    issuer_zh: str
    issuer_en: str
    source_zh: str
    source_en: str
    issued_on: dt.date
    plan_due_on: dt.date
    first_month: dt.date
    last_month: dt.date
    report_due_day: int
    annual_report_due_on: dt.date | None
    optional_minimum: int
    behind_margin: int
    ahead_margin: int
    stalled_months: int
    due_soon_days: int
    return_days: int
    groups: tuple[GroupFile, ...]
    slip_rules: tuple[dict[str, Any], ...] = ()
    reminder_days: dict[str, list[int]] = field(default_factory=dict)
    annual_seal_is_required: bool = False

    @property
    def tasks(self) -> tuple[TaskFile, ...]:
        """All tasks in the order of the file."""
        return tuple(task for group in self.groups for task in group.tasks)


def parse_workplan(text: str) -> WorkplanFile:
    """Read a workplan file; raises WorkplanFileError with every problem found."""
    problems: list[Problem] = []
    try:
        root = Mapping(load(text), "", problems)
    except StrictYamlError as error:
        raise WorkplanFileError([error.problem]) from error
    workplan = _workplan(root)
    _check_dates(root, workplan)
    _check_tasks(root, workplan)
    _check_groups(root, workplan)
    if problems:
        raise WorkplanFileError(problems)
    return workplan


def _workplan(root: Mapping) -> WorkplanFile:
    source = root.mapping("source")
    workplan = WorkplanFile(
        year=root.whole("year", 2000, 2100),
        document_number=root.text("document_number", limit=60, is_optional=True),
        title_zh=root.text("title_zh", limit=120),
        title_en=root.text("title_en", limit=200, is_optional=True),
        issuer_zh=root.text("issuer_zh", limit=120),
        issuer_en=root.text("issuer_en", limit=200, is_optional=True),
        source_zh=source.text("zh", limit=300) if source else "",
        source_en=source.text("en", limit=300, is_optional=True) if source else "",
        issued_on=root.date("issued_on") or dt.date.min,
        plan_due_on=root.date("plan_due_on") or dt.date.min,
        first_month=root.month("first_month") or dt.date.min,
        last_month=root.month("last_month") or dt.date.min,
        report_due_day=root.whole("report_due_day", 1, 31),
        annual_report_due_on=root.date("annual_report_due_on", is_optional=True),
        optional_minimum=root.whole("optional_minimum", 0, 99),
        behind_margin=root.whole("behind_margin", 0, 100),
        ahead_margin=root.whole("ahead_margin", 0, 100),
        stalled_months=root.whole("stalled_months", 2, 12),
        due_soon_days=root.whole("due_soon_days", 0, 31),
        return_days=root.whole("return_days", 1, 31),
        groups=tuple(_group(group) for group in root.mappings("groups")),
        slip_rules=read_slip_rules(root),
        reminder_days=_reminder_days(root.mapping("reminder_days")),
        annual_seal_is_required=root.flag("annual_seal_is_required"),
    )
    if source:
        source.refuse_unknown_keys()
    root.refuse_unknown_keys()
    return workplan


def _reminder_days(node: Mapping | None) -> dict[str, list[int]]:
    """Read on which days to remind; without the key nobody is reminded."""
    if node is None:
        return {}
    found = {name: node.wholes(name) for name in LISTS}
    for name, numbers in found.items():
        if node.is_sound(name) and (problem := problem_of(name, numbers)):
            node.note(name, problem)
    node.refuse_unknown_keys()
    return found


def _group(node: Mapping) -> GroupFile:
    kind = node.text("kind", limit=20)
    if kind and kind not in GroupKind.values:
        node.note("kind", _("Write one of: %(kinds)s.") % {"kinds": ", ".join(GroupKind.values)})
    group = GroupFile(
        kind=GroupKind(kind) if kind in GroupKind.values else GroupKind.BASIC,
        title_zh=node.text("title_zh", limit=120),
        title_en=node.text("title_en", limit=200, is_optional=True),
        tasks=tuple(_task(task) for task in node.mappings("tasks")),
    )
    node.refuse_unknown_keys()
    return group


def _task(node: Mapping) -> TaskFile:
    task = TaskFile(
        number=node.whole("number", 1, 999),
        title_zh=node.text("title_zh", limit=120),
        short_zh=node.text("short_zh", limit=16),
        title_en=node.text("title_en", limit=200, is_optional=True),
        short_en=node.text("short_en", limit=40, is_optional=True),
        requirements_zh=node.texts("requirements_zh"),
        requirements_en=node.texts("requirements_en", is_optional=True),
        citation_zh=node.text("citation_zh", limit=200),
        citation_en=node.text("citation_en", limit=200, is_optional=True),
        evidence_kinds=tuple(
            _evidence_kind(kind) for kind in node.mappings("evidence_kinds", is_optional=True)
        ),
        indicator=_indicator(node.mapping("indicator")),
        checks=read_checks(node),
        counts=read_counts(node),
        weight=node.weight("weight"),
        due_month=node.month("due_month", is_optional=True),
        note_zh=node.text("note_zh", limit=1000, is_optional=True),
        note_en=node.text("note_en", limit=1000, is_optional=True),
    )
    if task.requirements_en and len(task.requirements_en) != len(task.requirements_zh):
        node.note("requirements_en", _("Write as many as there are in Chinese."))
    node.refuse_unknown_keys()
    return task


def _evidence_kind(node: Mapping) -> EvidenceKind:
    kind = EvidenceKind(
        zh=node.text("zh", limit=60), en=node.text("en", limit=120, is_optional=True)
    )
    node.refuse_unknown_keys()
    return kind


def _indicator(node: Mapping | None) -> Indicator | None:
    if node is None:
        return None
    indicator = Indicator(
        zh=node.text("zh", limit=60),
        en=node.text("en", limit=120, is_optional=True),
        unit_zh=node.text("unit_zh", limit=20),
        unit_en=node.text("unit_en", limit=40, is_optional=True),
    )
    node.refuse_unknown_keys()
    return indicator


def _check_dates(root: Mapping, workplan: WorkplanFile) -> None:
    if root.is_sound("year", "first_month") and workplan.first_month.year != workplan.year:
        root.note("first_month", _("The first month must lie in the year of the workplan."))
    if root.is_sound("first_month", "last_month") and workplan.last_month < workplan.first_month:
        root.note("last_month", _("The last month must not lie before the first."))
    if root.is_sound("issued_on", "plan_due_on") and workplan.plan_due_on < workplan.issued_on:
        root.note("plan_due_on", _("Plans cannot be due before the workplan is issued."))
    report_due_on = workplan.annual_report_due_on
    if report_due_on and root.is_sound("issued_on") and report_due_on < workplan.issued_on:
        root.note(
            "annual_report_due_on",
            _("Annual reports cannot be due before the workplan is issued."),
        )


def _placed_tasks(workplan: WorkplanFile) -> Iterator[tuple[str, TaskFile]]:
    """Every task with its place in the file."""
    for group_at, group in enumerate(workplan.groups):
        for task_at, task in enumerate(group.tasks):
            yield f"groups[{group_at}].tasks[{task_at}]", task


def _check_tasks(root: Mapping, workplan: WorkplanFile) -> None:
    has_months = (
        root.is_sound("first_month", "last_month") and workplan.first_month <= workplan.last_month
    )
    seen: set[int] = set()
    for place, task in _placed_tasks(workplan):
        if root.is_sound(f"{place}.number"):
            if task.number in seen:
                root.note(
                    f"{place}.number",
                    _("Task number %(number)d stands twice.") % {"number": task.number},
                )
            seen.add(task.number)
        due_month = task.due_month or workplan.last_month
        if has_months and not workplan.first_month <= due_month <= workplan.last_month:
            root.note(f"{place}.due_month", _("Not a month of the workplan."))


def _check_groups(root: Mapping, workplan: WorkplanFile) -> None:
    seen: set[GroupKind] = set()
    for at, group in enumerate(workplan.groups):
        if root.is_sound(f"groups[{at}].kind"):
            if group.kind in seen:
                root.note(f"groups[{at}].kind", _("The workplan has this group already."))
            seen.add(group.kind)
    optional = [
        task
        for group in workplan.groups
        if group.kind == GroupKind.OPTIONAL
        for task in group.tasks
    ]
    kinds = [f"groups[{at}].kind" for at in range(len(workplan.groups))]
    is_known = root.is_sound("optional_minimum", *kinds)
    if is_known and len(optional) < workplan.optional_minimum:
        root.note(
            "optional_minimum",
            _("More than the %(count)d optional tasks there are.") % {"count": len(optional)},
        )
