"""Reminders against the database: who is told what, once, and nobody who has nothing to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_scopes import scopes_disabled

from accounts.enums import Topic
from accounts.models import Notification, User
from accounts.services.notifications import notification_text
from reforms import months
from reforms.enums import Decision, PlanState, ReminderKind, ReportState, SlipState
from reforms.models import PlanVersion, ReformPlan, Reminder, Workplan
from reforms.services.extensions import extend_deadline
from reforms.services.reminders import remind
from reforms.tasks import send_reminders
from societies.models import RoleAssignment, Society
from tests.factories.reforms import accepted_plan, report_of, seal, workplan_of
from tests.factories.slips import slip_of
from tests.factories.societies import SocietyFactory, approver, editor, manager, reviewer

pytestmark = [pytest.mark.django_db]

DAYS = {"before": [3, 1, 0], "after": [1, 3, 7], "reelection_months": [12, 6, 3]}
APRIL = dt.date(2017, 4, 1)


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    """Read every society."""
    with scopes_disabled():
        yield


@pytest.fixture
def society() -> Society:
    """A society with an editor, an approver and a reviewer."""
    made: Society = SocietyFactory(code="A-01", name_zh="中国数学会")
    editor(made, name="编")
    approver(made, name="审")
    reviewer(made, name="联")
    return made


@pytest.fixture
def workplan() -> Workplan:
    """A workplan with two basic tasks; the report of April is due on 5 May."""
    return workplan_of(reminder_days=DAYS)


@pytest.fixture
def planned(society: Society, workplan: Workplan) -> Society:
    """The society with its plan accepted, so that nothing is said of plans."""
    accepted_plan(society, workplan)
    return society


def on(day: str) -> int:
    """Remind on a day of 2017 at twenty past seven."""
    today = dt.date.fromisoformat(f"2017-{day}")
    return remind(today=today, at=dt.datetime.combine(today, dt.time(7, 20), months.BEIJING))


def told(kind: ReminderKind) -> list[str]:
    rows = Notification.objects.filter(kind=f"reminder-{kind}").order_by("pk")
    return list(rows.values_list("recipient__name", flat=True))


def said(kind: ReminderKind, language: str = "en") -> str:
    with translation.override(language):
        note = Notification.objects.filter(kind=f"reminder-{kind}").latest("pk")
        return "\n".join(notification_text(note))


def test_editors_are_told_what_is_missing_before_the_deadline(
    planned: Society, workplan: Workplan
) -> None:
    report_of(planned, workplan, "2017-04", {1: 10}, state=ReportState.DRAFT)
    assert on("05-01") == 0
    assert on("05-02") == 1
    assert told(ReminderKind.REPORT) == ["编"]
    assert "due on 2017-05-05 · 3 days left" in said(ReminderKind.REPORT)
    assert "1 of 2 tasks has no entry yet" in said(ReminderKind.REPORT)
    note = Notification.objects.get()
    assert (note.topic, note.url) == (Topic.DEADLINES, "/months/A-01/2017-04/")


def test_a_second_run_sends_nothing_twice_and_missed_days_are_not_made_up_one_by_one(
    planned: Society, workplan: Workplan
) -> None:
    assert (on("05-02"), on("05-02"), on("05-03")) == (1, 0, 0)
    assert (on("05-12"), on("05-11"), on("05-30")) == (1, 0, 0)
    assert "7 days late" in said(ReminderKind.REPORT)
    assert list(Reminder.objects.order_by("pk").values_list("offset", flat=True)) == [-3, 7]


def test_the_database_refuses_the_same_reminder_twice(planned: Society, workplan: Workplan) -> None:
    on("05-02")
    again = Reminder.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_the_approver_is_told_once_the_report_is_handed_over(
    planned: Society, workplan: Workplan
) -> None:
    report_of(planned, workplan, "2017-04", {1: 10, 2: None}, state=ReportState.IN_SOCIETY_REVIEW)
    on("05-05")
    assert told(ReminderKind.REPORT) == ["审"]
    assert "All 2 tasks have an entry" in said(ReminderKind.REPORT)
    assert "· today" in said(ReminderKind.REPORT)


@pytest.mark.parametrize("state", [ReportState.SUBMITTED, ReportState.ACCEPTED])
def test_who_has_submitted_is_not_reminded(
    planned: Society, workplan: Workplan, state: ReportState
) -> None:
    report_of(planned, workplan, "2017-04", {1: 10, 2: 10}, state=state)
    on("05-06")
    assert told(ReminderKind.REPORT) == []


def test_people_who_left_are_not_reminded(planned: Society, workplan: Workplan) -> None:
    RoleAssignment.objects.filter(person__name="编").update(ended_on=APRIL)
    User.objects.filter(name="审").update(is_active=False)
    assert on("05-05") == 0
    assert not Reminder.objects.exists()
    editor(planned, name="新")
    on("05-05")
    assert told(ReminderKind.REPORT) == ["新"]


def test_more_time_moves_the_reminders_and_a_sealed_month_has_none(
    planned: Society, workplan: Workplan
) -> None:
    at = dt.datetime(2017, 5, 4, 9, tzinfo=months.BEIJING)
    extend_deadline(
        society=planned,
        workplan=workplan,
        month=APRIL,
        due_on=dt.date(2017, 5, 10),
        reason="换届大会",
        by=manager(),
        at=at,
    )
    assert on("05-06") == 0
    assert on("05-09") == 1
    seal(workplan, APRIL)
    assert on("05-13") == 0


def test_a_returned_report_is_asked_for_by_its_own_day(
    planned: Society, workplan: Workplan
) -> None:
    report = report_of(
        planned,
        workplan,
        "2017-04",
        {1: 10, 2: 10},
        state=ReportState.RETURNED,
        first_submitted_at=dt.datetime(2017, 5, 4, tzinfo=dt.UTC),
        returned_due_on=dt.date(2017, 5, 20),
    )
    report.entries.filter(task__number=2).update(decision=Decision.RETURNED)
    assert on("05-16") == 0
    on("05-19")
    assert told(ReminderKind.RETURNED) == ["编"]
    assert "CAST has returned 1 task;" in said(ReminderKind.RETURNED)
    assert told(ReminderKind.REPORT) == []


def test_a_plan_is_asked_for_until_it_is_submitted(society: Society, workplan: Workplan) -> None:
    seal(workplan, APRIL)
    on("05-19")
    assert told(ReminderKind.PLAN) == ["编", "审"]
    assert "not been begun" in said(ReminderKind.PLAN)
    plan = ReformPlan.objects.create(society=society, workplan=workplan)
    version = PlanVersion.objects.create(plan=plan, number=1)
    on("05-21")
    assert "Optional tasks chosen: 0; required: at least 5." in said(ReminderKind.PLAN)
    version.state = PlanState.SUBMITTED
    version.save()
    assert on("05-23") == 0


def test_slips_are_asked_for_by_the_day_of_their_answer(
    planned: Society, workplan: Workplan
) -> None:
    seal(workplan, APRIL, dt.date(2017, 5, 1))
    slip = slip_of(planned, workplan, draft_text="已补报")
    on("06-06")
    assert told(ReminderKind.SLIP) == ["编"]
    assert "to be answered by 2017-06-09 · 3 days left" in said(ReminderKind.SLIP)
    assert "An answer is drafted" in said(ReminderKind.SLIP)
    assert Notification.objects.latest("pk").topic == Topic.SLIPS
    on("06-10")
    assert told(ReminderKind.SLIP) == ["编", "编", "审"]
    slip.state = SlipState.ANSWERED
    slip.save()
    assert on("06-12") == 0


def test_a_re_election_is_announced_months_ahead(planned: Society, workplan: Workplan) -> None:
    planned.term_starts_on, planned.term_ends_on = dt.date(2013, 6, 1), dt.date(2018, 5, 10)
    planned.save()
    seal(workplan, APRIL)
    assert on("05-09") == 0
    on("05-10")
    assert told(ReminderKind.REELECTION) == ["编", "审"]
    assert "term ends on 2018-05-10" in said(ReminderKind.REELECTION)
    assert "No plan of the re-election" in said(ReminderKind.REELECTION)


def test_a_reviewer_is_told_once_how_many_reports_wait(
    planned: Society, workplan: Workplan
) -> None:
    other = SocietyFactory(code="A-02")
    accepted_plan(other, workplan)
    reviewer(other, name="另")
    for one in (planned, other):
        report_of(one, workplan, "2017-04", {1: 10, 2: 10}, state=ReportState.SUBMITTED)
    assert on("05-05") == 0
    on("05-06")
    assert told(ReminderKind.REVIEW) == ["联", "另"]
    assert said(ReminderKind.REVIEW).startswith("1 report of April 2017 waits for your decision")


def test_without_reminder_days_nobody_is_told(society: Society) -> None:
    workplan_of()
    assert on("05-05") == 0


def test_the_same_number_of_queries_for_one_society_and_for_three(
    planned: Society, workplan: Workplan
) -> None:
    def queries(day: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert on(day)
        return len(captured)

    report_of(planned, workplan, "2017-04", {1: 10}, state=ReportState.DRAFT)
    queries("05-02")
    one = queries("05-04")
    for code in ("A-02", "A-03"):
        society = SocietyFactory(code=code)
        editor(society)
        report_of(society, workplan, "2017-04", {1: 10}, state=ReportState.DRAFT)
    assert queries("05-05") == one


def test_the_job_reads_the_clock_in_beijing(
    planned: Society, workplan: Workplan, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = dt.datetime(2017, 5, 1, 17, 0, tzinfo=dt.UTC)  # the 2nd in Beijing
    monkeypatch.setattr("reforms.tasks.timezone.now", lambda: late)
    assert send_reminders() == 1


@pytest.mark.parametrize("kind", ReminderKind)
def test_every_kind_has_its_text(kind: ReminderKind) -> None:
    assert Path(settings.BASE_DIR, "templates", "notifications", f"reminder-{kind}.txt").exists()
