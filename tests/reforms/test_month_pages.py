"""Months and issues: how they stand, sealing them, opening one again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from celery import current_app
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.enums import JobState
from accounts.models import Job, Notification, User
from reforms.enums import ReportState
from reforms.models import MonthlyIssue, MonthlyReport, Reopening, Workplan
from reforms.months import BEIJING
from reforms.selectors.month_overview import month_rows, seal_preview
from reforms.services import corrections, review, sealing
from reforms.tasks import seal_month_job
from societies.models import Society
from tests.factories.reforms import report_of, workplan_of
from tests.factories.societies import SocietyFactory, auditor, editor, manager, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]

APRIL, MAY, JUNE = (dt.date(2017, month, 1) for month in (4, 5, 6))
ON_TIME = dt.datetime(2017, 5, 5, 15, 59, 59, tzinfo=dt.UTC)
LATE = dt.datetime(2017, 5, 5, 16, 0, tzinfo=dt.UTC)
NOW = dt.datetime(2017, 5, 20, 4, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_may_2017() -> Iterator[None]:
    """The twentieth of May 2017: April is past its deadline, May has begun."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def society(workplan: Workplan) -> Society:
    """A society whose April was submitted late and accepted."""
    society: Society = SocietyFactory(code="A-01", name_zh="中国数学会")
    report_of(society, workplan, "2017-04", {1: 30, 2: 10}, first_submitted_at=LATE)
    return society


@pytest.fixture
def boss(client: Client) -> User:
    """A manager, signed in."""
    user = manager(name="王处长")
    client.force_login(user)
    return user


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int]]]:
    """What is handed to the workers."""
    tasks: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args: tasks.append((name, args)))
    return tasks


def url(name: str, month: dt.date = APRIL) -> str:
    """The address of a page of a month."""
    return reverse(f"reforms:month-{name}", args=[month])


def test_months_are_counted_by_state(workplan: Workplan, society: Society) -> None:
    for state, at in (
        (ReportState.SUBMITTED, ON_TIME),
        (ReportState.RETURNED, LATE),
        (ReportState.DRAFT, None),
    ):
        report_of(SocietyFactory(), workplan, "2017-04", {1: 5}, state=state, first_submitted_at=at)
    SocietyFactory()
    report_of(SocietyFactory(is_active=False), workplan, "2017-04", {1: 5})
    april, may, *_rest, december = month_rows(workplan, today=timezone.localdate())
    numbers = (april.accepted, april.awaiting, april.returned, april.missing, april.late)
    assert numbers == (1, 1, 1, 2, 2)
    assert (april.is_next, april.can_seal) == (True, True)
    assert (may.is_next, may.missing, may.has_begun) == (False, 5, True)
    assert not december.has_begun


def test_the_preview_names_the_societies(workplan: Workplan, society: Society) -> None:
    other = SocietyFactory(code="A-02")
    preview = seal_preview(workplan, APRIL, today=dt.date(2017, 5, 5))
    assert preview.missing == (other,)
    assert preview.late == (society,)
    assert (preview.accepted, preview.societies) == (1, 2)
    assert preview.is_before_deadline
    assert not preview.is_complete
    assert not seal_preview(workplan, APRIL, today=dt.date(2017, 5, 6)).is_before_deadline


def test_the_list_shows_months_seals_and_what_is_next(
    client: Client, boss: User, workplan: Workplan, society: Society
) -> None:
    sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)
    page = client.get(reverse("reforms:month-list"))
    text = page.content.decode()
    assert page.status_code == 200
    assert MonthlyIssue.objects.get().digest[:8] in text
    assert url("seal", MAY) in text
    assert url("seal", JUNE) not in text


def test_the_list_without_a_workplan_says_so(client: Client, boss: User) -> None:
    assert client.get(reverse("reforms:month-list")).status_code == 200
    assert client.get(reverse("reforms:month-list"), {"workplan": "x"}).status_code == 200


def test_the_list_shows_the_workplan_asked_for(client: Client, boss: User) -> None:
    workplan_of(year=2016)
    workplan_of(year=2017)
    address = reverse("reforms:month-list")
    assert client.get(address).context["workplan"].year == 2017
    assert client.get(address, {"workplan": "2016"}).context["workplan"].year == 2016


def test_sealing_is_a_job_with_a_page(
    client: Client,
    boss: User,
    workplan: Workplan,
    society: Society,
    sent: list[tuple[str, list[int]]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    assert client.get(url("seal")).status_code == 200
    assert not Job.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url("seal"))
    job = Job.objects.get()
    assert answer["Location"] == reverse("accounts:job-detail", args=[job.pk])
    assert sent == [(sealing.SEAL_TASK, [job.pk])]
    seal_month_job(job.pk)
    assert MonthlyIssue.objects.get().sealed_by == boss
    assert client.get(url("detail")).status_code == 200


def test_asking_twice_gives_one_job(
    client: Client, boss: User, workplan: Workplan, sent: list[tuple[str, list[int]]]
) -> None:
    assert client.post(url("seal"))["Location"] == client.post(url("seal"))["Location"]
    assert Job.objects.count() == 1


def test_without_a_broker_the_job_waits(
    client: Client,
    boss: User,
    workplan: Workplan,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def refuse(name: str, args: list[int]) -> None:
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url("seal")).status_code == 302
    assert Job.objects.get().state == JobState.QUEUED


@pytest.mark.parametrize("month", [MAY, JUNE])
def test_a_month_out_of_turn_cannot_be_sealed(
    client: Client, boss: User, workplan: Workplan, month: dt.date
) -> None:
    assert client.get(url("seal", month)).context["refusal"]
    assert client.post(url("seal", month)).status_code == 409
    assert not Job.objects.exists()


def test_a_month_of_no_workplan_is_not_found(
    client: Client, boss: User, workplan: Workplan
) -> None:
    for name in ("detail", "seal", "reopen"):
        assert client.get(url(name, dt.date(2016, 1, 1))).status_code == 404


def test_the_deadline_not_passed_is_a_warning(
    client: Client, boss: User, workplan: Workplan, society: Society
) -> None:
    sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)
    page = client.get(url("seal", MAY))
    assert page.context["preview"].is_before_deadline
    assert "2017-06-05" in page.content.decode()


