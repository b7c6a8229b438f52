"""Exceptions to soft checks: asked for, decided, withdrawn; and the thresholds that CAST sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django_scopes import scopes_disabled
from pytest_django import Settings

from accounts.models import AuditEvent, Notification, User
from accounts.services.notifications import notification_text
from reforms.enums import ExceptionState, Verdict
from reforms.models import CheckException, CheckRequest, RegistryCheck, Task, Workplan
from reforms.services import checks, workplan_edits
from reforms.services.exceptions import (
    MIN_REASON,
    decide_exception,
    request_exception,
    withdraw_exception,
)
from reforms.thresholds import adjustable
from societies.models import Branch, Society
from tests.factories.checks import checked_workplan, verdict_of
from tests.factories.societies import SocietyFactory, approver, editor, manager, reviewer

pytestmark = pytest.mark.django_db

AT = dt.datetime(2017, 6, 15, 4, tzinfo=dt.UTC)
TODAY = dt.date(2017, 6, 15)
REASON = "The branch is being merged; the council decides in July."
CHECK = "dormant_branches"


@pytest.fixture(autouse=True)
def unscoped(settings: Settings) -> Iterator[None]:
    """Look at all societies; no second factor; messages in the language of the source."""
    settings.DEMO = True
    with scopes_disabled(), translation.override("en"):
        yield


@pytest.fixture
def society() -> Society:
    """A society with a dormant branch that nobody decided on."""
    society: Society = SocietyFactory(code="A-01")
    Branch.objects.create(
        society=society,
        name="中国数学会代数专业委员会",
        kind="professional",
        last_activity_on=dt.date(2015, 1, 1),
    )
    return society


@pytest.fixture
def workplan() -> Workplan:
    """Task 2 asks for no dormant branches (soft) and for premises (not soft)."""
    return checked_workplan()


@pytest.fixture
def clerk(society: Society) -> User:
    """The society's editor."""
    return editor(society)


@pytest.fixture
def officer(society: Society) -> User:
    """The reviewer whose portfolio has the society."""
    return reviewer(society)


@pytest.fixture
def request_(society: Society, workplan: Workplan, clerk: User) -> CheckException:
    """A request that waits for CAST."""
    return ask(society, workplan, clerk)


def ask(society: Society, workplan: Workplan, by: User, **values: Any) -> CheckException:
    wanted = {"number": 2, "check_name": CHECK, "reason": REASON, **values}
    task = workplan.tasks.get(number=wanted.pop("number"))
    return request_exception(society=society, task=task, by=by, at=AT, **wanted)


def decide(request: CheckException, by: User, **values: Any) -> CheckException:
    wanted = {"is_approved": True, "note": "", **values}
    return decide_exception(exception=request, by=by, at=AT, **wanted)


# asking


def test_request_is_kept_audited_and_told(
    society: Society, officer: User, request_: CheckException
) -> None:
    assert (request_.state, request_.requested_at) == (ExceptionState.REQUESTED, AT)
    event = AuditEvent.objects.get(action="exception.requested")
    assert (event.scope, event.reason) == ("A-01", REASON)
    assert event.after == {"state": "requested", "check": CHECK, "task": 2}
    told = Notification.objects.get(recipient=officer)
    subject, body = notification_text(told)
    assert "task 2" in subject
    assert REASON in body


