"""Reminding societies of annual reports that they have not submitted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django_scopes import scopes_disabled

from reforms.enums import ReminderKind
from reforms.models import Workplan
from reforms.reminders import Deadline
from reforms.selectors.reminder_facts import Scene
from reforms.services.reminders import reminding_workplans, send_reminders
from reports.enums import OPEN_ANNUAL_STATES
from reports.models import AnnualReport

_FIELDS = ("society_id", "state", "submitted_at", "published_at")
_REOPENED = "reopened"
_REMINDED = (*OPEN_ANNUAL_STATES, _REOPENED)


def remind_of_annual_reports(*, today: dt.date, at: dt.datetime) -> int:
    """Remind editors and approvers as a day in Beijing asks for; returns how many were told.

    For jobs: it reads every society, whatever the scope. Run twice, the second time finds nothing.
    """
    with scopes_disabled():
        return sum(
            _remind_of(workplan, workplan.annual_report_due_on, today=today, at=at)
            for workplan in reminding_workplans(today=today)
            if workplan.annual_report_due_on
        )


def _remind_of(workplan: Workplan, due_on: dt.date, *, today: dt.date, at: dt.datetime) -> int:
    scene = Scene(workplan, today)
    if not scene.is_near(due_on):
        return 0
    deadlines = list(_deadlines(scene, due_on))
    return send_reminders(workplan=workplan, deadlines=deadlines, today=today, at=at)


def _deadlines(scene: Scene, due_on: dt.date) -> Iterator[Deadline]:
    workplan = scene.workplan
    reports = AnnualReport.objects.filter(workplan=workplan).order_by()
    states = {each.society_id: _state(each) for each in reports.only(*_FIELDS)}
    for society in scene.societies:
        state = states.get(society.pk, "")
        if state and state not in _REMINDED:
            continue
        yield Deadline(
            ReminderKind.ANNUAL,
            f"{society.code}/{workplan.year}",
            due_on,
            scene.all_staff(society),
            {"society": society.names, "year": workplan.year, "state": state},
            reverse("reports:annual-report-detail", args=(workplan.year, society.code)),
        )


def _state(report: AnnualReport) -> str:
    """The state in the words of a reminder: one opened for a new edition was not returned."""
    return _REOPENED if report.is_reopened else str(report.state)
