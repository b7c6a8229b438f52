"""Which slips a day asks for: every threshold on both sides, one slip per case, each step once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from reforms.enums import SlipLevel, SlipRuleCode, SlipState, SlipStep
from reforms.slips.facts import ClaimFact, KnownSlip, ReportFact, Situation, YearFact
from reforms.slips.planning import Action, Close, Escalate, Issue, Raise, actions
from reforms.slips.rules import SlipRule, rules_of

DAYS = {
    "acknowledge_days": 2,
    "answer_days": 5,
    "approver_days": 2,
    "reviewer_days": 5,
    "manager_days": 8,
}
APRIL, MAY = dt.date(2017, 4, 1), dt.date(2017, 5, 1)
DUE = dt.date(2017, 5, 5)
ISSUED = dt.date(2017, 5, 6)
QUIET = Situation(1, (), dt.date(2017, 5, 22), dt.date(2017, 5, 20))


def rules(*codes: str, closes_itself: bool = True, **levels: int) -> dict[SlipRuleCode, SlipRule]:
    """Rules with the same levels; blue 1, yellow 4 and red 8 unless given."""
    return rules_of(
        {
            "code": code,
            "levels": levels or {"blue": 1, "yellow": 4, "red": 8},
            "closes_itself": closes_itself,
            **DAYS,
        }
        for code in codes
    )


def late(**fields: Any) -> Situation:
    """A society whose report of April is missing."""
    return replace(QUIET, reports=(ReportFact(APRIL, DUE, **fields),))


def slip(**fields: Any) -> KnownSlip:
    """A blue slip about the report of April, reached its editors, to be answered by 11 May."""
    base = KnownSlip(
        7,
        1,
        SlipRuleCode.REPORT_LATE,
        "2017-04",
        APRIL,
        SlipLevel.BLUE,
        SlipState.ISSUED,
        dt.date(2017, 5, 11),
        ISSUED,
        days=DAYS,
        steps=frozenset({SlipStep.EDITOR, *SlipStep}),
    )
    return replace(base, **fields)


def of(found: list[Action], kind: type) -> list[Any]:
    return [action for action in found if isinstance(action, kind)]


def levels_of(situation: Situation, known: dict[SlipRuleCode, SlipRule], day: dt.date) -> list[str]:
    return [action.level for action in of(actions([situation], [], known, day), Issue)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(5, []), (6, ["blue"]), (8, ["blue"]), (9, ["yellow"]), (12, ["yellow"]), (13, ["red"])],
)
def test_late_report_brings_the_level_of_its_days(day: int, expected: list[str]) -> None:
    assert levels_of(late(), rules("report_late"), dt.date(2017, 5, day)) == expected


def test_late_report_brings_nothing_once_submitted_or_sealed() -> None:
    day, known = dt.date(2017, 5, 20), rules("report_late")
    assert levels_of(late(submitted_on=dt.date(2017, 5, 19)), known, day) == []
    assert levels_of(late(is_sealed=True), known, day) == []
    assert levels_of(late(), rules("plan_late"), day) == []


@pytest.mark.parametrize(("day", "expected"), [(15, []), (16, ["blue"]), (19, ["yellow"])])
def test_returned_report_counts_from_its_own_day(day: int, expected: list[str]) -> None:
    returned = late(submitted_on=DUE, returned_due_on=dt.date(2017, 5, 15))
    known = rules("report_late", "returned_overdue")
    assert levels_of(returned, known, dt.date(2017, 5, day)) == expected


@pytest.mark.parametrize(("day", "expected"), [(22, []), (23, ["blue"]), (30, ["red"])])
def test_plan_is_late_from_the_day_after(day: int, expected: list[str]) -> None:
    without = replace(QUIET, plan_submitted_on=None)
    assert levels_of(without, rules("plan_late"), dt.date(2017, 5, day)) == expected


@pytest.mark.parametrize(("count", "expected"), [(2, []), (3, ["blue"]), (5, ["yellow"])])
def test_stalled_tasks_are_counted(count: int, expected: list[str]) -> None:
    year = YearFact(APRIL, tuple(range(count)), Fraction(50), Fraction(50))
    known = rules("stalled", blue=3, yellow=5)
    assert levels_of(replace(QUIET, year=year), known, ISSUED) == expected


@pytest.mark.parametrize(
    ("progress", "expected"),
    [(Fraction(35), []), (Fraction(34999, 1000), ["blue"]), (None, []), (Fraction(60), [])],
)
def test_behind_is_more_than_so_many_points(progress: Fraction | None, expected: list[str]) -> None:
    year = YearFact(APRIL, (), progress, Fraction(50))
    assert levels_of(replace(QUIET, year=year), rules("behind", blue=15), ISSUED) == expected


@pytest.mark.parametrize(("days", "expected"), [(14, []), (15, ["yellow"]), (45, ["red"])])
def test_claim_counts_the_days_since(days: int, expected: list[str]) -> None:
    claim = ClaimFact(3, ISSUED - dt.timedelta(days=days))
    found = actions(
        [replace(QUIET, claims=(claim,))], [], rules("claim", yellow=15, red=45), ISSUED
    )
    assert [action.level for action in of(found, Issue)] == expected
    assert all(action.finding.case == "task-3" for action in of(found, Issue))


def test_open_slip_is_raised_and_never_doubled() -> None:
    known = rules("report_late")
    assert actions([late()], [slip()], known, dt.date(2017, 5, 8)) == []
    (raised,) = actions([late()], [slip()], known, dt.date(2017, 5, 9))
    assert isinstance(raised, Raise)
    assert (raised.slip.pk, raised.level) == (7, SlipLevel.YELLOW)


def test_milder_finding_never_lowers_a_slip() -> None:
    red = slip(level=SlipLevel.RED)
    assert actions([late()], [red], rules("report_late"), dt.date(2017, 5, 8)) == []


def test_slip_ended_by_a_person_comes_again_only_if_graver_or_of_a_later_month() -> None:
    known, day = rules("report_late"), dt.date(2017, 5, 8)
    closed = slip(state=SlipState.CLOSED)
    assert actions([late()], [closed], known, day) == []
    assert len(actions([late()], [closed], known, dt.date(2017, 5, 9))) == 1
    assert len(actions([late()], [replace(closed, is_ended_by_rule=True)], known, day)) == 1
    behind = rules("behind")
    old = slip(state=SlipState.CLOSED, rule=SlipRuleCode.BEHIND, case="", level=SlipLevel.RED)
    year = YearFact(APRIL, (), Fraction(0), Fraction(20))
    assert actions([replace(QUIET, year=year)], [old], behind, day) == []
    assert len(actions([replace(QUIET, year=replace(year, month=MAY))], [old], behind, day)) == 1


def test_slip_closes_itself_only_where_the_rule_says_so_and_the_cause_is_gone() -> None:
    done, day = late(submitted_on=dt.date(2017, 5, 8)), dt.date(2017, 5, 9)
    assert actions([done], [slip()], rules("report_late"), day) == [Close(slip())]
    assert actions([done], [slip()], rules("report_late", closes_itself=False), day) == []
    assert actions([late(is_sealed=True)], [slip()], rules("report_late"), day) == []
    assert actions([QUIET], [slip()], rules("report_late"), day) == []


def test_slip_about_figures_stays_while_there_are_none() -> None:
    behind = slip(rule=SlipRuleCode.BEHIND, case="")
    known = rules("behind")
    assert actions([QUIET], [behind], known, ISSUED) == []
    level = replace(QUIET, year=YearFact(MAY, (), Fraction(50), Fraction(50)))
    assert actions([level], [behind], known, ISSUED) == [Close(behind)]


def test_slip_by_hand_is_not_touched_by_findings() -> None:
    by_hand = slip(rule=SlipRuleCode.BY_HAND, case="hand-1")
    assert actions([QUIET], [by_hand], rules("by_hand"), dt.date(2017, 5, 11)) == []


@pytest.mark.parametrize(("day", "expected"), [(11, []), (13, []), (14, ["yellow"]), (21, ["red"])])
def test_slip_without_an_answer_is_raised(day: int, expected: list[str]) -> None:
    known = rules("unanswered", yellow=3, red=10)
    found = actions([QUIET], [slip()], known, dt.date(2017, 5, day))
    assert [action.level for action in of(found, Raise)] == expected
    answered = slip(state=SlipState.ANSWERED)
    assert actions([QUIET], [answered], known, dt.date(2017, 5, day)) == []


def test_two_rules_raise_a_slip_once_and_never_back() -> None:
    known = rules("report_late") | rules("unanswered", yellow=3)
    found = actions([late()], [slip()], known, dt.date(2017, 5, 14))
    assert [(a.level, a.rule) for a in of(found, Raise)] == [("red", "report_late")]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (7, []),
        (8, ["approver"]),
        (10, ["approver"]),
        (11, ["approver", "reviewer"]),
        (14, ["approver", "reviewer", "manager"]),
    ],
)
def test_slip_goes_up_step_by_step(day: int, expected: list[str]) -> None:
    fresh = slip(steps=frozenset({SlipStep.EDITOR}))
    found = actions([late()], [fresh], {}, dt.date(2017, 5, day))
    assert [action.step for action in of(found, Escalate)] == expected


def test_slip_takes_each_step_once_and_none_when_answered() -> None:
    day = dt.date(2017, 5, 11)
    once = slip(steps=frozenset({SlipStep.EDITOR, SlipStep.APPROVER}))
    assert [a.step for a in of(actions([late()], [once], {}, day), Escalate)] == ["reviewer"]
    assert actions([late()], [replace(once, state=SlipState.ANSWERED)], {}, day) == []
