"""What every change of a supervision slip leaves: its number, its history, the audit, the news."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.services.notifications import Message
from reforms.enums import SlipEventKind, SlipRuleCode, SlipStep
from reforms.models import SlipCounter, SlipEvent, SupervisionSlip

#: Days that hold where a slip's terms name none.
USUAL_DAYS = {"acknowledge_days": 2, "answer_days": 7}


def next_numbers(year: int, count: int) -> range:
    """Take the next numbers of a year: without gaps, for others wait until this is committed."""
    SlipCounter.objects.get_or_create(year=year)
    counter = SlipCounter.objects.select_for_update().get(year=year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return range(first, counter.last + 1)


def due_days(terms: Mapping[str, Any], day: dt.date) -> tuple[dt.date, dt.date]:
    """The days by which a slip issued on a day is to be acknowledged and to be answered."""
    known = {**USUAL_DAYS, **terms}
    return (
        day + dt.timedelta(days=known["acknowledge_days"]),
        day + dt.timedelta(days=known["answer_days"]),
    )


def event_of(
    slip: SupervisionSlip,
    kind: SlipEventKind,
    *,
    at: dt.datetime,
    by: User | None = None,
    step: SlipStep | str = "",
    rule: SlipRuleCode | str = "",
    facts: Mapping[str, Any] | None = None,
    text: str = "",
) -> SlipEvent:
    """Return a line of the slip's history, unsaved; its facts keep the month they are of."""
    kept = dict(facts or {})
    if kept and slip.month and rule == slip.rule:
        kept["month"] = f"{slip.month:%Y-%m}"
    return SlipEvent(
        slip=slip,
        kind=kind,
        at=at,
        by=by,
        level=slip.level,
        step=step,
        rule=rule,
        facts=kept,
        text=text,
    )


def audited(slip: SupervisionSlip) -> dict[str, Any]:
    """What the audit trail keeps of a slip."""
    return {
        "number": slip.number_text,
        "rule": slip.rule,
        "level": slip.level,
        "state": slip.state,
        "answer_due_on": slip.answer_due_on,
    }


def message_about(slip: SupervisionSlip, people: Iterable[User], **more: Any) -> Message:
    """What people are told of a slip; `more` is what the occasion adds."""
    task = slip.task
    return Message(
        people,
        {
            "society": slip.society.names,
            "number": slip.number_text,
            "level": slip.level,
            "rule": slip.rule,
            "subject": slip.subject,
            "year": slip.workplan.year,
            "month": f"{slip.month:%Y-%m}" if slip.month else "",
            "task": {
                "number": task.number if task else "",
                "short_zh": task.short_zh if task else "",
                "short_en": task.short_en if task else "",
            },
            "due_on": f"{slip.answer_due_on}",
            "reason": "",
            **more,
        },
        reverse("reforms:slip-detail", kwargs={"code": slip.society.code, "pk": slip.pk}),
    )
