"""Members who may be one person twice."""

from __future__ import annotations

from members.models import Member


def sharing_identity(member: Member) -> list[Member]:
    """Return a few other members of the society with the same identity number, none who left."""
    if not member.id_number_key or member.left_on:
        return []
    others = Member.objects.filter(
        society_id=member.society_id, id_number_key=member.id_number_key, left_on=None
    )
    return list(others.exclude(pk=member.pk).order_by("registration_no")[:3])
