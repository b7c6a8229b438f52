"""The overview and a society's year: counts, lists, figures, and who may read them."""

import json
import re

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from reforms.enums import PlanState, ReportState
from reforms.models import PlanVersion, ReformPlan
from reforms.services import sealing
from reforms.services.review import decide_entry, finish_review
from reports.figures.charts import Chart, Series, expected_line
from reports.selectors.dashboard import Overview, change
from reports.selectors.months import calendar
from societies.enums import Discipline
from societies.selectors import roles_of
from tests.factories.reforms import report_of
from tests.factories.societies import editor, manager, reviewer
from tests.reports.overview_scene import overview, page
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
