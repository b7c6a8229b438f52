"""Verdicts frozen with a sealed month: as of its last day, and never anything else again."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import DeclaredCount
from reforms.enums import Verdict
from reforms.models import MonthlyIssue, RegistryCheck, SealedChecks, Workplan
from reforms.selectors import checks as selectors
from reforms.services import checks
from reforms.services.sealing import seal_month
from societies.models import Premises, Society
from tests.factories.checks import checked_workplan
from tests.factories.societies import SocietyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english")]

APRIL = dt.date(2017, 4, 1)
IN_MAY = dt.datetime(2017, 5, 12, 4, tzinfo=dt.UTC)


@pytest.fixture
def society() -> Society:
    """A society that grew by exactly 15% until the end of April."""
    society: Society = SocietyFactory(code="A-01")
    for on, count in ((dt.date(2016, 12, 31), 100), (dt.date(2017, 4, 30), 115)):
        DeclaredCount.objects.create(society=society, as_of=on, individual=count)
    return society


@pytest.fixture
def workplan() -> Workplan:
    """Task 1 asks for 15% more members, task 2 for no dormant branches and for premises."""
    return checked_workplan()


def seal(workplan: Workplan, month: dt.date = APRIL, at: dt.datetime = IN_MAY) -> MonthlyIssue:
    return seal_month(workplan=workplan, month=month, at=at)[0]


def test_month_is_sealed_with_the_verdicts_of_its_last_day(
    society: Society, workplan: Workplan
) -> None:
    DeclaredCount.objects.create(society=society, as_of=dt.date(2017, 5, 1), individual=90)
    issue = seal(workplan)
    frozen = SealedChecks.objects.get()
    assert (frozen.issue, frozen.society, frozen.as_of) == (issue, society, dt.date(2017, 4, 30))
    assert frozen.checks["verdicts"] == {"1": "met", "2": "no_data"}
    assert selectors.sealed_marks(issue) == {
        society.pk: {1: Verdict.MET, 2: Verdict.NO_DATA},
    }


def test_month_sealed_before_its_end_is_frozen_as_of_today(
    society: Society, workplan: Workplan
) -> None:
    seal(workplan, at=dt.datetime(2017, 4, 29, 16, 0, tzinfo=dt.UTC))  # midnight in Beijing
    frozen = SealedChecks.objects.get()
    assert frozen.as_of == dt.date(2017, 4, 30)
    assert frozen.checks["verdicts"]["1"] == "met"


def test_frozen_checks_read_like_live_ones(society: Society, workplan: Workplan) -> None:
    issue = seal(workplan)
    checks.recompute(workplan=workplan, at=IN_MAY, as_of=dt.date(2017, 4, 30))
    live, frozen = (
        selectors.checks_of(society, workplan),
        selectors.sealed_checks(issue, society),
    )
    assert {number: task.results for number, task in frozen.items()} == {
        number: task.results for number, task in live.items()
    }
    [dormant, premises] = frozen[2].checks
    assert (dormant.is_soft, premises.is_soft) == (True, False)
    assert frozen[2].as_of == dt.date(2017, 4, 30)
    assert dormant.title
    assert dormant.formula


def test_later_registers_change_nothing_that_is_frozen(
    society: Society, workplan: Workplan
) -> None:
    issue = seal(workplan)
    before = SealedChecks.objects.get().checks
    Premises.objects.create(society=society, address="北京", tenure="owned")
    checks.recompute(workplan=workplan, at=IN_MAY)
    assert RegistryCheck.objects.get(check_name="premises").verdict == Verdict.MET
    assert SealedChecks.objects.get().checks == before
    assert seal(workplan) == issue
    assert SealedChecks.objects.count() == 1
    with pytest.raises(TypeError, match="sealed"):
        SealedChecks.objects.get().save()


def test_sealing_again_freezes_each_month_by_itself(society: Society, workplan: Workplan) -> None:
    seal(workplan)
    may = seal(workplan, dt.date(2017, 5, 1), dt.datetime(2017, 6, 9, 4, tzinfo=dt.UTC))
    assert SealedChecks.objects.get(issue=may).as_of == dt.date(2017, 5, 31)


def test_society_without_sealed_checks_has_none(society: Society, workplan: Workplan) -> None:
    issue = seal(workplan)
    assert selectors.sealed_checks(issue, SocietyFactory(code="A-02")) == {}


def test_tampered_checks_are_found(society: Society, workplan: Workplan) -> None:
    seal(workplan)
    call_command("verify_issues", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reforms_sealedchecks SET as_of = '2017-04-29'")
    with pytest.raises(CommandError, match="2017-04 A-01"):
        call_command("verify_issues", stdout=StringIO())


def test_sealing_asks_as_often_for_one_society_as_for_three(workplan: Workplan) -> None:
    counts = []
    for month, number in ((4, 1), (5, 2)):
        for _ in range(number):
            DeclaredCount.objects.create(
                society=SocietyFactory(), as_of=dt.date(2016, 12, 31), individual=9
            )
        fresh = Workplan.objects.get(pk=workplan.pk)
        at = dt.datetime(2017, month + 1, 9, 4, tzinfo=dt.UTC)
        with CaptureQueriesContext(connection) as queries:
            seal(fresh, dt.date(2017, month, 1), at)
        counts.append(len(queries))
    assert SealedChecks.objects.count() == 4
    assert counts[0] == counts[1]
