"""A claim of 100% that the registers do not bear out needs words before it is sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from reforms.enums import Verdict
from reforms.models import MonthlyReport, ProgressEntry, RegistryCheck, Workplan
from reforms.selectors.months import SocietyMonth, society_month
from reforms.services import corrections, sealing
from reforms.services.reports import ReportIncomplete, save_entry, send_to_approver, submit_report
from societies.models import Society
from tests.factories.checks import checked_workplan, verdict_of
from tests.factories.societies import SocietyFactory, approver, manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english", "one_factor")]

MAY = dt.date(2017, 5, 1)
AT = dt.datetime(2017, 5, 20, 4, 0, tzinfo=dt.UTC)
WORDS = "The members of the new branch are not in the register yet."


@pytest.fixture
def society() -> Society:
    """A society with an approver."""
    society: Society = SocietyFactory(code="A-01")
    approver(society, username="chief")
    return society


@pytest.fixture
def workplan() -> Workplan:
    """Tasks 1 and 2 are basic and have checks."""
    return checked_workplan()


@pytest.fixture
def put(society: Society, workplan: Workplan, clerk: User) -> Any:
    """Save an entry of May over what is there."""

    def save(number: int = 1, **values: Any) -> ProgressEntry:
        known = ProgressEntry.objects.filter(task__number=number).first()
        return save_entry(
            society=society,
            workplan=workplan,
            month=MAY,
            task=workplan.tasks.get(number=number),
            by=clerk,
            at=AT,
            expected_version=known.version if known else 0,
            **values,
        )

    return save


def month_of(society: Society, workplan: Workplan) -> SocietyMonth:
    return society_month(society, workplan, MAY, at=AT)


def report_of(put: Any, percent: int | None = 100, **values: Any) -> MonthlyReport:
    """A report whose second task is in order, and whose first claims so much."""
    put(2, percent=40)
    if percent is None:
        values = {"is_no_change": True, "no_change_reason": "None", **values}
    entry: ProgressEntry = put(1, percent=percent, **values)
    return entry.report


@pytest.mark.parametrize(
    ("percent", "verdict", "is_needed"),
    [
        (100, Verdict.NOT_MET, True),
        (99, Verdict.NOT_MET, False),
        (None, Verdict.NOT_MET, False),
        (100, Verdict.MET, False),
        (100, Verdict.NO_DATA, False),
        (100, Verdict.JUSTIFIED, False),
        (100, Verdict.NOT_APPLICABLE, False),
        (100, Verdict.SHOWN, False),
        (100, None, False),
    ],
)
def test_explanation_is_needed_for_100_against_the_registers(
    society: Society,
    workplan: Workplan,
    clerk: User,
    put: Any,
    percent: int | None,
    verdict: Verdict | None,
    is_needed: bool,
) -> None:
    if verdict is not None:
        verdict_of(society, workplan, 1, verdict)
    report = report_of(put, percent)
    row = month_of(society, workplan).row(1)
    assert row is not None
    assert (row.verdict, row.needs_explanation) == (verdict, is_needed)
    if is_needed:
        with pytest.raises(ReportIncomplete):
            send_to_approver(report=report, by=clerk, at=AT)
    else:
        send_to_approver(report=report, by=clerk, at=AT)


def test_refusal_names_the_task_and_the_checklist_counts_it(
    society: Society, workplan: Workplan, clerk: User, put: Any
) -> None:
    verdict_of(society, workplan, 1, Verdict.NOT_MET)
    report = report_of(put)
    page = month_of(society, workplan)
    assert [row.task.number for row in page.missing] == [1]
    assert page.unexplained == page.missing
    assert page.filled == 1
    for send in (send_to_approver, submit_report):
        with pytest.raises(ReportIncomplete, match="to be explained: 1") as caught:
            send(report=report, by=clerk, at=AT)
        assert "still missing" not in str(caught.value)


def test_missing_and_unexplained_tasks_are_told_apart(
    society: Society, workplan: Workplan, clerk: User, put: Any
) -> None:
    verdict_of(society, workplan, 1, Verdict.NOT_MET)
    report = put(1, percent=100).report
    with pytest.raises(ReportIncomplete) as caught:
        send_to_approver(report=report, by=clerk, at=AT)
    first, second = caught.value.messages
    assert "missing: 2" in first
    assert "explained: 1" in second


def test_explained_claim_is_sent_kept_and_audited(
    society: Society, workplan: Workplan, clerk: User, put: Any
) -> None:
    verdict_of(society, workplan, 1, Verdict.NOT_MET)
    report = report_of(put, claim_explanation=f"  {WORDS} ")
    assert ProgressEntry.objects.get(task__number=1).claim_explanation == WORDS
    event = AuditEvent.objects.filter(action="entry.changed").latest("pk")
    assert event.after is not None
    assert event.after["claim_explanation"] == WORDS
    submission = submit_report(report=report, by=clerk, at=AT)
    assert submission.content["entries"][0]["claim_explanation"] == WORDS


def test_changed_words_alone_are_audited(society: Society, workplan: Workplan, put: Any) -> None:
    put(1, percent=100, claim_explanation=WORDS)
    put(1, percent=100, claim_explanation=f"{WORDS} More.")
    assert AuditEvent.objects.filter(action="entry.changed").count() == 2


def test_blank_words_explain_nothing(
    society: Society, workplan: Workplan, clerk: User, put: Any
) -> None:
    verdict_of(society, workplan, 1, Verdict.NOT_MET)
    report = report_of(put, claim_explanation=" \n ")
    with pytest.raises(ReportIncomplete):
        send_to_approver(report=report, by=clerk, at=AT)


def test_verdict_that_changes_later_asks_at_submission(
    society: Society, workplan: Workplan, clerk: User, put: Any
) -> None:
    check = verdict_of(society, workplan, 1, Verdict.MET)
    report = report_of(put)
    send_to_approver(report=report, by=clerk, at=AT)
    RegistryCheck.objects.filter(pk=check.pk).update(verdict=Verdict.NOT_MET)
    with pytest.raises(ReportIncomplete):
        submit_report(report=report, by=clerk, at=AT)


def test_expired_reopening_puts_the_explanation_back(
    society: Society, workplan: Workplan, clerk: User, put: Any
) -> None:
    april = dt.date(2017, 4, 1)
    sealing.seal_month(workplan=workplan, month=april, at=AT)
    verdict_of(society, workplan, 1, Verdict.NOT_MET)
    report = report_of(put, claim_explanation=WORDS)
    submit_report(report=report, by=clerk, at=AT)
    june = dt.datetime(2017, 6, 9, 4, tzinfo=dt.UTC)
    sealing.seal_month(workplan=workplan, month=MAY, at=june)
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=MAY,
        reason="A wrong number",
        expires_at=june + dt.timedelta(days=1),
        by=manager(),
        at=june,
    )
    ProgressEntry.objects.update(claim_explanation="other words")
    corrections.close_expired_reopenings(at=june + dt.timedelta(days=2))
    assert ProgressEntry.objects.get(task__number=1).claim_explanation == WORDS


def test_month_asks_as_often_with_one_check_as_with_three(
    society: Society, workplan: Workplan
) -> None:
    counts = []
    for name in ("individual_growth", "premises", "dormant_branches"):
        verdict_of(society, workplan, 1, Verdict.MET, name)
        with CaptureQueriesContext(connection) as queries:
            month_of(society, Workplan.objects.get(pk=workplan.pk))
        counts.append(len(queries))
    assert len(set(counts)) == 1


# the page


def posted(number: int, **values: str) -> dict[str, str]:
    return {f"t{number}-{name}": value for name, value in {"version": "0", **values}.items()}


def test_page_asks_for_the_explanation_and_saves_it(
    society: Society, workplan: Workplan, clerk: User, put: Any
) -> None:
    verdict_of(society, workplan, 1, Verdict.NOT_MET)
    client = Client()
    client.force_login(clerk)
    client.cookies["language"] = "en"
    address = reverse("reforms:report-detail", kwargs={"code": "A-01", "month": MAY})
    shown = client.get(address).content.decode()
    assert 'data-verdict="not_met"' in shown
    entry = reverse("reforms:entry-detail", kwargs={"code": "A-01", "month": MAY, "number": 1})
    answer = client.post(entry, posted(1, percent="100", claim_explanation=WORDS))
    assert answer.json()["values"]["claim_explanation"] == WORDS
    saved = ProgressEntry.objects.get()
    assert (saved.percent, saved.claim_explanation) == (100, WORDS)
    assert WORDS in client.get(address).content.decode()


def test_explanation_that_is_too_long_stays_on_the_page(
    society: Society, workplan: Workplan, clerk: User
) -> None:
    client = Client()
    client.force_login(clerk)
    entry = reverse("reforms:entry-detail", kwargs={"code": "A-01", "month": MAY, "number": 1})
    answer = client.post(entry, posted(1, percent="100", claim_explanation="x" * 2001))
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["claim_explanation"]
    assert not ProgressEntry.objects.exists()
