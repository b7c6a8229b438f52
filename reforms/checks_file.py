"""The checks and counts of a task as written in a workplan's file: read strictly, place by place.

Pure: raw nodes in, plain JSON values out, as `Task.checks` and `Task.counts` keep them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from reforms.checks.params import COUNTS, Param, read_params
from reforms.checks.registry import ACTIVITY_COUNTS, RULES, Rule
from reforms.checks.results import CAST, TEXT
from reforms.strict_yaml import Mapping
from reforms.thresholds import contradictions

SET_BY = (TEXT, CAST)
_FLAGS = {"true": True, "false": False}


def read_checks(task: Mapping) -> tuple[dict[str, Any], ...]:
    """Read the list under `checks`; what is wrong is noted at its place."""
    checks = []
    seen: set[str] = set()
    for node in task.mappings("checks", is_optional=True):
        name = node.text("check", limit=40)
        rule = RULES.get(name) if name != ACTIVITY_COUNTS else None
        if rule is None:
            if name:
                node.note("check", _("There is no check of this name."))
            continue
        if name in seen:
            node.note("check", _("This check stands twice."))
        seen.add(name)
        checks.append(_check(node, name, rule))
    _refuse_lonely(task, seen)
    return tuple(checks)


def _check(node: Mapping, name: str, rule: Rule) -> dict[str, Any]:
    set_by = node.text("set_by", limit=10)
    if set_by and set_by not in SET_BY:
        node.note("set_by", _("Write one of: %(keys)s.") % {"keys": ", ".join(SET_BY)})
    check = {
        "check": name,
        "params": _params(node, rule),
        "set_by": set_by,
        "soft": _soft(node, rule, set_by),
    }
    if left_open := _open(node, rule):
        check["open"] = left_open
    node.refuse_unknown_keys()
    return check


def _params(node: Mapping, rule: Rule) -> dict[str, Any]:
    given = node.mapping("params")
    raw = dict(given.values) if given else {}
    values, problems = read_params(rule.params, raw)
    for name, message in (problems or contradictions(values)).items():
        node.note(f"params.{name}", message)
    return values


def _open(node: Mapping, rule: Rule) -> list[str]:
    """Thresholds that the text leaves open, although the check is the text's own."""
    names = [str(name) for name in node.items("open", is_optional=True)]
    for at, name in enumerate(names):
        if name not in rule.params:
            node.note(f"open[{at}]", _("Unknown key."))
    return names


def _soft(node: Mapping, rule: Rule, set_by: str) -> bool:
    """Left out, a check is as soft as its text; only what CAST set can be made soft besides."""
    value = node.scalar("soft", "true|false", is_optional=True, message=_("Write true or false."))
    is_soft = rule.is_soft if value is None else _FLAGS[value]
    if is_soft and not rule.is_soft and set_by != CAST:
        node.note("soft", _("The text of this rule is not soft."))
    return is_soft


def _refuse_lonely(task: Mapping, names: set[str]) -> None:
    """A check that reads the thresholds of another one needs it in the same task."""
    for name in sorted(names):
        if (shared := RULES[name].shares) and shared not in names:
            task.note("checks", _("%(check)s needs %(other)s.") % {"check": name, "other": shared})


def read_counts(task: Mapping) -> tuple[dict[str, str], ...]:
    """Read the list under `counts`: kinds of activities, each with one of its measures."""
    param = Param(COUNTS)
    counts: list[dict[str, str]] = []
    for node in task.mappings("counts", is_optional=True):
        item = {name: node.text(name, limit=40) for name in ("kind", "measure")}
        node.refuse_unknown_keys()
        if all(item.values()):
            _take(param.read, node, item, counts)
    return tuple(counts)


def _take(
    read: Callable[[object], Any],
    node: Mapping,
    item: dict[str, str],
    counts: list[dict[str, str]],
) -> None:
    try:
        [count] = read([item])
    except ValueError as error:
        node.note("measure", str(error))
        return
    if count in counts:
        node.note("measure", _("An item stands twice."))
    counts.append(count)
