"""The columns of a register's files: what they are called, and what their cells mean."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, Final, Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from societies.files.values import (
    CellProblem,
    date_of,
    decimal_of,
    flag_of,
    text_of,
    whole_of,
)
from societies.registers import CodesColumn, Column, MeasureColumn, Reference, Register
from societies.registers.display import choices_of, field_at, related_model
from societies.workbooks import Raw

Kind = Literal["society", "text", "whole", "decimal", "date", "flag", "choice", "codes"]

SOCIETY_CODE: Final = "society_code"
_KINDS: tuple[tuple[type[models.Field[Any, Any]], Kind], ...] = (
    (models.BooleanField, "flag"),
    (models.DateField, "date"),
    (models.DecimalField, "decimal"),
    (models.IntegerField, "whole"),
)


@dataclass(frozen=True)
class FileColumn:
    """One column of a register's files.

    `field` judges its values; `attribute` is the record's field that it fills, or the reference
    it is a part of. `choices` are pairs of machine value and word, `spellings` whatever stands
    for a machine value, `heads` whatever may stand above the column.
    """

    name: str
    kind: Kind
    label: str
    attribute: str
    field: models.Field[Any, Any] | None
    is_key: bool
    is_required: bool
    help_text: str
    is_reference: bool = False
    is_measure: bool = False
    heads: frozenset[str] = frozenset()
    choices: tuple[tuple[str, str], ...] = ()
    spellings: dict[str, str] = dataclass_field(default_factory=dict)


def file_columns(register: Register) -> tuple[FileColumn, ...]:
    """Return the columns in their order, the society's code first, in the active language."""
    heads: dict[str, list[str]] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            labels = _labels(register)
        for name, label in labels.items():
            heads.setdefault(name, []).append(folded(label))
    return tuple(
        _file_column(register, name, label, frozenset([*heads[name], name]))
        for name, label in _labels(register).items()
    )


def folded(text: str) -> str:
    """Return a head or word so that spaces, capitals and full-width signs do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("*", " ").split())


def society_name_head() -> str:
    """The head of the column that shows people a society's name and that nobody reads."""
    return _("Name of the society")


def correction_head() -> str:
    """The head of the column that says what to correct."""
    return _("To correct")


def heads_to_pass_over() -> frozenset[str]:
    """Columns that files from here have for people."""
    heads = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            heads |= {folded(society_name_head()), folded(correction_head())}
    return frozenset(heads)


def _labels(register: Register) -> dict[str, str]:
    """Say by machine name what each column is called; never two the same."""
    labels = {SOCIETY_CODE: _("Code of the society")}
    for column in register.columns:
        if isinstance(column, Reference):
            target = related_model(register.model._meta.get_field(column.field))
            for name, path in column.columns:
                named = (
                    field_at(register.model, column.field)
                    if name == column.field
                    else field_at(target, path)
                )
                labels[name] = str(named.verbose_name)
        elif isinstance(column, MeasureColumn):
            labels[column.name] = str(column.title)
        elif isinstance(column, CodesColumn):
            labels[column.name] = str(field_at(register.model, column.field).verbose_name)
        else:
            labels[column.name] = str(field_at(register.model, column.attribute).verbose_name)
    often = Counter(folded(label) for label in labels.values())
    return {
        name: capfirst(label) if often[folded(label)] == 1 else f"{capfirst(label)} ({name})"
        for name, label in labels.items()
    }


def _file_column(register: Register, name: str, label: str, heads: frozenset[str]) -> FileColumn:
    if name == SOCIETY_CODE:
        help_text = _("As in the list of societies, such as A-01.")
        return FileColumn(
            name, "society", label, "society", None, False, True, help_text, heads=heads
        )
    for column in register.columns:
        if isinstance(column, Reference):
            path = dict(column.columns).get(name)
            if path:
                return _reference_column(register, column, name, path, label, heads)
        elif column.name != name:
            continue
        elif isinstance(column, Column):
            return _plain_column(register, column, label, heads)
        else:
            return _column_of_its_own(column, label, heads)
    raise KeyError(name)


def _column_of_its_own(
    column: MeasureColumn | CodesColumn, label: str, heads: frozenset[str]
) -> FileColumn:
    """Describe a column that is no plain field of the record."""
    kind: Kind = "codes"
    help_text = _("Codes of societies with “;” between them.")
    if isinstance(column, MeasureColumn):
        kind = "flag" if column.is_flag else "whole"
        help_text = str(column.help_text)
    return FileColumn(
        column.name,
        kind,
        label,
        column.field,
        None,
        is_key=False,
        is_required=False,
        help_text=help_text,
        is_measure=isinstance(column, MeasureColumn),
        heads=heads,
    )


