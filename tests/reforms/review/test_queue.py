"""The queue of review: flags, filters, the month that awaits most, neighbours."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from reforms.enums import ReportState
from reforms.flags import Flag
from reforms.models import MonthlyReport, Workplan
from reforms.selectors.review import (
    QueueChoice,
    default_month,
    neighbours,
    review_months,
    review_queue,
)
from societies.enums import Discipline
from societies.models import Society
from tests.factories.societies import SocietyFactory, auditor, manager
from tests.reforms.review.scene import APRIL, MAY, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def test_the_queue_shows_flags_changes_and_lateness(
    steady: MonthlyReport, workplan: Workplan, by: User
) -> None:
    other = submitted(SocietyFactory(code="A-02"), workplan, {1: 100, 2: None})
    other.first_submitted_at = dt.datetime(2017, 6, 5, 16, 0, tzinfo=dt.UTC)
    other.save()
    clean, flagged = review_queue(manager(), workplan, MAY)
    assert (clean.report, clean.changed, clean.flags, clean.is_clean) == (steady, 1, (), True)
    assert not clean.report.is_late
    assert flagged.flags == (Flag.COMPLETE_WITHOUT_EVIDENCE, Flag.NO_DATA_NO_CHANGE)
    assert (flagged.flagged, flagged.changed, flagged.is_clean) == (2, 1, False)
    assert flagged.report.is_late


def test_the_queue_is_filtered(steady: MonthlyReport, workplan: Workplan, by: User) -> None:
    medicine = SocietyFactory(code="D-01", discipline=Discipline.MEDICINE)
    submitted(medicine, workplan, {1: 100})

    def codes(**choice: object) -> list[str]:
        rows = review_queue(by, workplan, MAY, QueueChoice(**choice))  # type: ignore[arg-type]
        return [row.report.society.code for row in rows]

    assert codes() == ["A-01"]
    assert codes(is_own=False) == ["A-01", "D-01"]
    assert codes(is_own=False, discipline="medicine") == ["D-01"]
    assert codes(is_own=False, flagged=True) == ["D-01"]
    assert codes(is_own=False, flagged=False) == ["A-01"]
    assert codes(is_own=False, is_late=True) == []
    assert codes(is_own=False, state=ReportState.ACCEPTED) == []
    assert codes(is_own=False, state="") == ["A-01", "D-01"]


def test_an_outsider_sees_a_report_that_is_not_theirs_to_accept(
    steady: MonthlyReport, workplan: Workplan
) -> None:
    [row] = review_queue(auditor(), workplan, MAY, QueueChoice(is_own=False))
    assert not row.is_mine
    assert not row.is_clean


def test_the_month_with_most_awaiting_comes_first(
    steady: MonthlyReport, society: Society, workplan: Workplan
) -> None:
    for _ in range(2):
        submitted(SocietyFactory(), workplan, {1: 40}, "2017-04")
    chosen = default_month(review_months(manager(), is_own=True))
    assert chosen is not None
    assert (chosen.month, chosen.awaiting) == (APRIL, 2)
    assert default_month([]) is None


def test_neighbours_are_found_even_from_outside_the_queue(workplan: Workplan, by: User) -> None:
    for code in ("A-11", "A-13", "A-15"):
        submitted(SocietyFactory(code=code), workplan, {1: 40})
    rows = review_queue(manager(), workplan, MAY)

    def around(code: str) -> list[str]:
        found = neighbours(rows, Society(code=code))
        return [row.report.society.code if row else "" for row in found]

    assert around("A-13") == ["A-11", "A-15"]
    assert around("A-12") == ["A-11", "A-13"]
    assert around("A-11") == ["", "A-13"]
    assert around("A-15") == ["A-13", ""]
