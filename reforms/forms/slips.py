"""What societies and CAST type about supervision slips, and the filters of their register."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reforms.enums import SlipLevel, SlipRuleCode, SlipState
from reforms.forms.fields import DateInput
from reforms.forms.portfolio import ALL, PortfolioForm
from reforms.models import Task, Workplan
from reforms.models.slip import MAX_WORDS
from reforms.selectors.slips import OPEN, SORTS, UNANSWERED, SlipQuery
from reforms.slips.words import LEVEL_NAMES
from societies.enums import Discipline
from societies.uploads import ACCEPT, MAX_BYTES


def _words(label: Any, help_text: Any = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class SeenForm(forms.Form):
    """A form that knows which version of the slip its reader saw."""

    #: What tells the fields of several forms on a page apart.
    name: ClassVar[str] = "seen"

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"{self.name}_%s"})


class CloseForm(SeenForm):
    """Why a slip is closed."""

    name = "close"

    reason = _words(_("Reason"), _("The society reads it, and it stays in the history."))


class WithdrawForm(CloseForm):
    """Why a slip is taken back."""

    name = "withdraw"


class ReturnForm(SeenForm):
    """Why an answer does not do, and by when another one is due."""

    name = "return"

    reason = _words(_("Reason"), _("What is missing or wrong. The society reads it."))
    due_on = forms.DateField(
        label=_("New answer due on"),
        required=False,
        widget=DateInput(),
        help_text=_("Left empty: as many days as the first answer had."),
    )


class AnswerForm(SeenForm):
    """The society's answer, with one file where it helps."""

    name = "answer"

    text = _words(
        _("Answer"), _("What happened, what is done about it, who is in charge, until when."), 8
    )
    file = forms.FileField(
        label=_("Evidence"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=format_lazy(
            _("One file: PDF, picture or Office document, at most {limit} MB."),
            limit=MAX_BYTES // 1024**2,
        ),
    )
    removes_file = forms.BooleanField(label=_("Take the file away"), required=False)


class IssueForm(forms.Form):
    """A slip that a reviewer issues by hand."""

    level = forms.ChoiceField(
        label=pgettext_lazy("slip", "Level"),
        choices=[(level.value, LEVEL_NAMES[level]) for level in SlipLevel],
        widget=forms.RadioSelect,
    )
    subject = forms.CharField(label=_("Subject"), max_length=100)
    task = forms.ModelChoiceField(
        label=_("Task"),
        queryset=Task.objects.none(),
        required=False,
        empty_label=_("No task in particular"),
    )
    answer_due_on = forms.DateField(
        label=_("Answer due on"),
        required=False,
        widget=DateInput(),
        help_text=_("Left empty, as the workplan says of slips by hand."),
    )
    reason = _words(
        _("Reason and what is asked for"), _("It is printed in the slip as it stands here."), 6
    )

    def __init__(self, data: Any = None, *, workplan: Workplan) -> None:
        super().__init__(data)
        field = self.fields["task"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = workplan.tasks.all()


class SlipFilterForm(PortfolioForm):
    """The filters of the register of slips, all of them in the address."""

    usual_state = OPEN

    q = forms.CharField(
        label=_("Society or number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "data-search": ""}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Open slips")),
            (UNANSWERED, _("Without an answer")),
            *SlipState.choices,
            (ALL, _("All states")),
        ],
    )
    level = forms.ChoiceField(
        label=pgettext_lazy("slip", "Level"),
        required=False,
        choices=[("", _("All levels")), *((e.value, LEVEL_NAMES[e]) for e in SlipLevel)],
    )
    rule = forms.ChoiceField(
        label=_("Cause"),
        required=False,
        choices=[
            ("", _("All causes")),
            *(each for each in SlipRuleCode.choices if each[0] != SlipRuleCode.UNANSWERED),
        ],
    )
    discipline = forms.ChoiceField(
        label=_("Discipline"),
        required=False,
        choices=[("", _("All disciplines")), *Discipline.choices],
    )
    year = forms.TypedChoiceField(label=_("Workplan"), required=False, coerce=int, empty_value=None)
    overdue = forms.BooleanField(label=_("Answer overdue"), required=False)
    sort = forms.ChoiceField(
        label=pgettext_lazy("order", "Sort by"), required=False, choices=list(SORTS.items())
    )
    field_order = ("q", "state", "level", "rule", "discipline", "year", "portfolio", "sort")

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        self._years = years
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        """Know the years before anything is judged."""
        field = self.fields["year"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("All years")), *((str(y), str(y)) for y in self._years)]
        super().full_clean()

    @property
    def query(self) -> SlipQuery:
        """What is asked for."""
        data = self.cleaned_data
        return SlipQuery(
            words=data.get("q", ""),
            state=self.wanted_state,
            level=data.get("level", ""),
            rule=data.get("rule", ""),
            discipline=data.get("discipline", ""),
            year=data.get("year"),
            is_overdue=data.get("overdue", False),
            is_own=self.is_own,
            sort=data.get("sort", ""),
        )

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """Which filters apply, for a table that is taken out."""
        said = []
        for bound in self:
            value = self.cleaned_data.get(bound.name)
            if isinstance(bound.field, forms.ChoiceField):
                choices = _words_of(bound.field)
                said.append((str(bound.label), choices.get(str(value or ""), "")))
            elif value:
                said.append((str(bound.label), "✓" if value is True else str(value)))
        return [(label, word) for label, word in said if word]


def _words_of(field: forms.ChoiceField) -> dict[str, str]:
    pairs: Any = field.choices
    return {str(key): str(word) for key, word in pairs}


def add_problems(form: forms.BaseForm, error: ValidationError) -> None:
    """Show a service's refusal beside the fields it speaks of."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
