"""Forms of reform plans: the plan as one page, starting, deciding, and the queue's filter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reforms import months
from reforms.enums import GroupKind
from reforms.forms.fields import FigureField
from reforms.models import Task, TaskGroup, Workplan
from reforms.plan_content import (
    COMMITMENT_FIELDS,
    PLAN_TEXTS,
    CommitmentContent,
    PlanContent,
    about,
    flat,
)
from reforms.selectors.plans import QUEUE_STATES, QueueRow, in_state
from societies.enums import Discipline


class PlanForm(forms.Form):
    """What a plan says besides its tasks."""

    holds_reelection = forms.BooleanField(
        label=_("Re-election in this year"),
        required=False,
        help_text=_("With a re-election in the year the re-election tasks are obliged as well."),
    )
    lead_person = forms.CharField(
        label=_("Person responsible for the plan"), max_length=80, required=False
    )
    summary = forms.CharField(
        label=_("Aims of the year"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    amendment_reason = forms.CharField(
        label=_("Reason for the amendment"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CommitmentForm(forms.Form):
    """What a society sets itself for one task."""

    chosen = forms.BooleanField(required=False)
    indicator = forms.CharField(label=_("Indicator"), max_length=200, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    baseline = FigureField(label=_("Baseline"), max_digits=14, decimal_places=2, required=False)
    target = FigureField(label=_("Target"), max_digits=14, decimal_places=2, required=False)
    lower_is_better = forms.BooleanField(label=_("A lower value is better"), required=False)
    due_month = forms.TypedChoiceField(
        label=_("Due month"), coerce=months.parse_month, empty_value=None, required=False
    )
    measure = forms.CharField(label=_("Measures"), max_length=2000, required=False)
    person_in_charge = forms.CharField(label=_("Person in charge"), max_length=80, required=False)

    def __init__(self, *args: Any, months_known: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due_month = cast("forms.TypedChoiceField", self.fields["due_month"])
        due_month.choices = [("", ""), *((month, month) for month in months_known)]

    def content(self) -> CommitmentContent:
        """Return the cleaned values."""
        values = {name: self.cleaned_data[name] for name in COMMITMENT_FIELDS}
        for name in ("indicator", "unit", "measure", "person_in_charge"):
            values[name] = values[name].replace("\r\n", "\n")
        return CommitmentContent(**values)


@dataclass(frozen=True)
class SheetTask:
    """A task of the sheet with its form."""

    task: Task
    kind: str
    form: CommitmentForm

    @property
    def is_optional(self) -> bool:
        """Whether the society chooses the task."""
        return self.kind == GroupKind.OPTIONAL

    @cached_property
    def is_chosen(self) -> bool:
        """Whether the box is ticked."""
        return bool(self.form["chosen"].value())

    @property
    def suggested_indicator(self) -> str:
        """The indicator the workplan suggests, in the reader's language."""
        return self._suggested("")

    @property
    def suggested_unit(self) -> str:
        """The unit of the suggested indicator."""
        return self._suggested("unit_")

    def _suggested(self, prefix: str) -> str:
        language = "zh" if (get_language() or "zh").startswith("zh") else "en"
        indicator = self.task.indicator
        return str(indicator.get(prefix + language) or indicator.get(f"{prefix}zh", ""))

    @property
    def inputs(self) -> list[forms.BoundField]:
        """The fields of one line."""
        names = ("indicator", "unit", "baseline", "target", "person_in_charge")
        return [self.form[name] for name in names]

    @cached_property
    def has_text(self) -> bool:
        """Whether anything is written under the task."""
        return any(self.form[name].value() for name in COMMITMENT_FIELDS)


