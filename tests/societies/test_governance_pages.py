"""Pages of governance: the calendar of one society and of all, bodies and votes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django_scopes import scopes_disabled
from pytest_django import DjangoAssertNumQueries

from accounts.services import audit
from societies.enums import Body, SeatBody, SeatRole
from societies.governance import EntryKind, Urgency
from societies.models import Appointment, Candidate, Congress, CouncilTerm, Election, Seat, Society
from societies.selectors.governance import governance_entries
from tests.factories.societies import SocietyFactory, auditor, editor

D = dt.date


@pytest.fixture
def unscoped() -> Iterator[None]:
    """See all societies, as CAST does."""
    with scopes_disabled():
        yield


def governed(society: Society) -> Society:
    """Record a term that is over, with officers, an election and an appointment."""
    CouncilTerm.objects.create(
        society=society, term=8, starts_on=D(2010, 1, 1), ends_on=D(2015, 1, 1)
    )
    Congress.objects.create(society=society, held_on=D(2010, 1, 1))
    for body in (SeatBody.COUNCIL, SeatBody.STANDING):
        Seat.objects.create(
            society=society,
            term=8,
            body=body,
            name="甲某",
            role=SeatRole.PRESIDENT,
            birth_year=1930,
            is_grassroots=True,
        )
    election = Election.objects.create(
        society=society,
        term=8,
        body=SeatBody.COUNCIL,
        role=SeatRole.PRESIDENT,
        held_on=D(2010, 1, 1),
        elected_by=Body.COUNCIL,
        seats=1,
        voters_due=90,
        voters_present=60,
    )
    Candidate.objects.create(election=election, society=society, name="甲某", votes_for=39)
    Appointment.objects.create(society=society, term=8, name="乙某", is_full_time=False)
    return society


@pytest.mark.django_db
@pytest.mark.usefixtures("unscoped")
def test_page_of_a_society_shows_calendar_bodies_and_votes(client: Client) -> None:
    society = governed(SocietyFactory(code="A-01"))
    client.force_login(editor(society))
    page = client.get("/societies/A-01/overviews/governance/")
    text = page.content.decode()
    assert text.count("甲某") == 2
    assert "乙某" in text
    rows = page.context["rows"]
    assert {entry.kind for _society, entry, _said in rows} >= {
        EntryKind.REELECTION,
        EntryKind.AGE,
        EntryKind.FULL_TIME,
        EntryKind.DELAY,
        EntryKind.FILING,
    }
    assert len(page.context["council"].officers) == 1
    ((_election, votes),) = page.context["elections"]
    assert (votes.has_quorum, votes.winners) == (True, [])


@pytest.mark.django_db
@pytest.mark.usefixtures("unscoped")
def test_calendar_is_filtered_and_exported_as_filtered(client: Client) -> None:
    governed(SocietyFactory(code="A-01", name_zh="中国数学会"))
    governed(SocietyFactory(code="A-02", name_zh="中国物理学会"))
    client.force_login(auditor())
    page = client.get("/overviews/governance/?q=数学&matter=age")
    assert [(s.code, e.kind) for s, e, _said in page.context["rows"]] == [("A-01", EntryKind.AGE)]
    export = client.get("/overviews/governance.csv?q=数学&matter=age")
    lines = export.content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 2
    assert "1930" in lines[1]
    assert client.get("/overviews/governance.xlsx").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("unscoped")
def test_wrong_question_shows_its_error_and_everything_else(client: Client) -> None:
    governed(SocietyFactory(code="A-01"))
    client.force_login(auditor())
    page = client.get("/overviews/governance/?urgency=never")
    assert page.context["form"].errors
    assert page.context["rows"]


@pytest.mark.django_db
@pytest.mark.usefixtures("unscoped")
def test_society_without_records_is_told_what_to_record(client: Client) -> None:
    society = SocietyFactory(code="A-01")
    client.force_login(editor(society))
    page = client.get("/societies/A-01/overviews/governance/")
    assert page.context["rows"] == []
    assert page.status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("unscoped")
def test_calendar_takes_the_same_queries_for_any_number(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(auditor())
    governed(SocietyFactory())
    client.get("/overviews/governance/")
    cache.clear()
    with django_assert_max_num_queries(15) as one:
        client.get("/overviews/governance/")
    for _number in range(3):
        governed(SocietyFactory())
    cache.clear()
    with django_assert_max_num_queries(len(one)) as four:
        client.get("/overviews/governance/")
    assert len(four) == len(one)
    with django_assert_max_num_queries(len(one) - 5):
        client.get("/overviews/governance/")


@pytest.mark.django_db
@pytest.mark.usefixtures("unscoped")
def test_calendar_is_worked_out_again_when_something_is_written() -> None:
    """What is kept follows the society's last event, its profile included, and the day."""
    society, other = SocietyFactory(code="A-01"), governed(SocietyFactory(code="A-02"))
    both: list[Society] = [society, other]
    day = D(2017, 6, 1)
    before = dict(governance_entries(both, day))
    society.term_ends_on = D(2018, 1, 1)
    society.save()
    assert dict(governance_entries(both, day)) == before
    audit.record(action="society.changed", subject=society, scope=society.code)
    after = dict(governance_entries(both, day))
    assert EntryKind.REELECTION in {entry.kind for entry in after[society]}
    assert after[other] == before[other]
    later = dict(governance_entries([society], D(2018, 1, 2)))[society]
    assert {entry.urgency for entry in later} == {Urgency.OVERDUE}
