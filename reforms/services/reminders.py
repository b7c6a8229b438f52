"""Reminding people of what they still have to do: a row first, and nobody twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django_scopes import scopes_disabled

from accounts.enums import Topic
from accounts.models import User
from accounts.services.notifications import Message, notify_many
from reforms.enums import ReminderKind
from reforms.models import MonthlyIssue, Reminder, Workplan
from reforms.reminders import LISTS, Deadline, Due, ReminderDays, due_reminders
from reforms.selectors.reminder_facts import (
    Scene,
    plan_deadlines,
    reelection_deadlines,
    report_deadlines,
    review_deadlines,
    slips_owed,
)
from reforms.services.sealing import hold_workplan
from reforms.services.slip_records import message_about

#: What people are reminded of is told under this topic where it is not a deadline.
_TOPICS = {ReminderKind.SLIP: Topic.SLIPS}


def reminding_workplans(*, today: dt.date) -> list[Workplan]:
    """Workplans issued that remind of anything, until their year is over, in order.

    Over is a year whose last month is sealed, once nobody is reminded of annual reports any more.
    """
    sealed = set(MonthlyIssue.objects.values_list("workplan_id", "month"))
    issued = Workplan.objects.filter(issued_on__lte=today).prefetch_related("month_deadlines")
    latest = dt.timedelta(days=LISTS["after"][1])
    return [
        workplan
        for workplan in issued.order_by("first_month")
        if workplan.reminder_days
        and (
            (workplan.pk, workplan.last_month) not in sealed
            or (workplan.annual_report_due_on or workplan.last_month) + latest >= today
        )
    ]


def remind(*, today: dt.date, at: dt.datetime) -> int:
    """Remind everybody of what a day in Beijing asks for; returns how many people were told.

    For jobs: it reads every society, whatever the scope. Run twice, the second time finds nothing.
    """
    with scopes_disabled():
        workplans = reminding_workplans(today=today)
        return sum(
            _remind_of(workplan, is_latest=workplan is workplans[-1], today=today, at=at)
            for workplan in workplans
        )


def _remind_of(workplan: Workplan, *, is_latest: bool, today: dt.date, at: dt.datetime) -> int:
    scene = Scene(workplan, today)
    deadlines = [
        *report_deadlines(scene),
        *plan_deadlines(scene),
        *_slip_deadlines(scene),
        *review_deadlines(scene),
    ]
    if is_latest:
        deadlines += reelection_deadlines(scene)
    return send_reminders(workplan=workplan, deadlines=deadlines, today=today, at=at)


def _slip_deadlines(scene: Scene) -> Iterator[Deadline]:
    for slip, people in slips_owed(scene):
        message = message_about(slip, ())
        params = message.params | {"has_draft": slip.has_draft}
        yield Deadline(
            ReminderKind.SLIP,
            f"{slip.society.code}/{slip.pk}",
            slip.answer_due_on,
            people,
            params,
            message.url,
        )


def send_reminders(
    *, workplan: Workplan, deadlines: Sequence[Deadline], today: dt.date, at: dt.datetime
) -> int:
    """Tell people of the deadlines that a day asks for; returns how many reminders were sent.

    Nobody who works on the year is kept waiting unless there is something to send.
    """
    days = ReminderDays.of(workplan.reminder_days)
    if not list(due_reminders(deadlines, days, _sent(deadlines), today)):
        return 0
    with transaction.atomic():
        hold_workplan(workplan)  # a second run waits, and finds what this one has sent
        wanted = list(due_reminders(deadlines, days, _sent(deadlines), today))
        return _send(wanted, today=today, at=at)


def _send(wanted: list[Due], *, today: dt.date, at: dt.datetime) -> int:
    people = User.objects.filter(is_active=True).in_bulk({due.person for due in wanted})
    wanted = [due for due in wanted if due.person in people]
    Reminder.objects.bulk_create(
        Reminder(
            person_id=due.person,
            kind=due.deadline.kind,
            thing=due.deadline.thing,
            due_on=due.deadline.due_on,
            offset=due.offset,
            sent_at=at,
        )
        for due in wanted
    )
    by_kind: dict[ReminderKind, list[Message]] = defaultdict(list)
    for due in wanted:
        message = Message([people[due.person]], _params(due, today), due.deadline.url)
        by_kind[due.deadline.kind].append(message)
    for kind, messages in by_kind.items():
        topic = _TOPICS.get(kind, Topic.DEADLINES)
        notify_many(kind=f"reminder-{kind}", topic=topic, messages=messages)
    return len(wanted)


def _sent(deadlines: Iterable[Deadline]) -> dict[tuple[int, str, str, dt.date], set[int]]:
    rows = Reminder.objects.filter(due_on__in={deadline.due_on for deadline in deadlines})
    found: dict[tuple[int, str, str, dt.date], set[int]] = defaultdict(set)
    for row in rows.order_by():
        found[row.person_id, row.kind, row.thing, row.due_on].add(row.offset)
    return found


def _params(due: Due, today: dt.date) -> dict[str, object]:
    """What the words need: the deadline's own facts, and how far away its day is."""
    deadline = due.deadline
    left = (deadline.due_on - today).days
    return {
        **deadline.params,
        "due_on": f"{deadline.due_on}",
        "days": abs(left),
        "when": "before" if left > 0 else "after" if left < 0 else "today",
    }
