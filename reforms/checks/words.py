"""A check in words, in the language that is active: title, formula, numbers, remedy, citation.

Everything is said from what a check leaves behind as JSON, so that kept and sealed results read
the same as fresh ones.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, pgettext

from reforms.checks.briefs import BRIEFS
from reforms.checks.labels import INPUTS, PARAMS, VALUES
from reforms.checks.remedies import REMEDIES
from reforms.checks.results import CAST
from reforms.checks.secretary_general import MODEL_CHARTER
from reforms.checks.vocabulary import FORMULAS, SOURCES, TITLES
from societies.activity_kinds import RECORDS, activity_kinds

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMED = re.compile(r"%\((\w+)\)s")
#: Numbers that are names, not quantities.
_YEARS = ("year", "years", "report_year")
#: What a check that came to no judgement has left unsaid of its formula.
_UNSAID = {"quorum_from": MODEL_CHARTER, "majority_from": MODEL_CHARTER, "due_on": None}
#: Inputs that only speak when they are true.
_ONLY_WHEN_TRUE = ("is_text_silent",)


class _Count(int):
    """A quantity that counts for the plural and is written with its thousands set apart."""

    def __str__(self) -> str:
        return number_format(int(self), use_l10n=True, force_grouping=True)


def title(check: str) -> str:
    """The name of a check."""
    return str(TITLES[check])


def formula(check: str, threshold: Mapping[str, Any]) -> str:
    """The rule with the thresholds that were used."""
    return str(FORMULAS[check]) % _said({**_UNSAID, **threshold})


def source(check: str, task_citation: str) -> str:
    """The item of the workplan, and what else the check rests on."""
    if check not in SOURCES:
        return task_citation
    return pgettext("sources", "%(one)s; %(other)s") % {
        "one": task_citation,
        "other": SOURCES[check],
    }


def set_by(threshold: Mapping[str, Any]) -> str:
    """A warning that CAST, not the text, named the threshold; empty otherwise."""
    if threshold.get("set_by") != CAST:
        return ""
    return gettext("Threshold set by CAST, not in the workplan.")


def remedy(found: Mapping[str, Any]) -> str:
    """What would make the check met, in one sentence; empty when there is nothing to do."""
    if not found:
        return ""
    return str(REMEDIES[found["code"]] % _said(found["params"]))


def brief(check: str, inputs: Mapping[str, Any]) -> str:
    """The deciding numbers of a check in a few words, or why it does not apply."""
    if "why" in inputs:
        return str(_value("why", inputs["why"]))
    if "counts" in inputs:
        counts = inputs["counts"]
        records = [count for count in counts if count[1] == RECORDS]
        rows = [_count_row(*count) for count in records or counts[:2]]
        return pgettext("list", ", ").join(f"{label} {value}" for label, value in rows)
    text = str(BRIEFS[check])
    if all(inputs.get(name) is None for name in _NAMED.findall(text)):
        return gettext("nothing recorded")
    counted = {name: len(it) if isinstance(it, list) else it for name, it in inputs.items()}
    return text % defaultdict(lambda: "—", _said(counted))


def counted_in(inputs: Mapping[str, Any]) -> str:
    """Which of the two counts of members a check used: the register, a declared count, or both."""
    used = {value for name, value in inputs.items() if name.endswith("_source") and value}
    return _listed([_text("source", value) for value in sorted(used)]) if used else ""


def input_rows(inputs: Mapping[str, Any], threshold: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The numbers a check used, each with what it is called."""
    rows: list[tuple[str, str]] = []
    for name, value in inputs.items():
        if name == "counts":
            rows += [_count_row(*count) for count in value]
        elif name == "ages":
            rows += _age_rows(value, threshold["ages"])
        elif value or name not in _ONLY_WHEN_TRUE:
            rows.append((str(INPUTS[name]), str(_value(name, value))))
    return rows


def param_label(name: str) -> str:
    """What a threshold is called on a form."""
    return str(PARAMS[name])


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in values.items()}


def _value(name: str, value: Any) -> Any:
    """A value in words; quantities stay numbers, so that a sentence can ask for its plural."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int):
        return value if name in _YEARS else _Count(value)
    if isinstance(value, str):
        return _text(name, value)
    return _listed([_value(name, item) for item in value])


def _text(name: str, value: str) -> str:
    if _DAY.fullmatch(value):
        return date_format(dt.date.fromisoformat(value), "DATE_FORMAT")
    words = VALUES.get(name, {}).get(value)
    if words is None and name == "kinds" and value in activity_kinds().kinds:
        return _titled(activity_kinds().kinds[value])
    return value if words is None else str(words)


def _listed(items: Sequence[Any]) -> str:
    return pgettext("list", ", ").join(str(item) for item in items) if items else "—"


def _count_row(kind: str, measure: str, total: int) -> tuple[str, str]:
    """One count of activities: its kind, its measure unless it counts records, its unit."""
    kinds = activity_kinds()
    found = kinds.kinds[kind]
    is_chinese = _is_chinese()
    if measure == RECORDS:
        unit = found.unit_zh if is_chinese else found.unit_en
        return _titled(found), f"{_Count(total)} {unit}"
    of = kinds.measures[measure]
    unit = of.unit_zh if is_chinese else of.unit_en
    return f"{_titled(found)} · {_titled(of)}", f"{_Count(total)} {unit}"


def _age_rows(numbers: Sequence[int], limits: Sequence[int]) -> list[tuple[str, str]]:
    """How many people are in each band of ages: up to the first limit, between, above the last."""
    labels = [gettext("up to %(age)d years") % {"age": limits[0]}]
    labels += [
        gettext("%(low)d to %(high)d years") % {"low": low + 1, "high": high}
        for low, high in pairwise(limits)
    ]
    labels.append(gettext("above %(age)d years") % {"age": limits[-1]})
    return [(label, str(_Count(n))) for label, n in zip(labels, numbers, strict=True)]


def _titled(item: Any) -> str:
    """The title of a kind or measure in the active language."""
    return str(item.title_zh if _is_chinese() else item.title_en)


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
