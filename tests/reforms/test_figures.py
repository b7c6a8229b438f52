"""Figures of a month from the entries: obligations, standings, and the payload of a society."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import ScopeError, scope

from reforms.enums import PlanState, ReportState
from reforms.models import PlanVersion, ReformPlan, Workplan
from reforms.selectors import figures
from reforms.selectors.months import society_month
from societies.models import Society
from tests.factories.reforms import LATER, accepted_plan, element, report_of, seal

APRIL, MAY, JUNE, JULY = (dt.date(2017, month, 1) for month in (4, 5, 6, 7))


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


@pytest.fixture
def society() -> Society:
    """One society."""
    return Society.objects.create(code="A-01", name_zh="中国数学会", discipline="science")


def obliged_numbers(society: Society, workplan: Workplan) -> list[int]:
    """Numbers of the tasks that the society owes."""
    return [term.number for term in figures.obligations(workplan, [society])[society.pk].terms]


def test_obliged_tasks_without_a_plan_are_the_basic_ones(
    workplan: Workplan, society: Society
) -> None:
    """Before a plan is accepted the basic tasks count all the same."""
    assert obliged_numbers(society, workplan) == [1, 2]


def test_obliged_tasks_add_the_reelection_when_the_term_ends_in_the_year(
    workplan: Workplan, society: Society
) -> None:
    """The profile says so until a plan does."""
    society.term_ends_on = dt.date(2017, 10, 1)
    society.save()
    assert obliged_numbers(society, workplan) == [1, 2, 3]


def test_obliged_tasks_follow_the_latest_accepted_version(
    workplan: Workplan, society: Society
) -> None:
    """An amendment counts from its acceptance; a later open version does not."""
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    accepted_plan(society, workplan, [5, 6, 7, 8, 9], holds_reelection=True)
    plan = ReformPlan.objects.get()
    PlanVersion.objects.create(plan=plan, number=3, state=PlanState.SUBMITTED)
    assert obliged_numbers(society, workplan) == [1, 2, 3, 5, 6, 7, 8, 9]


def test_obliged_tasks_take_the_switch_of_a_submitted_plan(
    workplan: Workplan, society: Society
) -> None:
    """What the society submitted about its re-election counts, its optional choice not yet."""
    plan = ReformPlan.objects.create(society=society, workplan=workplan)
    PlanVersion.objects.create(
        plan=plan, number=1, state=PlanState.SUBMITTED, holds_reelection=True
    )
    assert obliged_numbers(society, workplan) == [1, 2, 3]


@pytest.mark.parametrize("has_plan", [False, True])
@pytest.mark.parametrize("holds_reelection", [False, True])
def test_rows_of_the_month_are_the_obligations_of_the_figures(
    society: Society, workplan: Workplan, has_plan: bool, holds_reelection: bool
) -> None:
    if has_plan:
        accepted_plan(
            society,
            workplan,
            [4, 6, 8],
            holds_reelection=holds_reelection,
            due_months={6: dt.date(2017, 9, 1)},
        )
    elif holds_reelection:
        society.term_ends_on = dt.date(2017, 10, 1)
        society.save()
    owed = figures.obligations(workplan, [society])[society.pk].terms
    page = society_month(society, workplan, MAY, at=LATER)
    assert tuple(row.terms for row in page.rows) == owed


def test_standing_carries_no_change_forward(workplan: Workplan, society: Society) -> None:
    """A "no change" entry and a missing month keep the earlier percent."""
    report_of(society, workplan, "2017-04", {1: 20})
    report_of(society, workplan, "2017-05", {1: None})
    standing = figures.standings(workplan, JULY)[society.pk][1]
    assert (standing.claimed, standing.history) == (20, (20, 20, 20))


def test_standing_looks_no_further_than_the_month(workplan: Workplan, society: Society) -> None:
    """Entries of later months do not count."""
    report_of(society, workplan, "2017-05", {1: 30})
    assert figures.standings(workplan, APRIL) == {}


def test_standing_keeps_claim_and_acceptance_apart(workplan: Workplan, society: Society) -> None:
    """Accepted lower, then a claim not yet decided."""
    report_of(society, workplan, "2017-04", {1: 50}, accepted={1: 40})
    report_of(society, workplan, "2017-05", {1: 60}, state=ReportState.SUBMITTED)
    standing = figures.standings(workplan, MAY)[society.pk][1]
    assert (standing.claimed, standing.accepted) == (60, 40)


def test_standing_ignores_a_draft(workplan: Workplan, society: Society) -> None:
    """A draft claims nothing."""
    report_of(society, workplan, "2017-04", {1: 50}, state=ReportState.DRAFT)
    standing = figures.standings(workplan, APRIL)[society.pk][1]
    assert (standing.claimed, standing.accepted) == (None, None)


def test_standing_zero_percent_is_data(workplan: Workplan, society: Society) -> None:
    """0 is a percent, not a gap."""
    report_of(society, workplan, "2017-04", {1: 0})
    assert figures.standings(workplan, APRIL)[society.pk][1].accepted == 0


def test_element_without_any_entry_shows_no_data(workplan: Workplan, society: Society) -> None:
    """No data is null, and 0 nationally."""
    payload = figures.live_payload(workplan, APRIL)
    assert payload["societies"][0]["progress"] is None
    assert payload["national"]["mean"] == "0.0"
    assert payload["national"]["no_data"] == 1


def test_element_ignores_entries_of_tasks_that_are_not_obliged(
    workplan: Workplan, society: Society
) -> None:
    """Only obliged tasks have figures."""
    report_of(society, workplan, "2017-04", {1: 10, 2: 20, 9: 100})
    shown = element(workplan, APRIL)
    assert list(shown["tasks"]) == ["1", "2"]
    assert shown["progress"] == "15.0"
    assert shown["groups"] == {"basic": "15.0", "reelection": None, "optional": None}


def test_element_weighs_tasks(workplan: Workplan, society: Society) -> None:
    """(10·1 + 20·2) ÷ 3 = 16.7."""
    workplan.tasks.filter(number=2).update(weight=2)
    report_of(society, workplan, "2017-04", {1: 10, 2: 20})
    assert element(workplan, APRIL)["progress"] == "16.7"


def test_element_expects_by_the_commitment_due_month(workplan: Workplan, society: Society) -> None:
    """A commitment due in June: half by mid-way, two thirds in May."""
    accepted_plan(society, workplan, [4, 5, 6, 7, 8], due_months={4: JUNE})
    tasks = element(workplan, MAY)["tasks"]
    assert (tasks["4"]["expected"], tasks["5"]["expected"]) == ("66.7", "22.2")


def test_queries_are_constant(workplan: Workplan, society: Society) -> None:
    """As many for three societies as for one."""
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    report_of(society, workplan, "2017-04", {1: 10})
    with CaptureQueriesContext(connection) as one:
        figures.live_payload(Workplan.objects.get(), APRIL)
    for code in ("A-02", "A-03"):
        other = Society.objects.create(code=code, name_zh=code, discipline="science")
        accepted_plan(other, workplan, [4, 5, 6, 7, 8])
        report_of(other, workplan, "2017-04", {1: 10, 4: 10})
    with CaptureQueriesContext(connection) as three:
        figures.live_payload(Workplan.objects.get(), APRIL)
    assert len(one) == len(three) <= 9


def test_scoped_reads_fail_closed(workplan: Workplan, society: Society) -> None:
    """Standings without a scope raise; the published figures need none."""
    seal(workplan, APRIL)
    with scope(_enabled=True), pytest.raises(ScopeError):
        figures.standings(workplan, APRIL)
    assert figures.society_series(society, workplan)[0]["number"] == 1
