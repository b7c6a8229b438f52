"""Supervision slips for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from reforms import months
from reforms.enums import SlipLevel, SlipRuleCode
from reforms.models import SupervisionSlip, Workplan
from societies.models import Society

ISSUED_AT = dt.datetime(2017, 6, 2, 10, tzinfo=months.BEIJING)


def slip_of(
    society: Society, workplan: Workplan, number: int = 1, **fields: Any
) -> SupervisionSlip:
    """Return a slip about a late report, issued on 2 June and to be answered by 9 June."""
    made: SupervisionSlip = SupervisionSlip.objects.create(
        society=society,
        workplan=workplan,
        number=number,
        **{
            "rule": SlipRuleCode.REPORT_LATE,
            "case": "2017-04",
            "month": dt.date(2017, 4, 1),
            "level": SlipLevel.BLUE,
            "year": 2017,
            "facts": {"days": 28, "due_on": "2017-05-05"},
            "issued_on": ISSUED_AT.date(),
            "issued_at": ISSUED_AT,
            "acknowledge_due_on": dt.date(2017, 6, 5),
            "answer_due_on": dt.date(2017, 6, 9),
            "counted_from": ISSUED_AT.date(),
            **fields,
        },
    )
    return made
