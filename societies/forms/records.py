"""The form of one record of a register, made from what the register says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from societies.forms.society import societies_by_discipline
from societies.models import Record, Society
from societies.registers import (
    REGISTERS,
    CodesColumn,
    Column,
    MeasureColumn,
    Reference,
    Register,
)
from societies.registers.display import label_of, register_of, related_model
from societies.uploads import ACCEPT, CheckedFile, UploadProblem, check_size, check_upload
from societies.widgets import DateInput, YesNoUnknown

_NOTHING_YET = "———"
#: Wide fields: texts that a column of half a page would squeeze.
_WIDE = 300


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no generic forms at run time
    """A record; its society is fixed, and what it refers to belongs to that society."""

    register: ClassVar[Register]
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record: Any = self.instance
        self.checked_file: CheckedFile | None = None
        self.initial["version"] = self.record.version
        self._name_empty_choices()
        for column in self.register.columns:
            if isinstance(column, Reference):
                self._add_reference(column)
            elif isinstance(column, MeasureColumn):
                self._add_measure(column)
            elif isinstance(column, CodesColumn):
                self._add_societies(column)
        if self.register.has_file:
            self._add_file()
        self.order_fields([*self._names(), "file", "remove_file", "version"])

    def _name_empty_choices(self) -> None:
        """Call a choice that may stay open unknown; one that must be made, nothing yet."""
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                word = _NOTHING_YET if field.required else _("unknown")
                offered = cast("Iterable[tuple[Any, Any]]", field.choices)
                field.choices = [(value, label if value else word) for value, label in offered]

    def _names(self) -> list[str]:
        return [
            column.name
            if isinstance(column, MeasureColumn)
            else column.attribute
            if isinstance(column, Column)
            else column.field
            for column in self.register.columns
        ]

    def _add_reference(self, column: Reference) -> None:
        field: Any = self.register.model._meta.get_field(column.field)
        label = label_of(self.register, column.field)
        target: Any = related_model(field)
        if register_of(target) is None and len(column.columns) == 1:
            (_name, attribute) = column.columns[0]
            self.fields[column.field] = KeyField(
                target=target,
                attribute=attribute,
                society=self.record.society,
                label=capfirst(str(target._meta.get_field(attribute).verbose_name)),
            )
            if self.record.pk:
                current = getattr(self.record, column.field)
                self.initial[column.field] = getattr(current, attribute)
            return
        self.fields[column.field] = forms.ModelChoiceField(
            label=label,
            queryset=target.objects.filter(society=self.record.society),
            empty_label=_NOTHING_YET,
        )
        if self.record.pk:
            self.initial[column.field] = getattr(self.record, field.attname)

    def _add_measure(self, column: MeasureColumn) -> None:
        self.fields[column.name] = forms.IntegerField(
            label=capfirst(str(column.title)),
            help_text=str(column.help_text),
            required=False,
            min_value=0,
        )
        self.initial[column.name] = (getattr(self.record, column.field) or {}).get(column.name)

    def _add_societies(self, column: CodesColumn) -> None:
        field: Any = self.register.model._meta.get_field(column.field)
        self.fields[column.field] = forms.TypedMultipleChoiceField(
            label=label_of(self.register, column.field),
            help_text=field.help_text,
            choices=self._other_societies,
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        if self.record.pk:
            chosen = getattr(self.record, column.field)
            self.initial[column.field] = [society.pk for society in chosen.all()]

    def _other_societies(self) -> list[tuple[str, list[tuple[int, str]]]]:
        own = self.record.society_id
        return [
            (group, [(pk, label) for pk, label in rows if pk != own])
            for group, rows in societies_by_discipline()
        ]

    def _add_file(self) -> None:
        words = _("PDF, pictures, docx, xlsx or pptx, at most 20 MB.")
        self.fields["file"] = forms.FileField(
            label=label_of(self.register, "file"),
            help_text=words,
            required=False,
            widget=forms.FileInput(attrs={"accept": ACCEPT}),
        )
        if self.record.file:
            self.fields["remove_file"] = forms.BooleanField(
                label=_("Take the stored file away"), required=False
            )

    def clean_file(self) -> CheckedFile | None:
        """Check an uploaded file as evidence is checked."""
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        try:
            check_size(upload.size or 0)
            self.checked_file = check_upload(upload.name or "", upload.read())
        except UploadProblem as problem:
            raise ValidationError(str(problem)) from problem
        return self.checked_file

    def clean(self) -> dict[str, Any]:
        """Put into the record what is no simple field of it."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("remove_file") and self.checked_file:
            self.add_error("remove_file", _("Either replace the file or take it away."))
        for column in self.register.columns:
            if isinstance(column, Reference) and values.get(column.field) is not None:
                setattr(self.record, column.field, values[column.field])
            elif isinstance(column, MeasureColumn) and column.name in values:
                measures = dict(getattr(self.record, column.field) or {})
                measures.pop(column.name, None)
                if values[column.name] is not None:
                    measures[column.name] = values[column.name]
                setattr(self.record, column.field, measures)
        return values

    def _get_validation_exclusions(self) -> set[str]:
        """Check the rules that reach over society and references as well."""
        whole = {"society"}
        for column in self.register.columns:
            if isinstance(column, Reference) and self.cleaned_data.get(column.field) is not None:
                whole.add(column.field)
        # Django names no public place for this
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - whole

    @property
    def removes_file(self) -> bool:
        """Whether the stored file is to go and none comes in its place."""
        return bool(self.cleaned_data.get("remove_file"))

    def related(self) -> dict[str, Sequence[Society]]:
        """Return the societies that the record names beside its own."""
        return {
            column.field: list(Society.objects.filter(pk__in=self.cleaned_data[column.field]))
            for column in self.register.columns
            if isinstance(column, CodesColumn)
        }

    def add_error(self, field: str | None, error: Any) -> None:
        """Show an error at its field; one of a field that stands in parts, at the part."""
        if field is None and hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                for single in errors:
                    places = [at for at in (name, single.code) if at in self.fields]
                    super().add_error(places[0] if places else None, single)
        else:
            super().add_error(field, error)

    @property
    def rows(self) -> list[tuple[Any, bool, bool]]:
        """The visible fields; whether each takes the whole width, and is folded for its length."""
        return [
            (bound, self._is_wide(bound.field), self._is_long(bound.field))
            for bound in self.visible_fields()
        ]

    def _is_wide(self, field: forms.Field) -> bool:
        if isinstance(field.widget, forms.Textarea) or self._is_long(field):
            return True
        return (getattr(field, "max_length", None) or 0) >= _WIDE

    def _is_long(self, field: forms.Field) -> bool:
        return isinstance(field.widget, forms.CheckboxSelectMultiple)


