"""Checks in the database: asked for, computed, told apart from what is claimed, and printed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_scopes import scopes_disabled
from kombu.exceptions import OperationalError

from accounts.models import AuditEvent
from members.models import DeclaredCount
from reforms import tasks
from reforms.enums import PlanState, Verdict
from reforms.models import CheckRequest, MonthlyIssue, PlanVersion, RegistryCheck, Workplan
from reforms.selectors import checks as selectors
from reforms.services import checks
from reforms.services.plans import accept_version
from reforms.services.workplans import roll_forward
from societies.models import Activity, Premises, Society
from societies.signals import registers_changed
from tests.factories.checks import DORMANT, GROWTH, PREMISES, asked, checked_workplan, verdict_of
from tests.factories.reforms import accepted_plan
from tests.factories.societies import SocietyFactory, manager

pytestmark = pytest.mark.django_db

LAST = dt.date(2016, 12, 31)
JUNE = dt.date(2017, 6, 1)
AT = dt.datetime(2017, 6, 15, 4, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def unscoped() -> Iterator[None]:
    """Look at all societies; messages in the language of the source."""
    with scopes_disabled(), translation.override("en"):
        yield


@pytest.fixture
def society() -> Society:
    """A society that had 20,000 members at the end of 2016 and has 22,999."""
    society: Society = SocietyFactory(code="A-01")
    declare(society, LAST, 20_000)
    declare(society, dt.date(2017, 6, 1), 22_999)
    return society


@pytest.fixture
def workplan() -> Workplan:
    """Task 1 asks for 15% more members, task 2 for no dormant branches and for premises."""
    return checked_workplan()


def declare(society: Society, on: dt.date, individual: int) -> None:
    DeclaredCount.objects.update_or_create(
        society=society, as_of=on, defaults={"individual": individual}
    )


def verdicts(society: Society, workplan: Workplan) -> dict[str, str]:
    rows = RegistryCheck.objects.filter(society=society, task__workplan=workplan)
    return dict(rows.values_list("check_name", "verdict"))


# computing


def test_recompute_writes_what_the_registers_say(society: Society, workplan: Workplan) -> None:
    run = checks.recompute(workplan=workplan, at=AT)
    assert (run.societies, run.written) == (1, 3)
    assert verdicts(society, workplan) == {
        "individual_growth": "not_met",
        "dormant_branches": "no_data",
        "premises": "no_data",
    }
    row = RegistryCheck.objects.get(check_name="individual_growth")
    assert row.as_of == dt.date(2017, 6, 15)
    assert (row.inputs["baseline"], row.inputs["current"]) == (20_000, 22_999)
    assert row.remedy["params"]["members"] == 1


def test_recompute_as_of_the_day_in_beijing(society: Society, workplan: Workplan) -> None:
    night = dt.datetime(2017, 6, 14, 16, 0, tzinfo=dt.UTC)  # midnight in Beijing
    checks.recompute(workplan=workplan, at=night)
    assert {row.as_of for row in RegistryCheck.objects.all()} == {dt.date(2017, 6, 15)}


def test_second_run_writes_nothing_and_leaves_no_trace(
    society: Society, workplan: Workplan
) -> None:
    checks.recompute(workplan=workplan, at=AT)
    events = AuditEvent.objects.count()
    run = checks.recompute(workplan=workplan, at=LATER)
    assert not run.has_changed
    assert AuditEvent.objects.count() == events
    assert {row.computed_at for row in RegistryCheck.objects.all()} == {LATER}


def test_changed_verdict_leaves_one_event_with_old_and_new(
    society: Society, workplan: Workplan
) -> None:
    checks.recompute(workplan=workplan, at=AT)
    declare(society, dt.date(2017, 6, 1), 23_000)
    run = checks.recompute(workplan=workplan, at=LATER)
    assert (run.written, run.removed) == (1, 0)
    event = AuditEvent.objects.filter(action="checks.changed").latest("pk")
    assert event.before == {"verdicts": {"A-01": {"1 individual_growth": "not_met"}}}
    assert event.after is not None
    assert event.after["verdicts"] == {"A-01": {"1 individual_growth": "met"}}
    assert event.scope == "A-01"


def test_other_numbers_leave_an_event_without_verdicts(
    society: Society, workplan: Workplan
) -> None:
    checks.recompute(workplan=workplan, at=AT)
    declare(society, dt.date(2017, 6, 1), 22_998)
    checks.recompute(workplan=workplan, at=LATER)
    event = AuditEvent.objects.filter(action="checks.changed").latest("pk")
    assert (event.before, event.after) == (
        None,
        {"verdicts": {}, "societies": 1, "checks": 1, "removed": 0},
    )


def test_check_that_applies_no_more_is_taken_away(society: Society, workplan: Workplan) -> None:
    checks.recompute(workplan=workplan, at=AT)
    workplan.tasks.filter(number=2).update(checks=[PREMISES])
    fresh = Workplan.objects.get(pk=workplan.pk)
    assert checks.recompute(workplan=fresh, at=LATER).removed == 1
    assert "dormant_branches" not in verdicts(society, workplan)


def test_recompute_of_one_society_leaves_the_others(society: Society, workplan: Workplan) -> None:
    other = SocietyFactory(code="A-02")
    checks.recompute(workplan=workplan, at=AT, societies=[society])
    assert verdicts(other, workplan) == {}


def test_society_that_takes_part_no_more_is_left_out(society: Society, workplan: Workplan) -> None:
    SocietyFactory(code="A-02", is_active=False)
    assert checks.recompute(workplan=workplan, at=AT).societies == 1


def test_recompute_asks_as_often_for_one_society_as_for_three(workplan: Workplan) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            declare(SocietyFactory(), LAST, 10)
        fresh = Workplan.objects.get(pk=workplan.pk)
        with CaptureQueriesContext(connection) as queries:
            checks.recompute(workplan=fresh, at=AT, societies=Society.objects.all())
        counts.append(len(queries))
        RegistryCheck.objects.all().delete()
    assert counts[0] == counts[1]


# asking for checks


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
            summary={},
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


# reading


def test_one_mark_a_task_is_the_worst_of_its_checks(society: Society, workplan: Workplan) -> None:
    pairs = ((2, Verdict.MET, "premises"), (2, Verdict.NO_DATA, "dormant_branches"))
    for number, verdict, name in (*pairs, (1, Verdict.SHOWN, "individual_growth")):
        verdict_of(society, workplan, number, verdict, name)
    expected = {1: Verdict.SHOWN, 2: Verdict.NO_DATA}
    assert selectors.verdict_marks(workplan) == {society.pk: expected}
    found = selectors.checks_of(society, workplan)
    assert {number: task.verdict for number, task in found.items()} == expected


@pytest.mark.parametrize("verdict", list(Verdict))
def test_marks_of_queries_and_of_rules_agree(
    society: Society, workplan: Workplan, verdict: Verdict
) -> None:
    for other in Verdict:
        RegistryCheck.objects.all().delete()
        verdict_of(society, workplan, 2, verdict, "premises")
        verdict_of(society, workplan, 2, other, "dormant_branches")
        mark = selectors.verdict_marks(workplan)[society.pk][2]
        assert mark == selectors.checks_of(society, workplan)[2].verdict


def test_checks_stand_in_the_order_of_the_workplan(society: Society, workplan: Workplan) -> None:
    verdict_of(society, workplan, 2, Verdict.MET, "premises")
    verdict_of(society, workplan, 2, Verdict.NOT_MET, "dormant_branches")
    views = selectors.checks_of(society, workplan)[2].checks
    assert [(view.name, view.is_soft, view.can_be_excused) for view in views] == [
        ("dormant_branches", True, True),
        ("premises", False, False),
    ]


@pytest.mark.parametrize(
    ("claimed", "accepted", "verdict", "expected"),
    [
        (100, None, Verdict.NOT_MET, True),
        (100, 99, Verdict.NOT_MET, True),
        (99, 100, Verdict.NOT_MET, True),
        (99, 99, Verdict.NOT_MET, False),
        (None, None, Verdict.NOT_MET, False),
        (100, 100, Verdict.MET, False),
        (100, 100, Verdict.NO_DATA, False),
        (100, 100, Verdict.JUSTIFIED, False),
    ],
)
def test_disagreement_is_a_percent_of_100_that_is_not_met(
    claimed: int | None, accepted: int | None, verdict: Verdict, expected: bool
) -> None:
    assert selectors.disagrees(claimed, accepted, verdict) is expected


def test_marks_are_read_with_one_query(workplan: Workplan) -> None:
    for _ in range(3):
        verdict_of(SocietyFactory(), workplan, 1, Verdict.MET)
    with CaptureQueriesContext(connection) as queries:
        assert len(selectors.verdict_marks(workplan)) == 3
    assert len(queries) == 1


def test_counts_are_offered_up_to_the_end_of_the_month(society: Society) -> None:
    counted = [{"kind": "domestic_meeting", "measure": name} for name in ("records", "papers")]
    workplan = checked_workplan({}, {4: counted})
    for day in (dt.date(2017, 5, 31), dt.date(2017, 6, 1)):
        Activity.objects.create(
            society=society,
            kind="domestic_meeting",
            title=f"年会{day}",
            started_on=day,
            measures={"papers": 7},
        )
    found = selectors.counted_measures(society, workplan, dt.date(2017, 5, 31))
    assert [(item.number, item.names["title_en"]) for item in found[4]] == [
        (1, "domestic academic meeting"),
        (7, "domestic academic meeting: papers"),
    ]


# the command


def run(*args: str) -> Any:
    out = StringIO()
    call_command("registry_checks", *args, stdout=out)
    return out.getvalue()


def test_command_prints_fresh_checks_as_json(society: Society, workplan: Workplan) -> None:
    found = json.loads(run("--society", "A-01", "--as-of", "2017-06-15", "--json"))
    by_name = {item["check"]: item for item in found}
    growth = by_name["individual_growth"]
    assert (growth["task"], growth["verdict"]) == (1, "not_met")
    assert growth["inputs"]["current_source"] == "declared"
    assert growth["threshold"]["percent"] == 15
    assert growth["formula"]
    assert growth["source"].startswith("第1条")
    assert by_name["dormant_branches"]["set_by"] == "cast"
    assert not RegistryCheck.objects.exists()


def test_command_speaks_the_language_asked_for(society: Society, workplan: Workplan) -> None:
    options = ("--society", "A-01", "--as-of", "2017-06-15", "--json")
    words = [json.loads(run(*options, "--language", code))[0] for code in ("en", "zh-hans")]
    assert words[0]["verdict"] == words[1]["verdict"]
    assert "15" in words[0]["formula"]


def test_command_prints_a_table_for_people(society: Society, workplan: Workplan) -> None:
    lines = run("--society", "A-01", "--as-of", "2017-06-15").splitlines()
    assert "2017-06-15" in lines[0]
    assert len(lines) == 4


def test_command_sees_only_what_was_known_by_the_day(society: Society, workplan: Workplan) -> None:
    [growth, *_rest] = json.loads(run("--society", "A-01", "--as-of", "2017-05-31", "--json"))
    assert growth["verdict"] == "no_data"


def test_command_takes_the_latest_workplan_begun(society: Society, workplan: Workplan) -> None:
    roll_forward(source=workplan, year=2018)
    [growth, *_rest] = json.loads(run("--society", "A-01", "--as-of", "2019-01-01", "--json"))
    assert growth["inputs"]["baseline"] is None
    args = ("--society", "A-01", "--as-of", "2019-01-01", "--workplan", "2017", "--json")
    assert json.loads(run(*args))[0]["inputs"]["baseline"] == 20_000


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (("--society", "Z-99", "--as-of", "2017-06-15"), "Z-99"),
        (("--society", "A-01", "--as-of", "2017-13-01"), "2017-13-01"),
        (("--society", "A-01", "--as-of", "20170601"), "20170601"),
        (("--society", "A-01", "--as-of", "2017-06-15", "--workplan", "2031"), "2031"),
        (("--society", "A-01", "--as-of", "2016-06-15"), "2016-06-15"),
    ],
)
def test_command_refuses_what_it_cannot_use(
    society: Society, workplan: Workplan, args: tuple[str, ...], named: str
) -> None:
    with pytest.raises(CommandError, match=named) as caught:
        run(*args, "--language", "en")
    assert caught.value.returncode == 2


# hard rules by name stay hard


def test_terms_come_from_the_data_alone(workplan: Workplan) -> None:
    workplan.tasks.filter(number=1).update(checks=[asked("individual_growth", {"percent": 20})])
    [first, *_rest] = selectors.terms_of(Workplan.objects.get(pk=workplan.pk))
    assert (first.params, first.set_by, first.is_soft) == ({"percent": 20}, "text", False)
