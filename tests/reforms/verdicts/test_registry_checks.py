"""Live verdicts: computed from the registers, and read as marks beside the claims."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from reforms.enums import Verdict
from reforms.models import RegistryCheck, Workplan
from reforms.selectors import checks as selectors
from reforms.services import checks
from societies.models import Activity, Society
from tests.factories.checks import PREMISES, asked, checked_workplan, verdict_of
from tests.factories.societies import SocietyFactory
from tests.reforms.verdicts.scene import AT, LAST, LATER, declare, verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english")]


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


def test_terms_come_from_the_data_alone(workplan: Workplan) -> None:
    workplan.tasks.filter(number=1).update(checks=[asked("individual_growth", {"percent": 20})])
    [first, *_rest] = selectors.terms_of(Workplan.objects.get(pk=workplan.pk))
    assert (first.params, first.set_by, first.is_soft) == ({"percent": 20}, "text", False)
