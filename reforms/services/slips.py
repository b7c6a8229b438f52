"""What people do with supervision slips: societies answer, CAST issues by hand and closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import Topic
from accounts.models import User
from accounts.services import audit
from accounts.services.notifications import notify_many
from reforms import months
from reforms.enums import (
    OPEN_SLIP_STATES,
    SlipEventKind,
    SlipLevel,
    SlipRuleCode,
    SlipState,
    SlipStep,
)
from reforms.models import Evidence, SlipAnswer, SupervisionSlip, Task, Workplan
from reforms.models.slip import MAX_WORDS
from reforms.selectors.slip_people import people_of
from reforms.services.sealing import hold_workplan
from reforms.services.slip_records import (
    audited,
    due_days,
    event_of,
    message_about,
    next_numbers,
)
from societies.models import Society

#: A reason or an answer shorter than this says nothing that anybody could judge.
MIN_WORDS = 10
#: Links to other records: taken from records that are there, so nothing has to be looked up.
_LINKS = {field.name for field in SupervisionSlip._meta.concrete_fields if field.is_relation}


class StaleSlip(Exception):
    """The slip is no longer what the person saw; `current` is how it stands now."""

    def __init__(self, current: SupervisionSlip) -> None:
        super().__init__(_("The slip has changed since you opened the page."))
        self.current = current


@transaction.atomic
def issue_by_hand(
    *,
    society: Society,
    workplan: Workplan,
    level: SlipLevel | str,
    subject: str,
    reason: str,
    by: User,
    at: dt.datetime,
    task: Task | None = None,
    answer_due_on: dt.date | None = None,
) -> SupervisionSlip:
    """Issue a slip that no rule asked for; raises ValidationError by field.

    Without a day given, the answer is due as the workplan says of slips by hand.
    """
    held = hold_workplan(workplan)
    today = at.astimezone(months.BEIJING).date()
    terms = _terms_by_hand(held)
    acknowledge_due_on, usual_due_on = due_days(terms, today)
    due_on = answer_due_on or usual_due_on
    _refuse_by_hand(subject, reason, due_on=due_on, today=today)
    slip = SupervisionSlip(
        society=society,
        workplan=held,
        rule=SlipRuleCode.BY_HAND,
        task=task,
        level=level,
        subject=subject.strip(),
        reason=reason.strip(),
        terms=terms,
        issued_on=today,
        issued_at=at,
        acknowledge_due_on=min(acknowledge_due_on, due_on),
        answer_due_on=due_on,
        counted_from=today,
    )
    _issue(slip, by)
    return slip


def _terms_by_hand(workplan: Workplan) -> dict[str, Any]:
    """The days that the workplan gives for slips by hand."""
    rules = (rule for rule in workplan.slip_rules if rule["code"] == SlipRuleCode.BY_HAND)
    return next(rules, {})


def _refuse_by_hand(subject: str, reason: str, *, due_on: dt.date, today: dt.date) -> None:
    problems = _problem("reason", reason)
    if not subject.strip():
        problems["subject"] = _("Say in a line what the slip is about.")
    if due_on < today:
        problems["answer_due_on"] = _("The day lies in the past.")
    if problems:
        raise ValidationError(problems)


def _issue(slip: SupervisionSlip, by: User) -> None:
    """Number a new slip by hand, write it with its event, and tell the society's editors."""
    slip.year, slip.issued_by = slip.issued_on.year, by
    (slip.number,) = next_numbers(slip.year, 1)
    slip.case = f"hand-{slip.year}-{slip.number}"
    slip.full_clean()
    slip.save()
    step = SlipStep.EDITOR
    event_of(
        slip,
        SlipEventKind.ISSUED,
        at=slip.issued_at,
        by=by,
        step=step,
        rule=slip.rule,
        text=slip.reason,
    ).save()
    audit.record(
        action="slip.issued",
        subject=slip,
        actor=by,
        scope=slip.society.code,
        after=audited(slip),
        reason=slip.reason,
    )
    _tell("slip-issued", slip, people_of([slip.society]).at(slip.society_id, step), by)


