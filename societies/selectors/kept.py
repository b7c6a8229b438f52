"""Counts over large registers, kept until something is written about the society.

Counting half a million members as of a day reads as many entries of an index. Whatever writes
records leaves an audit event: what was counted after the society's last one still holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.db.models import OuterRef, Q, Subquery

from accounts.models import AuditEvent
from societies.models import Society

KEEP_SECONDS = 24 * 60 * 60
_Value = TypeVar("_Value")
_Moment = TypeVar("_Moment")


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


def stamp_of(society: Society | None) -> str:
    """Name the last audit event of a society, or the last one about any, in one query."""
    if society is not None:
        return stamps_of([society.pk])[society.pk]
    events = AuditEvent.objects.filter(~Q(scope="") | Q(action__startswith="members."))
    return f"all:{events.order_by('-pk').values_list('pk', flat=True).first() or 0}"


def kept(stamp: str, what: str, count: Callable[[], _Value]) -> _Value:
    """Return what was counted before, or count and keep it."""
    key = _key(stamp, what)
    found: tuple[_Value] | None = cache.get(key)
    if found is None:
        found = (count(),)
        cache.set(key, found, KEEP_SECONDS)
    return found[0]


def kept_each(
    stamps: Mapping[int, str],
    asked: Collection[tuple[int, _Moment]],
    what: str,
    count: Callable[[list[tuple[int, _Moment]]], Mapping[tuple[int, _Moment], _Value]],
) -> dict[tuple[int, _Moment], _Value]:
    """Return what was counted of societies at days or years; `count` counts at once what is new.

    The societies of a moment lie together; of two readers who add one at once one may count again.
    """
    keys = {moment: _key("all", f"{what} {moment}") for _society, moment in asked}
    known: dict[str, dict[int, tuple[str, _Value]]] = cache.get_many(keys.values())
    missing = [
        (society, moment)
        for society, moment in asked
        if known.get(keys[moment], {}).get(society, ("",))[0] != stamps[society]
    ]
    if missing:
        counted = count(missing)
        for society, moment in missing:
            value = stamps[society], counted[society, moment]
            known.setdefault(keys[moment], {})[society] = value
        cache.set_many({keys[moment]: known[keys[moment]] for _, moment in missing}, KEEP_SECONDS)
    return {(society, moment): known[keys[moment]][society][1] for society, moment in asked}


def _key(stamp: str, what: str) -> str:
    """Name a value in the cache without what people searched for."""
    return f"kept:{stamp}:{sha256(what.encode()).hexdigest()}"
