"""Two dates compared: what each side is made from, what moved, and the files that say so."""

import datetime as dt
import io
from fractions import Fraction
from typing import Any

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client
from django_scopes import scopes_disabled
from openpyxl import load_workbook

from reforms.enums import Verdict
from reforms.models import PlanVersion, ProgressEntry
from reforms.selectors.figures import live_payload
from reports.figures.comparison import Comparison, Pair, fallen, judged_anew, risen
from reports.filters.compare import CompareForm
from reports.selectors.as_of import Basis, Side
from reports.selectors.months import calendar
from tests.factories.checks import PUBLISHED, verdict_of
from tests.factories.reforms import report_of
from tests.factories.societies import manager
from tests.reports.test_dashboard import takes_few_queries
from tests.reports.world import APRIL, JUNE, MAY, NOW, World, correct_may, sent, small_world

TASK = {"group": "basic", "weight": "1", "due": "2017-12"}


def element(code: str, progress: str | None, **states: str) -> dict[str, Any]:
    """Return a society's element with tasks in these states."""
    tasks = {name[1:]: {**TASK, "state": state} for name, state in states.items()}
    return {"code": code, "discipline": "science", "progress": progress, "tasks": tasks}


def compared(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Comparison:
    """Compare two lists of elements, with verdicts of the first society."""
    return Comparison({"societies": before}, {"societies": after})


def test_only_verdicts_known_at_both_moments_can_change() -> None:
    before = {"A": {1: "not_met", 2: "met"}, "B": {1: "met"}}
    after = {"A": {1: "met", 2: "met", 3: "met"}, "B": {1: "met"}, "C": {1: "met"}}
    assert judged_anew(before, after) == {"A": ((1, "not_met", "met"),)}


def test_movers_tell_what_became_of_each_task() -> None:
    found = compared(
        [element("A", "10.0", t1="on_track", t2="done", t3="stalled", t4="behind")],
        [
            element("A", "9.9", t1="done", t2="behind", t3="stalled", t4="stalled"),
            element("B", "1"),
        ],
    )
    [mover] = found.movers
    assert (mover.done, mover.undone, mover.stalled) == ((1,), (2,), (4,))
    assert mover.progress.change == Fraction(-1, 10)


def test_a_task_no_longer_owed_is_not_called_undone() -> None:
    [mover] = compared([element("A", "1.0", t1="done")], [element("A", "1.0")]).movers
    assert mover.undone == ()


def test_societies_that_stand_still_neither_rose_nor_fell() -> None:
    codes = (("A", "1.0", "1.0"), ("B", "1.0", "1.1"), ("C", "1.0", "3.0"), ("D", "2.0", "0.0"))
    silent = [element("E", None)]
    found = compared(
        [element(code, was) for code, was, _now in codes] + silent,
        [element(code, now) for code, _was, now in codes] + silent,
    ).movers
    assert [mover.code for mover in risen(found)] == ["C", "B"]
    assert [mover.code for mover in fallen(found)] == ["D"]


def test_no_change_is_reckoned_without_data() -> None:
    assert Pair("x", None, "1.0").change is None
    assert Pair("x", "0.1", "0.3").change == Fraction(1, 5)


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(manager())
    client.cookies["language"] = "en"
    return client


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june")]


def on(day: dt.date) -> Side:
    """The state at the end of a day."""
    cache.clear()
    return Side(calendar(today=NOW.date(), with_figures=True), day.replace(day=1), day)


def accepted(side: Side, code: str) -> dict[str, int | None]:
    """The accepted percents of a society."""
    with scopes_disabled():
        elements = {each["code"]: each for each in side.payload["societies"]}
    return {number: task["accepted"] for number, task in elements[code]["tasks"].items()}


def test_a_sealed_month_is_compared_exactly_as_sealed(world: World) -> None:
    correct_may(world)
    side = Side(calendar(today=NOW.date(), with_figures=True), MAY)
    assert side.basis is Basis.SEALED
    with scopes_disabled():
        assert side.payload["digest"] == world.workplan.issues.get(month=MAY).digest
    assert accepted(side, "A-01")["1"] == 100


def test_today_put_together_for_a_day_equals_the_live_figures(world: World) -> None:
    """Whatever was decided by now counts: the same societies, tasks and states."""
    with scopes_disabled():
        report_of(world.societies[1], world.workplan, "2017-06", {1: 60}, accepted={1: 50})
        PlanVersion.objects.update(decided_at=sent(4, 20))
        ProgressEntry.objects.filter(accepted_percent__isnull=False).update(decided_at=NOW)
        side, live = on(NOW.date()), live_payload(world.workplan, JUNE)
        for part in ("groups", "disciplines", "tasks"):
            assert side.payload[part] == live[part]
        for mine, its in zip(side.payload["societies"], live["societies"], strict=True):
            assert mine["progress"] == its["progress"]
            for number, task in its["tasks"].items():
                assert mine["tasks"][number]["state"] == task["state"]


def test_a_day_counts_what_was_decided_by_its_end(world: World) -> None:
    decided = dt.datetime(2017, 6, 14, 23, 59, 59, tzinfo=NOW.tzinfo)
    with scopes_disabled():
        report_of(world.societies[1], world.workplan, "2017-06", {1: 60})
        mine = ProgressEntry.objects.filter(society=world.societies[1], month_ordinal=2017 * 12 + 5)
        mine.update(decided_at=decided, accepted_percent=60)
    assert accepted(on(dt.date(2017, 6, 14)), "A-02")["1"] == 60
    assert accepted(on(dt.date(2017, 6, 13)), "A-02")["1"] == 8


def test_a_day_before_the_first_seal_rests_on_entries_alone(world: World) -> None:
    with scopes_disabled():
        ProgressEntry.objects.filter(month_ordinal=2017 * 12 + 3).update(decided_at=sent(4, 20))
    side = on(dt.date(2017, 4, 20))
    assert side.issue is None
    assert accepted(side, "A-01")["1"] == 40
    assert accepted(on(dt.date(2017, 4, 19)), "A-01")["1"] is None


def test_a_day_knows_the_issue_sealed_on_it_and_none_later(world: World) -> None:
    sealed_on = sent(6, 12).date()
    with scopes_disabled():
        assert [on(sealed_on - dt.timedelta(days=n)).issue.month for n in (0, 1)] == [MAY, APRIL]  # type: ignore[union-attr]


def test_a_day_knows_the_corrections_published_by_then(world: World) -> None:
    correct_may(world)
    assert accepted(on(NOW.date()), "A-01")["1"] == 90
    assert accepted(on(NOW.date() - dt.timedelta(days=1)), "A-01")["1"] == 100


def test_a_day_counts_a_plan_from_its_acceptance_on(world: World) -> None:
    with scopes_disabled():
        version = world.societies[0].reform_plans.get().versions.get()
        type(version).objects.filter(pk=version.pk).update(decided_at=sent(6, 15))
    assert set(accepted(on(dt.date(2017, 6, 15)), "A-01")) >= {"4", "8"}
    assert not {"4", "8"} & set(accepted(on(dt.date(2017, 6, 14)), "A-01"))


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("from=2017-05&to=2017-04", "order"),
        ("from=2017-05&to=2017-05", "order"),
        ("from_day=2017-06-10&to_day=2017-06-10", "order"),
        ("to_day=2017-06-21", "future"),
        ("from_day=2016-12-31", "no_workplan"),
        ("from=1999-01", "no_figures"),
    ],
)
def test_wrong_dates_are_named(world: World, query: str, error: str) -> None:
    months = calendar(today=NOW.date(), with_figures=True)
    form = CompareForm(QueryDict(query), calendar=months)
    assert not form.is_valid()
    assert [each.code for errors in form.errors.as_data().values() for each in errors] == [error]


