"""What stands around a society's figures: its cohort, its slips, decisions, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language, gettext

from accounts.models import AuditEvent
from accounts.templatetags.portal import month_label, one_decimal
from reforms.models import SupervisionSlip, Workplan
from reforms.selectors.slips import slips_of
from reports.figures.cohort import load_bands
from reports.selectors.cohort import SocietyPosition, position_in_cohort
from reports.selectors.society_year import contacts_of, history_of
from societies.models import RoleAssignment, Society

#: So many decisions fit the page; all of them are a link away.
LAST_DECISIONS = 5


@dataclass(frozen=True)
class SocietyAround:
    """What the template asks for; each part is read once."""

    society: Society
    workplan: Workplan

    @cached_property
    def slips(self) -> list[SupervisionSlip]:
        """Slips of this workplan, the newest first."""
        return list(slips_of(self.society, self.workplan))

    @cached_property
    def decisions(self) -> list[AuditEvent]:
        """What was submitted and decided last."""
        return list(history_of(self.society)[:LAST_DECISIONS])

    @cached_property
    def contacts(self) -> list[RoleAssignment]:
        """Editors, approvers and CAST's reviewers."""
        return contacts_of(self.society)

    @cached_property
    def place(self) -> SocietyPosition | None:
        """Where it stands in its cohort."""
        return position_in_cohort(self.society, self.workplan)

    @property
    def cohort(self) -> str:
        """Whom it is compared with, in words."""
        discipline = self.society.get_discipline_display()
        if self.place is None or not self.place.position.is_by_size:
            return discipline
        return f"{discipline} · {self.size}"

    @property
    def size(self) -> str:
        """The band of its size; empty where that is unknown."""
        band = self.place and self.place.position.band
        return _said(band.name_zh, band.name_en) if band else ""

    @property
    def box(self) -> dict[str, Any]:
        """The box plot on an axis of 0 to 100: numbers as they stand in the drawing."""
        position = self.place.position if self.place else None
        if position is None or not position.box:
            return {}
        low, lower, median, upper, high = map(one_decimal, position.box)
        return {
            "low": low,
            "lower": lower,
            "median": median,
            "upper": upper,
            "high": high,
            "width": one_decimal(position.box[3] - position.box[1]),
            "values": [one_decimal(value) for value in position.values],
            "own": "" if position.own is None else one_decimal(position.own),
        }

    @property
    def source(self) -> str:
        """Which figures are compared, and where the bands come from."""
        if self.place is None:
            return ""
        bands = load_bands()
        sealed = gettext("Issue %(number)d") % {"number": self.place.number}
        month = month_label(self.place.month)
        return f"{sealed} · {month} · {_said(bands.source_zh, bands.source_en)}"

    @property
    def inputs(self) -> list[tuple[str, str, str]]:
        """What rank and quartile are made from."""
        if self.place is None:
            return []
        position, members = self.place.position, self.place.members
        return [
            (gettext("Individual members"), "—" if members is None else f"{members:,}", ""),
            (gettext("Societies with a figure"), str(len(position.values)), ""),
            (gettext("Societies without data, not ranked"), str(position.without_data), ""),
        ]


def _said(chinese: str, english: str) -> str:
    return chinese if (get_language() or "").startswith("zh") else english
