"""The whole content of an annual report, as many registers as there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from accounts.services.audit import canonical_json
from reports.selectors.annual_content import annual_content, content_digest, year_figures
from societies.models import (
    Activity,
    Attendance,
    Branch,
    Meeting,
    PartyBody,
    Resolution,
    Seat,
    Society,
)
from tests.factories.members import dues, member
from tests.factories.reports import AFTER_YEAR, annual_report_of, small_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


@pytest.fixture
def full_society(society: Society) -> Society:
    """A society with something in every register that a report reads."""
    for number in range(1, 4):
        dues(member(society, number, grade="ordinary", gender="male", region="北京"), "60", "60")
        held = Meeting.objects.create(
            society=society, level="council", held_on=dt.date(2017, number, 1), title="会"
        )
        Attendance.objects.create(society=society, meeting=held, name="甲", status="present")
        Resolution.objects.create(society=society, meeting=held, title="办会")
        Seat.objects.create(society=society, term=1, body="council", name=f"甲{number}")
        Branch.objects.create(society=society, name=f"中国数学会{number}分会", kind="subsociety")
        for kind in ("domestic_meeting", "award", "online_service"):
            Activity.objects.create(
                society=society, kind=kind, title=f"{number}", started_on=dt.date(2017, number, 1)
            )
    PartyBody.objects.create(society=society, layer="council", kind="committee")
    return society


def texts(value: Any) -> Iterator[dict[str, str]]:
    """All words in both languages within plain values."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            yield value
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def test_content_says_everything_in_both_languages(full_society: Society) -> None:
    year = small_year(code="Z-01", name="别的学会")
    content = annual_content(full_society, year_figures(year.workplan, at=AFTER_YEAR))
    told = {each["code"] for each in content["chapters"] if each["parts"]}
    assert {"organisation", "party", "events", "members", "meetings", "academic", "lists"} <= told
    parts = [part for each in content["chapters"] for part in each["parts"]]
    assert len({part["code"] for part in parts}) == len(parts)
    named = [each for part in parts for each in texts(part)]
    assert all(bool(words["zh"]) == bool(words["en"]) for words in named)
    assert all(part["title"]["zh"] and part["source"]["text"]["en"] for part in parts)
    assert content["glance"]["figures"]["code"] == "glance-figures"


def test_report_asks_as_few_questions_for_much_as_for_little(full_society: Society) -> None:
    year = small_year(code="Z-01", name="别的学会")
    annual_report_of(year, text="字")
    figures = year_figures(year.workplan, at=AFTER_YEAR)
    counts = []
    for extra in (0, 5):
        for number in range(extra):
            Activity.objects.create(
                society=full_society, kind="award", title=f"多{number}", started_on="2017-04-01"
            )
            member(full_society, 100 + number)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            annual_content(full_society, figures)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 40


def test_society_reads_the_same_of_itself_as_a_job_does(full_society: Society) -> None:
    year = small_year(code="Z-01", name="别的学会")
    shared = Activity.objects.create(
        society=year.society, kind="award", title="同办", started_on="2017-03-01"
    )
    shared.co_hosts.set([full_society])
    figures = year_figures(year.workplan, at=AFTER_YEAR)
    of_job = annual_content(full_society, figures)
    with scope(society=[full_society.pk]):
        of_its_own = annual_content(full_society, figures)
    assert content_digest(of_its_own) == content_digest(of_job)
    assert "同办" in canonical_json(of_its_own).decode()
