"""What the chapters of the development report share, read once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from reforms.models import MonthlyIssue, SocietyFigure, Workplan
from reports.annual.making import both
from reports.annual.parts import Words
from reports.development import Known, Observed, Outline, outline
from reports.figures.cohort import load_bands
from reports.models import PublishedAnnualReport
from reports.selectors.development.reading import last_day, observe
from societies.enums import Discipline
from societies.models import Society

#: Societies whose members nobody knows have no size.
UNSIZED = Words("规模不详", "Size unknown")


@dataclass(frozen=True)
class Member:
    """A society as the report lists it."""

    pk: int
    code: str
    name: Words
    discipline: str


@dataclass(frozen=True)
class Group:
    """Societies that are told together."""

    name: Words
    societies: tuple[int, ...]


@dataclass(frozen=True)
class NationalFacts:
    """All that is known of a year: societies, their figures by year, the latest sealed issue."""

    workplan: Workplan
    outline: Outline
    members: tuple[Member, ...]
    observed: Observed
    issues: tuple[MonthlyIssue, ...]
    progress: dict[int, str]
    published: frozenset[int]

    @property
    def year(self) -> int:
        """The year that the report tells."""
        return self.workplan.year

    @property
    def as_of(self) -> str:
        """The day of the standing figures."""
        return last_day(self.year).isoformat()

    @property
    def issue(self) -> MonthlyIssue | None:
        """The latest sealed issue of the year."""
        return self.issues[-1] if self.issues else None

    @property
    def everybody(self) -> tuple[int, ...]:
        """All societies."""
        return tuple(member.pk for member in self.members)

    def known(self, code: str, year: int) -> Known:
        """What is known of an indicator in a year."""
        return self.observed.get((code, year), {})

    @cached_property
    def disciplines(self) -> tuple[Group, ...]:
        """The societies by discipline group."""
        return _groups(
            [(choice.value, both(choice.label)) for choice in Discipline],
            self.members,
            lambda member: member.discipline,
        )

    @cached_property
    def sizes(self) -> tuple[Group, ...]:
        """The societies by how many individual members they have."""
        people, bands = self.known("individual-members", self.year), load_bands()

        def size(member: Member) -> str:
            band = bands.of(people.get(member.pk))
            return band.key if band else ""

        names = [(band.key, Words(band.name_zh, band.name_en)) for band in bands.bands]
        return _groups([*names, ("", UNSIZED)], self.members, size)


def _groups(
    names: Iterable[tuple[str, Words]],
    members: Collection[Member],
    key: Callable[[Member], str],
) -> tuple[Group, ...]:
    """Groups in the order of their names; one that has no society is not told."""
    groups = (
        Group(name, tuple(each.pk for each in members if key(each) == code)) for code, name in names
    )
    return tuple(group for group in groups if group.societies)


def national_facts(workplan: Workplan) -> NationalFacts:
    """Read a year over all societies that take part; the number of queries is always the same."""
    members = tuple(
        Member(
            each.pk, each.code, Words(each.name_zh, each.name_en or each.name_zh), each.discipline
        )
        for each in Society.objects.active()
    )
    plan, year = outline(), workplan.year
    years = range(year - plan.years + 1, year + 1)
    issues = tuple(MonthlyIssue.objects.filter(workplan=workplan).order_by("month"))
    figures = SocietyFigure.objects.filter(issue=issues[-1]) if issues else ()
    return NationalFacts(
        workplan=workplan,
        outline=plan,
        members=members,
        observed=observe(plan.indicators, [each.pk for each in members], years),
        issues=issues,
        progress={
            figure.society_id: f"{figure.progress}"
            for figure in figures
            if figure.progress is not None
        },
        published=frozenset(
            PublishedAnnualReport.objects.current()
            .filter(workplan=workplan)
            .values_list("society_id", flat=True)
        ),
    )