class PlanSheet:
    """The whole plan as one page of forms; the names of its fields are those of ``flat``."""

    def __init__(
        self,
        *,
        workplan: Workplan,
        groups: list[TaskGroup],
        content: PlanContent | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        initial = flat(content) if content else {}
        self.workplan = workplan
        self.data = data
        self.main = PlanForm(data, initial=initial)
        known = tuple(f"{month:%Y-%m}" for month in workplan.months)
        self.groups = [
            (group, [self._task(task, group, data, initial, known) for task in group.tasks.all()])
            for group in groups
        ]

    @staticmethod
    def _task(
        task: Task,
        group: TaskGroup,
        data: Mapping[str, Any] | None,
        initial: Mapping[str, str],
        known: tuple[str, ...],
    ) -> SheetTask:
        prefix = f"task-{task.number}"
        own = {name: initial.get(f"{prefix}-{name}", "") for name in ("chosen", *COMMITMENT_FIELDS)}
        form = CommitmentForm(data, prefix=prefix, initial=own, months_known=known)
        return SheetTask(task, group.kind, form)

    def __iter__(self) -> Iterator[SheetTask]:
        return (row for _group, rows in self.groups for row in rows)

    @cached_property
    def month_options(self) -> list[tuple[str, str]]:
        """Months a task can be due in, as value and word."""
        return [
            (f"{month:%Y-%m}", date_format(month, "YEAR_MONTH_FORMAT"))
            for month in self.workplan.months
        ]

    def is_valid(self) -> bool:
        """Whether every value can be read; a draft may be incomplete."""
        return all([self.main.is_valid(), *(row.form.is_valid() for row in self)])

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Field name and message of everything that cannot be read."""
        found = [
            (name, str(message))
            for name, messages in self.main.errors.items()
            for message in messages
        ]
        for row in self:
            for name, messages in row.form.errors.items():
                place = row.form.add_prefix(name)
                label = f"{row.task.number}. {row.form.fields[name].label}"
                found += [(place, about(label, str(message))) for message in messages]
        return found

    def content(self) -> PlanContent:
        """Return what was entered: a task not chosen leaves no commitment."""
        values = self.main.cleaned_data
        commitments = {}
        for row in self:
            commitment = row.form.content()
            is_chosen = row.form.cleaned_data["chosen"]
            if is_chosen if row.is_optional else not commitment.is_blank:
                commitments[row.task.number] = commitment
        return PlanContent(
            holds_reelection=values["holds_reelection"],
            **{name: values[name].replace("\r\n", "\n") for name in PLAN_TEXTS},
            commitments=commitments,
        )

    @property
    def is_reelection(self) -> bool:
        """Whether the re-election tasks are shown."""
        return bool(self.main["holds_reelection"].value())

    @property
    def chosen_count(self) -> int:
        """How many optional tasks are ticked."""
        return sum(row.is_optional and row.is_chosen for row in self)


class SavedForm(forms.Form):
    """What the page knows of the saved draft: its lock, and the content it began from.

    It is always valid: a person did not type what it reads.
    """

    lock_version = forms.Field(required=False)
    base = forms.Field(required=False)

    def clean_lock_version(self) -> int:
        """Read the lock; anything else counts as stale, so that nothing is overwritten unseen."""
        text = str(self.cleaned_data["lock_version"] or "").strip()
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1

    def clean_base(self) -> dict[str, str]:
        """Read the flat content; anything else counts as empty, which merges nothing."""
        try:
            values = json.loads(self.cleaned_data["base"] or "{}")
            json.dumps(values, ensure_ascii=False).encode()  # it may go back to the page
        except (ValueError, RecursionError):
            return {}
        if not isinstance(values, dict):
            return {}
        return {str(name): str(value) for name, value in values.items()}


class AmendForm(forms.Form):
    """Why an accepted plan is amended."""

    reason = forms.CharField(
        label=_("Reason for the amendment"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DecisionForm(forms.Form):
    """CAST's decision on a submitted plan."""

    ACCEPT, RETURN = "accept", "return"

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (ACCEPT, pgettext_lazy("decision", "Accept")),
            (RETURN, pgettext_lazy("decision", "Return")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Remark to the society"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Required when the plan is returned: say what should change."),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A plan is returned with a reason only."""
        values = super().clean() or {}
        if values.get("decision") == self.RETURN and not values.get("reason"):
            self.add_error("reason", _("Say what the society should change."))
        return values


class PlanQueueFilter(forms.Form):
    """What the list of plans is narrowed to; all in the address."""

    year = forms.TypedChoiceField(label=_("Workplan"), coerce=int, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    portfolio = forms.ChoiceField(
        label=_("Societies"),
        required=False,
        choices=[("", _("All societies")), ("mine", _("My portfolio"))],
    )
    discipline = forms.ChoiceField(
        label=_("Discipline group"), required=False, choices=[("", _("All")), *Discipline.choices]
    )
    q = forms.CharField(label=_("Name or code"), required=False, max_length=60)

    def __init__(self, data: Mapping[str, Any], *, years: list[int]) -> None:
        super().__init__(data)
        year = cast("forms.ChoiceField", self.fields["year"])
        state = cast("forms.ChoiceField", self.fields["state"])
        year.choices = [(value, str(value)) for value in years]
        state.choices = [("", _("All")), *((name, STATE_WORDS[name]) for name in QUEUE_STATES)]

    def value(self, name: str) -> Any:
        """Return a value that can be used; nothing for one that cannot."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def counted(self, counts: Mapping[str, int]) -> list[StateCount]:
        """Return each state with its count, and the address that shows it beside the filters."""
        kept = {name: self.value(name) for name in ("year", "portfolio", "discipline", "q")}
        return [
            StateCount(
                word=str(STATE_WORDS[state]),
                count=count,
                url="?" + urlencode({"state": state} | {k: v for k, v in kept.items() if v}),
                tone=STATE_TONES.get(state, "") if count else "",
            )
            for state, count in counts.items()
        ]

    def narrowed(self, rows: Iterable[QueueRow], *, but: str = "") -> list[QueueRow]:
        """Return the rows that pass every filter; `but` names one to leave out."""
        wanted = {name: self.value(name) for name in ("state", "portfolio", "discipline", "q")} | {
            but: ""
        }
        words = wanted["q"].strip().casefold()
        return [
            row
            for row in rows
            if (not wanted["state"] or in_state(row, wanted["state"]))
            and (not wanted["portfolio"] or row.is_mine)
            and wanted["discipline"] in ("", row.society.discipline)
            and words in _searched(row).casefold()
        ]


@dataclass(frozen=True)
class StateCount:
    """How many plans stand in a state; the figure leads to them."""

    word: str
    count: int
    url: str
    tone: str


def _searched(row: QueueRow) -> str:
    return f"{row.society.code} {row.society.name_zh} {row.society.name_en}"


STATE_TONES = {"submitted": "blue", "not_submitted": "red", "late": "yellow", "returned": "yellow"}
STATE_WORDS = {
    "submitted": pgettext_lazy("state", "Awaiting review"),
    "not_submitted": pgettext_lazy("state", "Not submitted"),
    "late": pgettext_lazy("state", "Late"),
    "returned": pgettext_lazy("state", "Returned"),
    "accepted": pgettext_lazy("state", "Accepted"),
}
