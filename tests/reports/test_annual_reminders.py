"""Societies are reminded of the annual report until they have submitted it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation
from django_scopes import scopes_disabled

from accounts.models import Notification
from accounts.services.notifications import notification_text
from reforms import months
from reports.enums import AnnualReportState
from reports.services.annual_reminders import remind_of_annual_reports
from reports.tasks import send_annual_reminders
from tests.factories.reforms import workplan_of
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of
from tests.factories.societies import SocietyFactory, approver, editor

pytestmark = [pytest.mark.django_db]


def on(day: str) -> int:
    today = dt.date.fromisoformat(day)
    at = dt.datetime.combine(today, dt.time(7, 20), months.BEIJING)
    return remind_of_annual_reports(today=today, at=at)


def test_societies_without_a_submitted_report_are_reminded_once() -> None:
    workplan = workplan_of(
        annual_report_due_on=dt.date(2018, 3, 31), reminder_days={"before": [3], "after": [1]}
    )
    begun, done, bare = (SocietyFactory(code=code) for code in ("A-01", "A-02", "A-03"))
    for society in (begun, done, bare):
        editor(society, name=society.code)
    approver(begun, name="审")
    with scopes_disabled():
        annual_report_of(Year(workplan, begun))
        annual_report_of(Year(workplan, done), AnnualReportState.SUBMITTED)
    assert (on("2018-03-27"), on("2018-03-28"), on("2018-03-30")) == (0, 3, 0)
    notes = Notification.objects.filter(kind="reminder-annual").select_related("recipient")
    assert {note.recipient.name for note in notes} == {"A-01", "审", "A-03"}
    with translation.override("en"):
        said = {note.recipient.name: notification_text(note) for note in notes}
    assert said["A-01"][0].endswith("annual report 2017 due on 2018-03-31 · 3 days left")
    assert said["A-01"][1] == "The draft has not been submitted to CAST."
    assert said["A-03"][1] == "The report has not been begun."


def test_reminder_tells_a_new_edition_and_a_withdrawal_from_a_return() -> None:
    workplan = workplan_of(
        annual_report_due_on=dt.date(2018, 3, 31), reminder_days={"before": [3], "after": []}
    )
    returned = AnnualReportState.RETURNED
    states = (returned, returned, AnnualReportState.WITHDRAWN, AnnualReportState.PUBLISHED)
    for number, (state, hours) in enumerate(zip(states, (-1, 0, 0, 0), strict=True), 1):
        society = SocietyFactory(code=f"A-0{number}")
        editor(society, name=society.code)
        with scopes_disabled():
            report = annual_report_of(Year(workplan, society), state)
            report.submitted_at = AFTER_YEAR
            report.published_at = AFTER_YEAR + dt.timedelta(hours=hours)
            report.save()
    assert on("2018-03-28") == 3
    notes = Notification.objects.filter(kind="reminder-annual").select_related("recipient")
    with translation.override("en"):
        said = {note.recipient.name: notification_text(note)[1] for note in notes}
    assert said["A-01"].startswith("CAST has returned the report.")
    assert said["A-02"].startswith("The report was opened for a new edition.")
    assert said["A-03"].startswith("The published report was withdrawn.")


def test_the_job_reads_the_clock_in_beijing(monkeypatch: pytest.MonkeyPatch) -> None:
    workplan_of(
        annual_report_due_on=dt.date(2018, 3, 31), reminder_days={"before": [], "after": [1]}
    )
    editor(SocietyFactory())
    late = dt.datetime(2018, 3, 31, 16, 0, tzinfo=dt.UTC)  # already April in Beijing
    monkeypatch.setattr("reports.tasks.timezone.now", lambda: late)
    assert send_annual_reminders() == 1
