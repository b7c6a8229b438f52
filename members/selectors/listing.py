"""Members of a society as a list asks for them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from members.models import Member
from members.secrets import ID_NUMBER, PHONE, search_keys
from societies.models import Society

#: What a row of the list shows; the encrypted numbers are not read for it.
LISTED = (
    "registration_no",
    "name",
    "kind",
    "grade",
    "gender",
    "employer",
    "sector",
    "region",
    "joined_on",
    "left_on",
    "society_id",
)


def members_listed(society: Society) -> QuerySet[Any]:
    """Members of a society with what a list shows, in no order yet."""
    members: QuerySet[Any] = Member.objects.filter(society=society).order_by().only(*LISTED)
    return members


def members_with_number(society: Society, number: str) -> list[Any]:
    """Members of a society whose identity or telephone number is exactly this one."""
    found = Q(id_number_key__in=search_keys(number, ID_NUMBER)) | Q(
        phone_key__in=search_keys(number, PHONE)
    )
    return list(members_listed(society).filter(found).order_by("registration_no")[:20])
