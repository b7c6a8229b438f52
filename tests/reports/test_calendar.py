"""The calendar feed: whose deadlines it shows, which are done, and who may fetch it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accounts.models import CalendarFeed, User
from accounts.services.calendars import make_calendar, revoke_calendar
from reforms.enums import ReportState, SlipState
from reforms.models import MonthlyReport, ReformPlan, Workplan
from reforms.services.extensions import extend_deadline
from reports.models import AnnualReport
from societies.enums import Discipline
from societies.models import CouncilTerm, RoleAssignment, Society
from societies.services import people
from tests.factories.notices import sent
from tests.factories.reforms import workplan_of
from tests.factories.slips import slip_of
from tests.factories.societies import SocietyFactory, auditor, editor, manager, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "one_factor")]
AT = dt.datetime(2017, 6, 1, 9, tzinfo=dt.UTC)
MAY = dt.date(2017, 5, 1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Let it be the first of June, until somebody moves on."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def workplan() -> Workplan:
    """The workplan of the year, with a day for annual reports."""
    return workplan_of(
        annual_report_due_on=dt.date(2018, 3, 31), reminder_days={"before": [3, 1, 0]}
    )


@pytest.fixture
def own() -> Society:
    """A society."""
    return SocietyFactory(code="A-01", name_zh="中国数学会")


def address(person: User) -> str:
    _feed, secret = make_calendar(owner=person, at=AT)
    return f"/calendar/{secret}.ics"


def fetched(url: str, **headers: str) -> Any:
    return Client().get(url, headers=headers)


def events(url: str) -> dict[str, Any]:
    """Fetch a calendar and return its entries by the part of the UID before the host."""
    found = Calendar.from_ical(fetched(url).content).walk("VEVENT")
    return {str(event["uid"]).partition("@")[0]: event for event in found}


def test_editor_finds_every_deadline_of_the_society_and_of_no_other(
    workplan: Workplan, own: Society
) -> None:
    other = SocietyFactory(code="A-02")
    slip_of(own, workplan, 1)
    slip_of(other, workplan, 2)
    sent(own, title="关于年报的通知", confirm_by=dt.date(2017, 6, 20))
    sent(other, confirm_by=dt.date(2017, 6, 20))
    CouncilTerm.objects.create(
        society=own, term=9, starts_on=dt.date(2012, 9, 1), ends_on=dt.date(2017, 9, 1)
    )
    found = events(address(editor(own)))
    reports = [key for key in found if key.startswith("report-")]
    assert reports == [f"report-2017-{month:02d}-A-01" for month in range(4, 13)]
    (notice,) = [key for key in found if key.startswith("notice-")]
    rest = {key: event.decoded("dtstart") for key, event in found.items() if key not in reports}
    assert rest == {
        "plan-2017-A-01": dt.date(2017, 5, 22),
        "annual-2017-A-01": dt.date(2018, 3, 31),
        "slip-2017-1-A-01": dt.date(2017, 6, 9),
        notice: dt.date(2017, 6, 20),
        "reelection-plan-A-01": dt.date(2017, 3, 1),
        "reelection-request-A-01": dt.date(2017, 7, 1),
        "reelection-reelection-A-01": dt.date(2017, 9, 1),
    }
    may = found["report-2017-05-A-01"]
    assert may["summary"] == "月度进展截止：2017年5月"
    assert may.decoded("dtstart") == dt.date(2017, 6, 5)
    assert may["url"].endswith("/months/A-01/2017-05/")
    assert len(may.walk("VALARM")) == 3


def test_done_is_ticked_and_reminds_of_nothing(workplan: Workplan, own: Society) -> None:
    MonthlyReport.objects.create(
        society=own,
        workplan=workplan,
        month=MAY,
        state=ReportState.SUBMITTED,
        first_submitted_at=AT,
    )
    ReformPlan.objects.create(society=own, workplan=workplan, first_submitted_at=AT)
    AnnualReport.objects.create(society=own, workplan=workplan, first_submitted_at=AT)
    slip_of(own, workplan, 1, state=SlipState.ANSWERED)
    found = events(address(editor(own)))
    done = {key for key, event in found.items() if str(event["summary"]).startswith("✓ ")}
    assert done == {
        "report-2017-05-A-01",
        "plan-2017-A-01",
        "annual-2017-A-01",
        "slip-2017-1-A-01",
    }
    assert not any(found[key].walk("VALARM") for key in done)


def test_returned_report_has_a_day_of_its_own(workplan: Workplan, own: Society) -> None:
    report = MonthlyReport.objects.create(
        society=own,
        workplan=workplan,
        month=MAY,
        state=ReportState.RETURNED,
        first_submitted_at=AT,
        returned_due_on=dt.date(2017, 6, 12),
    )
    url = address(editor(own))
    event = events(url)["returned-2017-05-A-01"]
    assert (event.decoded("dtstart"), event["sequence"]) == (dt.date(2017, 6, 12), 0)
    assert not str(event["summary"]).startswith("✓")
    MonthlyReport.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED)
    assert str(events(url)["returned-2017-05-A-01"]["summary"]).startswith("✓")


def test_more_time_moves_the_entry_and_counts_as_a_change(
    workplan: Workplan, own: Society, clock: Any
) -> None:
    url = address(editor(own))
    before = events(url)["report-2017-05-A-01"]
    later = AT + dt.timedelta(hours=2)
    clock.move_to(later)
    extend_deadline(
        society=own,
        workplan=workplan,
        month=MAY,
        due_on=dt.date(2017, 6, 9),
        reason="换届交接",
        by=manager(),
        at=later,
    )
    after = events(url)["report-2017-05-A-01"]
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("dtstart") == dt.date(2017, 6, 9)
    assert after.decoded("last-modified") == later
    assert "2017-06-05" in after["description"]
    assert events(url)["report-2017-06-A-01"]["sequence"] == 0


def test_withdrawn_slip_is_cancelled(workplan: Workplan, own: Society) -> None:
    slip_of(own, workplan, 1, state=SlipState.WITHDRAWN)
    event = events(address(editor(own)))["slip-2017-1-A-01"]
    assert event["status"] == "CANCELLED"


def test_reviewer_finds_one_entry_per_deadline_with_the_count(workplan: Workplan) -> None:
    mine = [SocietyFactory(code=f"A-0{number}") for number in range(1, 4)]
    SocietyFactory(code="B-01", discipline=Discipline.ENGINEERING)
    MonthlyReport.objects.create(
        society=mine[0],
        workplan=workplan,
        month=MAY,
        state=ReportState.SUBMITTED,
        first_submitted_at=AT,
    )
    extend_deadline(
        society=mine[1],
        workplan=workplan,
        month=MAY,
        due_on=dt.date(2017, 6, 9),
        reason="换届交接",
        by=manager(),
        at=AT,
    )
    for number, society in enumerate(mine, start=1):
        slip_of(society, workplan, number)
    found = events(address(reviewer(Discipline.SCIENCE)))
    assert len([key for key in found if key.startswith("all-report-")]) == 10
    general, extended = found["all-report-2017-05"], found["all-report-2017-05-2017-06-09"]
    assert general["summary"] == "月度进展截止：2017年5月 · 2家学会 · 尚有1家未完成"
    assert general["description"] == "A-03 中国A-03学会"
    assert (
        extended["summary"] == "月度进展截止：2017年5月（延期） · A-02 中国A-02学会 · 尚有1家未完成"
    )
    assert found["all-slip-2017-06-09"]["summary"].startswith("督办单答复截止 · 3家学会")
    assert found["all-plan-2017"].decoded("dtstart") == dt.date(2017, 5, 22)


def test_re_elections_of_a_portfolio_are_shown_a_year_ahead(workplan: Workplan) -> None:
    for code, ends_on in (("A-01", dt.date(2018, 6, 2)), ("A-02", dt.date(2018, 6, 3))):
        society = SocietyFactory(code=code)
        CouncilTerm.objects.create(
            society=society, term=9, starts_on=dt.date(2013, 6, 3), ends_on=ends_on
        )
    found = events(address(reviewer(Discipline.SCIENCE)))
    ends = {key: str(event["summary"]) for key, event in found.items() if "-reelection-re" in key}
    assert len([key for key in ends if key.startswith("all-reelection-reelection-")]) == 1
    assert "换届 · A-01 中国A-01学会" in ends.values()


def test_long_list_of_names_is_cut(workplan: Workplan) -> None:
    for number in range(25):
        SocietyFactory(code=f"A-{number:02d}")
    event = events(address(auditor()))["all-report-2017-05"]
    assert event["description"].endswith("等，另有5家")
    assert "25家学会" in event["summary"]


def test_nothing_long_behind_is_shown(workplan: Workplan, own: Society, clock: Any) -> None:
    url = address(editor(own))
    clock.move_to(dt.datetime(2017, 11, 5, tzinfo=dt.UTC))  # 184 days after 5 May
    found = events(url)
    assert "report-2017-04-A-01" not in found
    assert "report-2017-05-A-01" in found
    clock.move_to(dt.datetime(2017, 11, 4, tzinfo=dt.UTC))
    assert "report-2017-04-A-01" in events(url)


def test_calendar_follows_roles_and_dies_with_the_account(workplan: Workplan, own: Society) -> None:
    person = editor(own)
    url = address(person)
    assert events(url)
    RoleAssignment.objects.filter(person=person).update(ended_on=MAY)
    assert fetched(url).status_code == 200
    assert events(url) == {}
    chief = manager()
    people.deactivate(person=person, reason="离职", by=chief)
    assert fetched(url).status_code == 404
    people.reactivate(person=person, by=chief)
    assert fetched(url).status_code == 404


def test_renewed_and_revoked_addresses_lead_nowhere(workplan: Workplan, own: Society) -> None:
    person = editor(own)
    first = address(person)
    before = events(first)
    second = address(person)
    assert fetched(first).status_code == 404
    assert {key: e["sequence"] for key, e in events(second).items()} == dict.fromkeys(before, 0)
    revoke_calendar(owner=person, by=person)
    assert fetched(second).status_code == 404
    assert fetched("/calendar/anything.ics").status_code == 404


def test_whoever_must_prove_more_gets_nothing_until_then(
    workplan: Workplan, own: Society, settings: Any
) -> None:
    settings.DEMO = False
    person = editor(own)
    url = address(person)
    assert fetched(url).status_code == 200
    User.objects.filter(pk=person.pk).update(requires_second_factor=True)
    assert fetched(url).status_code == 404


def test_unchanged_calendar_is_not_sent_again(workplan: Workplan, own: Society, clock: Any) -> None:
    url = address(editor(own))
    answer = fetched(url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    clock.move_to(AT + dt.timedelta(hours=6))
    again = fetched(url, if_none_match=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    head = Client().head(url)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])
    MonthlyReport.objects.create(
        society=own,
        workplan=workplan,
        month=MAY,
        state=ReportState.SUBMITTED,
        submitted_at=AT,
        first_submitted_at=AT,
    )
    assert fetched(url, if_none_match=answer["ETag"]).status_code == 200


def test_owner_decides_what_is_shown_whoever_is_signed_in(workplan: Workplan, own: Society) -> None:
    url, client = address(editor(own)), Client()
    client.force_login(editor(SocietyFactory(code="A-02")))
    data = client.get(url).content
    assert b"report-2017-05-A-01" in data
    assert b"A-02" not in data


def test_calendar_speaks_the_language_of_its_owner(workplan: Workplan, own: Society) -> None:
    url = address(editor(own, mail_language="en"))
    assert events(url)["plan-2017-A-01"]["summary"] == "Reform plan due: 2017"


def test_any_number_of_societies_takes_the_same_queries(workplan: Workplan, own: Society) -> None:
    url, mine = address(reviewer(Discipline.SCIENCE)), address(editor(own))
    counts = []
    with CaptureQueriesContext(connection) as queries:
        events(mine)  # cold: nothing is known of the entries yet
    first = len(queries)
    events(url)
    for more in (1, 2, 206):
        Society.objects.bulk_create(
            Society(code=f"A-{more}{number}", name_zh=f"学会{more}{number}", discipline="science")
            for number in range(more)
        )
        with CaptureQueriesContext(connection) as queries:
            found = events(url)
        counts.append(len(queries))
    assert "210家学会" in found["all-report-2017-05"]["summary"]
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 15
    assert first <= 15
    with CaptureQueriesContext(connection) as queries:
        events(mine)
    assert len(queries) <= 15
    assert CalendarFeed.objects.count() == 2
