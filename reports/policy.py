"""The policy basis as data: what each document asks of the societies, in our own words.

Pure: read from `data/policy.yaml`, once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from reforms import strict_yaml

_ASK = {"item", "item_en", "zh", "en", "portal_zh", "portal_en"}
_RULE = {"title_zh", "title_en", "issuer_zh", "issuer_en", "number", "date", "zh", "en"}
PATH = Path(__file__).parent / "data" / "policy.yaml"


@dataclass(frozen=True)
class Ask:
    """One thing that a document asks, and where the portal keeps or checks it."""

    item_zh: str
    item_en: str
    text_zh: str
    text_en: str
    portal_zh: str = ""
    portal_en: str = ""


@dataclass(frozen=True)
class Document:
    """A document with its facts; `workplan` is the year of the workplan that it issued."""

    key: str
    title_zh: str
    title_en: str
    issuer_zh: str
    issuer_en: str
    number: str
    date: str
    note_zh: str
    note_en: str
    asks: tuple[Ask, ...] = ()
    workplan: int | None = None


@dataclass(frozen=True)
class Basis:
    """The documents that reform rests on, and the other rules that the portal applies."""

    documents: tuple[Document, ...]
    rules: tuple[Document, ...]


@cache
def basis() -> Basis:
    """Return the policy basis."""
    raw: Any = strict_yaml.load(PATH.read_text("utf-8"))
    return Basis(
        tuple(_document(each) for each in raw["documents"]),
        tuple(_rule(at, each) for at, each in enumerate(raw["rules"], start=1)),
    )


def _document(raw: dict[str, Any]) -> Document:
    plain = {field.name for field in fields(Document)} - {"asks", "workplan"}
    year = raw.get("workplan")
    return Document(
        **{name: raw[name] for name in plain},
        asks=tuple(_ask(each) for each in raw["asks"]),
        workplan=int(year) if year else None,
    )


def _rule(at: int, raw: dict[str, str]) -> Document:
    if unknown := set(raw) - _RULE:
        raise ValueError(f"{raw['title_zh']}: unknown keys {sorted(unknown)}")
    return Document(
        key=f"rule-{at}",
        title_zh=raw["title_zh"],
        title_en=raw["title_en"],
        issuer_zh=raw["issuer_zh"],
        issuer_en=raw["issuer_en"],
        number=raw["number"],
        date=raw["date"],
        note_zh=raw["zh"],
        note_en=raw["en"],
    )


def _ask(raw: dict[str, str]) -> Ask:
    if unknown := set(raw) - _ASK:
        raise ValueError(f"item {raw['item']}: unknown keys {sorted(unknown)}")
    return Ask(
        raw["item"],
        raw.get("item_en", raw["item"].replace("、", ", ")),
        raw["zh"],
        raw["en"],
        raw.get("portal_zh", ""),
        raw.get("portal_en", ""),
    )
