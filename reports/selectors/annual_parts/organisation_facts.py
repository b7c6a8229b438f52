"""What the registers hold of a society's organisation, read for its annual report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q

from societies.models import (
    Branch,
    BranchChange,
    PartyBody,
    Premises,
    Rule,
    Society,
    StaffMember,
)
from societies.selectors.governance import Council, council_of


class BranchRow(NamedTuple):
    """A branch, and how many activities of it the year saw."""

    name: str
    kind: str
    set_up_on: dt.date | None
    closed_on: dt.date | None
    person_in_charge: str
    activities: int

    def stands_on(self, day: dt.date) -> bool:
        """Whether it was set up by a day and not closed by its end."""
        return (self.set_up_on is None or self.set_up_on <= day) and (
            self.closed_on is None or self.closed_on > day
        )


class Term(NamedTuple):
    """Something that holds from one day to another, both open where nobody knows."""

    from_on: dt.date | None
    to_on: dt.date | None
    what: Any

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on a day."""
        return (self.from_on is None or self.from_on <= day) and (
            self.to_on is None or self.to_on >= day
        )


@dataclass(frozen=True)
class OrganisationFacts:
    """Councils on the day; branches, staff and rooms of all times; what the year changed."""

    council: Council
    branches: list[BranchRow]
    staff: list[Term]
    premises: list[Term]
    changes: list[tuple[str, str, str, dt.date]]
    rules: list[tuple[str, str, str, dt.date]]
    party: list[tuple[str, str, str, dt.date | None, int | None]]


def organisation_facts(society: Society, as_of: dt.date) -> OrganisationFacts:
    """Read a society's organisation as of a day, and what changed since the year began."""
    pk, within = society.pk, (dt.date(as_of.year, 1, 1), as_of)
    staff = StaffMember.objects.filter(society=pk).order_by()
    premises = Premises.objects.filter(society=pk).order_by()
    changes = BranchChange.objects.filter(society=pk, decided_on__range=within)
    rules = Rule.objects.filter(society=pk, adopted_on__range=within)
    return OrganisationFacts(
        council=council_of(society, as_of),
        branches=_branches(pk, within),
        staff=[Term(*row) for row in staff.values_list("from_on", "to_on", "employment")],
        premises=[Term(*row) for row in premises.values_list("from_on", "to_on", "area")],
        changes=list(
            changes.order_by("decided_on", "pk").values_list(
                "branch__name", "kind", "decided_by", "decided_on"
            )
        ),
        rules=list(
            rules.order_by("adopted_on", "pk").values_list(
                "title", "kind", "adopted_by", "adopted_on"
            )
        ),
        party=_party(pk, as_of),
    )


def _branches(society_id: int, within: tuple[dt.date, dt.date]) -> list[BranchRow]:
    in_year = Q(activities__held_on__range=within)
    rows = (
        Branch.objects.filter(society=society_id)
        .annotate(number=Count("activities", filter=in_year))
        .order_by("name")
        .values_list("name", "kind", "set_up_on", "closed_on", "person_in_charge", "number")
    )
    return [BranchRow(*row) for row in rows]


def _party(
    society_id: int, as_of: dt.date
) -> list[tuple[str, str, str, dt.date | None, int | None]]:
    standing = Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=as_of)
    approved = Q(approved_on__isnull=True) | Q(approved_on__lte=as_of)
    rows = PartyBody.objects.filter(standing, approved, society=society_id)
    return list(rows.order_by("pk").values_list("layer", "kind", "name", "approved_on", "members"))
