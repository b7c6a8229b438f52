"""A sealed month opened again: what is corrected, and what an unused opening puts back."""

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reforms.enums import ReportState
from reforms.models import Correction, Evidence, MonthlyReport, Submission, Workplan
from reforms.payload import digest_of
from reforms.selectors import figures
from reforms.selectors.months import society_month
from reforms.services import corrections
from societies.models import Society
from tests.factories.reforms import LATER, report_of, seal
from tests.factories.societies import editor

APRIL, MAY, JUNE, JULY = (dt.date(2017, month, 1) for month in (4, 5, 6, 7))


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


@pytest.fixture
def society() -> Society:
    """One society."""
    return Society.objects.create(code="A-01", name_zh="中国数学会", discipline="science")


@pytest.fixture
def manager() -> User:
    """Somebody who may reopen."""
    return User.objects.create_user("manager", name="经理")


def corrected(report: MonthlyReport, percent: int, manager: User) -> list[Correction]:
    """Reopen a month, change task 1, accept it and publish."""
    corrections.reopen_month(
        society=report.society,
        workplan=report.workplan,
        month=report.month,
        reason="数据有误",
        expires_at=LATER + dt.timedelta(days=3),
        by=manager,
        at=LATER,
    )
    report.entries.filter(task__number=1).update(
        percent=percent, claimed_percent=percent, accepted_percent=percent
    )
    return corrections.publish_corrections(report=report, at=LATER, by=manager)


def test_correction_states_old_and_new(workplan: Workplan, society: Society, manager: User) -> None:
    """The month and the later one that carried the percent forward; the issue stays as it was."""
    report = report_of(society, workplan, "2017-04", {1: 40, 2: 40})
    issues = seal(workplan, APRIL, MAY)
    digests = [issue.digest for issue in issues]
    first, second = corrected(report, 20, manager)
    assert (first.issue.month, second.issue.month) == (APRIL, MAY)
    assert first.changes["tasks"]["1"]["accepted"] == {"old": 40, "new": 20}
    assert first.changes["progress"] == {"old": "40.0", "new": "30.0"}
    assert first.changes["national"]["mean"] == {"old": "40.0", "new": "30.0"}
    assert [digest_of(figures.issue_payload(issue)) for issue in issues] == digests


