"""What an annual report tells of members and dues."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from members.models import DeclaredCount
from members.selectors.dues import Collection
from reports.selectors.annual_parts import events, meetings, members, organisation
from reports.selectors.annual_parts.activities_facts import activity_rows
from reports.selectors.annual_parts.meetings_facts import (
    meeting_facts,
)
from reports.selectors.annual_parts.members_facts import MemberFacts, member_facts
from reports.selectors.annual_parts.organisation_facts import organisation_facts
from societies.models import (
    Society,
)
from tests.factories.members import dues, member
from tests.reports.topics.told import DAY, ISO, figures_of, loose, part_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def test_members_are_counted_at_the_end_of_the_last_day(society: Society) -> None:
    member(society, 1, joined_on=DAY, birth_on=dt.date(1982, 1, 1), gender="female")
    member(society, 2, joined_on=dt.date(2018, 1, 1))
    member(society, 3, joined_on=dt.date(2016, 1, 1), left_on=DAY)
    member(society, 4, joined_on=None, sector="university", region="北京", gender="male")
    member(society, 5, kind="unit", grade="unit", joined_on=dt.date(2017, 1, 1))
    told = members.parts(member_facts(society.pk, DAY), 2017, ISO)
    assert figures_of(told, "members-figures") == {
        "individual": ("2", "2"),
        "unit": ("1", "0"),
        "growth": ("0.0", None),
        "joined": ("2", None),
        "left": ("1", None),
    }
    structure = part_of(told, "members-structure")
    assert [(row[0].en, row[1].en, *row[2:]) for row in structure.rows] == [
        ("Sex", "Male", "1", "50.0"),
        ("Sex", "Female", "1", "50.0"),
        ("Age", "35 or younger", "1", "50.0"),
        ("Age", "Not recorded", "1", "50.0"),
        ("Sector", "University", "1", "50.0"),
        ("Sector", "Not recorded", "1", "50.0"),
    ]
    assert part_of(told, "members-trend").series[0].values == ("1", "1", "1", "2", "2")
    assert part_of(told, "members-figures").source.register == "members"


def test_years_before_the_first_member_are_unknown(society: Society) -> None:
    member(society, 1, joined_on=dt.date(2016, 12, 31))
    member(society, 2, joined_on=dt.date(2017, 1, 1), left_on=dt.date(2017, 2, 1))
    facts = member_facts(society.pk, DAY)
    assert facts.heads == {2016: (1, 0), 2017: (1, 0)}
    assert members.key_figures(facts, 2017)["individual"] == (1, 1)
    [chart] = loose(members.trend(facts, ISO))
    assert [label.zh for label in chart.labels] == ["2016", "2017"]


def test_dues_paid_after_the_day_are_not_known(society: Society) -> None:
    first, second = member(society, 1, grade="senior"), member(society, 2, grade="senior")
    dues(first, "100", "100", paid_on=DAY)
    dues(second, "100", "100", paid_on=dt.date(2018, 1, 1))
    told = members.parts(member_facts(society.pk, DAY), 2017, ISO)
    [row] = part_of(told, "members-dues").rows
    assert row[1:] == ("2", "1", "50.0", "200.00", "100.00")
    assert figures_of(told, "members-figures")["dues_rate"] == ("50.0", None)


def test_society_without_a_register_is_told_as_it_declares(society: Society) -> None:
    for year, individual in ((2015, 90), (2016, 100), (2018, 500)):
        DeclaredCount.objects.create(
            society=society, as_of=dt.date(year, 12, 31), individual=individual
        )
    DeclaredCount.objects.create(
        society=society,
        as_of=dt.date(2017, 9, 30),
        individual=115,
        senior=9,
        dues_owing=3,
        dues_paid=2,
    )
    told = members.parts(member_facts(society.pk, DAY), 2017, ISO)
    assert figures_of(told, "members-figures") == {
        "individual": ("115", "100"),
        "growth": ("15.0", None),
        "dues_rate": ("66.7", None),
    }
    assert {(part.source.register, part.source.as_of) for part in told} == {
        ("declared_counts", "2017-09-30")
    }
    assert part_of(told, "members-trend").series[0].values == ("90", "100", "115")


def test_society_that_keeps_nothing_has_no_parts(society: Society) -> None:
    facts = organisation_facts(society, DAY)
    assert members.parts(member_facts(society.pk, DAY), 2017, ISO) == ()
    assert organisation.parts(facts, society, DAY) == ()
    assert organisation.party_parts(facts, ISO) == ()
    assert meetings.parts(meeting_facts(society.pk, DAY), DAY) == ()
    assert activity_rows(society.pk, DAY) == []
    assert events.parts(meeting_facts(society.pk, DAY), facts, [], DAY) == ()


def test_unknown_dues_are_not_nothing() -> None:
    facts = MemberFacts(dues={2016: {("individual", "senior"): Collection(2, 1)}})
    assert members.key_figures(facts, 2017)["dues_rate"] == (None, "50.0")
    facts = MemberFacts(dues={2017: {("unit", "unit"): Collection(2, 2, Decimal(9), Decimal(9))}})
    assert members.key_figures(facts, 2017)["dues_rate"] == (None, None)
