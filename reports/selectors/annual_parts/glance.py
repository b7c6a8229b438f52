"""The year at a glance in an annual report: key figures beside last year's, and trends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reports.annual.making import make_chart, make_figures, same
from reports.annual.parts import Part, plain
from reports.selectors.annual_parts import activities, members
from reports.selectors.annual_parts.activities_facts import ActivityRow
from reports.selectors.annual_parts.meetings_facts import MeetingFacts
from reports.selectors.annual_parts.members_facts import TREND_YEARS, MemberFacts
from reports.selectors.annual_parts.organisation import branches_on
from reports.selectors.annual_parts.organisation_facts import OrganisationFacts
from reports.selectors.finance import FinanceBook

#: The order of the key figures.
_ORDER = (
    "individual",
    "unit",
    "dues_rate",
    "branches",
    "meetings",
    "academic_meetings",
    "participants",
    "papers",
    "journals",
    "popularisation",
    "audience",
    "income",
)


def glance_parts(
    of_members: MemberFacts,
    organisation: OrganisationFacts,
    meetings: MeetingFacts,
    did: Sequence[ActivityRow],
    book: FinanceBook | None,
    as_of: dt.date,
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """Key figures, or None where nothing is known; charts over the years that are known."""
    day, before = as_of.isoformat(), dt.date(as_of.year - 1, 12, 31)
    known: dict[str, tuple[Any, Any]] = {
        **members.key_figures(of_members, as_of.year),
        **activities.key_figures(did, as_of),
        "branches": (
            branches_on(organisation.branches, as_of),
            branches_on(organisation.branches, before),
        ),
        "income": (_income(book, as_of.year), _income(book, as_of.year - 1)),
        "meetings": (len(meetings.meetings) or None, len(meetings.before) or None),
    }
    figures = make_figures("glance-figures", {name: known[name] for name in _ORDER}, day)
    trends = (
        *members.trend(of_members, day),
        *activities.trends(did, as_of),
        *_finances(book, as_of),
    )
    return plain(figures[0]) if figures else None, [plain(chart) for chart in trends]


def _income(book: FinanceBook | None, year: int) -> Decimal | None:
    return book.yearly("income").get(year) if book else None


def _finances(book: FinanceBook | None, as_of: dt.date) -> tuple[Part, ...]:
    """Income and expense over the years that are known."""
    if book is None:
        return ()
    years = [as_of.year - back for back in reversed(range(TREND_YEARS))]
    series = {
        code: [amounts.get(year) for year in years]
        for code in ("income", "expense")
        for amounts in [book.yearly(code)]
    }
    labels = [same(str(year)) for year in years]
    return make_chart("trend-income", labels, series, as_of.isoformat(), is_trend=True)
