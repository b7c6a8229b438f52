"""The supervision slips of a demo year: what the rules asked for, and how societies answered."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import cast

from accounts.models import Notification, User
from reforms import months
from reforms.enums import SlipLevel, SlipRuleCode, SlipState
from reforms.models import SupervisionSlip, Workplan
from reforms.models.slip import SupervisionSlipQuerySet
from reforms.services import slips as services
from reforms.services.slip_issuing import supervise
from reports.demo import words
from reports.demo.plans import People
from societies.enums import Role
from societies.models import Society

#: Days after a month's deadline on which the rules are tried; by the last the month is sealed.
TRIED_AFTER = (4, 9)
#: The last so many months of a year bring slips; all of them would take long to tell.
MONTHS_TOLD = 4
#: What is not mended within a month: CAST keeps these open until the year is over.
LASTING = (SlipRuleCode.STALLED, SlipRuleCode.BEHIND)
#: Of ten slips so many stay without an answer, are acknowledged only, or answered anew.
SILENT, SEEN, RETURNED = 2, 1, 1


@dataclass
class SlipTeller:
    """Tells the slips of one workplan's year, day by day."""

    workplan: Workplan
    people: People
    reviewers: dict[str, User]
    manager: User

    def tell(self, societies: list[Society], now: dt.datetime) -> None:
        """Go through the months that are over; what is open now stays open."""
        due = [d for d in self.workplan.deadlines.values() if d < now.date()][-MONTHS_TOLD:]
        for deadline in due:
            for days in TRIED_AFTER:
                at = self._moment(deadline + dt.timedelta(days=days), 3)
                if at < now:
                    supervise(workplan=self.workplan, today=at.date(), at=at)
                    self._answer(at, is_last=deadline == due[-1])
        if due:
            self._by_hand(societies, min(now, self._moment(due[-1] + dt.timedelta(days=10), 9)))
        if now.astimezone(months.BEIJING).year > self.workplan.year:
            self._end_year(self._moment(due[-1] + dt.timedelta(days=20), 9))
        self._date_notifications()

    def _moment(self, day: dt.date, hour: int) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour, 40), months.BEIJING)

    def _slips(self) -> SupervisionSlipQuerySet:
        """Slips of the year; a small demo has people of a few societies only."""
        codes = {code for code, _role in self.people}
        slips = SupervisionSlip.objects.filter(workplan=self.workplan, society__code__in=codes)
        return cast("SupervisionSlipQuerySet", slips)

    def _answer(self, at: dt.datetime, *, is_last: bool) -> None:
        """Let societies answer what they have had for some days, and CAST decide on it."""
        slips = self._slips().unanswered().filter(issued_on__lt=at.date())
        for slip in slips.select_related("society"):
            fate = random.Random(f"slip-{slip.year}-{slip.number}").randrange(10)
            answered_at = at + dt.timedelta(hours=6)
            if fate < SILENT:
                continue
            if fate < SILENT + SEEN and is_last:
                self._acknowledge(slip, answered_at)
            else:
                self._send(slip, answered_at)
                if slip.rule not in LASTING and not (is_last and fate % 2):
                    self._decide(slip, answered_at + dt.timedelta(days=1), fate)

    def _acknowledge(self, slip: SupervisionSlip, at: dt.datetime) -> None:
        if slip.state == SlipState.ISSUED:
            clerk = self.people[slip.society.code, Role.EDITOR]
            services.acknowledge(slip=slip, seen=slip.version, by=clerk, at=at)

    def _send(self, slip: SupervisionSlip, at: dt.datetime) -> None:
        texts = words.SLIP_ANSWERS.get(slip.rule, words.SLIP_ANSWERS[""])
        drafted = services.save_draft(
            slip=slip,
            text=texts[slip.number % len(texts)],
            evidence=None,
            seen=slip.version,
            by=self.people[slip.society.code, Role.EDITOR],
            at=at,
        )
        approver = self.people[slip.society.code, Role.APPROVER]
        services.send_answer(
            slip=drafted, seen=drafted.version, by=approver, at=at + dt.timedelta(hours=2)
        )

    def _decide(self, slip: SupervisionSlip, at: dt.datetime, fate: int) -> None:
        slip = SupervisionSlip.objects.select_related("society").get(pk=slip.pk)
        by = self.reviewers.get(slip.society.discipline, self.manager)
        if fate < SILENT + SEEN + RETURNED and not slip.answers.exclude(returned_at=None).exists():
            reason = words.SLIP_RETURNED[slip.number % len(words.SLIP_RETURNED)]
            services.return_answer(
                slip=slip, reason=reason, due_on=None, seen=slip.version, by=by, at=at
            )
            return
        self._close(slip, at, words.SLIP_CLOSED[slip.number % len(words.SLIP_CLOSED)])

    def _close(self, slip: SupervisionSlip, at: dt.datetime, reason: str) -> None:
        by = self.reviewers.get(slip.society.discipline, self.manager)
        services.close_slip(slip=slip, reason=reason, seen=slip.version, by=by, at=at)

    def _end_year(self, at: dt.datetime) -> None:
        """Close what is open once the year is over; what is unanswered goes to the assessment."""
        for slip in self._slips().open().order_by("number").select_related("society"):
            if slip.is_unanswered:
                self._close(slip, at, words.SLIP_YEAR_OVER)
            else:
                self._decide(slip, at, fate=9)

    def _by_hand(self, societies: list[Society], at: dt.datetime) -> None:
        """One slip that no rule asked for."""
        society = societies[min(1, len(societies) - 1)]
        subject, reason = words.SLIP_BY_HAND
        services.issue_by_hand(
            society=society,
            workplan=self.workplan,
            level=SlipLevel.BLUE,
            subject=subject,
            reason=reason,
            by=self.reviewers.get(society.discipline, self.manager),
            at=at,
        )

    def _date_notifications(self) -> None:
        """Date what people were told to the slip; only what is open is still unread."""
        slips = {
            f"/{slip.society.code}/{slip.pk}/": slip
            for slip in SupervisionSlip.objects.filter(workplan=self.workplan).select_related(
                "society"
            )
        }
        told = list(Notification.objects.filter(kind__startswith="slip-", emailed_at=None))
        for notification in told:
            slip = slips.get(notification.url.partition("/slips")[2])
            if slip is not None:
                at = slip.issued_at
                notification.created_at = notification.emailed_at = at
                notification.read_at = None if slip.is_open else at
        Notification.objects.bulk_update(
            told, ["created_at", "emailed_at", "read_at"], batch_size=500
        )
