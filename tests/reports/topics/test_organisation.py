"""What an annual report tells of offices, branches, Party bodies and rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from reports.selectors.annual_parts import organisation
from reports.selectors.annual_parts.organisation_facts import BranchRow, organisation_facts
from reports.selectors.annual_parts.society import profile as profile_of
from societies.models import (
    Branch,
    BranchActivity,
    PartyBody,
    Rule,
    Seat,
    Society,
    StaffMember,
)
from tests.reports.topics.told import DAY, ISO, figures_of, loose, part_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def test_organisation_is_that_of_the_day(society: Society) -> None:
    for name, body, role, sex in (
        ("甲", "council", "president", "male"),
        ("甲", "standing", "president", "male"),
        ("乙", "standing", "member", "female"),
        ("乙", "council", "member", "female"),
        ("丙", "council", "member", ""),
    ):
        Seat.objects.create(society=society, term=8, body=body, name=name, role=role, sex=sex)
    Seat.objects.create(society=society, term=8, body="council", name="丁", from_on="2018-01-01")
    StaffMember.objects.create(
        society=society, name="戊", employment="full_time", from_on="2017-02-01"
    )
    told = organisation.parts(organisation_facts(society, DAY), society, DAY)
    assert figures_of(told, "organisation-figures") == {
        "council": ("3", None),
        "standing": ("2", None),
        "staff": ("1", "0"),
        "full_time": ("1", "0"),
    }
    council = part_of(told, "organisation-council")
    assert [(row[0].en, *row[1:3]) for row in council.rows] == [
        ("Council", "3", "33.3"),
        ("Standing council", "2", "50.0"),
    ]
    listed = organisation.council_rows(organisation_facts(society, DAY))
    assert [(words.en, count, names) for words, count, names in listed] == [
        ("President", 1, "甲"),
        ("Standing council", 1, "乙"),
        ("Council", 1, "丙"),
    ]


@pytest.mark.parametrize(
    ("starts_on", "council", "people"),
    [
        (dt.date(2017, 12, 31), {"council": ("120", None)}, ["甲"]),
        (dt.date(2018, 1, 1), None, []),
        (None, None, []),
    ],
)
def test_society_speaks_for_its_present_term_only(
    society: Society, starts_on: dt.date | None, council: object, people: list[str]
) -> None:
    society.term_starts_on, society.council_seats, society.president = starts_on, 120, "甲"
    facts = organisation_facts(society, DAY)
    told = organisation.parts(facts, society, DAY)
    assert (figures_of(told, "organisation-figures") if told else None) == council
    [profile] = loose(profile_of(society, facts, DAY))
    assert [row[1] for row in profile.rows if row[0].en == "President"] == people


def test_profile_names_who_was_in_office_on_the_day(society: Society) -> None:
    society.president, society.term_starts_on = "今人", dt.date(2017, 1, 1)
    for name, role in (("乙", "president"), ("丙", "secretary_general")):
        Seat.objects.create(society=society, term=8, body="council", name=name, role=role)
    [profile] = loose(profile_of(society, organisation_facts(society, DAY), DAY))
    rows = {row[0].en: row[1] for row in profile.rows}
    assert (rows["President"], rows["Secretary-general"]) == ("乙", "丙")
    assert rows["Term begins on"] == "2017-01-01"


def test_branches_by_kind_with_what_the_year_changed(society: Society) -> None:
    for name, kind, values in (
        ("一分会", "subsociety", {"set_up_on": "2017-12-31"}),
        ("二分会", "subsociety", {"closed_on": "2017-12-31"}),
        ("三委会", "professional", {"set_up_on": "2018-01-01"}),
    ):
        Branch.objects.create(society=society, name=society.name_zh + name, kind=kind, **values)
    branch = Branch.objects.get(name="中国数学会一分会")
    for on in ("2017-12-31", "2016-12-31"):
        BranchActivity.objects.create(society=society, branch=branch, held_on=on, title=on)
    told = organisation.parts(organisation_facts(society, DAY), society, DAY)
    [row] = part_of(told, "organisation-branches").rows
    assert row[1:] == ("1", "1", "1", "1", "1", "1")
    assert figures_of(told, "organisation-figures")["branches"] == ("1", "1")


def test_busiest_branches_are_drawn_where_they_differ(society: Society) -> None:
    rows = [
        BranchRow(f"中国数学会{n}", "working", None, None, "", count)
        for n, count in enumerate((1, 3, 0))
    ]
    facts = organisation_facts(society, DAY)
    told = organisation.parts(replace(facts, branches=rows), society, DAY)
    chart = part_of(told, "organisation-branch-activity")
    assert [label.zh for label in chart.labels] == ["1", "0"]
    assert chart.series[0].values == ("3", "1")


def test_party_bodies_and_rules_of_the_day(society: Society) -> None:
    for kind, dissolved in (("committee", None), ("branch", DAY)):
        PartyBody.objects.create(
            society=society, layer="council", kind=kind, dissolved_on=dissolved, members=3
        )
    for title, on in (("旧", "2016-12-31"), ("新", "2017-01-01")):
        Rule.objects.create(society=society, kind="charter", title=title, adopted_on=on)
    facts = organisation_facts(society, DAY)
    [party] = loose(organisation.party_parts(facts, ISO))
    assert [row[1].en for row in party.rows] == ["Party committee"]
    rules = part_of(organisation.parts(facts, society, DAY), "organisation-rules")
    assert [row[0] for row in rules.rows] == ["新"]