def test_correction_stops_where_a_later_month_has_its_own_percent(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """May's own entry stands, so only April is corrected."""
    report = report_of(society, workplan, "2017-04", {1: 40, 2: 40})
    report_of(society, workplan, "2017-05", {1: 60, 2: 60})
    seal(workplan, APRIL, MAY)
    assert [c.issue.month for c in corrected(report, 20, manager)] == [APRIL]


def test_correction_without_a_difference_is_not_published(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """The reopening closes all the same."""
    report = report_of(society, workplan, "2017-04", {1: 40, 2: 40})
    seal(workplan, APRIL)
    assert corrected(report, 40, manager) == []
    assert report.reopenings.get().closed_at == LATER


def test_correction_of_a_correction_starts_from_what_was_last_published(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """Numbered on, with the first correction's value as the old one."""
    report = report_of(society, workplan, "2017-04", {1: 40, 2: 40})
    seal(workplan, APRIL)
    corrected(report, 20, manager)
    [second] = corrected(report, 30, manager)
    assert second.number == 2
    assert second.changes["tasks"]["1"]["accepted"] == {"old": 20, "new": 30}


def is_locked(society: Society, workplan: Workplan, month: dt.date, *, at: dt.datetime) -> bool:
    """Whether the month is closed to the society at that moment."""
    return society_month(society, workplan, month, at=at).is_locked


def test_reopening_needs_a_reason_a_future_end_and_a_seal(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """Each refused by itself, and nothing is opened."""
    report_of(society, workplan, "2017-04", {1: 40})

    def reopen(reason: str, days: int) -> None:
        corrections.reopen_month(
            society=society,
            workplan=workplan,
            month=APRIL,
            reason=reason,
            expires_at=LATER + dt.timedelta(days=days),
            by=manager,
            at=LATER,
        )

    for reason, days in (("更正", 1), (" ", 1), ("更正", 0)):
        with pytest.raises(ValidationError):
            reopen(reason, days)
    seal(workplan, APRIL)
    assert is_locked(society, workplan, APRIL, at=LATER)
    reopen("更正", 1)
    assert not is_locked(society, workplan, APRIL, at=LATER)
    assert is_locked(society, workplan, APRIL, at=LATER + dt.timedelta(days=1))
    with pytest.raises(ValidationError):
        reopen("再次", 1)


def test_a_month_opened_again_does_not_say_that_each_task_was_returned(
    workplan: Workplan, society: Society, manager: User, client: Client
) -> None:
    """The reason stands on top; which tasks it means is for the society to know."""
    report_of(society, workplan, "2017-04", {1: 40, 2: 40})
    seal(workplan, APRIL)
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=APRIL,
        reason="第1项任务多报",
        expires_at=LATER + dt.timedelta(days=3),
        by=manager,
        at=LATER,
    )
    client.force_login(editor(society))
    client.cookies["language"] = "en"
    with time_machine.travel(LATER + dt.timedelta(hours=1), tick=False):
        for name in ("report-detail", "report-check"):
            answer = client.get(reverse(f"reforms:{name}", args=["A-01", APRIL]))
            assert answer.status_code == 200
            assert answer.content.decode().count("Returned") == 1, name


def evidence_of(society: Society, name: str, by: User) -> Evidence:
    """A file that the society keeps; its bytes do not matter here."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Evidence.objects.create(
        society=society, name=name, size=1, sha256=digest, uploaded_at=LATER, uploaded_by=by
    )


def test_expired_reopening_puts_the_report_back(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """What was typed and never submitted does not stay."""
    report = report_of(society, workplan, "2017-04", {1: 40}, decided_at=LATER)
    seal(workplan, APRIL)
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=APRIL,
        reason="更正",
        expires_at=LATER + dt.timedelta(days=1),
        by=manager,
        at=LATER,
    )
    report.entries.update(percent=90)
    assert corrections.close_expired_reopenings(at=LATER) == 0
    assert corrections.close_expired_reopenings(at=LATER + dt.timedelta(days=1)) == 1
    report.refresh_from_db()
    entry = report.entries.get()
    assert (report.state, entry.percent, entry.decision) == ("accepted", 40, "accepted")


def submission_of(report: MonthlyReport, by: User, *entries: dict[str, Any]) -> None:
    Submission.objects.create(
        report=report,
        number=1,
        receipt_number="2017-04/A-01/1",
        submitted_at=LATER,
        submitted_by=by,
        due_on=LATER,
        is_late=False,
        content={"entries": list(entries)},
        digest="0" * 64,
    )


def test_expired_reopening_puts_back_all_that_was_submitted(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """Words, value, evidence and a claim that was never accepted are as they were."""
    report = report_of(society, workplan, "2017-04", {1: 40}, decided_at=LATER)
    report.entries.update(accepted_percent=None, decision="returned")
    entry = report.entries.get()
    proof, other = (evidence_of(society, name, manager) for name in ("a.pdf", "b.pdf"))
    said = {"narrative": "原文", "fall_reason": "原因", "measured_value": "3.50"}
    kept = {"name": proof.name, "sha256": proof.sha256, "size": 1}
    submission_of(report, manager, {"task": 1, **said, "evidence": [kept]})
    seal(workplan, APRIL)
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=APRIL,
        reason="更正",
        expires_at=LATER + dt.timedelta(days=1),
        by=manager,
        at=LATER,
    )
    report.entries.update(percent=90, narrative="新", fall_reason="新", measured_value=9)
    entry.evidence.set([other])
    corrections.close_expired_reopenings(at=LATER + dt.timedelta(days=1))
    entry.refresh_from_db()
    assert (entry.percent, entry.narrative, entry.fall_reason) == (40, "原文", "原因")
    assert (entry.measured_value, entry.decision) == (Decimal("3.5"), "returned")
    assert list(entry.evidence.all()) == [proof]


def test_reopening_submitted_in_time_is_not_closed(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """CAST decides on it however late it is by then."""
    report = report_of(society, workplan, "2017-04", {1: 40}, decided_at=LATER)
    seal(workplan, APRIL)
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=APRIL,
        reason="更正",
        expires_at=LATER + dt.timedelta(days=1),
        by=manager,
        at=LATER,
    )
    MonthlyReport.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED)
    assert corrections.close_expired_reopenings(at=LATER + dt.timedelta(days=2)) == 0
    assert report.reopenings.get().closed_at is None