class KeyField(forms.CharField):
    """A record of the society named by its number, where a list of all would be too long."""

    default_error_messages = {"unknown": _("The society has no such record: %(value)s.")}

    def __init__(
        self, *, target: Any, attribute: str, society: Society, label: str, **kwargs: Any
    ) -> None:
        super().__init__(label=label, max_length=200, **kwargs)
        self._target, self._attribute, self._society = target, attribute, society

    def clean(self, value: Any) -> Any:
        """Return the record."""
        text = super().clean(value)
        found = self._target.objects.filter(society=self._society, **{self._attribute: text})
        record = found.first() if text else None
        if record is None:
            raise ValidationError(
                self.error_messages["unknown"], code="unknown", params={"value": text}
            )
        return record


#: Forms of registers that need more than their columns say, by kind.
FORMS: dict[str, type[RecordForm]] = {}


def form_of(register: Register) -> type[RecordForm]:
    """Return the form of a register's records."""
    return _form_class(register.kind)


@cache
def _form_class(kind: str) -> type[RecordForm]:
    register = REGISTERS[kind]
    base = FORMS.get(kind, RecordForm)
    model = register.model
    names = [c.attribute for c in register.columns if isinstance(c, Column)]
    described = {name: model._meta.get_field(name) for name in names}
    widgets: dict[str, forms.Widget] = {
        name: DateInput() for name, f in described.items() if isinstance(f, models.DateField)
    }
    widgets |= {
        name: YesNoUnknown()
        for name, f in described.items()
        if isinstance(f, models.BooleanField) and f.null
    }
    if "note" in described:
        widgets["note"] = forms.Textarea(attrs={"rows": 2})
    meta = type("Meta", (), {"model": model, "fields": names, "widgets": widgets})
    made: type[RecordForm] = type(
        f"{model.__name__}Form", (base,), {"Meta": meta, "register": register}
    )
    return made


class ReasonForm(forms.Form):
    """Why a record is taken away."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.TextInput(attrs={"data-focus": ""})
    )


def blank_record(register: Register, society: Society) -> Record:
    """Return a new record of the society, not yet stored."""
    record: Record = register.model(society=society)  # type: ignore[assignment]
    return record
