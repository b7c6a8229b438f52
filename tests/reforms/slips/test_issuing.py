"""Slips by rule against the database: facts read, numbers given, people told, done once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from accounts.models import AuditEvent, Notification
from accounts.services.trail_check import check_trail
from reforms import months
from reforms.enums import ReportState, SlipEventKind, SlipState, SlipStep, Verdict
from reforms.models import MonthlyReport, ReformPlan, SlipEvent, SupervisionSlip, Workplan
from reforms.selectors.slip_facts import situations
from reforms.services.slip_issuing import Supervised, planned, supervise
from reforms.slips.rules import rules_of
from societies.models import Society
from tests.factories.checks import verdict_of
from tests.factories.reforms import report_of, seal, workplan_of
from tests.factories.slips import slip_of
from tests.factories.societies import SocietyFactory, approver, editor, manager, reviewer

pytestmark = [pytest.mark.django_db]

DAYS = {
    "acknowledge_days": 2,
    "answer_days": 5,
    "approver_days": 2,
    "reviewer_days": 5,
    "manager_days": 8,
}


def rule(code: str, **levels: int) -> dict[str, Any]:
    """One rule as the workplan keeps it."""
    found = {"code": code, "levels": levels or {"blue": 1, "yellow": 4}, "closes_itself": True}
    return found | (DAYS if code != "unanswered" else {})


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    """Read every society."""
    with scopes_disabled():
        yield


@pytest.fixture
def society() -> Society:
    """A society with an editor, an approver, a reviewer and a manager above."""
    made: Society = SocietyFactory(code="A-01")
    editor(made, name="编")
    approver(made, name="审")
    reviewer(made, name="联")
    manager(name="管")
    return made


@pytest.fixture
def workplan(society: Society) -> Workplan:
    """A workplan in which reports have to be in time."""
    return workplan_of(slip_rules=[rule("report_late")])


def on(workplan: Workplan, day: str) -> Supervised:
    """Supervise on a day at half past three."""
    today = dt.date.fromisoformat(day)
    at = dt.datetime.combine(today, dt.time(3, 30), months.BEIJING)
    return supervise(workplan=workplan, today=today, at=at)


def told(kind: str) -> list[str]:
    rows = Notification.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("recipient__name", flat=True))


def test_late_report_brings_a_numbered_slip_to_the_editor(workplan: Workplan) -> None:
    assert on(workplan, "2017-05-05") == Supervised()

    done = on(workplan, "2017-05-06")

    (slip,) = SupervisionSlip.objects.all()
    assert done.issued == [slip]
    assert (slip.number_text, slip.level, slip.case) == ("督〔2017〕1号", "blue", "2017-04")
    assert (slip.acknowledge_due_on, slip.answer_due_on) == (
        dt.date(2017, 5, 8),
        dt.date(2017, 5, 11),
    )
    assert told("slip-issued") == ["编"]
    assert AuditEvent.objects.filter(action="slip.issued", scope="A-01").count() == 1
    assert check_trail().is_intact


def test_second_beat_finds_nothing_to_do(workplan: Workplan) -> None:
    on(workplan, "2017-05-06")
    before = (Notification.objects.count(), AuditEvent.objects.count(), SlipEvent.objects.count())

    assert on(workplan, "2017-05-06") == Supervised()

    after = (Notification.objects.count(), AuditEvent.objects.count(), SlipEvent.objects.count())
    assert after == before


def test_slip_is_raised_goes_up_and_keeps_its_history(workplan: Workplan) -> None:
    for day in ("06", "08", "09", "11", "14", "15"):
        on(workplan, f"2017-05-{day}")

    (slip,) = SupervisionSlip.objects.all()
    history = [(e.kind, e.step, e.level) for e in slip.events.order_by("pk")]
    assert history == [
        (SlipEventKind.ISSUED, SlipStep.EDITOR, "blue"),
        (SlipEventKind.ESCALATED, SlipStep.APPROVER, "blue"),
        (SlipEventKind.RAISED, "", "yellow"),
        (SlipEventKind.ESCALATED, SlipStep.REVIEWER, "yellow"),
        (SlipEventKind.ESCALATED, SlipStep.MANAGER, "yellow"),
    ]
    assert slip.events.order_by("pk")[0].facts["month"] == "2017-04"
    assert told("slip-escalated") == ["审", "联", "管"]
    assert told("slip-raised") == ["编", "审"]


def test_slip_closes_itself_when_the_report_comes(workplan: Workplan, society: Society) -> None:
    on(workplan, "2017-05-06")
    submitted = dt.datetime(2017, 5, 7, 9, tzinfo=months.BEIJING)
    report_of(society, workplan, "2017-04", {1: 20}, first_submitted_at=submitted)

    done = on(workplan, "2017-05-08")

    (slip,) = done.closed
    assert (slip.state, slip.is_ended_by_rule, slip.ended_by) == (SlipState.CLOSED, True, None)
    assert told("slip-closed") == ["编", "审"]


def test_more_time_moves_the_day_for_one_society(workplan: Workplan, society: Society) -> None:
    SocietyFactory(code="A-02")
    Workplan.objects.update(more_time={"2017-04": {str(society.pk): "2017-05-08"}})
    workplan = Workplan.objects.get()
    assert [s.society.code for s in on(workplan, "2017-05-08").issued] == ["A-02"]
    assert [s.society.code for s in on(workplan, "2017-05-09").issued] == ["A-01"]


def test_day_in_the_past_is_judged_as_it_was(workplan: Workplan, society: Society) -> None:
    submitted = dt.datetime(2017, 5, 7, 9, tzinfo=months.BEIJING)
    report_of(society, workplan, "2017-04", {1: 20}, first_submitted_at=submitted)

    assert len(planned(workplan, dt.date(2017, 5, 6))) == 1
    assert planned(workplan, dt.date(2017, 5, 7)) == []


def test_numbers_run_on_within_a_year_and_begin_anew_in_the_next(society: Society) -> None:
    SocietyFactory(code="A-02")
    workplan = workplan_of(slip_rules=[rule("report_late"), rule("plan_late")])
    on(workplan, "2017-05-31")
    on(workplan, "2018-01-10")

    numbers = SupervisionSlip.objects.order_by("year", "number").values_list("year", "number")
    assert list(numbers)[:5] == [(2017, n) for n in range(1, 5)] + [(2018, 1)]


def test_run_that_fails_leaves_no_gap(workplan: Workplan, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("reforms.services.slip_issuing.notify_many", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            on(workplan, "2017-05-06")
    assert not SupervisionSlip.objects.exists()

    on(workplan, "2017-05-06")

    assert SupervisionSlip.objects.get().number == 1


def test_plan_figures_and_claims_are_read_as_they_stand(society: Society) -> None:
    workplan = workplan_of(
        slip_rules=[
            rule("plan_late"),
            rule("stalled", blue=1),
            rule("behind", blue=1),
            rule("claim", blue=1),
            rule("returned_overdue"),
        ]
    )
    at = dt.datetime(2017, 5, 4, 9, tzinfo=months.BEIJING)
    report_of(society, workplan, "2017-04", {1: 100, 2: 1}, first_submitted_at=at)
    verdict_of(society, workplan, 1, Verdict.NOT_MET)
    seal(workplan, dt.date(2017, 4, 1))
    day = dt.date(2017, 8, 2)

    (found,) = situations(workplan, list(rules_of(workplan.slip_rules)), today=day)

    assert found.plan_submitted_on is None
    assert found.year is not None
    assert (found.year.month, found.year.stalled) == (dt.date(2017, 4, 1), ())
    assert found.year.progress is not None
    assert [(c.task, c.claimed_on) for c in found.claims] == [(1, at.date())]
    codes = {a.finding.rule for a in planned(workplan, day)}  # type: ignore[union-attr]
    assert codes == {"plan_late", "claim"}


def test_approved_exception_and_cut_claim_bring_no_slip(society: Society) -> None:
    workplan = workplan_of(slip_rules=[rule("claim", blue=1)])
    at = dt.datetime(2017, 5, 4, 9, tzinfo=months.BEIJING)
    report = report_of(society, workplan, "2017-04", {1: 100}, first_submitted_at=at)
    check = verdict_of(society, workplan, 1, Verdict.JUSTIFIED)
    day = dt.date(2017, 6, 1)
    assert planned(workplan, day) == []

    check.verdict = Verdict.NOT_MET
    check.save()
    assert len(planned(workplan, day)) == 1

    report.entries.update(decision="lowered", accepted_percent=60)
    assert planned(workplan, day) == []


def test_returned_report_counts_from_its_own_day(society: Society) -> None:
    workplan = workplan_of(slip_rules=[rule("returned_overdue")])
    at = dt.datetime(2017, 5, 4, 9, tzinfo=months.BEIJING)
    report = report_of(
        society, workplan, "2017-04", {1: 10}, state=ReportState.RETURNED, first_submitted_at=at
    )
    MonthlyReport.objects.filter(pk=report.pk).update(
        decided_at=at, returned_due_on=dt.date(2017, 5, 12)
    )
    assert planned(workplan, dt.date(2017, 5, 12)) == []
    assert len(planned(workplan, dt.date(2017, 5, 13))) == 1


def test_plan_taken_over_without_a_day_counts_as_in_time(society: Society) -> None:
    workplan = workplan_of(slip_rules=[rule("plan_late")])
    plan = ReformPlan.objects.create(society=society, workplan=workplan)
    plan.versions.create(number=1, state="accepted", is_imported=True)
    assert planned(workplan, dt.date(2017, 6, 1)) == []


def test_number_of_queries_does_not_grow_with_the_societies(workplan: Workplan) -> None:
    def queries(day: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            on(workplan, day)
        return len(caught)

    on(workplan, "2017-05-06")
    SocietyFactory()
    one = queries("2017-05-07")
    SocietyFactory.create_batch(3)
    assert queries("2017-05-07") == one


def test_command_says_what_it_would_do_and_does_it(
    workplan: Workplan, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--workplan", "2017", "--as-of", "2017-05-06", "--json")
    call_command("issue_slips", *given, "--dry-run")
    dry = json.loads(capsys.readouterr().out)
    assert not SupervisionSlip.objects.exists()

    call_command("issue_slips", *given)
    done = json.loads(capsys.readouterr().out)

    assert [(s["done"], s["society"], s["level"]) for s in dry["slips"]] == [
        ("issued", "A-01", "blue")
    ]
    assert done["slips"][0]["number"] == "督〔2017〕1号"
    call_command("issue_slips", "--workplan", "2017", "--as-of", "2017-05-07", "--dry-run")
    assert "2017-05-07" in capsys.readouterr().out


@pytest.mark.parametrize("given", [("--as-of", "6 May"), ("--workplan", "1999")])
def test_command_refuses_what_it_cannot_use(workplan: Workplan, given: tuple[str, str]) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("issue_slips", *given)
    assert refusal.value.returncode == 2


def test_open_slip_of_an_ended_society_is_left_alone(workplan: Workplan, society: Society) -> None:
    slip_of(society, workplan)
    Society.objects.filter(pk=society.pk).update(is_active=False)
    assert planned(workplan, dt.date(2017, 7, 1)) == []
