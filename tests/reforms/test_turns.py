"""Several people at once on a real PostgreSQL: what is submitted is sealed, or it is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from threading import Thread

import pytest
from django.db import connection
from django_scopes import scopes_disabled

from accounts.models import User
from reforms.enums import ReportState
from reforms.models import MonthlyReport, SocietyFigure, Workplan
from reforms.services import sealing
from reforms.services.reports import MonthLocked, save_entry, submit_report
from tests.factories.reforms import workplan_of
from tests.factories.societies import SocietyFactory, approver, editor, manager

MAY = dt.date(2017, 5, 1)
AT = dt.datetime(2017, 6, 4, 4, 0, tzinfo=dt.UTC)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
]


def filled(workplan: Workplan, code: str) -> tuple[MonthlyReport, User]:
    """Return a complete report of May and who may submit it."""
    society = SocietyFactory(code=code)
    clerk = editor(society)
    for task in workplan.tasks.all():
        save_entry(
            society=society,
            workplan=workplan,
            month=MAY,
            task=task,
            by=clerk,
            expected_version=0,
            at=AT,
            percent=30,
        )
    return MonthlyReport.objects.get(society=society), approver(society)


def at_once(*calls: Callable[[], object]) -> list[Exception]:
    """Make the calls in threads of their own and return what they raise."""
    raised: list[Exception] = []

    def make(call: Callable[[], object]) -> None:
        try:
            with scopes_disabled():
                call()
        except Exception as error:  # noqa: BLE001 - the test looks at whatever it is
            raised.append(error)
        finally:
            connection.close()

    threads = [Thread(target=make, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_submission_while_sealing_counts_or_is_refused() -> None:
    with scopes_disabled():
        workplan = workplan_of(reelection=0, optional=0, first_month=MAY)
        reports = [filled(workplan, f"A-{number:02}") for number in range(1, 9)]
        calls: list[Callable[[], object]] = [
            partial(submit_report, report=report, by=chief, at=AT) for report, chief in reports
        ]
        seal = partial(sealing.seal_month, workplan=workplan, month=MAY, at=AT, by=manager())
        raised = at_once(*calls[:4], seal, *calls[4:])
        assert {type(error) for error in raised} <= {MonthLocked}
        sealed = dict(SocietyFigure.objects.values_list("society_id", "report_state"))
        for report in MonthlyReport.objects.all():
            is_in = sealed[report.society_id] == ReportState.SUBMITTED
            assert is_in == (report.state == ReportState.SUBMITTED)
