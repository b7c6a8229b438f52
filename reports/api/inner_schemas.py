"""What needs a token, as programs get it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

from reports.api.cursors import Paging
from reports.api.figures import DisciplineKey, Month
from reports.api.public_schemas import YearFilter

SlipStateKey = Literal["issued", "acknowledged", "answered", "returned", "closed", "withdrawn"]
SlipRuleKey = Literal[
    "report_late",
    "returned_overdue",
    "plan_late",
    "stalled",
    "behind",
    "claim",
    "unanswered",
    "by_hand",
]


class Me(Schema):
    """The token and its reach."""

    token: str = Field(description=gettext_noop("Name of the token."))
    scopes: list[str] = Field(description=gettext_noop("What it opens now."))
    expires_at: dt.datetime
    roles: list[str] = Field(description=gettext_noop("Roles of its owner at CAST."))
    societies: list[str] = Field(
        description=gettext_noop("Codes of the societies that its owner works for.")
    )


class ReportItem(Schema):
    """A monthly report."""

    workplan: int
    month: Month
    state: str
    due_on: dt.date
    first_submitted_at: dt.datetime | None
    submitted_at: dt.datetime | None
    decided_at: dt.datetime | None
    late: bool | None = Field(
        description=gettext_noop("Whether the first submission was late; null before it.")
    )
    url: str


class EntryItem(Schema):
    """One task of a report."""

    task: int
    percent: int | None = Field(description=gettext_noop("As typed; null for “no change”."))
    no_change: bool
    reason: str = Field(description=gettext_noop("Of “no change”, or of a fall."))
    narrative: str
    measured_value: str | None = Field(description=gettext_noop("A decimal as text."))
    explanation: str = Field(
        description=gettext_noop("Of a claim that the registers do not bear out.")
    )
    claimed: int | None
    accepted: int | None
    decision: str
    decision_reason: str
    evidence: int = Field(description=gettext_noop("How many files prove it."))


class ReportDetail(ReportItem):
    """A monthly report with its entries."""

    note: str
    entries: list[EntryItem]


class CommitmentItem(Schema):
    """What a plan commits to in one task."""

    task: int
    indicator: str
    unit: str
    baseline: str | None = Field(description=gettext_noop("A decimal as text."))
    target: str | None = Field(description=gettext_noop("A decimal as text."))
    lower_is_better: bool
    due_month: Month | None
    measure: str


class PlanItem(Schema):
    """One version of a reform plan."""

    workplan: int
    version: int
    state: str
    holds_reelection: bool
    submitted_at: dt.datetime | None
    decided_at: dt.datetime | None
    decision_reason: str
    summary: str
    commitments: list[CommitmentItem]


class CheckItem(Schema):
    """What the registers prove of a task."""

    task: int
    check: str
    title: str
    verdict: str
    inputs: dict[str, Any]
    threshold: dict[str, Any]
    set_by: str
    formula: str
    remedy: str
    as_of: dt.date | None


class RegisterItem(Schema):
    """One register."""

    kind: str = Field(description=gettext_noop("Which register."))
    records: int
    changed_at: dt.datetime | None


class SlipFilter(Paging):
    """Which supervision slips."""

    state: SlipStateKey | None = Field(None, description=gettext_noop("In this state only."))


class SlipRegisterFilter(Paging):
    """Which slips of the register: the filters of its page."""

    q: str = Field(
        "",
        max_length=60,
        description=gettext_noop("Part of the society's name, its code, or the slip's number."),
    )
    state: Literal["open", "unanswered"] | SlipStateKey | None = Field(
        None, description=gettext_noop("In this state only; open is every state before the end.")
    )
    level: Literal["blue", "yellow", "red"] | None = None
    rule: SlipRuleKey | None = Field(None, description=gettext_noop("What it was issued for."))
    discipline: DisciplineKey | None = None
    workplan: YearFilter = None
    overdue: bool = Field(False, description=gettext_noop("Only those whose answer is overdue."))


class SlipItem(Schema):
    """A supervision slip."""

    society: str
    workplan: int
    year: int
    number: int
    level: str
    rule: str
    state: str
    month: Month | None
    task: int | None
    subject: str
    reason: str
    issued_on: dt.date
    acknowledge_due_on: dt.date
    answer_due_on: dt.date
    acknowledged_at: dt.datetime | None
    answered_at: dt.datetime | None
    ended_at: dt.datetime | None


class QueueMonth(Schema):
    """The reports of a month by state."""

    workplan: int
    month: Month
    submitted: int
    returned: int
    accepted: int


class Queue(Schema):
    """What awaits review."""

    months: list[QueueMonth]
    plans: int = Field(description=gettext_noop("Plans that await review."))


class QueueFilter(Schema):
    """Whose queue."""

    own: bool = Field(False, description=gettext_noop("Only societies of the owner's portfolio."))


class PlanFilter(Schema):
    """Of which workplan."""

    workplan: YearFilter = None