@transaction.atomic
def acknowledge(*, slip: SupervisionSlip, seen: int, by: User, at: dt.datetime) -> SupervisionSlip:
    """Note that the society has seen the slip; raises StaleSlip and ValidationError."""
    held, before = _hold(slip, seen)
    if held.state != SlipState.ISSUED:
        raise ValidationError(_not_now(held))
    held.state, held.acknowledged_at, held.acknowledged_by = SlipState.ACKNOWLEDGED, at, by
    _save(held, SlipEventKind.ACKNOWLEDGED, before, at=at, by=by)
    return held


@transaction.atomic
def save_draft(
    *,
    slip: SupervisionSlip,
    text: str,
    evidence: Evidence | None,
    seen: int,
    by: User,
    at: dt.datetime,
) -> SupervisionSlip:
    """Keep an answer that is not sent yet; raises StaleSlip and ValidationError.

    Drafting acknowledges the slip.
    """
    held, before = _hold(slip, seen)
    if not held.is_unanswered:
        raise ValidationError(_not_now(held))
    if problem := _too_long("text", text):
        raise ValidationError(problem)
    _acknowledge_silently(held, by, at)
    _write_draft(held, text, evidence)
    held.draft_by, held.draft_at = by, at
    held.version += 1
    held.save()
    if before["state"] != held.state:
        event_of(held, SlipEventKind.ACKNOWLEDGED, at=at, by=by).save()
    audit.record(
        action="slip.drafted",
        subject=held,
        actor=by,
        scope=held.society.code,
        before=before,
        after=audited(held),
    )
    return held


def hand_to_approver(*, slip: SupervisionSlip, by: User) -> None:
    """Tell the society's approvers that a draft is ready to be sent."""
    if problem := _problem("text", slip.draft_text):
        raise ValidationError(problem)
    people = people_of([slip.society])
    _tell("slip-drafted", slip, people.of(slip.society_id, SlipStep.APPROVER), by)


@transaction.atomic
def send_answer(
    *,
    slip: SupervisionSlip,
    seen: int,
    by: User,
    at: dt.datetime,
    text: str | None = None,
    evidence: Evidence | None = None,
) -> SlipAnswer:
    """Send the answer to CAST: what is given here, else what is drafted.

    Raises StaleSlip and ValidationError.
    """
    held, before = _hold(slip, seen)
    if not held.is_unanswered:
        raise ValidationError(_not_now(held))
    if text is not None:
        if held.draft_by is None or text.strip() != held.draft_text:
            held.draft_by = by
        _write_draft(held, text, evidence)
    if problem := _problem("text", held.draft_text):
        raise ValidationError(problem)
    _acknowledge_silently(held, by, at)
    answer: SlipAnswer = SlipAnswer.objects.create(
        slip=held,
        number=held.answers.count() + 1,
        text=held.draft_text,
        evidence=held.draft_evidence,
        drafted_by=held.draft_by,
        sent_at=at,
        sent_by=by,
        is_late=at.astimezone(months.BEIJING).date() > held.answer_due_on,
    )
    held.state, held.answered_at = SlipState.ANSWERED, at
    held.draft_text, held.draft_evidence = "", None
    _save(held, SlipEventKind.ANSWERED, before, at=at, by=by)
    people = people_of([held.society])
    _tell("slip-answered", held, people.at(held.society_id, SlipStep.REVIEWER), by)
    return answer


@transaction.atomic
def return_answer(
    *,
    slip: SupervisionSlip,
    reason: str,
    due_on: dt.date | None,
    seen: int,
    by: User,
    at: dt.datetime,
) -> SupervisionSlip:
    """Ask for another answer, with a reason and a day; raises StaleSlip and ValidationError."""
    held, before = _hold(slip, seen)
    if held.state != SlipState.ANSWERED:
        raise ValidationError(_not_now(held))
    today = at.astimezone(months.BEIJING).date()
    due_on = due_on or due_days(held.terms, today)[1]
    problems = _problem("reason", reason)
    if due_on < today:
        problems["due_on"] = _("The day lies in the past.")
    if problems:
        raise ValidationError(problems)
    last = held.answers.order_by("-number")[0]
    last.returned_at, last.returned_by, last.return_reason = at, by, reason.strip()
    last.save(update_fields=["returned_at", "returned_by", "return_reason"])
    held.state, held.answer_due_on, held.counted_from = SlipState.RETURNED, due_on, today
    held.draft_text, held.draft_evidence = last.text, last.evidence
    _save(held, SlipEventKind.RETURNED, before, at=at, by=by, text=reason)
    _tell_society("slip-returned", held, by, reason)
    return held


