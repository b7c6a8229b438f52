"""What the overview says needs a decision, and what claims against the registers."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django_scopes import scopes_disabled

from accounts.enums import JobState
from reforms.enums import SlipLevel, SlipRuleCode, SlipState, Verdict
from reforms.models import CheckException, SupervisionSlip
from reforms.services.checks import recompute
from reports.pages.dashboard_needs import DEADLINES_SHOWN, next_deadlines
from reports.pages.dashboard_parts import expected_by_task
from reports.selectors.dashboard import Overview
from reports.selectors.months import calendar
from reports.selectors.pending import FAILED_DAYS, failed_jobs
from societies.enums import Discipline
from societies.selectors import roles_of
from tests.factories.accounts import JobFactory
from tests.factories.checks import PUBLISHED, verdict_of
from tests.factories.societies import reviewer
from tests.reports.overview_scene import overview, page
from tests.reports.world import (
    APRIL,
    MAY,
    NOW,
    World,
    sent,
    small_world,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june")]


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
