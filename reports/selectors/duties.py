"""What societies have to do by a day, done or not: the facts of the calendar feed.

A fixed number of queries for any number of societies, and nothing that lies long behind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from accounts.models import User
from reforms import months
from reforms.enums import ReportState, SlipState
from reforms.models import MonthlyReport, ReformPlan, SupervisionSlip, Workplan
from reports.models import AnnualReport
from societies.models import Society
from societies.selectors.governance import reelection_days
from societies.selectors.notices import notices_to_confirm
from societies.selectors.roles import roles_of

#: Days for which a deadline stays in the calendar once it is over.
SHOWN_AFTER = 183


class DutyKind(StrEnum):
    """What a deadline is of."""

    REPORT = "report"
    RETURNED = "returned"
    PLAN = "plan"
    ANNUAL = "annual"
    SLIP = "slip"
    REELECTION = "reelection"
    NOTICE = "notice"


@dataclass(frozen=True)
class Duty:
    """One thing that one society has to do by a day in Beijing.

    `key` names the thing within its kind, the same for all societies that have it in common;
    `usual` is the day that holds for all of them, where the society's own may be a later one.
    """

    kind: DutyKind
    key: str
    day: dt.date
    society: Society
    is_done: bool = False
    is_cancelled: bool = False
    usual: dt.date | None = None
    about: dict[str, Any] = field(default_factory=dict)


def duties_of(
    societies: Collection[Society], workplans: Collection[Workplan], *, today: dt.date
) -> list[Duty]:
    """Everything that societies have to do by a day, from half a year ago on."""
    by_key = {society.pk: society for society in societies}
    taking_part = [society for society in societies if society.is_active]
    found = [
        *_reports(taking_part, workplans),
        *_plans(taking_part, workplans),
        *_annual(taking_part, workplans),
        *_slips(by_key, today),
        *_reelections(societies, today),
    ]
    return [duty for duty in found if duty.day >= _since(today)]


def own_confirmations(user: User, *, today: dt.date) -> list[Duty]:
    """Notices that the person's societies are asked to confirm."""
    return [
        Duty(
            DutyKind.NOTICE,
            f"{place.notice_id}",
            place.notice.confirm_by,
            place.society,
            is_done=place.confirmed_at is not None,
            about={"title": place.notice.title, "pk": place.notice_id},
        )
        for place in notices_to_confirm(roles_of(user))
        if place.notice.confirm_by and place.notice.confirm_by >= _since(today)
    ]


def _since(today: dt.date) -> dt.date:
    return today - dt.timedelta(days=SHOWN_AFTER)


def recent_workplans(today: dt.date) -> list[Workplan]:
    """Workplans of which something may still be shown, the oldest first.

    A workplan's annual reports are due up to a year after its last month.
    """
    recent = Workplan.objects.filter(last_month__gte=_since(today) - dt.timedelta(days=400))
    return list(recent.prefetch_related("month_deadlines").order_by("first_month"))


def _reports(societies: Collection[Society], workplans: Collection[Workplan]) -> Iterator[Duty]:
    reports = {
        (workplan, month, society): rest
        for workplan, month, society, *rest in MonthlyReport.objects.filter(
            society__in=societies, workplan__in=workplans
        ).values_list(
            "workplan", "month", "society", "state", "first_submitted_at", "returned_due_on"
        )
    }
    for workplan in workplans:
        for month in workplan.months:
            for society in societies:
                found = reports.get((workplan.pk, month, society.pk), ("", None, None))
                yield from _report(workplan, month, society, *found)


def _report(
    workplan: Workplan,
    month: dt.date,
    society: Society,
    state: str,
    submitted_at: dt.datetime | None,
    returned_due_on: dt.date | None,
) -> Iterator[Duty]:
    about = {"month": month}
    key = f"{month:%Y-%m}"
    yield Duty(
        DutyKind.REPORT,
        key,
        workplan.due_on(month, society.pk),
        society,
        is_done=submitted_at is not None,
        usual=workplan.deadlines[month],
        about=about,
    )
    if returned_due_on is not None:
        more = workplan.extended.get((month, society.pk))
        yield Duty(
            DutyKind.RETURNED,
            key,
            months.due_day(returned_due_on, more),
            society,
            is_done=state in (ReportState.SUBMITTED, ReportState.ACCEPTED),
            about=about,
        )


def _plans(societies: Collection[Society], workplans: Collection[Workplan]) -> Iterator[Duty]:
    sent = set(
        ReformPlan.objects.filter(
            society__in=societies, workplan__in=workplans, first_submitted_at__isnull=False
        ).values_list("workplan", "society")
    )
    for workplan in workplans:
        for society in societies:
            yield Duty(
                DutyKind.PLAN,
                str(workplan.year),
                workplan.plan_due_on,
                society,
                is_done=(workplan.pk, society.pk) in sent,
                about={"year": workplan.year},
            )


def _annual(societies: Collection[Society], workplans: Collection[Workplan]) -> Iterator[Duty]:
    sent = set(
        AnnualReport.objects.filter(
            society__in=societies, workplan__in=workplans, first_submitted_at__isnull=False
        ).values_list("workplan", "society")
    )
    for workplan in workplans:
        for society in societies if workplan.annual_report_due_on else ():
            yield Duty(
                DutyKind.ANNUAL,
                str(workplan.year),
                workplan.annual_report_due_on or workplan.last_month,
                society,
                is_done=(workplan.pk, society.pk) in sent,
                about={"year": workplan.year},
            )


def _slips(societies: dict[int, Society], today: dt.date) -> Iterator[Duty]:
    slips = SupervisionSlip.objects.filter(society__in=societies, answer_due_on__gte=_since(today))
    for slip in slips.order_by("pk"):
        society = societies[slip.society_id]
        yield Duty(
            DutyKind.SLIP,
            f"{slip.year}-{slip.number}",
            slip.answer_due_on,
            society,
            is_done=not slip.is_unanswered,
            is_cancelled=slip.state == SlipState.WITHDRAWN,
            about={"number": slip.number_text, "pk": slip.pk},
        )


def _reelections(societies: Collection[Society], today: dt.date) -> Iterator[Duty]:
    found = reelection_days(societies, today)
    for society in societies:
        for entry in found[society.pk]:
            if entry.due_on:
                yield Duty(
                    DutyKind.REELECTION,
                    entry.kind,
                    entry.due_on,
                    society,
                    about={"entry": entry},
                )
