"""Pages of exceptions to soft checks: asking, deciding, the list of CAST."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from reforms.enums import ExceptionState
from reforms.models import CheckException, Workplan
from reforms.services import checks
from societies.models import Society
from tests.factories.societies import SocietyFactory, editor, manager
from tests.reforms.exceptions.scene import AT, CHECK, REASON, ask, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english", "one_factor")]


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
