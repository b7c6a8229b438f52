"""Activities: what a kind lets be counted, what it demands, and the totals."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from societies.activity_kinds import LARGEST, activity_kinds
from societies.models import Activity, Society
from societies.registers import REGISTERS
from societies.registers.activities import activity_flags
from societies.selectors.activities import activity_totals, led_by_others
from societies.services.records import Write, delete_record, save_record, write_records
from societies.signals import registers_changed
from tests.factories.societies import SocietyFactory, auditor, editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]

TODAY = dt.date(2017, 6, 1)


def activity(society: Society, **values: Any) -> Activity:
    """Make an activity of a meeting unless told otherwise; it is not saved."""
    facts = {"kind": "domestic_meeting", "title": "年会", "started_on": dt.date(2017, 5, 1)}
    return Activity(**(facts | {"society": society} | values))


def problems(record: Activity) -> dict[str, list[ValidationError]]:
    """Return what full_clean finds."""
    with pytest.raises(ValidationError) as caught:
        record.full_clean()
    return caught.value.error_dict


def test_measures_of_the_kind_are_kept() -> None:
    record = activity(SocietyFactory(), measures={"participants": 0, "papers": LARGEST})
    record.full_clean()
    assert record.measures == {"participants": 0, "papers": LARGEST}


def test_unknown_measure_is_left_out() -> None:
    record = activity(SocietyFactory(), measures={"participants": None, "papers": 3})
    record.full_clean()
    assert record.measures == {"papers": 3}


@pytest.mark.parametrize("value", [-1, LARGEST + 1, 1.0, True, "3"])
def test_measure_must_be_a_whole_number_within_bounds(value: object) -> None:
    found = problems(activity(SocietyFactory(), measures={"papers": value}))
    assert [error.code for error in found["measures"]] == ["papers"]


def test_flag_takes_no_two() -> None:
    record = activity(SocietyFactory(), kind="journal", measures={"sci_indexed": 2})
    assert [error.code for error in problems(record)["measures"]] == ["sci_indexed"]


def test_measure_of_another_kind_is_refused_by_name() -> None:
    found = problems(activity(SocietyFactory(), measures={"winners": 1, "nothing": 1}))
    assert [error.code for error in found["measures"]] == ["winners", "nothing"]


def test_unknown_kind_is_refused_at_the_kind_alone() -> None:
    assert set(problems(activity(SocietyFactory(), kind="party", measures={"x": 1}))) == {"kind"}


def test_kind_is_named_in_the_language_of_the_reader() -> None:
    record = activity(SocietyFactory(), kind="journal")
    with override("en"):
        assert record.get_kind_display() == "academic journal"
    with override("zh-hans"):
        assert record.get_kind_display() == "学术期刊"


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"kind": "award"}, 1),
        ({"kind": "award", "approval": "国评组〔2016〕1号"}, 0),
        ({"kind": "award", "approval": "x", "measures": {"fee": 0}}, 0),
        ({"kind": "award", "approval": "x", "measures": {"fee": 1}}, 1),
        ({"kind": "award", "approval": " ", "measures": {"fee": 1}}, 2),
        ({"kind": "innovation_community"}, 1),
        ({"kind": "innovation_community", "approval": "协议1号"}, 0),
        ({"kind": "domestic_meeting"}, 0),
    ],
)
def test_what_a_kind_demands_is_flagged_with_its_source(values: dict[str, Any], count: int) -> None:
    flags = activity_flags(activity(SocietyFactory(), **values), TODAY)
    assert len(flags) == count
    assert all(str(flag.source) for flag in flags)


def test_register_has_a_column_for_every_measure() -> None:
    columns = REGISTERS["activities"].column_names
    assert set(activity_kinds().measures) <= set(columns)
    assert len(set(columns)) == len(columns)


# --- totals ------------------------------------------------------------------------------------

FIRST, LAST = dt.date(2017, 1, 1), dt.date(2017, 12, 31)


def held(society: Society, *partners: Society, **values: Any) -> Activity:
    """Record an activity, held together with partners."""
    record = activity(society, **values)
    record.save()
    record.co_hosts.set(partners)
    return record


def test_activity_held_together_counts_for_each_and_nationally_once() -> None:
    leader, partner, stranger = SocietyFactory(), SocietyFactory(), SocietyFactory()
    held(leader, partner, measures={"participants": 100})
    held(partner, measures={"participants": 20, "papers": 3})
    totals = activity_totals([leader.pk, partner.pk, stranger.pk], FIRST, LAST)
    assert totals.of(leader.pk) == {"domestic_meeting": {"records": 1, "participants": 100}}
    assert totals.of(partner.pk)["domestic_meeting"] == {
        "records": 2,
        "participants": 120,
        "papers": 3,
    }
    assert totals.of(stranger.pk) == {}
    assert totals.national["domestic_meeting"]["participants"] == 120
    assert totals.taking_part == {"domestic_meeting": 2}


def test_partner_counts_what_a_society_outside_the_question_leads() -> None:
    leader, partner = SocietyFactory(), SocietyFactory()
    held(leader, partner)
    totals = activity_totals([partner.pk], FIRST, LAST)
    assert totals.of(partner.pk)["domestic_meeting"]["records"] == 1
    assert [one.society for one in led_by_others(partner, FIRST, LAST)] == [leader]
    assert led_by_others(leader, FIRST, LAST) == []


@pytest.mark.parametrize(
    ("kind", "started_on", "ended_on", "counts"),
    [
        ("domestic_meeting", FIRST, None, True),
        ("domestic_meeting", LAST, None, True),
        ("domestic_meeting", dt.date(2016, 12, 31), FIRST, False),
        ("domestic_meeting", dt.date(2018, 1, 1), None, False),
        ("journal", dt.date(1980, 1, 1), None, True),
        ("journal", dt.date(1980, 1, 1), FIRST, True),
        ("journal", dt.date(1980, 1, 1), dt.date(2016, 12, 31), False),
        ("journal", LAST, None, True),
        ("journal", dt.date(2018, 1, 1), None, False),
    ],
)
def test_events_count_when_they_begin_and_standing_things_while_they_run(
    kind: str, started_on: dt.date, ended_on: dt.date | None, counts: bool
) -> None:
    society = SocietyFactory()
    held(society, kind=kind, started_on=started_on, ended_on=ended_on)
    assert (kind in activity_totals([society.pk], FIRST, LAST).national) is counts


def test_page_of_a_partner_shows_what_others_lead(client: Client) -> None:
    leader, partner = SocietyFactory(code="A-01"), SocietyFactory(code="A-02")
    held(leader, partner, title="合办年会", measures={"participants": 1234})
    person = editor(partner)
    client.force_login(person)
    text = client.get("/societies/A-02/overviews/activities/?year=2017").content.decode()
    assert "合办年会" in text
    assert "1,234" in text
    assert (
        "合办年会"
        not in client.get("/societies/A-02/overviews/activities/?year=2016").content.decode()
    )


def test_national_page_counts_once_and_leads_to_the_list(client: Client) -> None:
    leader, partner = SocietyFactory(code="A-01"), SocietyFactory(code="A-02")
    held(leader, partner, measures={"participants": 1234})
    client.force_login(auditor())
    page = client.get("/overviews/activities/?year=2017")
    (row,) = [
        row
        for group in page.context["groups"]
        for row in group["rows"]
        if row["kind"].key == "domestic_meeting"
    ]
    assert (row["records"], row["taking_part"]) == (1, 2)
    assert client.get(row["url"]).status_code == 200


# --- whose checks have to be computed again ----------------------------------------------------


def test_partners_are_told_of_every_change() -> None:
    leader, first, second = SocietyFactory(), SocietyFactory(), SocietyFactory()
    register = REGISTERS["activities"]
    told: list[set[int]] = []

    def hear(society_ids: set[int], **_rest: Any) -> None:
        told.append(society_ids)

    registers_changed.connect(hear)
    try:
        record = save_record(
            register=register,
            record=activity(leader),
            by=None,
            related={"co_hosts": [first]},
        )
        save_record(register=register, record=record, by=None, related={"co_hosts": [second]})
        write = Write(record, {"co_hosts": []}, {"co_hosts": [second.code]}, {"co_hosts": []})
        write_records(register=register, created=[], changed=[write], by=None, source="x")
        save_record(register=register, record=record, by=None, related={"co_hosts": [first]})
        delete_record(register=register, record=record, by=None, reason="entered twice")
    finally:
        registers_changed.disconnect(hear)
    assert told == [
        {leader.pk, first.pk},
        {leader.pk, first.pk, second.pk},
        {leader.pk, second.pk},
        {leader.pk, first.pk},
        {leader.pk, first.pk},
    ]
