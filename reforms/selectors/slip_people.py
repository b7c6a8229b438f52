"""Whom a supervision slip reaches at each step, for many societies in three queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import User
from reforms.enums import SlipStep
from societies.enums import Role
from societies.models import PortfolioItem, RoleAssignment, Society

_STEPS = {
    Role.EDITOR: SlipStep.EDITOR,
    Role.APPROVER: SlipStep.APPROVER,
    Role.REVIEWER: SlipStep.REVIEWER,
    Role.MANAGER: SlipStep.MANAGER,
}
_ORDER = tuple(SlipStep)


@dataclass(frozen=True)
class SlipPeople:
    """Active people by society and step."""

    by_society: dict[int, dict[SlipStep, list[User]]] = field(default_factory=dict)

    def at(self, society: int, step: SlipStep) -> list[User]:
        """The people of a step; where nobody holds the role, those of the next step that has."""
        found = self.by_society.get(society, {})
        for each in _ORDER[_ORDER.index(step) :]:
            if people := found.get(each):
                return people
        return []

    def of(self, society: int, *steps: SlipStep) -> list[User]:
        """The people of several steps, without stepping in for each other."""
        found = self.by_society.get(society, {})
        return [person for step in steps for person in found.get(step, ())]


def people_of(societies: Collection[Society]) -> SlipPeople:
    """Who edits, approves, reviews and manages for these societies now."""
    by_society: dict[int, dict[SlipStep, list[User]]] = {
        society.pk: defaultdict(list) for society in societies
    }
    reviewers: dict[int, User] = {}
    concerned = Q(society=None) | Q(society__in=by_society)
    held = RoleAssignment.objects.in_force().filter(concerned, role__in=_STEPS)
    for assignment in held.select_related("person").order_by("pk"):
        step = _STEPS[Role(assignment.role)]
        if step == SlipStep.REVIEWER:
            reviewers[assignment.person_id] = assignment.person
        elif assignment.society_id is None:
            for steps in by_society.values():
                steps[step].append(assignment.person)
        elif assignment.society_id in by_society:
            by_society[assignment.society_id][step].append(assignment.person)
    items = list(PortfolioItem.objects.filter(reviewer__in=reviewers).order_by("pk"))
    for society in societies:
        wanted = {
            item.reviewer_id: reviewers[item.reviewer_id]
            for item in items
            if item.society_id == society.pk or item.discipline == society.discipline
        }
        by_society[society.pk][SlipStep.REVIEWER].extend(wanted.values())
    return SlipPeople(by_society)
