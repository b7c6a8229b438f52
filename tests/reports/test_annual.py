"""The way of an annual report to CAST and back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import AuditEvent, Notification, User
from accounts.services.notifications import notification_text
from reforms.months import BEIJING
from reports.enums import AnnualReportHead, AnnualReportState
from reports.models import AnnualReportSection
from reports.services import annual
from reports.services.annual_versions import differs_from_submitted
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of
from tests.factories.societies import SocietyFactory, approver, editor, manager, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


@pytest.fixture
def person(year: Year) -> User:
    return editor(year.society)


def test_submit_waits_for_the_last_month(year: Year, person: User) -> None:
    report = annual_report_of(year)
    with pytest.raises(ValidationError, match="2017-12-01"):
        annual.submit_report(
            report=report, by=person, at=dt.datetime(2017, 11, 30, 23, 59, tzinfo=BEIJING)
        )
    at = dt.datetime(2017, 12, 1, 0, 0, tzinfo=BEIJING)
    assert annual.submit_report(report=report, by=person, at=at).state == "submitted"


def test_submit_names_the_empty_chapters(year: Year, person: User) -> None:
    report = annual_report_of(year)
    AnnualReportSection.objects.filter(chapter__in=("finance", "members")).update(html="")
    with pytest.raises(ValidationError) as caught:
        annual.submit_report(report=report, by=person, at=AFTER_YEAR)
    [message] = caught.value.messages
    assert str(AnnualReportHead.FINANCE.label) in message
    assert str(AnnualReportHead.MEMBERS.label) in message
    assert str(AnnualReportHead.ACTIVITIES.label) not in message


def test_submit_tells_the_reviewer_of_the_portfolio(year: Year, person: User) -> None:
    mine, other = reviewer(year.society), reviewer(SocietyFactory(code="B-01"))
    annual.submit_report(report=annual_report_of(year), by=person, at=AFTER_YEAR)
    told = Notification.objects.get()
    assert told.recipient == mine != other
    assert year.society.name_zh in notification_text(told)[0]
    with translation.override("en"):
        assert year.society.name_en in notification_text(told)[0]


def test_submit_without_a_reviewer_tells_the_managers(year: Year, person: User) -> None:
    boss = manager()
    annual.submit_report(report=annual_report_of(year), by=person, at=AFTER_YEAR)
    assert Notification.objects.get().recipient == boss
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("at", "is_late"),
    [
        (dt.datetime(2018, 3, 31, 23, 59, 59, tzinfo=BEIJING), False),
        (dt.datetime(2018, 4, 1, 0, 0, tzinfo=BEIJING), True),
    ],
)
def test_report_is_late_by_its_first_submission(
    year: Year, person: User, at: dt.datetime, is_late: bool
) -> None:
    report = annual.submit_report(report=annual_report_of(year), by=person, at=at)
    assert report.is_late is is_late
    annual.return_report(report=report, by=manager(), reason="补充", at=at)
    later = at + dt.timedelta(days=30)
    again = annual.submit_report(report=report, by=person, at=later)
    assert (again.first_submitted_at, again.submitted_at) == (at, later)
    assert again.is_late is is_late


def test_submit_twice_changes_nothing(year: Year, person: User) -> None:
    reviewer(year.society)
    report = annual.submit_report(report=annual_report_of(year), by=person, at=AFTER_YEAR)
    annual.submit_report(report=report, by=person, at=AFTER_YEAR + dt.timedelta(days=1))
    report.refresh_from_db()
    assert report.submitted_at == AFTER_YEAR
    assert Notification.objects.count() == 1


def test_return_needs_a_reason_and_tells_the_society(year: Year, person: User) -> None:
    report = annual_report_of(year, AnnualReportState.SUBMITTED)
    with pytest.raises(ValidationError):
        annual.return_report(report=report, by=manager(), reason=" \n", at=AFTER_YEAR)
    annual.return_report(report=report, by=manager(), reason="请补充财务数据", at=AFTER_YEAR)
    report.refresh_from_db()
    assert (report.state, report.return_reason) == ("returned", "请补充财务数据")
    assert "请补充财务数据" in notification_text(Notification.objects.get(recipient=person))[1]


@pytest.mark.parametrize("state", ["draft", "returned", "published"])
def test_return_is_refused_where_nothing_is_under_review(year: Year, state: str) -> None:
    report = annual_report_of(year, AnnualReportState(state))
    with pytest.raises(ValidationError):
        annual.return_report(report=report, by=manager(), reason="理由", at=AFTER_YEAR)


@pytest.mark.parametrize("state", ["draft", "returned", "published"])
def test_accept_is_refused_for_what_was_not_submitted(year: Year, state: str) -> None:
    report = annual_report_of(year, AnnualReportState(state))
    with pytest.raises(ValidationError):
        annual.accept_report(report=report, by=manager(), at=AFTER_YEAR)


def test_accept_is_audited_and_told(year: Year) -> None:
    boss, head = manager(), approver(year.society)
    report = annual_report_of(year, AnnualReportState.SUBMITTED)
    annual.accept_report(report=report, by=boss, at=AFTER_YEAR)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.scope) == ("annual_report.accepted", boss, "A-01")
    assert Notification.objects.get().recipient == head


def test_decision_on_an_earlier_submission_is_refused(year: Year) -> None:
    """The society has answered meanwhile: nobody accepts or returns what they have not read."""
    report = annual_report_of(year, AnnualReportState.SUBMITTED)
    seen = report.submission_mark
    report.submitted_at = AFTER_YEAR + dt.timedelta(days=1)
    report.save()
    for decide, words in ((annual.accept_report, {}), (annual.return_report, {"reason": "理由"})):
        with pytest.raises(ValidationError, match=r"anew|重新"):
            decide(report=report, by=manager(), at=AFTER_YEAR, seen=seen, **words)
    report.refresh_from_db()
    assert report.state == "submitted"
    annual.accept_report(report=report, by=manager(), at=AFTER_YEAR, seen=report.submission_mark)


def test_submission_freezes_what_the_report_says(year: Year, person: User) -> None:
    report = annual.submit_report(report=annual_report_of(year), by=person, at=AFTER_YEAR)
    version = report.submitted_version
    assert version is not None
    assert (version.number, version.created_by) == (1, person)
    assert version.content["society"]["code"] == "A-01"
    assert not differs_from_submitted(report, at=AFTER_YEAR)
    report.sections.update(html="<p>后来改写。</p>")
    assert differs_from_submitted(report, at=AFTER_YEAR)
    version.refresh_from_db()
    assert "后来改写" not in str(version.content)


def test_same_text_submitted_again_is_the_same_version(year: Year, person: User) -> None:
    report = annual.submit_report(report=annual_report_of(year), by=person, at=AFTER_YEAR)
    annual.return_report(report=report, by=manager(), reason="补充", at=AFTER_YEAR)
    annual.submit_report(report=report, by=person, at=AFTER_YEAR)
    assert report.versions.count() == 1
    annual.return_report(report=report, by=manager(), reason="补充", at=AFTER_YEAR)
    report.sections.update(html="<p>补充之后。</p>")
    again = annual.submit_report(report=report, by=person, at=AFTER_YEAR)
    assert again.submitted_version is not None
    assert again.submitted_version.number == 2


def test_reopening_needs_a_reason_and_a_published_report(year: Year, person: User) -> None:
    report = annual_report_of(year, AnnualReportState.ACCEPTED)
    with pytest.raises(ValidationError):
        annual.reopen_report(report=report, by=person, reason="更正", at=AFTER_YEAR)
    report.state = AnnualReportState.PUBLISHED
    report.save()
    with pytest.raises(ValidationError):
        annual.reopen_report(report=report, by=person, reason=" ", at=AFTER_YEAR)
    boss = manager()
    report = annual.reopen_report(report=report, by=person, reason="更正会员数", at=AFTER_YEAR)
    assert (report.state, report.return_reason) == ("returned", "更正会员数")
    assert "更正会员数" in notification_text(Notification.objects.get(recipient=boss))[1]
    assert not Notification.objects.filter(recipient=person).exists()


def test_overdue_counts_only_what_was_never_submitted(year: Year) -> None:
    report = annual_report_of(year)
    assert not report.is_overdue(today=dt.date(2018, 3, 31))
    assert report.is_overdue(today=dt.date(2018, 4, 1))
    report.first_submitted_at = AFTER_YEAR
    assert not report.is_overdue(today=dt.date(2018, 4, 1))
