"""Checks asked for and computed: after a change of registers, at night, and what was lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from celery import current_app
from kombu.exceptions import OperationalError

from reforms import tasks
from reforms.enums import PlanState
from reforms.models import CheckRequest, MonthlyIssue, PlanVersion, RegistryCheck, Workplan
from reforms.services import checks
from reforms.services.plans import accept_version
from reforms.services.workplans import roll_forward
from societies.models import Premises, Society
from societies.signals import registers_changed
from tests.factories.checks import DORMANT, GROWTH, PREMISES, checked_workplan
from tests.factories.reforms import accepted_plan
from tests.factories.societies import SocietyFactory, manager
from tests.reforms.verdicts.scene import AT, LATER, verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english")]


def test_change_of_registers_asks_for_checks_and_queues_them(
    society: Society,
    workplan: Workplan,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    sent: list[tuple[str, list[list[int]]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args: sent.append((name, args)))
    with django_capture_on_commit_callbacks(execute=True):
        registers_changed.send(sender=Premises, society_ids={society.pk})
        assert CheckRequest.objects.get().society == society
        assert sent == []  # nothing before the commit
    assert sent == [("reforms.tasks.recompute_checks", [[society.pk]])]
    assert sent[0][0] == tasks.recompute_checks.name


def test_request_stays_when_no_broker_answers(
    society: Society, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        registers_changed.send(sender=Premises, society_ids={society.pk})
    assert CheckRequest.objects.count() == 1


def test_second_request_moves_the_first(society: Society) -> None:
    checks.request_checks(society_ids=[society.pk], at=AT)
    checks.request_checks(society_ids=[society.pk], at=LATER)
    assert CheckRequest.objects.get().requested_at == LATER


def test_answering_computes_and_clears_the_request_once(
    society: Society, workplan: Workplan
) -> None:
    checks.request_checks(society_ids=[society.pk], at=AT)
    assert checks.answer_requests(at=AT, society_ids=[society.pk]) == 1
    assert verdicts(society, workplan)["individual_growth"] == "not_met"
    assert not CheckRequest.objects.exists()
    assert checks.answer_requests(at=AT, society_ids=[society.pk]) == 0


def test_request_made_meanwhile_stays(
    society: Society, workplan: Workplan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compute_slowly(**_values: object) -> None:
        checks.request_checks(society_ids=[society.pk], at=LATER)

    checks.request_checks(society_ids=[society.pk], at=AT)
    monkeypatch.setattr(checks, "compute", compute_slowly)
    checks.answer_requests(at=AT)
    assert CheckRequest.objects.get().requested_at == LATER


def test_sweep_answers_only_requests_that_lost_their_job(
    society: Society, workplan: Workplan
) -> None:
    other = SocietyFactory(code="A-02")
    checks.request_checks(society_ids=[society.pk], at=AT)
    checks.request_checks(society_ids=[other.pk], at=AT + dt.timedelta(seconds=1))
    with time_machine.travel(AT + tasks.LOST_AFTER, tick=False):
        assert tasks.sweep_check_requests() == 1
    assert CheckRequest.objects.get().society == other


def test_nightly_run_computes_every_society_of_running_workplans(
    society: Society, workplan: Workplan
) -> None:
    SocietyFactory(code="A-02")
    with time_machine.travel(AT, tick=False):
        assert tasks.recompute_all_checks() == 2
    assert RegistryCheck.objects.filter(task__workplan=workplan).count() == 6


def test_task_answers_what_is_asked_of_its_societies(society: Society, workplan: Workplan) -> None:
    checks.request_checks(society_ids=[society.pk], at=AT)
    with time_machine.travel(AT, tick=False):
        answered = [tasks.recompute_checks([society.pk]) for _ in range(2)]
    assert answered == [1, 0]


@pytest.mark.parametrize(
    ("today", "is_sealed", "reports_due_on", "is_running"),
    [
        (dt.date(2017, 4, 20), False, None, False),
        (dt.date(2017, 4, 21), False, None, True),
        (dt.date(2018, 2, 1), False, None, True),
        (dt.date(2018, 2, 1), True, None, False),
        (dt.date(2018, 3, 31), True, dt.date(2018, 3, 31), True),
        (dt.date(2018, 4, 1), True, dt.date(2018, 3, 31), False),
    ],
)
def test_workplan_runs_until_it_is_sealed_and_its_reports_are_due(
    today: dt.date, is_sealed: bool, reports_due_on: dt.date | None, is_running: bool
) -> None:
    workplan = checked_workplan(annual_report_due_on=reports_due_on)
    if is_sealed:
        MonthlyIssue.objects.create(
            workplan=workplan,
            month=workplan.last_month,
            number=9,
            sealed_at=AT,
            as_of=AT,
            digest="0" * 64,
            summary={"national": {}},
        )
    assert (workplan in checks.running_workplans(today=today)) is is_running


def test_accepted_plan_asks_for_checks(society: Society, workplan: Workplan) -> None:
    plan = accepted_plan(society, workplan, (4, 5, 6, 7, 8)).plan
    version = PlanVersion.objects.create(plan=plan, number=2, state=PlanState.SUBMITTED)
    accept_version(version=version, by=manager(), at=AT)
    assert CheckRequest.objects.get().society == society


def test_rolled_workplan_asks_for_the_same_checks(workplan: Workplan) -> None:
    target = roll_forward(source=workplan, year=2018)
    assert [task.checks for task in target.tasks.order_by("number")[:2]] == [
        [GROWTH],
        [DORMANT, PREMISES],
    ]
