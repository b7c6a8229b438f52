"""What every field of the open data means: one definition for page, copy for machines, and tests.

Pure: read from `data/dictionary.yaml`, once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import pgettext_lazy

from reforms import strict_yaml

PATH = Path(__file__).parent / "data" / "dictionary.yaml"
#: How a value is written, by type; the tests hold the real files against it.
FORMS: dict[str, re.Pattern[str]] = {
    "text": re.compile(r".*", re.DOTALL),
    "integer": re.compile(r"\d+"),
    "decimal": re.compile(r"-?\d+\.\d"),
    "boolean": re.compile(r"true|false"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "month": re.compile(r"\d{4}-\d\d"),
    "moment": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+08:00"),
    "sha256": re.compile(r"[0-9a-f]{64}"),
    "codes": re.compile(r"[a-z_]+"),
}
_KEYS = {"name", "type", "unit", "zh", "en", "note_zh", "note_en", "since", "codes"}
TYPE_WORDS = {
    "text": pgettext_lazy("type of a field", "text"),
    "integer": pgettext_lazy("type of a field", "whole number"),
    "decimal": pgettext_lazy("type of a field", "number with one decimal"),
    "boolean": pgettext_lazy("type of a field", "true or false"),
    "date": pgettext_lazy("type of a field", "date YYYY-MM-DD"),
    "month": pgettext_lazy("type of a field", "month YYYY-MM"),
    "moment": pgettext_lazy("type of a field", "date and time, ISO 8601"),
    "sha256": pgettext_lazy("type of a field", "SHA-256, hexadecimal"),
    "codes": pgettext_lazy("type of a field", "one of the codes below"),
}


@dataclass(frozen=True)
class Code:
    """One value that a field may have, and what it means."""

    value: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Field:
    """A column or key: its name in the file, what it is called, and what it means."""

    name: str
    type: str
    title_zh: str
    title_en: str
    unit: str
    note_zh: str
    note_en: str
    since: str
    codes: tuple[Code, ...] = ()

    @property
    def type_word(self) -> str:
        """How values are written, in the reader's language."""
        return str(TYPE_WORDS[self.type])


@dataclass(frozen=True)
class DataFile:
    """A file of the open data with its fields in order."""

    key: str
    path: str
    title_zh: str
    title_en: str
    note_zh: str
    note_en: str
    fields: tuple[Field, ...]

    @property
    def kind(self) -> str:
        """CSV or JSON."""
        return self.path.rsplit(".", 1)[-1].upper()

    @property
    def is_of_issue(self) -> bool:
        """Whether there is one for every issue; otherwise one for every workplan."""
        return "{month}" in self.path


@dataclass(frozen=True)
class Dictionary:
    """All files, and what holds for all of them."""

    version: str
    licence: str
    licence_url: str
    codes: Mapping[str, tuple[Code, ...]]
    files: tuple[DataFile, ...]

    def file(self, key: str) -> DataFile:
        """The file of that key."""
        return next(each for each in self.files if each.key == key)


@cache
def dictionary() -> Dictionary:
    """Return the dictionary."""
    raw: Any = strict_yaml.load(PATH.read_text("utf-8"))
    codes = {
        name: tuple(Code(each["value"], each["zh"], each["en"]) for each in values)
        for name, values in raw["codes"].items()
    }
    files: dict[str, DataFile] = {}
    for each in raw["files"]:
        files[each["key"]] = _file(each, raw["since"], codes, files)
    licence = raw["licence"]
    return Dictionary(raw["version"], licence["name"], licence["url"], codes, tuple(files.values()))


def _file(
    raw: dict[str, Any],
    since: str,
    codes: Mapping[str, tuple[Code, ...]],
    known: Mapping[str, DataFile],
) -> DataFile:
    fields = [_field(each, since, codes) for each in raw["fields"] or ()]
    if like := raw.get("like"):
        under = raw.get("under", "")
        fields += [
            Field(**{**vars(each), "name": f"{under}{each.name}"}) for each in known[like].fields
        ]
    texts = {name: raw[name] for name in ("title_zh", "title_en", "note_zh", "note_en")}
    return DataFile(key=raw["key"], path=raw["path"], fields=tuple(fields), **texts)


def _field(raw: dict[str, str], since: str, codes: Mapping[str, tuple[Code, ...]]) -> Field:
    if raw["type"] not in FORMS or set(raw) - _KEYS:
        raise ValueError(f"{raw['name']}: type {raw['type']}, keys {sorted(set(raw) - _KEYS)}")
    return Field(
        name=raw["name"],
        type=raw["type"],
        title_zh=raw["zh"],
        title_en=raw["en"],
        unit=raw.get("unit", ""),
        note_zh=raw.get("note_zh", ""),
        note_en=raw.get("note_en", ""),
        since=raw.get("since", since),
        codes=codes[raw["codes"]] if raw["type"] == "codes" else (),
    )


def as_json() -> dict[str, Any]:
    """Return the dictionary for machines, in both languages."""
    every = dictionary()
    return {
        "version": every.version,
        "licence": {"name": every.licence, "url": every.licence_url},
        "codes": {name: [vars(code) for code in codes] for name, codes in every.codes.items()},
        "files": [
            {
                **{k: v for k, v in vars(file).items() if k != "fields"},
                "fields": [_plain(each) for each in file.fields],
            }
            for file in every.files
        ],
    }


def _plain(field: Field) -> dict[str, Any]:
    return {**vars(field), "codes": [code.value for code in field.codes]}
