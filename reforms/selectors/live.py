"""The figures of the open month, kept until something that counts has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.cache import cache
from django.db.models import Max
from django_scopes import scopes_disabled

from accounts.models import AuditEvent
from reforms.models import Workplan
from reforms.payload import Payload, build_payload
from reforms.selectors import figures
from reforms.selectors.plan_versions import VersionFact
from societies.models import Society

KEEP_SECONDS = 60 * 60


def live_stamp() -> int:
    """Number of the last audit event: whatever changes a live figure leaves one behind."""
    return AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def kept_payload(
    workplan: Workplan,
    month: dt.date,
    societies: Iterable[Society],
    stamp: int | None = None,
    versions: Iterable[VersionFact] | None = None,
) -> Payload:
    """Return the live figures over the active ones of `societies`, which are all there are.

    They are kept until the audit trail grows past `stamp`, which is taken first: what is kept is
    never older. Who has read the versions of the plans after that saves reading them again. For
    CAST: every society is read, whatever the scope.
    """
    key = f"live:{workplan.pk}:{month:%Y-%m}:{live_stamp() if stamp is None else stamp}"
    kept: Payload | None = cache.get(key)
    if kept is None:
        active = [society for society in societies if society.is_active]
        with scopes_disabled():
            exact = figures.society_facts(workplan, month, active, versions=versions)
        kept = build_payload(
            year=workplan.year, month=month, first=workplan.first_ordinal, societies=exact
        )
        cache.set(key, kept, KEEP_SECONDS)
    return kept
