"""Reads of one's own account, of notifications and of the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.models import ApiToken, AuditEvent, Job, Notification, User
from accounts.scopes import SCOPES
from accounts.services.notifications import notification_text

_HISTORY_LENGTH = 20


def signed_in(request: HttpRequest) -> User:
    """Return who makes the request, behind a door that lets nobody else in."""
    if not isinstance(request.user, User):
        raise TypeError("the door of this view lets in people without an account")
    return request.user


def subject_history(subject: Model) -> QuerySet[AuditEvent]:
    """Return the last things that happened to a record, newest first."""
    events = AuditEvent.objects.filter(
        subject_type=type(subject).__name__.lower(), subject_id=str(subject.pk)
    )
    return events[:_HISTORY_LENGTH]


def jobs_visible_to(user: User) -> QuerySet[Job]:
    """Jobs a person may look at: their own, or every one for a manager."""
    jobs = Job.objects.select_related("requested_by")
    return jobs if user.has_perm("accounts.view_job") else jobs.filter(requested_by=user)


def may_follow(job: Job, user: User | AnonymousUser) -> bool:
    """Whether a person may look at a job: the same rule, without a query."""
    return job.requested_by_id == user.pk or user.has_perm("accounts.view_job")


@dataclass(frozen=True)
class TokenRow:
    """A token, how it stands, and what it may read in words."""

    token: ApiToken
    state: str
    scopes: list[str]


def token_rows(owner: User, *, at: datetime) -> list[TokenRow]:
    """Return a person's tokens, newest first."""
    return [
        TokenRow(
            token,
            token.state(at=at),
            [str(SCOPES[name].label) for name in token.scopes if name in SCOPES],
        )
        for token in ApiToken.objects.filter(owner=owner)[:50]
    ]


@dataclass(frozen=True)
class NotificationRow:
    """A notification in words."""

    notification: Notification
    subject: str
    body: str


def in_words(notifications: list[Notification]) -> list[NotificationRow]:
    """Return notifications with their text in the language of the page."""
    return [NotificationRow(item, *notification_text(item)) for item in notifications]


def changed_values(event: AuditEvent) -> list[tuple[str, Any, Any]]:
    """Return each field an event names, with its value before and after."""
    before, after = event.before or {}, event.after or {}
    return [(name, before.get(name), after.get(name)) for name in (after | before)]
