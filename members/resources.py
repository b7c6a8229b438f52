"""Members as a table for spreadsheets, in the columns that the import reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from members.fields import COLUMNS, PERSONAL
from members.models import Member
from members.secrets import ID_NUMBER, PHONE
from members.selectors.masked import number_of
from societies.models import Society
from societies.spreadsheets import XLSX_TYPE, Cell, csv_bytes, xlsx_bytes

#: More rows make a workbook that takes longer to write than a page may take.
MOST_WORKBOOK_ROWS = 20_000
_CHUNK = 2_000


def columns(*, is_personal: bool) -> tuple[str, ...]:
    """The columns of the table; without those that identify or reach a person, unless told."""
    return tuple(name for name in COLUMNS if is_personal or name not in PERSONAL)


def _field(name: str) -> Any:
    return Member._meta.get_field(name)


def column_labels(names: Iterable[str]) -> list[str]:
    """The heads of the columns in the language of the page."""
    special = {
        "society_code": _("Society code"),
        "id_number": _("Identity number"),
        "phone": _("Telephone"),
    }
    return [str(special.get(name) or _field(name).verbose_name) for name in names]


def _readers(names: tuple[str, ...], code: str) -> list[Callable[[Any], Cell]]:
    def reader(name: str) -> Callable[[Any], Cell]:
        if name == "society_code":
            return lambda _member: code
        if name in (ID_NUMBER, PHONE):
            return lambda member: number_of(member, name)
        choices = _field(name).choices
        if not choices:
            return lambda member: getattr(member, name)
        # Read now: a long table is written when the page's language is gone.
        words = {value: str(word) for value, word in choices if isinstance(value, str)}
        return lambda member: words.get(getattr(member, name), "")

    return [reader(name) for name in names]


def member_rows(members: QuerySet[Any], names: tuple[str, ...], code: str) -> Iterator[list[Cell]]:
    """Rows of the table, read a few thousand at a time."""
    readers = _readers(names, code)
    fields = [name for name in names if name not in ("society_code", "id_number", "phone")]
    ciphers = [f"{name}_cipher" for name in (ID_NUMBER, PHONE) if name in names]
    for member in members.only(*fields, *ciphers).iterator(chunk_size=_CHUNK):
        yield [read(member) for read in readers]


def csv_stream(header: list[str], rows: Iterable[list[Cell]]) -> Iterator[bytes]:
    """A CSV in pieces, so that half a million rows never stand in memory at once."""
    head, batch = header, []
    for row in rows:
        batch.append(row)
        if len(batch) == _CHUNK:
            yield _piece(head, batch)
            head, batch = [], []
    yield _piece(head, batch)


def _piece(head: list[str], rows: list[list[Cell]]) -> bytes:
    whole = csv_bytes(head, rows)
    return whole if head else whole.split(b"\r\n", 1)[1]


def workbook(
    header: list[str], rows: Iterable[list[Cell]], notes: Iterable[tuple[str, str]]
) -> tuple[bytes, str]:
    """The table as a workbook that says which filters applied, and its content type."""
    return xlsx_bytes(header, rows, title=_("Members"), notes=notes), XLSX_TYPE


#: Without these a row says nothing.
_NEEDED = ("society_code", "registration_no", "name")


def template(society: Society | None) -> bytes:
    """An empty workbook with the heads that the import reads, and a sheet that explains them.

    A society's own needs no code of the society; a star marks what every row must have.
    """
    names = [name for name in COLUMNS if name != "society_code" or society is None]
    labels = column_labels(names)
    heads = [
        f"{label}*" if name in _NEEDED else label for name, label in zip(names, labels, strict=True)
    ]
    notes = [(label, _meaning(name, society)) for name, label in zip(names, labels, strict=True)]
    return xlsx_bytes(heads, [], title=_("Members"), notes=notes)


def _meaning(name: str, society: Society | None) -> str:
    """What may stand in a column."""
    if name.endswith("_on"):
        return _("A date, such as 2017-12-31.")
    if name == "registration_no" and society and society.member_prefix:
        return f"{society.member_prefix}{society.member_pattern or '…'}"
    if name in (ID_NUMBER, PHONE):
        return _("As text, so that no digit is lost; kept encrypted.")
    if name == "society_code":
        return _("Such as A-01.")
    choices = _field(name).choices or ()
    return " / ".join(str(word) for _value, word in choices)
