"""The secret address of a person's calendar: made, renewed and revoked by its owner."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import CalendarFeed, User
from accounts.services import audit
from accounts.services.tokens import digest_of

#: Use is noted once in this time.
_NOTED = timedelta(hours=1)


@transaction.atomic
def make_calendar(*, owner: User, at: datetime) -> tuple[CalendarFeed, str]:
    """Make the address, or another one in place of the former; return it with its secret.

    The secret is never shown again. What entries said is kept: in the new calendar they are the
    same entries.
    """
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    text = secrets.token_urlsafe(32)
    values = {"digest": digest_of(text), "created_at": at, "last_used_at": None, "revoked_at": None}
    feed, _created = CalendarFeed.objects.update_or_create(owner=owner, defaults=values)
    audit.record(action="calendar.made", subject=feed, actor=owner)
    return feed, text


@transaction.atomic
def revoke_calendar(*, owner: User, by: User) -> None:
    """Let the address lead nowhere any more."""
    for feed in CalendarFeed.objects.select_for_update().filter(owner=owner, revoked_at=None):
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
        audit.record(action="calendar.revoked", subject=feed, actor=by)


def calendar_of(*, text: str) -> CalendarFeed | None:
    """Return the calendar of that secret with its owner; None for any other."""
    valid = CalendarFeed.objects.filter(revoked_at__isnull=True, owner__is_active=True)
    return valid.select_related("owner").filter(digest=digest_of(text)).first()


def note_use(*, feed: CalendarFeed, revisions: dict[str, Any], at: datetime) -> None:
    """Remember that somebody asked, and what the entries said, for the next time."""
    is_noted = feed.last_used_at is not None and feed.last_used_at > at - _NOTED
    if is_noted and revisions == feed.revisions:
        return
    used = CalendarFeed.objects.filter(pk=feed.pk, digest=feed.digest)
    used.update(revisions=revisions, last_used_at=at)