@transaction.atomic
def close_slip(
    *, slip: SupervisionSlip, reason: str, seen: int, by: User, at: dt.datetime
) -> SupervisionSlip:
    """Close a slip with a reason, answered or not; raises StaleSlip and ValidationError."""
    return _end(slip, SlipState.CLOSED, SlipEventKind.CLOSED, reason, seen, by, at)


@transaction.atomic
def withdraw_slip(
    *, slip: SupervisionSlip, reason: str, seen: int, by: User, at: dt.datetime
) -> SupervisionSlip:
    """Take back a slip that should not have been; raises StaleSlip and ValidationError."""
    return _end(slip, SlipState.WITHDRAWN, SlipEventKind.WITHDRAWN, reason, seen, by, at)


def _end(
    slip: SupervisionSlip,
    state: SlipState,
    kind: SlipEventKind,
    reason: str,
    seen: int,
    by: User,
    at: dt.datetime,
) -> SupervisionSlip:
    held, before = _hold(slip, seen)
    if held.state not in OPEN_SLIP_STATES:
        raise ValidationError(_not_now(held))
    if problem := _problem("reason", reason):
        raise ValidationError(problem)
    held.state, held.ended_at, held.ended_by = state, at, by
    held.ending_reason = reason.strip()
    _save(held, kind, before, at=at, by=by, text=reason)
    _tell_society(f"slip-{state}", held, by, reason)
    return held


def _hold(slip: SupervisionSlip, seen: int) -> tuple[SupervisionSlip, dict[str, Any]]:
    """Lock the slip and return it as it stands; StaleSlip when that is not what was seen."""
    held: SupervisionSlip = (
        SupervisionSlip.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "society", "workplan", "task", "draft_by", "draft_evidence", "ended_by", "issued_by"
        )
        .get(pk=slip.pk)
    )
    if held.version != seen:
        raise StaleSlip(held)
    return held, audited(held)


def _write_draft(slip: SupervisionSlip, text: str, evidence: Evidence | None) -> None:
    if evidence is not None and evidence.society_id != slip.society_id:
        raise ValueError("evidence of another society")
    slip.draft_text, slip.draft_evidence = text.strip(), evidence


def _acknowledge_silently(slip: SupervisionSlip, by: User, at: dt.datetime) -> None:
    """Who answers has seen the slip."""
    if slip.state == SlipState.ISSUED:
        slip.state = SlipState.ACKNOWLEDGED
    if slip.acknowledged_at is None:
        slip.acknowledged_at, slip.acknowledged_by = at, by


def _save(
    slip: SupervisionSlip,
    kind: SlipEventKind,
    before: dict[str, Any],
    *,
    at: dt.datetime,
    by: User,
    text: str = "",
) -> None:
    slip.version += 1
    slip.full_clean(exclude=_LINKS, validate_unique=False, validate_constraints=False)
    slip.save()
    event_of(slip, kind, at=at, by=by, text=text.strip()).save()
    audit.record(
        action=f"slip.{kind}",
        subject=slip,
        actor=by,
        scope=slip.society.code,
        before=before,
        after=audited(slip),
        reason=text.strip(),
    )


def _not_now(slip: SupervisionSlip) -> str:
    return _("This cannot be done any more: the slip is %(state)s.") % {
        "state": slip.get_state_display()
    }


def _problem(name: str, text: str) -> dict[str, str]:
    if len(text.strip()) < MIN_WORDS:
        return {name: _("Write at least %(count)d characters.") % {"count": MIN_WORDS}}
    return _too_long(name, text)


def _too_long(name: str, text: str) -> dict[str, str]:
    if len(text.strip()) <= MAX_WORDS:
        return {}
    return {name: _("Longer than %(limit)s characters.") % {"limit": MAX_WORDS}}


def _tell_society(kind: str, slip: SupervisionSlip, by: User, reason: str) -> None:
    people = people_of([slip.society])
    staff = people.of(slip.society_id, SlipStep.EDITOR, SlipStep.APPROVER)
    _tell(kind, slip, staff, by, reason=reason.strip())


def _tell(kind: str, slip: SupervisionSlip, people: Iterable[User], by: User, **more: Any) -> None:
    others = [person for person in people if person.pk != by.pk]
    more["by"] = by.name or by.username
    notify_many(kind=kind, topic=Topic.SLIPS, messages=[message_about(slip, others, **more)])
