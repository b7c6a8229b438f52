"""The rules of slips as written in a workplan's file: read strictly, place by place.

Pure: raw nodes in, plain JSON values out, as `Workplan.slip_rules` keeps them.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from reforms.checks.results import CAST
from reforms.enums import SlipLevel, SlipRuleCode
from reforms.slips.rules import DAYS, WITHOUT_DAYS, WITHOUT_LEVELS, highest_of, problems_of
from reforms.strict_yaml import Mapping

_FLAGS = {"true": True, "false": False}


def read_slip_rules(root: Mapping) -> tuple[dict[str, Any], ...]:
    """Read the list under `slip_rules`, which may be left out; problems are noted."""
    rules = []
    seen: set[str] = set()
    for node in root.mappings("slip_rules", is_optional=True):
        code = node.text("code", limit=20)
        if code not in SlipRuleCode.values:
            if code:
                node.note(
                    "code", _("Write one of: %(keys)s.") % {"keys": ", ".join(SlipRuleCode.values)}
                )
            continue
        if code in seen:
            node.note("code", _("This rule stands twice."))
        seen.add(code)
        rules.append(_rule(node, code))
    return tuple(rules)


def _rule(node: Mapping, code: str) -> dict[str, Any]:
    set_by = node.text("set_by", limit=10)
    if set_by and set_by != CAST:
        node.note("set_by", _("Write one of: %(keys)s.") % {"keys": CAST})
    rule: dict[str, Any] = {"code": code, "levels": _levels(node, code), "set_by": set_by}
    if code not in WITHOUT_DAYS:
        for name, (low, high) in DAYS.items():
            rule[name] = node.whole(name, low, high)
    rule["closes_itself"] = False
    if code not in (*WITHOUT_LEVELS, *WITHOUT_DAYS):
        rule["closes_itself"] = _flag(node)
    rule["citation_zh"] = node.text("citation_zh", limit=200)
    rule["citation_en"] = node.text("citation_en", limit=200, is_optional=True)
    for place, message in problems_of(rule).items():
        if node.is_sound(place):
            node.note(place, message)
    node.refuse_unknown_keys()
    return rule


def _levels(node: Mapping, code: str) -> dict[str, int]:
    if code in WITHOUT_LEVELS:
        return {}
    given = node.mapping("levels")
    if given is None:
        return {}
    levels = {
        level: given.whole(level, 1, highest_of(code))
        for level in SlipLevel.values
        if level in given.values
    }
    given.refuse_unknown_keys()
    return levels


def _flag(node: Mapping) -> bool:
    value = node.scalar(
        "closes_itself", "true|false", is_optional=False, message=_("Write true or false.")
    )
    return _FLAGS.get(value or "", False)
