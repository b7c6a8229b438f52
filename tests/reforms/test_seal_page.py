"""The page before a seal: what it would fix, going on, more time, waiting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from celery import current_app
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Job
from reforms.enums import ReportState, Verdict
from reforms.models import DeadlineExtension, RegistryCheck, SealReminder, Workplan
from reforms.selectors.seal_page import SealPage, seal_page
from reforms.services import sealing
from societies.models import Society
from tests.factories.reforms import accepted_plan, report_of
from tests.factories.societies import SocietyFactory, manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]

APRIL, MAY = dt.date(2017, 4, 1), dt.date(2017, 5, 1)
NOW = dt.datetime(2017, 5, 20, 4, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_may_2017() -> Iterator[None]:
    """The twentieth of May 2017."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def boss(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A manager, signed in; nothing reaches the workers."""
    monkeypatch.setattr(current_app, "send_task", lambda *_args: None)
    client.force_login(manager())


def url(name: str = "seal", month: dt.date = APRIL) -> str:
    """The address of a page of a month."""
    return reverse(f"reforms:month-{name}", args=[month])


def page_of(workplan: Workplan, month: dt.date = APRIL) -> SealPage:
    """What the page shows."""
    issues = list(workplan.issues.order_by("month"))
    return seal_page(Workplan.objects.get(), month, issues, today=timezone.localdate())


def test_every_kind_of_disagreement_is_found(society: Society, workplan: Workplan) -> None:
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    report_of(society, workplan, "2017-04", {1: 80, 2: 100, 4: 10, 9: 30}, accepted={1: 60})
    task = workplan.tasks.get(number=2)
    RegistryCheck.objects.create(
        society=society,
        task=task,
        check_name="x",
        verdict=Verdict.NOT_MET,
        as_of=APRIL,
        computed_at=NOW,
    )
    other = SocietyFactory()
    page = page_of(workplan)
    assert [(g.number, g.claimed, g.accepted) for g in page.lowered[0].gaps] == [(1, 80, 60)]
    assert [g.number for g in page.against[0].gaps] == [2]
    assert [g.number for g in page.outside[0].gaps] == [9]
    assert page.no_plan == (other,)
    assert page.counts == {
        "missing": 1,
        "no_plan": 1,
        "outside": 1,
        "lowered": 1,
        "against": 1,
    }
    assert page.must_be_seen


def test_an_undecided_claim_is_told_once(society: Society, workplan: Workplan) -> None:
    report_of(society, workplan, "2017-04", {1: 80}, state=ReportState.SUBMITTED)
    page = page_of(workplan)
    assert page.counts == {"awaiting": 1, "no_plan": 1}


def test_figures_stand_beside_those_of_the_month_before(
    society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-04", {1: 20, 2: 40})
    assert page_of(workplan).lines[0].before is None
    sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)
    report_of(society, workplan, "2017-05", {1: 40, 2: 45})
    mean = page_of(workplan, MAY).lines[0]
    assert (mean.key, mean.now, mean.before, mean.change) == ("mean", "42.5", "30.0", "12.5")


def test_going_on_with_gaps_needs_a_tick_and_a_reason(
    client: Client, boss: None, society: Society, workplan: Workplan
) -> None:
    answer = client.post(url(), {"seen": "", "reason": " "})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"seen", "reason"}
    assert not Job.objects.exists()
    assert client.post(url(), {"seen": "on", "reason": "按期通报"}).status_code == 302
    event = AuditEvent.objects.get(action="month.seal_requested")
    assert event.reason == "按期通报"
    assert (event.after or {})["missing"] == 1


def test_what_changed_since_it_was_seen_is_shown_again(
    client: Client, boss: None, society: Society, workplan: Workplan
) -> None:
    stamp = client.get(url()).context["page"].stamp
    SocietyFactory()
    data = {"seen": "on", "reason": "按期通报", "stamp": stamp}
    answer = client.post(url(), data)
    assert answer.status_code == 422
    assert not Job.objects.exists()
    assert answer.context["form"]["reason"].value() == "按期通报"
    data["stamp"] = answer.context["form"]["stamp"].value()
    assert client.post(url(), data).status_code == 302


def test_a_manager_gives_more_time_and_ends_it(
    client: Client, boss: None, society: Society, workplan: Workplan
) -> None:
    page = client.get(url("extend"), {"society": "A-01"})
    assert 'value="A-01" selected' in page.content.decode()
    data = {"society": "A-01", "due_on": "2017-05-25", "reason": "系统故障"}
    assert client.post(url("extend"), data).status_code == 302
    extension = DeadlineExtension.objects.get()
    seal = client.get(url())
    assert seal.context["preview"].waiting == (society,)
    assert "系统故障" in seal.content.decode()
    end = reverse("reforms:month-extension-end", args=[APRIL, extension.pk])
    assert client.get(end).status_code == 200
    assert client.post(end, {"end_reason": ""}).status_code == 422
    assert client.post(end, {"end_reason": "已报送"}).status_code == 302
    again = client.post(end, {"end_reason": "已报送"})
    assert again.status_code == 422
    assert "已报送" in client.get(url("detail")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"due_on": "2017-05-19"}, "due_on"),
        ({"reason": ""}, "reason"),
        ({"society": ""}, "society"),
    ],
)
def test_a_wrong_extension_keeps_what_was_typed(
    client: Client,
    boss: None,
    society: Society,
    workplan: Workplan,
    wrong: dict[str, str],
    field: str,
) -> None:
    data = {"society": "A-01", "due_on": "2017-05-25", "reason": "系统故障"} | wrong
    answer = client.post(url("extend"), data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert data["reason"] in answer.content.decode()


def test_a_manager_waits(client: Client, boss: None, workplan: Workplan) -> None:
    data = {"remind_on": "2017-05-22", "note": "等换届学会"}
    assert client.post(url("wait"), data)["Location"] == url()
    assert SealReminder.objects.get().remind_on == dt.date(2017, 5, 22)
    assert "等换届学会" in client.get(url()).content.decode()
    client.post(url("wait"), {"remind_on": "2017-05-01"})
    assert SealReminder.objects.get().remind_on == dt.date(2017, 5, 22)


def test_the_page_costs_the_same_for_one_society_and_many(
    client: Client, boss: None, society: Society, workplan: Workplan
) -> None:
    def cost() -> int:
        client.get(url())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url()).status_code == 200
        return len(queries)

    report_of(society, workplan, "2017-04", {1: 80, 9: 5}, accepted={1: 60})
    one = cost()
    for _ in range(3):
        report_of(SocietyFactory(), workplan, "2017-04", {1: 80, 9: 5}, accepted={1: 60})
    assert cost() == one
    assert one <= 15
