"""Exceptions to soft checks: asked for by a society, decided by CAST, valid until a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Topic
from accounts.models import User
from accounts.services import audit
from accounts.services.notifications import notify
from reforms import months
from reforms.enums import ExceptionState
from reforms.models import CheckException, Task
from reforms.selectors.checks import terms_of_task
from reforms.services.checks import request_checks
from societies.enums import Role
from societies.models import Society
from societies.selectors import managers, people_with_role, reviewers_of

#: A reason shorter than this says nothing that CAST could judge.
MIN_REASON = 20
#: The most that a reason or a remark may say, in characters.
MAX_WORDS = 2000
_OPEN = (ExceptionState.REQUESTED, ExceptionState.APPROVED)


@transaction.atomic
def request_exception(
    *, society: Society, task: Task, check_name: str, reason: str, by: User, at: dt.datetime
) -> CheckException:
    """Ask CAST to excuse a breach of a soft check; raises ValidationError by field."""
    terms = {term.check: term for term in terms_of_task(task)}
    term = terms.get(check_name)
    if term is None:
        raise ValidationError({"check": _("This check does not apply to the task.")})
    if not term.is_soft:
        raise ValidationError(
            {"check": _("The text allows no exception here: only soft rules can be excused.")}
        )
    exception = CheckException(
        society=society,
        task=task,
        check_name=check_name,
        reason=_worded(reason),
        requested_at=at,
        requested_by=by,
    )
    exception.full_clean()
    exception.save()
    _record("exception.requested", exception, by, reason=exception.reason)
    recipients = list(reviewers_of(society)) or list(managers())
    _tell(recipients, "exception-requested", exception, by)
    return exception


def _worded(reason: str) -> str:
    text = reason.strip()
    if len(text) < MIN_REASON:
        raise ValidationError(
            {
                "reason": _("Give the reason in at least %(count)d characters.")
                % {"count": MIN_REASON}
            }
        )
    if problem := _too_long(text):
        raise ValidationError({"reason": problem})
    return text


def _too_long(text: str) -> str:
    if len(text.strip()) <= MAX_WORDS:
        return ""
    return _("Longer than %(limit)s characters.") % {"limit": MAX_WORDS}


@transaction.atomic
def withdraw_exception(*, exception: CheckException, by: User, at: dt.datetime) -> CheckException:
    """Take back a request, or give up an approved exception; ValidationError when it is closed."""
    held = _hold(exception)
    if held.state not in _OPEN:
        raise ValidationError(
            _("This cannot be withdrawn any more: it is %(state)s.")
            % {"state": held.get_state_display()}
        )
    before, held.state = held.state, ExceptionState.WITHDRAWN
    held.save(update_fields=["state"])
    _record("exception.withdrawn", held, by, before=before)
    recipients = list(reviewers_of(held.society)) or list(managers())
    _tell(recipients, "exception-withdrawn", held, by)
    request_checks(society_ids={held.society_id}, at=at)
    return held


@transaction.atomic
def decide_exception(
    *,
    exception: CheckException,
    is_approved: bool,
    note: str,
    by: User,
    at: dt.datetime,
    valid_until: dt.date | None = None,
) -> CheckException:
    """Approve or refuse a request; raises ValidationError by field.

    A refusal needs a remark; an approval holds until the day given, inclusive, or until withdrawn.
    """
    held = _hold(exception)
    if held.state != ExceptionState.REQUESTED:
        raise ValidationError(
            _("This is decided already: it is %(state)s.") % {"state": held.get_state_display()}
        )
    if held.requested_by_id == by.pk:
        raise ValidationError(_("Who asked for an exception does not decide on it."))
    _check_decision(is_approved, note, valid_until, at.astimezone(months.BEIJING).date())
    held.state = ExceptionState.APPROVED if is_approved else ExceptionState.REFUSED
    held.decision_note = note.strip()
    held.valid_until = valid_until if is_approved else None
    held.decided_at, held.decided_by = at, by
    held.full_clean()
    held.save()
    _record(
        f"exception.{held.state}",
        held,
        by,
        before=ExceptionState.REQUESTED,
        reason=held.decision_note,
    )
    people = people_with_role(held.society, Role.EDITOR, Role.APPROVER)
    _tell(people, f"exception-{held.state}", held, by)
    request_checks(society_ids={held.society_id}, at=at)
    return held


def _check_decision(
    is_approved: bool, note: str, valid_until: dt.date | None, today: dt.date
) -> None:
    problems: dict[str, str] = {}
    if not is_approved and not note.strip():
        problems["note"] = _("Give the reason: the society reads it.")
    if problem := _too_long(note):
        problems["note"] = problem
    if is_approved and valid_until is not None and valid_until < today:
        problems["valid_until"] = _("The day lies in the past.")
    if problems:
        raise ValidationError(problems)


def _hold(exception: CheckException) -> CheckException:
    """Lock the exception and return it as it stands."""
    held: CheckException = (
        CheckException.objects.select_for_update(of=("self",), no_key=True)
        .select_related("society", "task__workplan")
        .get(pk=exception.pk)
    )
    return held


def _record(
    action: str, exception: CheckException, by: User, *, before: str = "", reason: str = ""
) -> None:
    after: dict[str, Any] = {
        "state": exception.state,
        "check": exception.check_name,
        "task": exception.task.number,
    }
    if exception.valid_until:
        after["valid_until"] = exception.valid_until
    audit.record(
        action=action,
        subject=exception,
        actor=by,
        scope=exception.society.code,
        before={"state": before} if before else None,
        after=after,
        reason=reason,
    )


def _tell(people: Iterable[User], kind: str, exception: CheckException, by: User) -> None:
    task = exception.task
    notify(
        recipients=[person for person in people if person.pk != by.pk],
        kind=kind,
        topic=Topic.REPORTS,
        params={
            "society": exception.society.names,
            "year": task.workplan.year,
            "number": task.number,
            "task": {"short_zh": task.short_zh, "short_en": task.short_en},
            "reason": exception.reason,
            "note": exception.decision_note,
            "valid_until": f"{exception.valid_until or ''}",
            "by": by.name or by.username,
        },
        url=reverse(
            "reforms:exception-detail",
            kwargs={"code": exception.society.code, "pk": exception.pk},
        ),
    )
