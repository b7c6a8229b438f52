"""Exceptions to soft checks in the services: asked for, decided, withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, Notification, User
from accounts.services.notifications import notification_text
from reforms.enums import ExceptionState, Verdict
from reforms.models import CheckException, CheckRequest, RegistryCheck, Workplan
from reforms.services import checks
from reforms.services.exceptions import MIN_REASON, withdraw_exception
from societies.models import Society
from tests.factories.checks import checked_workplan, verdict_of
from tests.factories.societies import approver, manager
from tests.reforms.exceptions.scene import AT, CHECK, REASON, TODAY, ask, decide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english", "one_factor")]


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


def test_nobody_decides_on_their_own_request(society: Society, workplan: Workplan) -> None:
    both = manager()
    request = ask(society, workplan, by=both)
    with pytest.raises(ValidationError, match="does not decide"):
        decide(request, by=both)
    request.refresh_from_db()
    assert request.state == ExceptionState.REQUESTED


def test_verdict_of_another_year_has_no_say(society: Society, workplan: Workplan) -> None:
    other = checked_workplan(year=2018)
    verdict_of(society, other, 2, Verdict.NOT_MET, CHECK)
    checks.recompute(workplan=workplan, at=AT)
    assert RegistryCheck.objects.filter(task__workplan=other).count() == 1