def test_a_sealed_month_says_so(client: Client, boss: User, workplan: Workplan) -> None:
    sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)
    for send in (client.get, client.post):
        answer = send(url("seal"))
        assert answer["Location"] == url("detail")
    assert not Job.objects.exists()


def test_a_manager_opens_a_month_again(
    client: Client, boss: User, workplan: Workplan, society: Society
) -> None:
    told = editor(society)
    sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)
    page = client.get(url("reopen"), {"society": "A-01"})
    assert 'value="A-01" selected' in page.content.decode()
    data = {"society": "A-01", "reason": "填报错误", "expires_on": "2017-05-25"}
    answer = client.post(url("reopen"), data)
    assert answer["Location"] == url("detail")
    reopening = Reopening.objects.get()
    assert reopening.expires_at == dt.datetime.combine(
        dt.date(2017, 5, 25), dt.time.max, tzinfo=BEIJING
    )
    assert reopening.report.returned_due_on == dt.date(2017, 5, 25)
    assert (reopening.reason, reopening.opened_by) == ("填报错误", boss)
    assert Notification.objects.filter(recipient=told, kind="month-reopened").exists()
    for address in (url("detail"), reverse("reforms:month-list")):
        assert "填报错误" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"expires_on": "2017-05-19"}, "expires_on"),
        ({"expires_on": "x"}, "expires_on"),
        ({"society": "Z-99"}, "society"),
        ({"society": ""}, "society"),
    ],
)
def test_a_wrong_reopening_keeps_what_was_typed(
    client: Client,
    boss: User,
    workplan: Workplan,
    society: Society,
    data: dict[str, str],
    field: str,
) -> None:
    sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)
    sent = {"society": "A-01", "reason": "填报错误", "expires_on": "2017-05-25"} | data
    answer = client.post(url("reopen"), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert sent["reason"] in answer.content.decode()
    assert not Reopening.objects.exists()


def test_a_month_open_already_cannot_be_opened_twice(
    client: Client, boss: User, workplan: Workplan, society: Society
) -> None:
    sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)
    data = {"society": "A-01", "reason": "填报错误", "expires_on": "2017-05-25"}
    assert client.post(url("reopen"), data).status_code == 302
    answer = client.post(url("reopen"), data)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert Reopening.objects.count() == 1


def test_a_month_not_sealed_cannot_be_opened(
    client: Client, boss: User, workplan: Workplan, society: Society
) -> None:
    assert client.get(url("reopen"))["Location"] == url("detail")


def test_corrections_stand_with_old_and_new_values(
    client: Client, boss: User, workplan: Workplan, society: Society
) -> None:
    sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=APRIL,
        reason="填报错误",
        expires_at=NOW + dt.timedelta(days=3),
        by=boss,
        at=NOW,
    )
    report = MonthlyReport.objects.get()
    report.entries.update(decision="pending")
    report.entries.filter(task__number=1).update(claimed_percent=70)
    MonthlyReport.objects.update(state=ReportState.SUBMITTED)
    review.accept_report(report=report, by=boss, at=NOW)
    text = client.get(url("detail")).content.decode()
    assert "30% → 70%" in text
    assert "20.0% → 40.0%" in text


@pytest.mark.parametrize("make", [auditor, reviewer])
def test_other_people_of_cast_read_but_do_not_act(
    client: Client, workplan: Workplan, society: Society, make: Callable[[], User]
) -> None:
    sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)
    client.force_login(make())
    for address in (reverse("reforms:month-list"), url("detail"), url("detail", MAY)):
        text = client.get(address).content.decode()
        assert url("seal", MAY) not in text
        assert url("reopen") not in text
    for address in (url("seal", MAY), url("reopen")):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert not Job.objects.exists()


def test_society_people_do_not_see_the_months(
    client: Client, workplan: Workplan, society: Society
) -> None:
    client.force_login(editor(society))
    for address in (reverse("reforms:month-list"), url("detail")):
        assert client.get(address).status_code == 403


def test_pages_cost_the_same_for_one_society_and_many(
    client: Client, workplan: Workplan, society: Society
) -> None:
    client.force_login(auditor())
    sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)
    addresses = (reverse("reforms:month-list"), url("detail"), url("detail", MAY))

    def cost() -> list[int]:
        counts = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    one = cost()
    for _ in range(3):
        report_of(
            SocietyFactory(),
            workplan,
            "2017-05",
            {1: 3},
            state=ReportState.SUBMITTED,
            first_submitted_at=NOW,
        )
    assert cost() == one
    assert max(one) <= 15
