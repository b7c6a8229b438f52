"""A society's year on one page: months on time, goals, cohort, slips, and whom to ask."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from accounts.services.audit import record
from members.models import DeclaredCount
from reports.figures.cohort import Standing, load_bands, position_of
from reports.figures.goals import Goal, Outcome
from reports.pages.society_parts import arrival_of
from reports.selectors.society_year import history_of
from societies.enums import Discipline
from tests.factories.slips import slip_of
from tests.factories.societies import SocietyFactory, approver, editor, manager, reviewer
from tests.reports.world import MAY, World, correct_may, small_world

YEAR = "/dashboard/societies/A-01/"
AROUND = f"{YEAR}?part=around"
DECISIONS = ("slip.issued", "deadline.extended", "report.accepted")
WORK = ("slip.drafted", "report.file_applied", "entry.saved")


@pytest.mark.parametrize(
    ("baseline", "target", "measured", "lower", "outcome", "share"),
    [
        (10, 20, 15, False, Outcome.BETTER, 50),
        (10, 20, 20, False, Outcome.REACHED, 100),
        (10, 20, 25, False, Outcome.REACHED, 100),
        (10, 20, 10, False, Outcome.UNCHANGED, 0),
        (10, 20, 9, False, Outcome.WORSE, 0),
        (30, 20, 25, True, Outcome.BETTER, 50),
        (30, 20, 31, True, Outcome.WORSE, 0),
        (30, 20, 19, True, Outcome.REACHED, 100),
        (10, 20, None, False, Outcome.NOT_MEASURED, None),
        (None, 20, 15, False, Outcome.UNKNOWN, None),
        (None, 20, 20, False, Outcome.REACHED, None),
        (10, None, 11, False, Outcome.BETTER, None),
        (10, 10, 10, False, Outcome.REACHED, None),
    ],
)
def test_goal_says_how_far_it_has_come(
    baseline: int | None,
    target: int | None,
    measured: int | None,
    lower: bool,
    outcome: Outcome,
    share: int | None,
) -> None:
    first, last, now = (
        None if each is None else Decimal(each) for each in (baseline, target, measured)
    )
    goal = Goal(first, last, now, lower_is_better=lower)
    assert (goal.outcome, goal.share) == (outcome, share)


@pytest.mark.parametrize(
    ("members", "key"),
    [
        (0, "small"),
        (9_999, "small"),
        (10_000, "medium"),
        (50_000, "medium"),
        (50_001, "large"),
    ],
)
def test_band_ends_where_the_next_begins(members: int, key: str) -> None:
    band = load_bands().of(members)
    assert band is not None
    assert band.key == key


def standing(key: int, progress: str | None, members: int | None = 100) -> Standing:
    return Standing(key, None if progress is None else Decimal(progress), members)


def test_equal_progress_shares_a_rank_and_no_data_is_not_ranked() -> None:
    cohort = [standing(1, "50"), standing(2, "80"), standing(3, "50"), standing(4, None)]
    first, shared, none = (position_of(key, cohort, load_bands()) for key in (2, 3, 4))
    assert (first.rank, first.quartile) == (1, 2)
    assert (shared.rank, shared.quartile) == (2, 3)
    assert (none.rank, none.quartile, none.without_data, len(none.values)) == (None, None, 1, 3)


def test_quarters_of_a_cohort_of_eight_hold_two_each() -> None:
    cohort = [standing(key, str(100 - key)) for key in range(1, 9)]
    found = [position_of(key, cohort, load_bands()).quartile for key in range(1, 9)]
    assert found == [1, 1, 2, 2, 3, 3, 4, 4]


def test_box_lies_between_neighbours_in_proportion() -> None:
    cohort = [standing(key, value) for key, value in enumerate(("10", "20", "30", "40"))]
    box = position_of(0, cohort, load_bands()).box
    assert box == tuple(map(Fraction, ("10", "17.5", "25", "32.5", "40")))
    assert position_of(0, [standing(0, None)], load_bands()).box == ()


def test_cohort_is_of_the_same_size_unless_too_few_are() -> None:
    small = [standing(key, "10") for key in range(4)]
    large = [standing(key, "90", 60_000) for key in range(4, 7)]
    bands = load_bands()
    same = position_of(0, [*small, *large], bands)
    assert (same.is_by_size, len(same.values)) == (True, 4)
    few = position_of(4, [*small, *large], bands)
    assert (few.is_by_size, len(few.values)) == (False, 7)
    unknown = position_of(9, [*small, standing(9, "10", None)], bands)
    assert (unknown.band, unknown.is_by_size, len(unknown.values)) == (None, False, 5)


@pytest.mark.parametrize(
    ("state", "late", "submitted_on", "is_open", "arrival"),
    [
        ("accepted", None, "2017-05-03", False, "on_time"),
        ("accepted", 2, "2017-05-07", False, "late"),
        ("not_submitted", None, None, False, "missing"),
        ("open", None, None, True, "open"),
        ("submitted", None, "2017-06-19", True, "on_time"),
    ],
)
def test_months_say_how_the_report_came(
    state: str, late: int | None, submitted_on: str | None, is_open: bool, arrival: str
) -> None:
    head: dict[str, Any] = {
        "state": state,
        "late_days": late,
        "is_open": is_open,
        "element": {"report": {"submitted_on": submitted_on}},
    }
    assert arrival_of(head) == arrival


def page(client: Client, address: str, **headers: str) -> str:
    client.cookies["language"] = "en"
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def cast(client: Client) -> Client:
    client.force_login(manager())
    return client


@pytest.mark.django_db
@pytest.mark.usefixtures("in_june")
class TestPages:
    """What the page shows, and to whom."""

    def test_year_shows_all_months_and_goals_with_their_entries(self, cast: Client) -> None:
        world = small_world()
        with scopes_disabled():
            report = world.societies[0].monthly_reports.get(month=MAY)
            fourth = world.workplan.tasks.get(number=4)
            report.entries.filter(task__number=1).update(task=fourth, measured_value="1.5")
        text = page(cast, YEAR)
        strip = text.split('class="month-strip"')[1].split("</ol>")[0]
        assert strip.count("<li") == 9
        assert strip.count("is-on_time") == 3
        assert strip.count("is-not_due") == 6
        goals = text.split('id="commitments"')[1].split("</section>")[0]
        assert '<a href="/months/A-01/2017-05/#task-4">1.5</a>' in goals
        assert "Improved" in goals
        assert "50.0%" in goals

    def test_late_months_say_by_how_many_days(self, cast: Client, world: World) -> None:
        strip = page(cast, "/dashboard/societies/A-02/").split('class="month-strip"')[1]
        assert "2 days late" in strip.split("</ol>")[0]

    def test_society_sees_its_place_but_nobody_else_by_name(
        self, client: Client, world: World
    ) -> None:
        client.force_login(editor(world.societies[0]))
        text = page(client, AROUND, **{"HX-Request": "true"})
        assert "<html" not in text
        assert "1 / 2" in text
        assert "number of members is unknown" in text
        assert "物理" not in text
        assert "Physical" not in text
        assert "/matrix/" not in text

    def test_cohort_takes_members_as_declared_by_the_end_of_the_month(self, client: Client) -> None:
        world = small_world(2)
        with scopes_disabled():
            for society in world.societies:
                DeclaredCount.objects.create(society=society, as_of="2017-05-31", individual=60000)
            DeclaredCount.objects.create(
                society=world.societies[0], as_of="2017-06-01", individual=10
            )
        client.force_login(editor(world.societies[0]))
        text = page(client, AROUND)
        assert "<html" in text
        assert "large (more than 50,000 members)" in text
        assert "1 / 4" in text  # the fifth society is of another discipline group

    def test_around_lists_slips_and_whom_to_ask(self, client: Client, world: World) -> None:
        own, other = world.societies[0], world.societies[1]
        with scopes_disabled():
            slip_of(own, world.workplan, 7)
            slip_of(other, world.workplan, 8)
        reviewer(Discipline.SCIENCE, name="审核甲", phone="010-68571898")
        reviewer(Discipline.ENGINEERING, name="审核乙")
        approver(own, name="审定人", email="approver@example.org")
        approver(other, name="外人")
        client.force_login(editor(own, name="填报人"))
        text = page(client, AROUND)
        assert "督〔2017〕7号" in text
        assert "督〔2017〕8号" not in text
        contacts = text.split('id="contacts"')[1]
        order = [contacts.index(name) for name in ("填报人", "审定人", "审核甲")]
        assert order == sorted(order)
        assert "tel:010-68571898" in contacts
        assert "mailto:approver@example.org" in contacts
        assert "审核乙" not in text
        assert "外人" not in text

    def test_around_is_for_its_own_people(self, client: Client, world: World) -> None:
        client.force_login(editor(world.societies[1]))
        assert client.get(AROUND).status_code == 404

    def test_around_of_a_society_without_sealed_figures_says_so(
        self, cast: Client, world: World
    ) -> None:
        SocietyFactory(code="A-50")
        text = page(cast, "/dashboard/societies/A-50/?part=around")
        assert "There is a position once a month" in text
        assert "No supervision slip in this workplan." in text

    @pytest.mark.parametrize("extra", [0, 2])
    def test_around_takes_few_queries(self, client: Client, extra: int) -> None:
        world = small_world(extra)
        with scopes_disabled():
            for number in range(1, extra + 2):
                slip_of(world.societies[0], world.workplan, number, case=str(number))
                approver(world.societies[0])
        client.force_login(manager())
        client.get("/accounts/login/")
        with CaptureQueriesContext(connection) as queries:
            client.get(AROUND, headers={"HX-Request": "true"})
        assert sum("SAVEPOINT" not in query["sql"] for query in queries) <= 15

    def test_decisions_hold_slips_and_extensions_but_no_drafts(self, world: World) -> None:
        society = world.societies[0]
        for action in (*DECISIONS, *WORK):
            record(action=action, subject=society, scope=society.code)
        record(action="entry.decided", subject=society, scope=society.code)
        record(action="entry.decided", subject=society, scope=society.code, reason="退回")
        found = [event.action for event in history_of(society)]
        assert found[: len(DECISIONS) + 1] == ["entry.decided", *reversed(DECISIONS)]
        assert not {*found} & {*WORK}

    def test_table_of_the_year_says_what_its_signs_mean(self, cast: Client, world: World) -> None:
        key = page(cast, YEAR).split('class="year-key')[1].split("</p>")[0]
        assert "‖ Stalled" in key
        assert "claimed and accepted differ" in key

    def test_corrected_figures_are_marked_where_the_society_reads_them(
        self, client: Client
    ) -> None:
        world = small_world()
        client.force_login(editor(world.societies[0]))
        client.cookies["language"] = "en"
        assert "corrected" not in page(client, YEAR).split("year-table")[1].split("Commitments")[0]
        correct_may(world)
        text = page(client, YEAR)
        assert text.count('title="corrected: 90%"') == 1
        assert f'href="{YEAR}history/#corrections"' in text
        month = page(client, "/months/A-01/2017-05/")
        assert '<a href="/issues/2017-05/#corrections">correction No. 1</a>' in month
        assert "correction No." not in page(client, "/months/A-01/2017-04/")
