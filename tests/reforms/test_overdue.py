"""Societies whose report of the open month is overdue, as an audience of notices."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from reforms.enums import ReportState
from reforms.models import MonthlyIssue, MonthlyReport
from reforms.selectors.overdue import overdue_societies
from reforms.services.extensions import extend_deadline
from societies.audiences import FINDERS
from societies.enums import NoticeAudience
from tests.factories.reforms import workplan_of
from tests.factories.societies import SocietyFactory, manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "one_factor")]
APRIL, MAY = dt.date(2017, 4, 1), dt.date(2017, 5, 1)
DUE = dt.date(2017, 5, 5)
AT = dt.datetime(2017, 5, 3, tzinfo=dt.UTC)


def after(days: int) -> dt.date:
    return DUE + dt.timedelta(days=days)


def test_notices_know_this_audience() -> None:
    assert FINDERS[NoticeAudience.OVERDUE] is overdue_societies


def test_those_who_have_not_submitted_in_time_are_overdue() -> None:
    workplan = workplan_of()
    silent, sent, more, returned = (SocietyFactory() for _ in range(4))
    SocietyFactory(is_active=False)
    for society, state in ((sent, ReportState.SUBMITTED), (returned, ReportState.RETURNED)):
        MonthlyReport.objects.create(
            society=society,
            workplan=workplan,
            month=APRIL,
            state=state,
            first_submitted_at=AT,
            returned_due_on=after(3) if state == ReportState.RETURNED else None,
        )
    extend_deadline(
        society=more,
        workplan=workplan,
        month=APRIL,
        due_on=after(2),
        reason="换届交接",
        by=manager(),
        at=AT,
    )
    assert overdue_societies(DUE) == set()
    assert overdue_societies(after(1)) == {silent.pk}
    assert overdue_societies(after(3)) == {silent.pk, more.pk}
    assert overdue_societies(after(4)) == {silent.pk, more.pk, returned.pk}


def test_it_is_the_oldest_month_not_sealed_also_of_the_year_before() -> None:
    workplan = workplan_of()
    society = SocietyFactory()
    MonthlyReport.objects.create(
        society=society, workplan=workplan, month=APRIL, state=ReportState.SUBMITTED
    )
    june = dt.date(2017, 6, 6)
    assert overdue_societies(june) == set()
    _seal(workplan.pk, APRIL)
    assert overdue_societies(june) == {society.pk}
    for month in workplan.months[1:-1]:
        _seal(workplan.pk, month)
    workplan_of(year=2018, first_month=dt.date(2018, 1, 1), last_month=dt.date(2018, 12, 1))
    assert overdue_societies(dt.date(2018, 1, 5)) == set()
    assert overdue_societies(dt.date(2018, 1, 6)) == {society.pk}
    _seal(workplan.pk, workplan.months[-1])
    assert overdue_societies(dt.date(2018, 1, 6)) == set()


def test_without_a_workplan_nobody_is_overdue() -> None:
    SocietyFactory()
    assert overdue_societies(DUE) == set()


def _seal(workplan: int, month: dt.date) -> None:
    issue = MonthlyIssue(
        workplan_id=workplan,
        month=month,
        number=month.month,
        sealed_at=AT,
        as_of=AT,
        summary={},
        digest=f"{month:%Y%m}{'0' * 58}",
    )
    MonthlyIssue.objects.bulk_create([issue])  # nobody has to be told


def test_manager_writes_to_them_from_the_month_once_it_is_over(client: Client) -> None:
    workplan_of()
    SocietyFactory()
    chief = manager()
    link = f'href="{reverse("societies:notice-create")}?audience=overdue"'
    url = reverse("reforms:month-detail", args=(APRIL,))
    for day, is_linked in ((DUE, False), (after(1), True)):
        with time_machine.travel(dt.datetime.combine(day, dt.time(4), dt.UTC), tick=False):
            client.force_login(chief)
            assert (link in client.get(url).content.decode()) is is_linked