def test_managers_hear_of_societies_without_reviewer(
    society: Society, workplan: Workplan, clerk: User
) -> None:
    chief = manager()
    ask(society, workplan, clerk)
    assert Notification.objects.get().recipient == chief


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"check_name": "premises"}, "check"),
        ({"check_name": "individual_growth"}, "check"),
        ({"number": 1, "check_name": "individual_growth"}, "check"),
        ({"reason": "x" * (MIN_REASON - 1)}, "reason"),
        ({"reason": " " * MIN_REASON}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
    ],
)
def test_request_is_refused(
    society: Society, workplan: Workplan, clerk: User, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        ask(society, workplan, clerk, **values)
    assert field in caught.value.message_dict
    assert not CheckException.objects.exists()


def test_shortest_reason_is_taken(society: Society, workplan: Workplan, clerk: User) -> None:
    assert ask(society, workplan, clerk, reason="x" * MIN_REASON).pk


def test_second_request_is_refused_while_one_is_open(
    society: Society, workplan: Workplan, clerk: User, officer: User, request_: CheckException
) -> None:
    for _ in range(2):  # while it waits, and while it is approved
        with pytest.raises(ValidationError, match="open already"):
            ask(society, workplan, clerk)
        if request_.state == ExceptionState.REQUESTED:
            request_ = decide(request_, officer)
    withdraw_exception(exception=request_, by=clerk, at=AT)
    assert ask(society, workplan, clerk).pk != request_.pk


# deciding


def test_approved_exception_justifies_the_breach(
    society: Society, workplan: Workplan, officer: User, request_: CheckException
) -> None:
    checks.recompute(workplan=workplan, at=AT)
    assert RegistryCheck.objects.get(check_name=CHECK).verdict == Verdict.NOT_MET
    decide(request_, officer, valid_until=TODAY)
    assert CheckRequest.objects.get().society == society
    checks.answer_requests(at=AT)
    assert RegistryCheck.objects.get(check_name=CHECK).verdict == Verdict.JUSTIFIED
    checks.recompute(workplan=workplan, at=AT + dt.timedelta(days=1))
    assert RegistryCheck.objects.get(check_name=CHECK).verdict == Verdict.NOT_MET


def test_decision_is_kept_audited_and_told(
    clerk: User, officer: User, request_: CheckException
) -> None:
    decided = decide(request_, officer, note="Until the congress.", valid_until=TODAY)
    assert (decided.state, decided.decided_by, decided.decided_at) == ("approved", officer, AT)
    event = AuditEvent.objects.get(action="exception.approved")
    assert event.after is not None
    assert (event.before, event.after["valid_until"]) == ({"state": "requested"}, "2017-06-15")
    text = " ".join(notification_text(Notification.objects.get(recipient=clerk)))
    assert "2017-06-15" in text
    assert "Until the congress." in text


def test_refusal_is_told_with_its_reason(
    clerk: User, officer: User, request_: CheckException
) -> None:
    refused = decide(request_, officer, is_approved=False, note="Too late.", valid_until=TODAY)
    assert (refused.state, refused.valid_until) == (ExceptionState.REFUSED, None)
    text = " ".join(notification_text(Notification.objects.get(recipient=clerk)))
    assert "Too late." in text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"is_approved": False, "note": " "}, "note"),
        ({"valid_until": TODAY - dt.timedelta(1)}, "valid_until"),
        ({"note": "x" * 2001}, "note"),
    ],
)
def test_decision_is_refused(
    officer: User, request_: CheckException, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        decide(request_, officer, **values)
    assert field in caught.value.message_dict
    request_.refresh_from_db()
    assert request_.state == ExceptionState.REQUESTED


def test_exception_is_decided_once(officer: User, request_: CheckException) -> None:
    decide(request_, officer)
    with pytest.raises(ValidationError, match="approved"):
        decide(request_, officer, is_approved=False, note="No.")


def test_withdrawing_ends_an_approved_exception_and_tells_cast(
    society: Society, officer: User, request_: CheckException
) -> None:
    chief = approver(society)
    decide(request_, officer)
    withdrawn = withdraw_exception(exception=request_, by=chief, at=AT)
    assert withdrawn.state == ExceptionState.WITHDRAWN
    assert Notification.objects.filter(recipient=officer, kind="exception-withdrawn").exists()
    assert CheckRequest.objects.exists()
    with pytest.raises(ValidationError, match="withdrawn"):
        withdraw_exception(exception=request_, by=chief, at=AT)


# pages


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    client.cookies["language"] = "en"
    return client


def page(name: str, **kwargs: Any) -> str:
    return reverse(f"reforms:exception-{name}", kwargs={"code": "A-01", **kwargs})


def test_society_asks_on_its_page(society: Society, workplan: Workplan, clerk: User) -> None:
    checks.recompute(workplan=workplan, at=AT)
    client, address = browser(clerk), page("create", year=2017)
    form = client.get(address, {"check": f"2.{CHECK}"}).content.decode()
    assert f'value="2.{CHECK}" selected' in form
    assert "premises" not in form
    answer = client.post(address, {"check": f"2.{CHECK}", "reason": REASON})
    made = CheckException.objects.get()
    assert answer["Location"] == page("detail", pk=made.pk)
    assert REASON in client.get(page("list")).content.decode()


def test_refused_request_keeps_what_was_typed(workplan: Workplan, clerk: User) -> None:
    answer = browser(clerk).post(
        page("create", year=2017), {"check": f"2.{CHECK}", "reason": "merged soon"}
    )
    assert answer.status_code == 422
    assert "merged soon" in answer.content.decode()
    assert not CheckException.objects.exists()


def test_check_with_an_open_exception_is_not_offered(clerk: User, request_: CheckException) -> None:
    form = browser(clerk).get(page("create", year=2017)).content.decode()
    assert f"2.{CHECK}" not in form


def test_reviewer_decides_beside_the_numbers(
    society: Society, workplan: Workplan, officer: User, request_: CheckException
) -> None:
    checks.recompute(workplan=workplan, at=AT)
    client, detail = browser(officer), page("detail", pk=request_.pk)
    shown = client.get(detail).content.decode()
    assert "Not met" in shown
    assert "代数专业委员会" in shown
    until = f"{dt.date.today() + dt.timedelta(days=30)}"  # noqa: DTZ011 - the page asks the clock
    values = {"decision": "approve", "valid_until": until, "note": ""}
    assert client.post(page("decide", pk=request_.pk), values).status_code == 302
    request_.refresh_from_db()
    assert (request_.state, f"{request_.valid_until}") == (ExceptionState.APPROVED, until)


def test_refusal_without_remark_stays_on_the_page(officer: User, request_: CheckException) -> None:
    answer = browser(officer).post(page("decide", pk=request_.pk), {"decision": "refuse"})
    assert answer.status_code == 422
    assert "the society reads it" in answer.content.decode()


def test_another_societys_exception_is_not_found(request_: CheckException) -> None:
    other = SocietyFactory(code="A-02")
    address = reverse("reforms:exception-detail", kwargs={"code": "A-02", "pk": request_.pk})
    assert browser(editor(other)).get(address).status_code == 404


def test_queue_shows_the_portfolio_and_filters(
    society: Society, workplan: Workplan, clerk: User, officer: User, request_: CheckException
) -> None:
    other = SocietyFactory(code="B-07")
    ask(other, workplan, clerk)
    client, address = browser(officer), reverse("reforms:exception-queue")
    assert "B-07" not in client.get(address).content.decode()
    everything = client.get(address, {"portfolio": "all"}).content.decode()
    assert "A-01" in everything
    assert "B-07" in everything
    decided = client.get(address, {"portfolio": "all", "state": "approved"}).content.decode()
    assert "A-01 " not in decided


def test_pages_ask_as_often_for_one_exception_as_for_three(
    society: Society, workplan: Workplan, clerk: User
) -> None:
    boss, counts = browser(manager()), []
    boss.get(page("list"))  # the first request of a session writes it
    for number in range(3):
        ask(SocietyFactory(code=f"C-0{number}"), workplan, clerk)
        for address in (reverse("reforms:exception-queue"), page("list")):
            with CaptureQueriesContext(connection) as queries:
                assert boss.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[0] == counts[2] == counts[4] <= 15
    assert counts[1] == counts[3] == counts[5] <= 15


# thresholds


def save(task: Task, by: User, **values: Any) -> Task:
    return workplan_edits.update_thresholds(
        task=task,
        values=values,
        seen=workplan_edits.fingerprint({"checks": task.checks}),
        by=by,
        at=AT,
    )


def test_manager_changes_what_cast_sets(society: Society, workplan: Workplan) -> None:
    boss, task = manager(), workplan.tasks.get(number=2)
    save(task, boss, **{f"{CHECK}-months": 24})
    assert workplan.tasks.get(number=2).checks[0]["params"] == {"months": 24, "longer_months": 24}
    event = AuditEvent.objects.get(action="task.changed")
    assert event.before is not None
    assert event.before["checks"][0]["params"]["months"] == 12
    assert CheckRequest.objects.get().society == society
    assert Workplan.objects.get().version == 1


def test_nobody_decides_on_their_own_request(society: Society, workplan: Workplan) -> None:
    both = manager()
    request = ask(society, workplan, by=both)
    with pytest.raises(ValidationError, match="does not decide"):
        decide(request, by=both)
    request.refresh_from_db()
    assert request.state == ExceptionState.REQUESTED


def test_threshold_of_the_text_cannot_be_changed(workplan: Workplan) -> None:
    task = workplan.tasks.get(number=1)
    assert list(adjustable(task.checks)) == []
    save(task, manager(), **{"individual_growth-percent": 5})
    assert workplan.tasks.get(number=1).checks[0]["params"] == {"percent": 15}
    assert not AuditEvent.objects.filter(action="task.changed").exists()


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({f"{CHECK}-months": 0}, f"{CHECK}-months"),
        ({f"{CHECK}-months": "twelve"}, f"{CHECK}-months"),
        ({f"{CHECK}-months": 25}, f"{CHECK}-longer_months"),
    ],
)
def test_unusable_threshold_is_refused(
    workplan: Workplan, values: dict[str, Any], key: str
) -> None:
    task = workplan.tasks.get(number=2)
    with pytest.raises(ValidationError) as caught:
        save(task, manager(), **values)
    assert list(caught.value.message_dict) == [key]
    assert workplan.tasks.get(number=2).checks == task.checks


