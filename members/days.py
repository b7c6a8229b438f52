"""On which days somebody is a member."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, Q


def member_on(day: date | OuterRef) -> Q:
    """Joined by that day, or nobody knows when, and not left by its end."""
    joined = Q(joined_on__lte=day) | Q(joined_on__isnull=True)
    return joined & (Q(left_on__isnull=True) | Q(left_on__gt=day))
