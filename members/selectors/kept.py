"""Counts of members, kept until something is written about the society.

Counting half a million members as of a day reads as many entries of an index. Whatever writes
members leaves an audit event: what was counted after the society's last one still holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.db.models import OuterRef, Subquery

from accounts.models import AuditEvent
from members.selectors.counts import Counts, member_counts
from societies.models import Society

KEEP_SECONDS = 24 * 60 * 60
_Value = TypeVar("_Value")


def stamps_of(society_ids: Iterable[int]) -> dict[int, str]:
    """Name the last audit event of each society, and that of files over several, in one query.

    Taken before counting, so that what is kept by it is never older.
    """
    own = AuditEvent.objects.filter(scope=OuterRef("code")).order_by("-pk").values("pk")[:1]
    shared = AuditEvent.objects.filter(scope="", action__startswith="members.")
    rows = (
        Society.objects.order_by()
        .filter(pk__in=list(society_ids))
        .values_list("pk", Subquery(own), Subquery(shared.order_by("-pk").values("pk")[:1]))
    )
    return {pk: f"{pk}:{event or 0}:{file or 0}" for pk, event, file in rows}


def kept(stamp: str, what: str, count: Callable[[], _Value]) -> _Value:
    """Return what was counted before, or count and keep it."""
    key = _key(stamp, what)
    found: tuple[_Value] | None = cache.get(key)
    if found is None:
        found = (count(),)
        cache.set(key, found, KEEP_SECONDS)
    return found[0]


def kept_counts(stamps: Mapping[int, str], on: date) -> dict[int, Counts]:
    """Members of each society on a day, as `member_counts` without detail; one query at most.

    The day's counts lie together; of two readers who add to them at once one may count again.
    """
    key = _key("all", f"heads {on}")
    known: dict[int, tuple[str, Counts]] = cache.get(key, {})
    missing = [each for each, stamp in stamps.items() if known.get(each, ("",))[0] != stamp]
    if missing:
        counted = member_counts(missing, on, in_detail=False)
        known |= {each: (stamps[each], counted.get(each, Counts())) for each in missing}
        cache.set(key, known, KEEP_SECONDS)
    return {each: known[each][1] for each in stamps}


def _key(stamp: str, what: str) -> str:
    """Name a value in the cache without what people searched for."""
    return f"members:{stamp}:{sha256(what.encode()).hexdigest()}"