def test_stale_thresholds_are_not_overwritten(workplan: Workplan) -> None:
    task = workplan.tasks.get(number=2)
    save(workplan.tasks.get(number=2), manager(), **{f"{CHECK}-months": 6})
    with pytest.raises(workplan_edits.StaleEdit):
        save(task, manager(), **{f"{CHECK}-months": 9})


def test_page_of_thresholds_saves_and_shows_conflicts(society: Society, workplan: Workplan) -> None:
    client = browser(manager())
    address = reverse("reforms:task-checks", kwargs={"year": 2017, "number": 2})
    seen = client.get(address).context["form"].initial["seen"]
    values = {"seen": seen, f"{CHECK}-months": "18", f"{CHECK}-longer_months": "36"}
    assert client.post(address, values).status_code == 302
    assert workplan.tasks.get(number=2).checks[0]["params"] == {"months": 18, "longer_months": 36}
    stale = client.post(address, {**values, f"{CHECK}-months": "19"})
    assert stale.status_code == 409
    assert "18" in stale.content.decode()
    wrong = client.post(address, {**values, f"{CHECK}-months": "0"})
    assert wrong.status_code == 422


def test_open_threshold_of_a_text_check_can_be_changed(workplan: Workplan) -> None:
    task = workplan.tasks.get(number=2)
    task.checks = [{**task.checks[0], "set_by": "text", "open": ["months"]}]
    assert [item.name for item in adjustable(task.checks)] == ["months"]


def test_verdict_of_another_year_has_no_say(society: Society, workplan: Workplan) -> None:
    other = checked_workplan(year=2018)
    verdict_of(society, other, 2, Verdict.NOT_MET, CHECK)
    checks.recompute(workplan=workplan, at=AT)
    assert RegistryCheck.objects.filter(task__workplan=other).count() == 1
