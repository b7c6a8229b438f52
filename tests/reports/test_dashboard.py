"""The overview and a society's year: counts, lists, figures, and who may read them."""

import datetime as dt
import json
import re
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from accounts.enums import JobState
from reforms.enums import PlanState, ReportState, SlipLevel, SlipRuleCode, SlipState, Verdict
from reforms.models import CheckException, PlanVersion, ReformPlan, SupervisionSlip
from reforms.services import sealing
from reforms.services.checks import recompute
from reforms.services.review import decide_entry, finish_review
from reports.figures.charts import Chart, Series, expected_line
from reports.pages.dashboard_needs import DEADLINES_SHOWN, next_deadlines
from reports.pages.dashboard_parts import expected_by_task
from reports.selectors.dashboard import Overview, change
from reports.selectors.months import calendar
from reports.selectors.pending import FAILED_DAYS, failed_jobs
from societies.enums import Discipline
from societies.selectors import roles_of
from tests.factories.accounts import JobFactory
from tests.factories.checks import PUBLISHED, verdict_of
from tests.factories.reforms import report_of
from tests.factories.societies import editor, manager, reviewer
from tests.reports.world import (
    APRIL,
    JUNE,
    MAY,
    NOW,
    World,
    correct_may,
    sent,
    small_world,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june")]


@pytest.fixture
def signed_in(client: Client) -> Client:
    """Be a CAST manager."""
    client.force_login(manager())
    return client


def page(client: Client, address: str) -> str:
    """Return the page's text; it must be there."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def overview(world: World, month: dt.date = MAY) -> Overview:
    """Return the overview of a month as a manager sees it."""
    return Overview(calendar(today=NOW.date(), with_figures=True), month)


def test_overview_begins_with_the_newest_sealed_month(world: World, signed_in: Client) -> None:
    text = page(signed_in, "/dashboard/")
    assert '<option value="2017-05" selected>' in text
    mean = world.workplan.issues.get(month=MAY).summary["national"]["mean"]
    assert f"{mean}%" in text


def test_overview_counts_what_waits_in_the_month_in_work(world: World) -> None:
    with scopes_disabled():
        waiting = overview(world).waiting
    assert waiting == {"submitted": 1, "open": 2}


def test_overview_counts_overdue_reports_after_the_day(world: World) -> None:
    with time_machine.travel(sent(7, 6), tick=False), scopes_disabled():
        months = calendar(today=sent(7, 6).date(), with_figures=True)
        assert Overview(months, MAY).waiting == {"submitted": 1, "overdue": 2}


def test_nothing_waits_in_a_month_that_is_sealed(world: World) -> None:
    with scopes_disabled():
        sealing.seal_month(workplan=world.workplan, month=JUNE, at=NOW)
        assert overview(world).waiting == {}


def test_overview_lists_the_late_and_the_behind(world: World) -> None:
    with scopes_disabled():
        page_of = overview(world)
        assert [(line.society.code, line.days) for line in page_of.late] == [("A-02", 2)]
        assert [line.society.code for line in page_of.behind] == ["B-20", "A-02"]
        assert page_of.stalled == []


def test_overview_marks_a_corrected_society(world: World, signed_in: Client) -> None:
    signed_in.cookies["language"] = "en"
    assert "corrected: " not in page(signed_in, "/dashboard/?month=2017-05")
    now = correct_may(world, code="A-02").changes["figures"]["progress"]
    text = page(signed_in, "/dashboard/?month=2017-05")
    late, behind = (text.split(f'id="{kind}"')[1] for kind in ("late", "behind"))
    mark = f'<a class="corrected" href="/issues/2017-05/#corrections">corrected: {now}%</a>'
    assert mark in late.split("</section>")[0]
    assert mark in behind.split("</section>")[0]
    assert "corrected: " not in page(signed_in, "/dashboard/?month=2017-04")


def test_overview_lists_stalled_tasks(world: World) -> None:
    with scopes_disabled():
        found = overview(world, JUNE).stalled
    assert [(line.society.code, line.tasks) for line in found] == [("A-02", (1, 2)), ("A-01", (2,))]


def test_overview_counts_plans_that_await_a_decision(world: World) -> None:
    with scopes_disabled():
        plan = ReformPlan.objects.get(society=world.societies[2])
        PlanVersion.objects.create(plan=plan, number=2, state=PlanState.SUBMITTED)
        assert overview(world).pending.plans == 1


def test_overview_narrows_to_the_portfolio(world: World) -> None:
    roles = roles_of(reviewer(Discipline.ENGINEERING))
    with scopes_disabled():
        mine = Overview(calendar(today=NOW.date(), with_figures=True), MAY, roles)
        assert [line.society.code for line in mine.behind] == ["B-20"]
        assert mine.waiting == {"open": 1}


def test_reviewer_begins_with_the_own_portfolio(world: World, client: Client) -> None:
    client.force_login(reviewer(Discipline.ENGINEERING))
    assert "A-02 中国物理学会" not in page(client, "/dashboard/")
    assert "A-02 中国物理学会" in page(client, "/dashboard/?portfolio=0")


def test_overview_of_a_sealed_month_keeps_its_figures(world: World, signed_in: Client) -> None:
    before = page(signed_in, "/dashboard/?month=2017-04")
    with scopes_disabled():
        world.societies[0].monthly_reports.get(month=APRIL).entries.update(accepted_percent=1)
    after = page(signed_in, "/dashboard/?month=2017-04")
    figures = re.compile(r'stat-value">(.*?)</div>', re.DOTALL)
    assert figures.findall(before) == figures.findall(after)


def test_overview_names_a_wrong_month(world: World, signed_in: Client) -> None:
    text = page(signed_in, "/dashboard/?month=1999-01")
    assert '<option value="2017-05" selected>' in text
    assert 'role="alert"' in text


def test_overview_without_a_workplan_says_what_to_do(signed_in: Client) -> None:
    assert "/workplans/" in page(signed_in, "/dashboard/")


def test_overview_before_the_first_seal_shows_the_open_month(
    world: World, signed_in: Client
) -> None:
    with time_machine.travel(sent(4, 10), tick=False), scopes_disabled():
        months = calendar(today=sent(4, 10).date())
        empty = type(months)(months.workplans, (), months.today)
        assert empty.newest_figures == APRIL
        assert empty.default == APRIL


def test_overview_charts_hold_the_sealed_means(world: World, signed_in: Client) -> None:
    text = page(signed_in, "/dashboard/")
    found = re.search(r'<script id="chart-progress" type="application/json">(.*?)</script>', text)
    assert found is not None
    values = json.loads(found[1])["series"][0]["values"]
    means = [
        float(world.workplan.issues.get(month=month).summary["national"]["mean"])
        for month in (APRIL, MAY)
    ]
    assert values == [*means, *[None] * 7]


def queries_of(address: str, extra: int) -> int:
    """Return how many queries a page takes with so many more societies, nothing kept."""
    small_world(extra)
    client = Client()
    client.force_login(reviewer(Discipline.SCIENCE))
    client.get("/accounts/login/")
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def takes_few_queries(address: str) -> bool:
    """Whether a page keeps to fifteen queries, however many societies there are."""
    found = []
    for extra in (0, 2):
        with transaction.atomic():
            found.append(queries_of(address, extra))
            transaction.set_rollback(True)
    few, more = found
    return few == more <= 15


@pytest.mark.parametrize(
    "address",
    [
        "/dashboard/",
        "/dashboard/?month=2017-06",  # once after each change: the live figures are kept
        "/dashboard/societies/A-01/",
        "/dashboard/societies/A-01/history/",
    ],
)
def test_pages_take_few_queries(address: str) -> None:
    assert takes_few_queries(address)


def test_society_year_shows_every_month(world: World, signed_in: Client) -> None:
    text = page(signed_in, "/dashboard/societies/A-01/")
    assert "/months/A-01/2017-04/#task-1" in text
    assert "/months/A-01/2017-06/#task-2" in text
    assert "1 → 2 次" in text


def test_society_year_is_for_its_own_people(world: World, client: Client) -> None:
    client.force_login(editor(world.societies[0]))
    assert client.get("/dashboard/societies/A-01/").status_code == 200
    assert client.get("/dashboard/societies/A-02/").status_code == 404
    assert client.get("/dashboard/societies/A-02/history/").status_code == 404


def test_society_year_of_an_unknown_year_is_not_found(world: World, signed_in: Client) -> None:
    for year in ("1999", "x"):
        assert signed_in.get(f"/dashboard/societies/A-01/?workplan={year}").status_code == 404


def test_society_year_of_a_silent_society_shows_no_zero(world: World, signed_in: Client) -> None:
    text = page(signed_in, "/dashboard/societies/B-20/")
    assert "heat-nodata" in text
    assert "0%" not in text.split("stat-value")[1][:40]


def test_history_tells_who_returned_what_and_why(world: World, signed_in: Client) -> None:
    with scopes_disabled():
        report = report_of(
            world.societies[1], world.workplan, "2017-06", {1: 60}, state=ReportState.SUBMITTED
        )
        by = manager(name="李审核")
        entry = report.entries.get()
        decide_entry(entry=entry, decision="returned", by=by, at=NOW, reason="缺少签到表")
        finish_review(report=report, by=by, at=NOW)
    text = page(signed_in, "/dashboard/societies/A-02/history/")
    assert "缺少签到表" in text
    assert "李审核" in text


def test_expected_line_follows_weights_and_due_months() -> None:
    task = {"group": "basic", "weight": "1"}
    element = {"tasks": {"1": {**task, "due": "2017-05"}, "2": {**task, "due": "2017-12"}}}
    first = 2017 * 12 + 3
    assert expected_line([element], [APRIL, MAY], first) == (30.6, 61.1)
    assert expected_line([], [APRIL], first) == (None,)


def test_chart_table_says_the_same_as_the_chart() -> None:
    chart = Chart("line", "t", ("4月", "5月"), (Series("a", (12.345, None)),))
    assert chart.rows == [("4月", ["12.3"]), ("5月", ["—"])]
    assert chart.data["series"][0]["values"] == [12.345, None]


@pytest.mark.parametrize(
    ("now", "before", "points"),
    [("41.3", "34.6", "6.7"), ("10.0", "10.5", "-0.5"), (None, "1.0", None), ("1.0", None, None)],
)
def test_change_is_between_published_figures(
    now: str | None, before: str | None, points: str | None
) -> None:
    assert change(now, before) == points


# what needs a decision, in order


def slip_of(world: World, due: dt.date, **given: Any) -> SupervisionSlip:
    """Make a slip of the second society, to be answered by a day."""
    facts: dict[str, Any] = {
        "society": world.societies[1],
        "workplan": world.workplan,
        "rule": SlipRuleCode.BY_HAND,
        "case": str(given.get("number", 1)),
        "year": 2017,
        "number": given.pop("number", 1),
        "level": SlipLevel.BLUE,
        "subject": "迟报",
        "issued_at": NOW,
        "issued_on": dt.date(2017, 6, 1),
        "counted_from": dt.date(2017, 6, 1),
        "acknowledge_due_on": due,
        "answer_due_on": due,
    }
    slip: SupervisionSlip = SupervisionSlip.objects.create(**facts, **given)
    return slip


def test_overview_counts_slips_and_those_past_their_day(world: World) -> None:
    with scopes_disabled():
        slip_of(world, NOW.date())
        slip_of(world, NOW.date() - dt.timedelta(days=1), number=2)
        slip_of(world, NOW.date(), number=3, state=SlipState.CLOSED)
        pending = overview(world).pending
    assert (pending.slips, pending.slips_overdue) == (2, 1)


def test_overview_counts_exceptions_that_await_a_decision(world: World) -> None:
    with scopes_disabled():
        task = world.workplan.tasks.get(number=1)
        for society, state in zip(world.societies, ("requested", "approved"), strict=False):
            CheckException.objects.create(
                society=society,
                task=task,
                check_name="x",
                reason="在办",
                state=state,
                requested_at=NOW,
            )
        assert overview(world).pending.exceptions == 1
        roles = roles_of(reviewer(Discipline.ENGINEERING))
        mine = Overview(calendar(today=NOW.date(), with_figures=True), MAY, roles)
        assert mine.pending.exceptions == 0


def test_failed_jobs_are_pointed_out_until_begun_again() -> None:
    old, lately = NOW - dt.timedelta(days=FAILED_DAYS, seconds=1), NOW - dt.timedelta(days=1)
    JobFactory(key="old", state=JobState.FAILED, finished_at=old)
    JobFactory(key="again", state=JobState.FAILED, finished_at=lately)
    JobFactory(key="again", state=JobState.DONE, finished_at=lately)
    failed = JobFactory(key="still", state=JobState.FAILED, finished_at=lately)
    assert failed_jobs(NOW) == [failed]


def test_overview_answers_in_order(world: World, signed_in: Client) -> None:
    signed_in.cookies["language"] = "en"
    text = page(signed_in, "/dashboard/")
    places = [
        text.index(words)
        for words in (
            "Reports overdue",
            "Returned, not yet back",
            "Reports to review",
            "Plans to review",
            "Exceptions to decide",
            "100% against the registers",
            "Slips unanswered",
            "Jobs that failed",
            "Next deadlines:",
            "The country",
            'id="changes"',
        )
    ]
    assert places == sorted(places)


def test_counts_lead_to_lists_of_the_same_societies(world: World, client: Client) -> None:
    with scopes_disabled():
        slip_of(world, NOW.date())
    client.force_login(reviewer(Discipline.SCIENCE))
    for whose in ("1", "0"):
        text = page(client, f"/dashboard/?portfolio={whose}")
        [address] = re.findall(r'href="(/slips/\?[^"]*)"', text)
        assert address.endswith("portfolio=own" if whose == "1" else "portfolio=all")
        assert "迟报" in page(client, address.replace("&amp;", "&"))


def test_reviewers_are_not_told_of_jobs(world: World, client: Client) -> None:
    client.force_login(reviewer(Discipline.SCIENCE))
    client.cookies["language"] = "en"
    assert "Jobs that failed" not in page(client, "/dashboard/")


def test_next_deadlines_begin_with_today(world: World) -> None:
    with time_machine.travel(sent(7, 5), tick=False):
        [first, *others] = next_deadlines(calendar(today=sent(7, 5).date()))
    assert (first.on, first.days) == (dt.date(2017, 7, 5), 0)
    assert len(others) == DEADLINES_SHOWN - 1
    assert next_deadlines(calendar(today=dt.date(2017, 7, 6)))[0].on > first.on


def test_expected_of_a_task_is_the_mean_over_those_who_owe_it(world: World) -> None:
    figures = {"weight": "1", "group": "basic"}
    payload = {
        "month": "2017-05",
        "societies": [
            {"tasks": {"1": {**figures, "due": "2017-05"}}},
            {"tasks": {"1": {**figures, "due": "2017-12"}, "2": {**figures, "due": "2017-07"}}},
        ],
    }
    assert expected_by_task(payload, world.workplan) == {"1": "61.1", "2": "50.0"}


def test_overview_shows_what_changed_since_the_month_before(
    world: World, signed_in: Client
) -> None:
    changes = page(signed_in, "/dashboard/").split('id="changes"')[1]
    means = [
        world.workplan.issues.get(month=month).summary["national"]["mean"] for month in (APRIL, MAY)
    ]
    assert f'<td class="num">{means[0]}%</td>' in changes
    assert f'<a href="/explain/2017-05/mean/">{means[1]}%</a>' in changes
    assert "/dashboard/compare/?from=2017-04&amp;to=2017-05" in changes
    assert "/dashboard/compare/?from" not in page(signed_in, "/dashboard/?month=2017-04")


# claims against the registers


def test_overview_counts_claims_against_the_registers(signed_in: Client) -> None:
    world = small_world(checks={1: [PUBLISHED]})
    with scopes_disabled():
        found = overview(world).against
    assert [(line.society.code, line.tasks) for line in found] == [("A-01", (1,))]
    assert "/matrix/?month=2017-05&amp;against=1" in page(signed_in, "/dashboard/")


def test_overview_counts_no_claim_that_nothing_contradicts(world: World) -> None:
    with scopes_disabled():
        assert overview(world).against == []


def test_society_year_shows_claims_beside_the_registers(signed_in: Client) -> None:
    world = small_world(checks={1: [PUBLISHED]})
    with scopes_disabled():
        recompute(workplan=world.workplan, at=NOW)
    signed_in.cookies["language"] = "en"
    text = page(signed_in, "/dashboard/societies/A-01/")
    proof = text.split('id="registers"')[1]
    assert "Annual report open to all" in proof
    assert "Not met" in proof
    assert proof.count("verdict-month") == 2  # April and May are sealed
    assert '<span class="sign text-red" title="100% against the registers">≠</span>' in text


def test_public_page_shows_sealed_verdicts_only(client: Client) -> None:
    world = small_world(checks={1: [PUBLISHED]})
    with scopes_disabled():
        verdict_of(world.societies[0], world.workplan, 2, Verdict.NOT_MET)
    client.cookies["language"] = "en"
    proof = page(client, "/public/societies/A-01/").split('id="registers"')[1]
    assert "Annual report open to all" in proof
    assert "registers as of 2017-05-31" in proof
    assert "2. " not in proof.split("</table>")[0]
