"""The desk: what to do now, by when, and where the society stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from reforms.enums import Decision, ReportState
from reforms.models import Workplan
from reforms.selectors.desk import desk_of, month_to_work_on
from reforms.services import corrections, sealing
from reforms.services.extensions import extend_deadline
from reforms.services.plans import start_version
from societies.enums import Role
from societies.models import Society
from tests.factories.accounts import NotificationFactory, UserFactory
from tests.factories.reforms import accepted_plan, report_of, workplan_of
from tests.factories.societies import RoleFactory, SocietyFactory, approver, editor, manager

pytestmark = pytest.mark.django_db

APRIL, MAY, JUNE = dt.date(2017, 4, 1), dt.date(2017, 5, 1), dt.date(2017, 6, 1)
MOST_QUERIES = 15


def on(month: int, day: int) -> dt.datetime:
    """Noon in Beijing."""
    return dt.datetime(2017, month, day, 4, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def a_day_in_may() -> Iterator[None]:
    """Let it be the third of June, two days before May is due."""
    with scopes_disabled(), time_machine.travel(on(6, 3), tick=False):
        yield


@pytest.fixture
def workplan() -> Workplan:
    """A workplan with the basic tasks 1 and 2."""
    return workplan_of(reelection=0, optional=0)


def look(client: Client, person: Any, address: str = "/desk/") -> str:
    """Read the desk in English."""
    client.force_login(person)
    client.cookies["language"] = "en"
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# which month


def test_oldest_month_that_needs_work_comes_first(society: Society, workplan: Workplan) -> None:
    assert month_to_work_on(society, at=on(6, 3)) == APRIL
    report_of(society, workplan, "2017-04", {1: 1, 2: 1}, state=ReportState.SUBMITTED)
    assert month_to_work_on(society, at=on(6, 3)) == MAY
    report_of(society, workplan, "2017-05", {1: 1, 2: 1})
    assert month_to_work_on(society, at=on(6, 3)) == JUNE


def test_returned_month_comes_before_a_newer_one(society: Society, workplan: Workplan) -> None:
    report_of(society, workplan, "2017-04", {1: 1}, state=ReportState.RETURNED)
    report_of(society, workplan, "2017-05", {1: 1}, state=ReportState.DRAFT)
    assert month_to_work_on(society, at=on(6, 3)) == APRIL


def test_last_month_is_shown_when_all_is_done(society: Society, workplan: Workplan) -> None:
    for month in ("2017-04", "2017-05", "2017-06"):
        report_of(society, workplan, month, {1: 1, 2: 1}, state=ReportState.SUBMITTED)
    assert month_to_work_on(society, at=on(6, 3)) == JUNE


def test_sealed_month_needs_no_work_unless_it_is_open_again(
    society: Society, workplan: Workplan
) -> None:
    sealing.seal_month(workplan=workplan, month=APRIL, at=on(5, 12))
    assert month_to_work_on(society, at=on(6, 3)) == MAY
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=APRIL,
        reason="count again",
        expires_at=on(6, 4),
        by=manager(),
        at=on(6, 2),
    )
    assert month_to_work_on(society, at=on(6, 3)) == APRIL
    assert month_to_work_on(society, at=on(6, 4)) == MAY


def test_desk_says_once_why_a_month_is_open_again(
    client: Client, society: Society, workplan: Workplan
) -> None:
    report = report_of(society, workplan, "2017-04", {1: 1, 2: 1}, decided_at=on(5, 10))
    report.entries.filter(task__number=2).update(decision_reason="lowered for a gap")
    sealing.seal_month(workplan=workplan, month=APRIL, at=on(5, 12))
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=APRIL,
        reason="count again",
        expires_at=on(6, 9),
        by=manager(),
        at=on(6, 2),
    )
    with time_machine.travel(on(6, 3), tick=False):
        person = editor(society)
        desk = desk_of(society, person, at=on(6, 3))
        page = look(client, person)
    assert desk.now is not None
    assert desk.now.is_reopened
    assert page.count("count again</span></p>") == 1
    assert "lowered for a gap" not in page
    assert "not corrected in time" not in page


def test_menu_leads_to_the_month(client: Client, society: Society, workplan: Workplan) -> None:
    client.force_login(editor(society))
    assert client.get("/months/current/")["Location"] == "/months/A-01/2017-04/"


def test_menu_leads_to_the_desk_without_a_workplan(client: Client, society: Society) -> None:
    client.force_login(editor(society))
    assert client.get("/months/current/")["Location"] == "/desk/"


# the page


def test_desk_begins_with_what_to_do_by_when(
    client: Client, society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-04", {1: 1, 2: 1})
    report_of(society, workplan, "2017-05", {1: 1}, state=ReportState.DRAFT)
    page = look(client, editor(society))
    assert "Fill in the report of May 2017" in page
    assert "1 of 2 tasks are filled in." in page
    assert "Due 2017-06-05, 2 days left." in page
    assert "After that it is published as late." in page


def test_desk_shows_returned_tasks_with_reasons(
    client: Client, society: Society, workplan: Workplan
) -> None:
    report = report_of(
        society,
        workplan,
        "2017-04",
        {1: 1, 2: 1},
        state=ReportState.RETURNED,
        first_submitted_at=on(5, 2),
        returned_due_on=dt.date(2017, 6, 7),
    )
    report.entries.filter(task__number=2).update(
        decision=Decision.RETURNED, decision_reason="no minutes"
    )
    page = look(client, editor(society))
    assert "Correct the report of April 2017" in page
    assert "Due 2017-06-07, 4 days left." in page
    assert "no minutes" in page


def test_editor_sees_what_the_approver_wants_changed(
    client: Client, society: Society, workplan: Workplan
) -> None:
    report_of(
        society, workplan, "2017-04", {1: 1, 2: 1}, state=ReportState.DRAFT, note="say <more>"
    )
    page = look(client, editor(society))
    assert "Correct the report of April 2017" in page
    assert "The approver sent the report back" in page
    assert "say &lt;more&gt;" in page


def test_approver_is_asked_to_check_and_the_editor_to_wait(
    client: Client, society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-04", {1: 1, 2: 1}, state=ReportState.IN_SOCIETY_REVIEW)
    assert "Check the report of April 2017 and submit it" in look(client, approver(society))
    assert "The report of April 2017 is with the approver" in look(client, editor(society))


def test_full_report_is_to_be_handed_on(
    client: Client, society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-04", {1: 1, 2: 1}, state=ReportState.DRAFT)
    assert "Send the report of April 2017 to the approver" in look(client, editor(society))
    page = look(client, approver(society))
    assert "Check the report of April 2017 and submit it" in page
    assert 'href="/months/A-01/2017-04/check/"' in page


def test_more_time_is_said_beside_the_day(
    client: Client, society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-04", {1: 1, 2: 1})
    day = dt.date(2017, 6, 9)
    extend_deadline(
        society=society,
        workplan=workplan,
        month=MAY,
        due_on=day,
        reason="学会换届，来函申请延期报送。",
        by=manager(),
        at=on(6, 3),
    )
    page = look(client, editor(society))
    assert "Due 2017-06-09, 6 days left." in page
    assert "CAST gave the society more time for this month." in page
    assert "CAST gave the society more time for this month." in look(
        client, editor(society), "/months/A-01/2017-05/"
    )
    with time_machine.travel(on(6, 10), tick=False):
        assert "CAST gave the society more time" not in look(client, editor(society))


def test_nothing_to_do_is_said(client: Client, society: Society, workplan: Workplan) -> None:
    accepted_plan(society, workplan)
    for month in ("2017-04", "2017-05", "2017-06"):
        report_of(society, workplan, month, {1: 1, 2: 1}, state=ReportState.SUBMITTED)
    assert "every month that has begun is with CAST or accepted" in look(client, editor(society))


def test_missing_plan_is_asked_for(client: Client, society: Society, workplan: Workplan) -> None:
    assert "Draw up the reform plan" in look(client, editor(society))
    accepted_plan(society, workplan)
    assert "Draw up the reform plan" not in look(client, editor(society))


def test_amended_plan_is_not_overdue(client: Client, society: Society, workplan: Workplan) -> None:
    plan = accepted_plan(society, workplan).plan
    start_version(plan=plan, by=None, reason="one more task")
    page = look(client, editor(society))
    assert "Finish the amended plan and submit it" in page
    assert "Version 1 stays in force" in page
    assert f"It was due {workplan.plan_due_on}" not in page


def test_desk_without_a_workplan_says_so(client: Client, society: Society) -> None:
    assert "No workplan has begun yet" in look(client, editor(society))


def test_place_in_the_last_sealed_month(society: Society, workplan: Workplan) -> None:
    better, best = SocietyFactory(code="A-02"), SocietyFactory(code="A-03")
    report_of(society, workplan, "2017-04", {1: 10, 2: 20})
    report_of(better, workplan, "2017-04", {1: 30, 2: 30})
    report_of(best, workplan, "2017-04", {1: 40, 2: 40})
    sealing.seal_month(workplan=workplan, month=APRIL, at=on(5, 12))
    standing = desk_of(society, editor(society), at=on(6, 3)).standing
    assert standing is not None
    assert (standing.rank, standing.societies, standing.progress) == (3, 3, "15.0")
    assert standing.mean == "28.3"


def test_cast_is_led_to_its_own_desk(client: Client, workplan: Workplan) -> None:
    client.force_login(manager())
    assert client.get("/desk/")["Location"] == "/dashboard/"


def test_person_without_a_role_has_no_desk(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/desk/").status_code == 403


def test_person_of_two_societies_chooses(
    client: Client, society: Society, workplan: Workplan
) -> None:
    both = editor(society)
    RoleFactory(person=both, role=Role.EDITOR, society=SocietyFactory(code="A-02"))
    assert "?society=A-02" in look(client, both)
    assert client.get("/months/current/")["Location"] == "/desk/"
    assert "A-02" in look(client, both, "/desk/?society=A-02")
    SocietyFactory(code="A-03")
    assert client.get("/desk/?society=A-03").status_code == 404
    assert client.get("/desk/?society=A-02%00").status_code == 404


def test_queries_stay_the_same_through_the_year(
    client: Client, society: Society, workplan: Workplan
) -> None:
    person = approver(society)
    accepted_plan(society, workplan)
    report_of(society, workplan, "2017-04", {1: 1}, state=ReportState.DRAFT)
    NotificationFactory(recipient=person)
    look(client, person)
    with CaptureQueriesContext(connection) as one:
        client.get("/desk/")
    assert len(one) <= MOST_QUERIES
    for month in ("2017-05", "2017-06"):
        report_of(society, workplan, month, {1: 1, 2: 2}, state=ReportState.DRAFT)
        NotificationFactory(recipient=person)
    with CaptureQueriesContext(connection) as three:
        client.get("/desk/")
    assert len(three) == len(one)