def test_page_compares_the_last_two_sealed_months_by_itself(
    world: World, signed_in: Client
) -> None:
    text = signed_in.get("/dashboard/compare/").content.decode()
    assert "Issue 1 exactly as sealed" in text
    assert "Issue 2 exactly as sealed" in text
    first, last = (
        world.workplan.issues.get(month=month).summary["national"]["mean"] for month in (APRIL, MAY)
    )
    assert f'<td class="num">{first}%</td><td class="num">{last}%</td>' in text


def test_page_says_what_a_day_is_made_from(world: World, signed_in: Client) -> None:
    address = "/dashboard/compare/?from_day=2017-06-11&to=2017-06"
    text = signed_in.get(address).content.decode()
    assert "Issue 1 with the corrections published by the day" in text
    assert "Not sealed: figures as they stand now" in text
    assert "export.xlsx?from_day=2017-06-11&amp;to=2017-06" in text


def test_page_narrows_to_a_discipline(world: World, signed_in: Client) -> None:
    assert "A-01 Mathematical Society" in signed_in.get("/dashboard/compare/").content.decode()
    text = signed_in.get("/dashboard/compare/?discipline=engineering").content.decode()
    assert "A-01 Mathematical Society" not in text


def test_export_states_both_dates_and_holds_numbers(world: World, signed_in: Client) -> None:
    response = signed_in.get("/dashboard/compare/export.xlsx?from=2017-04&to=2017-05")
    book = load_workbook(io.BytesIO(response.content))
    rows: list[Any] = list(book.worksheets[0].values)
    assert rows[1][0] == "A-01"
    assert isinstance(rows[1][3], float)
    assert round(rows[1][4] - rows[1][3], 1) == rows[1][5]
    notes = [" ".join(str(cell) for cell in row if cell) for row in book.worksheets[1].values]
    assert any(line.startswith("From April 2017: Issue 1 exactly as sealed") for line in notes)
    assert any(line.startswith("To May 2017: Issue 2") for line in notes)
    csv = signed_in.get("/dashboard/compare/export.csv?from=2017-04&to=2017-05")
    assert "Issue 2 exactly as sealed" in csv.content.decode("utf-8-sig")


def test_page_shows_verdicts_that_changed(signed_in: Client) -> None:
    world = small_world(checks={1: [PUBLISHED]})
    with scopes_disabled():
        verdict_of(world.societies[0], world.workplan, 1, Verdict.MET)
    address = "/dashboard/compare/?from=2017-05&to=2017-06&show=verdicts"
    text = signed_in.get(address).content.decode()
    assert "Not met → Met" in text
    assert "verdicts of the registers as sealed with issue 2" in text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?from=2017-05&to=2017-06",
        "?from_day=2017-05-20&to=2017-05",
        "?from_day=2017-05-20&to_day=2017-06-19",
        "?from_day=2017-06-19&to=2017-06",
        "?from_day=2017-05-20&to=2017-06&show=verdicts",
    ],
)
def test_comparison_takes_few_queries(query: str) -> None:
    assert takes_few_queries(f"/dashboard/compare/{query}")
