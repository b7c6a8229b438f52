"""What the portal adds to each chapter: facts are read when a chapter first asks for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cached_property

from reforms import months
from reforms.models import Workplan
from reports.annual.chapters import ChapterKind
from reports.annual.parts import Part
from reports.models import AnnualReport
from reports.selectors.annual_parts import (
    activities,
    events,
    finance,
    meetings,
    members,
    organisation,
    reform,
    society,
)
from reports.selectors.annual_parts.activities_facts import ActivityRow, activity_rows
from reports.selectors.annual_parts.meetings_facts import MeetingFacts, meeting_facts
from reports.selectors.annual_parts.members_facts import MemberFacts, member_facts
from reports.selectors.annual_parts.organisation_facts import OrganisationFacts, organisation_facts
from reports.selectors.annual_reform import reform_content
from reports.selectors.annual_year import Content, YearFigures
from reports.selectors.finance import FinanceBook, finance_book
from societies.models import Society


class ChapterFacts:
    """The registers, months and statements of one society's year, each read at most once."""

    def __init__(self, society: Society, year: YearFigures) -> None:
        self.society = society
        self.year = year

    @property
    def as_of(self) -> dt.date:
        """The day on which the registers are counted."""
        return self.year.as_of

    @property
    def day(self) -> str:
        """That day as text."""
        return self.as_of.isoformat()

    @cached_property
    def report(self) -> AnnualReport | None:
        """The report of which something was written, with what is known of it already."""
        workplan = self.year.workplan
        report: AnnualReport | None = AnnualReport.objects.filter(
            society=self.society, workplan=workplan
        ).first()
        if report is not None:
            report.society, report.workplan = self.society, workplan
        return report

    @cached_property
    def book(self) -> FinanceBook | None:
        """The financial statements."""
        return finance_book(self.report) if self.report else None

    @cached_property
    def members(self) -> MemberFacts:
        """The members."""
        return member_facts(self.society.pk, self.as_of)

    @cached_property
    def organisation(self) -> OrganisationFacts:
        """Councils, branches, staff, Party bodies."""
        return organisation_facts(self.society, self.as_of)

    @cached_property
    def meetings(self) -> MeetingFacts:
        """Meetings of the bodies and their resolutions."""
        return meeting_facts(self.society.pk, self.as_of)

    @cached_property
    def activities(self) -> Sequence[ActivityRow]:
        """What the society did."""
        return activity_rows(self.society.pk, self.as_of)

    @cached_property
    def reform(self) -> Content:
        """The workplan, where its figures come from, and everything of the reform."""
        return {
            "workplan": workplan_content(self.year.workplan),
            "source": source_content(self.year),
            **reform_content(self.society, self.year),
        }


_BUILDERS: dict[str, Callable[[ChapterFacts], tuple[Part, ...]]] = {
    "reform": lambda facts: reform.parts(facts.reform),
    "finance": lambda facts: finance.parts(facts.book) if facts.book else (),
    "development": lambda facts: society.profile(facts.society, facts.organisation, facts.as_of),
    "organisation": lambda facts: organisation.parts(
        facts.organisation, facts.society, facts.as_of
    ),
    "party": lambda facts: organisation.party_parts(facts.organisation, facts.day),
    "events": lambda facts: events.parts(
        facts.meetings, facts.organisation, facts.activities, facts.as_of
    ),
    "members": lambda facts: members.parts(facts.members, facts.as_of.year, facts.day),
    "meetings": lambda facts: meetings.parts(facts.meetings, facts.as_of),
    "lists": lambda facts: society.lists(facts.society, facts.organisation, facts.as_of),
}


def parts_of(facts: ChapterFacts, chapter: ChapterKind) -> tuple[Part, ...]:
    """The parts of one chapter, in their order."""
    if chapter.activities:
        return activities.parts(chapter, facts.activities, facts.as_of)
    builder = _BUILDERS.get(chapter.code)
    return builder(facts) if builder else ()


def workplan_content(workplan: Workplan) -> Content:
    """The workplan as the report names it."""
    return {
        "year": workplan.year,
        "title_zh": workplan.title_zh,
        "title_en": workplan.title_en,
        "issuer_zh": workplan.issuer_zh,
        "issuer_en": workplan.issuer_en,
        "first_month": f"{workplan.first_month:%Y-%m}",
        "last_month": f"{workplan.last_month:%Y-%m}",
        "optional_minimum": workplan.optional_minimum,
    }


def source_content(year: YearFigures) -> Content:
    """Where the figures come from: an issue with its number and digest, or the open month."""
    if year.issues:
        issue = year.issues[-1]
        return {
            "is_sealed": True,
            "month": f"{issue.month:%Y-%m}",
            "number": issue.number,
            "digest": issue.digest,
            "as_of": issue.as_of.astimezone(months.BEIJING).isoformat(timespec="minutes"),
        }
    assert year.live is not None  # noqa: S101 - read when nothing is sealed
    return {
        "is_sealed": False,
        "month": year.live["month"],
        "number": None,
        "digest": None,
        "as_of": year.live["as_of"],
    }
