"""The audit trail: append-only and chained by digest, so that tampering shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import AuditEvent, User

GENESIS = "0" * 64
_CHAIN_LOCK = 4_210_024

#: Where the current request comes from; set by middleware, empty in jobs and commands.
origin: ContextVar[str] = ContextVar("audit_origin", default="")


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: equal values give equal bytes."""
    return json.dumps(
        value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def event_digest(event: AuditEvent) -> str:
    """SHA-256 (hex) over everything the event says and the digest of the one before it."""
    return hashlib.sha256(
        canonical_json(
            [
                event.previous_digest,
                event.at.isoformat(),
                event.actor_id,
                event.actor_label,
                event.origin,
                event.action,
                event.subject_type,
                event.subject_id,
                event.subject_label,
                event.scope,
                event.before,
                event.after,
                event.reason,
            ]
        )
    ).hexdigest()


@dataclass(frozen=True)
class Change:
    """What one record was and became, for an action that changes many records at once.

    `actor`, `at` and `reason` are given where they differ from those of the action as a whole.
    """

    subject: Model
    scope: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    actor: User | None = None
    at: datetime | None = None
    reason: str = ""


def record(
    *,
    action: str,
    subject: Model,
    actor: User | None = None,
    scope: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Add one event to the end of the chain, in the caller's transaction."""
    change = Change(subject, scope, before, after)
    return record_many(action=action, changes=[change], actor=actor, reason=reason)[0]


@transaction.atomic
def record_many(
    *, action: str, changes: Iterable[Change], actor: User | None = None, reason: str = ""
) -> list[AuditEvent]:
    """Add one event per change, in their order, with a constant number of queries."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    last = AuditEvent.objects.order_by("-pk").values_list("digest", flat=True).first()
    previous, now, events = last or GENESIS, timezone.now(), []
    for change in changes:
        who = change.actor or actor
        event = AuditEvent(
            at=(change.at or now).astimezone(UTC),  # as the database gives it back
            actor=who,
            actor_label=str(who) if who else "system",
            origin=origin.get(),
            action=action,
            subject_type=type(change.subject).__name__.lower(),
            subject_id=str(change.subject.pk),
            subject_label=str(change.subject)[:200],
            scope=change.scope,
            before=_plain(change.before),
            after=_plain(change.after),
            reason=change.reason or reason,
            previous_digest=previous,
        )
        event.digest = previous = event_digest(event)
        events.append(event)
    return AuditEvent.objects.bulk_create(events)


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the values as JSON gives them back, so that a stored event hashes the same."""
    if values is None:
        return None
    plain: dict[str, Any] = json.loads(canonical_json(values))
    return plain
