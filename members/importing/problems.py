"""What can be wrong in a file of members: kept as codes, worded in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from members.importing.words import CHOICES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: A problem as it is kept: column, code, params.
Problem = tuple[str, str, dict[str, Any]]

WORDS: dict[str, _StrPromise] = {
    "empty_file": _("The file is empty: the first row names the columns."),
    "unreadable": _("%(message)s"),
    "not_csv": _("Not readable as CSV: %(error)s."),
    "not_text": _("Not a text file: save it as CSV (UTF-8) and try again."),
    "too_many_rows": _("The file has more than %(limit)s rows. Split it."),
    "missing_column": _("This column is missing."),
    "unknown_column": _("This column is not known. Name it as the template does, or delete it."),
    "no_heads": _(
        "The first row must name the columns. Delete titles above it; commas separate those of CSV."
    ),
    "double_column": _("This column stands twice."),
    "more_columns": _("%(count)s more columns are unknown, missing or stand twice."),
    "no_rows": _("The file has no rows below its heads."),
    "cells": _("%(found)s values instead of %(wanted)s."),
    "missing": _("A value is missing."),
    "long": _("At most %(limit)s characters are allowed."),
    "society_unknown": _("No society has this code."),
    "society_other": _("Only rows of %(code)s may stand in this file."),
    "registration_form": _("A registration number has 3 to 40 letters, digits and hyphens."),
    "registration_pattern": _(
        "Registration numbers of this society look like %(form)s: # a digit, @ a capital."
    ),
    "registration_double": _("The number stands in row %(row)s already."),
    "registration_taken": _("A member of another society has this number."),
    "choice": _("Not one of: %(choices)s."),
    "grade_kind": _("This grade is of another kind of member."),
    "date": _("No such date. Write it as 2017-12-31."),
    "date_range": _("The date lies before 1900 or after 2100."),
    "birth_future": _("The date lies in the future."),
    "left_future": _("The day of leaving lies in the future: enter it once it has come."),
    "joined_before_birth": _("The member joined before being born."),
    "left_before_joining": _("A member cannot leave before joining."),
    "id_check": _("The date or the last character of the identity number is wrong."),
    "id_shared_row": _("Row %(row)s has the same identity number: is it one person?"),
    "id_shared_member": _("Member %(number)s has the same identity number: is it one person?"),
    "id_masked": _("The number is masked: enter it in full, or leave the column out."),
    "id_digits_lost": _("Excel has cut the digits of this number: format the column as text."),
    "phone": _("A telephone number has at least 5 digits, and no letters."),
    "email": _("This is no e-mail address."),
    "member_changed": _("Members were changed after the check. Check the file again."),
    "number_taken": _("A number of the file was given away after the check. Check it again."),
    "undo_touched": _("%(count)s members of this import were changed or deleted since."),
    "undo_dues": _("Dues are recorded for %(count)s members that this import made."),
    "file_gone": _("The uploaded file is no longer there. Upload it again."),
    "file_damaged": _("The uploaded file could not be read back. Upload it again."),
}


@dataclass(frozen=True)
class RowWords:
    """A problem in words; `column` is the machine name of the column, or empty."""

    column: str
    message: str


def message_of(code: str, params: dict[str, Any]) -> str:
    """Return a problem in the active language."""
    return str(WORDS[code]) % params


def in_words(problems: Iterable[Sequence[Any]]) -> list[RowWords]:
    """Return problems, as they are kept, in the active language."""
    return [
        RowWords(column, message_of(code, _labelled(column, params)))
        for column, code, params in problems
    ]


def _labelled(column: str, params: dict[str, Any]) -> dict[str, Any]:
    """Name the choices of a column as pages do; they are kept by their values."""
    if "choices" not in params or column not in CHOICES:
        return params
    labels = dict(CHOICES[column].choices)
    values = params["choices"].split(", ")
    joined = pgettext("list", ", ").join(str(labels.get(value, value)) for value in values)
    return {**params, "choices": joined}


class FileProblems(Exception):
    """A file that cannot be taken at all: nothing in it is looked at further."""

    def __init__(self, *problems: Problem, row: int = 1) -> None:
        self.problems = problems
        self.row = row
        super().__init__("; ".join(message_of(code, params) for _column, code, params in problems))
