"""The list of societies for everybody, by discipline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reforms.payload import Payload
from societies.enums import Discipline
from societies.models import Society


@dataclass(frozen=True)
class PublicSociety:
    """A society and its latest published progress, if any."""

    society: Society
    progress: str | None


@dataclass(frozen=True)
class PublicSection:
    """The societies of one discipline group."""

    key: str
    label: str
    societies: tuple[PublicSociety, ...]


def public_sections(figures: Mapping[str, Payload], text: str = "") -> list[PublicSection]:
    """Return the discipline groups in order with the societies that a search finds."""
    societies = Society.objects.active().called(text).order_by("code")
    by_discipline: dict[str, list[PublicSociety]] = {}
    for society in societies:
        progress = figures.get(society.code, {}).get("progress")
        by_discipline.setdefault(society.discipline, []).append(PublicSociety(society, progress))
    return [
        PublicSection(
            discipline.value, str(discipline.label), tuple(by_discipline[discipline.value])
        )
        for discipline in Discipline
        if discipline.value in by_discipline
    ]
