"""Members of a society as a list asks for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from members.days import member_on
from members.enums import MemberKind
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


def head_counts(society: Society, on: date) -> dict[str, int]:
    """Members of a society on a day by kind, every kind named; reads an index alone."""
    groups = (
        Member.objects.filter(member_on(on), society=society)
        .order_by()
        .values_list("kind")
        .annotate(number=Count("pk"))
    )
    return dict.fromkeys(MemberKind.values, 0) | dict(groups)


def members_with_number(society: Society, number: str) -> list[Any]:
    """Members of a society whose identity or telephone number is exactly this one."""
    found = Q(id_number_key__in=search_keys(number, ID_NUMBER)) | Q(
        phone_key__in=search_keys(number, PHONE)
    )
    return list(members_listed(society).filter(found).order_by("registration_no")[:20])
