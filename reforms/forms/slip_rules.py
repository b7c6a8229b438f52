"""The form of the rules of supervision slips: one block per rule, made from what each asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reforms.checks.results import CAST
from reforms.enums import SlipLevel, SlipRuleCode
from reforms.models import Workplan
from reforms.services.slip_rules import rules_fingerprint
from reforms.slips.rules import DAYS, WITHOUT_DAYS, WITHOUT_LEVELS, highest_of
from reforms.slips.words import LEVEL_NAMES, UNITS

_DAY_LABELS = {
    "acknowledge_days": _("Days to acknowledge"),
    "answer_days": _("Days to answer"),
    "approver_days": _("Days until it reaches the approvers"),
    "reviewer_days": _("Days until it reaches the CAST reviewers"),
    "manager_days": _("Days until it reaches the CAST managers"),
}
#: What a rule says that a manager adds to a workplan whose file had none of it.
_NEW = {"citation_zh": "中国科协自行设定", "citation_en": "Set by CAST"}


@dataclass(frozen=True)
class Block:
    """One rule of the form: its name, what its levels count, and its fields."""

    title: Any
    unit: Any
    is_on: forms.BoundField
    levels: list[forms.BoundField]
    days: list[forms.BoundField]
    closes_itself: forms.BoundField | None
    citation: Mapping[str, Any]


class SlipRulesForm(forms.Form):
    """What slips are issued for; a rule that is not ticked issues none."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, workplan: Workplan) -> None:
        super().__init__(data, initial={"seen": rules_fingerprint(workplan)})
        self.known = {rule["code"]: rule for rule in workplan.slip_rules}
        for code in SlipRuleCode.values:
            self._add(code, self.known.get(code))

    def _add(self, code: str, rule: Mapping[str, Any] | None) -> None:
        self.fields[f"{code}.on"] = forms.BooleanField(
            label=_("In force"), required=False, initial=rule is not None
        )
        levels = rule["levels"] if rule else {}
        for level in SlipLevel if code not in WITHOUT_LEVELS else ():
            self.fields[f"{code}.levels.{level}"] = forms.IntegerField(
                label=LEVEL_NAMES[level],
                required=False,
                min_value=1,
                max_value=highest_of(code),
                initial=levels.get(level.value),
            )
        if code in WITHOUT_DAYS:
            return
        for name, (low, high) in DAYS.items():
            self.fields[f"{code}.{name}"] = forms.IntegerField(
                label=_DAY_LABELS[name],
                required=False,
                min_value=low,
                max_value=high,
                initial=rule[name] if rule else None,
            )
        if code not in WITHOUT_LEVELS:
            self.fields[f"{code}.closes_itself"] = forms.BooleanField(
                label=_("Closes by itself once the cause is gone"),
                required=False,
                initial=bool(rule and rule["closes_itself"]),
            )

    def clean(self) -> dict[str, Any]:
        """A rule in force says all its days."""
        data = super().clean() or {}
        for code in SlipRuleCode.values:
            for name in DAYS:
                key = f"{code}.{name}"
                is_bare = key in data and data[key] is None
                if data.get(f"{code}.on") and is_bare:
                    self.add_error(key, _("This is missing."))
        return data

    def rules(self) -> list[dict[str, Any]]:
        """The rules in force, as the workplan keeps them."""
        return [self._rule(c) for c in SlipRuleCode.values if self.cleaned_data[f"{c}.on"]]

    def _rule(self, code: str) -> dict[str, Any]:
        data, known = self.cleaned_data, self.known.get(code, _NEW)
        levels = {e.value: data.get(f"{code}.levels.{e}") for e in SlipLevel}
        rule: dict[str, Any] = {
            "code": code,
            "levels": {level: amount for level, amount in levels.items() if amount is not None},
            "set_by": CAST,
        }
        rule |= {name: data[f"{code}.{name}"] for name in DAYS if f"{code}.{name}" in data}
        rule["closes_itself"] = data.get(f"{code}.closes_itself", False)
        return rule | {name: known[name] for name in _NEW}

    def blocks(self) -> list[Block]:
        """The rules with their fields, in the usual order."""
        return [self._block(SlipRuleCode(code)) for code in SlipRuleCode.values]

    def _block(self, code: SlipRuleCode) -> Block:
        def found(*names: str) -> list[forms.BoundField]:
            return [self[f"{code}.{n}"] for n in names if f"{code}.{n}" in self.fields]

        return Block(
            code.label,
            UNITS.get(code, ""),
            self[f"{code}.on"],
            found(*(f"levels.{level}" for level in SlipLevel)),
            found(*DAYS),
            next(iter(found("closes_itself")), None),
            self.known.get(code, _NEW),
        )

    def add_problems(self, error: ValidationError) -> None:
        """Show a service's refusal beside the fields it speaks of."""
        for name, problems in error.error_dict.items():
            is_field = name in self.fields
            self.add_error(name if is_field else f"{name.partition('.')[0]}.on", problems)