def _plain_column(
    register: Register, column: Column, label: str, heads: frozenset[str]
) -> FileColumn:
    described = field_at(register.model, column.attribute)
    choices, spellings = _choices(register, described, column.name, column.attribute)
    return FileColumn(
        column.name,
        "choice" if choices else kind_of(described),
        label,
        column.attribute,
        described,
        is_key=column.name in register.key,
        is_required=not described.blank and not described.has_default(),
        help_text=str(described.help_text),
        heads=heads,
        choices=choices,
        spellings=spellings,
    )


def _reference_column(
    register: Register,
    column: Reference,
    name: str,
    path: str,
    label: str,
    heads: frozenset[str],
) -> FileColumn:
    described = field_at(related_model(register.model._meta.get_field(column.field)), path)
    choices, spellings = _choices(register, described, name, "")
    return FileColumn(
        name,
        "choice" if choices else kind_of(described),
        label,
        column.field,
        described,
        is_key=True,
        is_required=True,
        help_text="",
        is_reference=True,
        heads=heads,
        choices=choices,
        spellings=spellings,
    )


def kind_of(described: models.Field[Any, Any]) -> Kind:
    """Return how the values of a field are written in a file."""
    return next((kind for of, kind in _KINDS if isinstance(described, of)), "text")


def _choices(
    register: Register, described: models.Field[Any, Any], name: str, attribute: str
) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    """Return the choices in the active language, and every spelling of them in any."""

    def words() -> dict[str, str]:
        found = (
            choices_of(register, attribute)
            if attribute
            else {value: str(word) for value, word in described.flatchoices}
        )
        return {str(value): word for value, word in found.items() if value not in ("", None)}

    spellings: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            spellings |= {folded(word): value for value, word in words().items()}
    machine = words()
    for spelt, value in register.aliases.get(name, {}).items():
        if value in machine:
            spellings[folded(spelt)] = value
    spellings |= {folded(value): value for value in machine}
    return tuple(machine.items()), spellings


class CellReader:
    """Turns the cells of one column into values; each different cell is judged once."""

    def __init__(self, column: FileColumn) -> None:
        self.column = column
        self._seen: dict[tuple[type, Raw], tuple[Any, str]] = {}

    def read(self, raw: Raw) -> tuple[Any, str]:
        """Return the value and "", or what is wrong with the cell."""
        key = (type(raw), raw)
        if key not in self._seen:
            try:
                self._seen[key] = (self._judged(raw), "")
            except CellProblem as error:
                self._seen[key] = (None, str(error))
            except ValidationError as error:
                self._seen[key] = (None, " ".join(error.messages))
        return self._seen[key]

    def _judged(self, raw: Raw) -> Any:
        column = self.column
        value = _PARSERS[column.kind](column, raw)
        if column.field is None:
            return value
        if value in (None, ""):
            value = _empty_value(column.field)
        _check_range(column.field, value)
        return column.field.clean(value, None)


def _check_range(described: models.Field[Any, Any], value: Any) -> None:
    """Refuse what the column of some database would not hold, whatever database this is."""
    limits = BaseDatabaseOperations.integer_field_ranges.get(described.get_internal_type())
    if limits and isinstance(value, int) and value > limits[1]:
        raise CellProblem(_("The number may be at most %(most)s.") % {"most": limits[1]})


def _empty_value(described: models.Field[Any, Any]) -> Any:
    """What an empty cell means: unknown, or the default of a field that must have a value."""
    if not described.blank and described.has_default():
        return described.get_default()
    return "" if described.empty_strings_allowed and not described.null else None


def _choice(column: FileColumn, raw: Raw) -> str:
    text = text_of(raw)
    if not text:
        return ""
    found = column.spellings.get(folded(text))
    if found is None:
        raise CellProblem(
            _("“%(value)s” is not one of: %(choices)s.")
            % {
                "value": text[:40],
                "choices": pgettext("between several values", "; ").join(
                    word for _value, word in column.choices
                ),
            }
        )
    return found


def _measure(_column: FileColumn, raw: Raw) -> int | None:
    value = whole_of(raw)
    if value is not None and value < 0:
        raise CellProblem(_("The number may not be negative."))
    return value


def _flag(column: FileColumn, raw: Raw) -> bool | int | None:
    """A measure keeps yes and no as the numbers that it adds up."""
    value = flag_of(raw)
    return int(value) if column.is_measure and value is not None else value


def _codes(_column: FileColumn, raw: Raw) -> tuple[str, ...]:
    for mark in ",，；、\n":
        raw = text_of(raw).replace(mark, ";")
    return tuple(sorted({code.strip() for code in text_of(raw).split(";") if code.strip()}))


_PARSERS: dict[Kind, Callable[[FileColumn, Raw], Any]] = {
    "society": lambda _column, raw: text_of(raw),
    "text": lambda _column, raw: text_of(raw),
    "whole": lambda column, raw: _measure(column, raw) if column.is_measure else whole_of(raw),
    "decimal": lambda _column, raw: decimal_of(raw),
    "date": lambda _column, raw: date_of(raw),
    "flag": _flag,
    "choice": _choice,
    "codes": _codes,
}
