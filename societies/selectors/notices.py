"""Reading notices from CAST: a person's own, all that CAST wrote, and who has read one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from societies.audiences import FINDERS
from societies.enums import NoticeAudience, NoticeState
from societies.models import (
    Notice,
    NoticeFile,
    NoticeReceipt,
    NoticeRecipient,
    RoleAssignment,
    Society,
)
from societies.models.notice import NoticeQuerySet
from societies.selectors.roles import Roles, roles_of


def own_places(roles: Roles) -> QuerySet[NoticeRecipient]:
    """Where notices name a society of the person and a role that the person holds there."""
    meant = Q(society__in=roles.editor_of, notice__to_editors=True) | Q(
        society__in=roles.approver_of, notice__to_approvers=True
    )
    return NoticeRecipient.objects.filter(meant)


def notices_for(user: User) -> NoticeQuerySet:
    """Notices that reached the person, unread first; with `is_read` and whether `is_owed`.

    Owed is a confirmation that a society of the person has not given.
    """
    own = own_places(roles_of(user)).filter(notice=OuterRef("pk"))
    read = NoticeReceipt.objects.filter(recipient__notice=OuterRef("pk"), person=user)
    asked = Q(notice__confirm_by__isnull=False, notice__state=NoticeState.SENT)
    notices: NoticeQuerySet = Notice.objects.filter(Exists(own))
    return (
        notices.annotate(is_read=Exists(read), is_owed=Exists(own.filter(asked, confirmed_at=None)))
        .distinct()  # a scope of several societies finds a notice once for each
        .order_by("is_read", "-sent_at", "-pk")
    )


def notices_open_to(user: User) -> NoticeQuerySet:
    """Notices that the person may open: every one for CAST, else those that reached them."""
    if not roles_of(user).is_cast:
        return notices_for(user)
    everything: NoticeQuerySet = Notice.objects.all()
    return everything


def notice_register() -> NoticeQuerySet:
    """Every notice, drafts first, with its societies, how many have `read` and `confirmed` it."""
    counted: NoticeQuerySet = Notice.objects.annotate(
        societies=Count("recipients", distinct=True),
        read=Count("recipients__receipts__recipient", distinct=True),
        confirmed=Count(
            "recipients", filter=Q(recipients__confirmed_at__isnull=False), distinct=True
        ),
    )
    return counted.select_related("sent_by", "created_by").order_by(
        F("sent_at").desc(nulls_first=True), "-pk"
    )


def audience_of(notice: Notice, *, today: date) -> list[Society]:
    """The societies that a draft would reach if it were sent on a day in Beijing."""
    societies = Society.objects.active()
    if notice.audience == NoticeAudience.DISCIPLINES:
        societies = societies.filter(discipline__in=notice.disciplines)
    elif notice.audience == NoticeAudience.SOCIETIES:
        societies = societies.filter(pk__in=notice.chosen.values("pk"))
    elif notice.audience in FINDERS:
        societies = societies.filter(pk__in=FINDERS[notice.audience](today))
    return list(societies)


def people_addressed(notice: Notice, societies: Iterable[int]) -> dict[int, list[User]]:
    """The people whom a notice is for, by society: those who hold such a role there now."""
    held = RoleAssignment.objects.in_force().filter(society__in=societies, role__in=notice.roles)
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for assignment in held.select_related("person").order_by("role", "person__name", "pk"):
        if assignment.society_id is not None:
            found[assignment.society_id][assignment.person_id] = assignment.person
    return {society: list(people.values()) for society, people in found.items()}


@dataclass(frozen=True)
class Reach:
    """Whom a draft would reach: societies, people, and the societies where nobody has the role."""

    societies: tuple[Society, ...]
    people: tuple[User, ...]
    without_people: tuple[Society, ...]


def reach_of(notice: Notice, *, today: date) -> Reach:
    """Return whom a draft would reach on a day in Beijing."""
    societies = audience_of(notice, today=today)
    found = people_addressed(notice, [society.pk for society in societies])
    people = {person.pk: person for each in found.values() for person in each}
    nobody = tuple(society for society in societies if not found.get(society.pk))
    return Reach(tuple(societies), tuple(people.values()), nobody)


@dataclass(frozen=True)
class SocietyReceipt:
    """How one society stands to a notice: who read it when, who has not, whether it confirmed."""

    notice: Notice
    place: NoticeRecipient
    receipts: tuple[NoticeReceipt, ...]
    waiting: tuple[User, ...]

    @property
    def society(self) -> Society:
        """The society."""
        return self.place.society

    @property
    def is_read(self) -> bool:
        """Whether anybody of the society has opened it."""
        return bool(self.receipts)

    @property
    def has_nobody(self) -> bool:
        """Whether there is neither a reader nor anybody who could become one."""
        return not self.receipts and not self.waiting

    @property
    def is_confirmed(self) -> bool:
        """Whether the society has confirmed it."""
        return self.place.confirmed_at is not None

    @property
    def owes(self) -> bool:
        """Whether a confirmation is still to come."""
        return self.notice.confirm_by is not None and not self.is_confirmed


def receipts_of(notice: Notice) -> list[SocietyReceipt]:
    """How every society stands to a notice, by code; three queries for any number."""
    places = list(
        NoticeRecipient.objects.filter(notice=notice).select_related("society", "confirmed_by")
    )
    read: dict[int, list[NoticeReceipt]] = defaultdict(list)
    receipts = NoticeReceipt.objects.filter(recipient__notice=notice)
    for receipt in receipts.select_related("person").order_by("read_at", "pk"):
        read[receipt.recipient_id].append(receipt)
    people = people_addressed(notice, [place.society_id for place in places])
    rows = []
    for place in places:
        readers = {receipt.person_id for receipt in read[place.pk]}
        waiting = tuple(p for p in people.get(place.society_id, ()) if p.pk not in readers)
        rows.append(SocietyReceipt(notice, place, tuple(read[place.pk]), waiting))
    return rows


@dataclass(frozen=True)
class ReceiptCounts:
    """Societies of a notice, counted."""

    societies: int
    read: int
    unread: int
    confirmed: int
    owed: int


def counts_of(rows: Iterable[SocietyReceipt]) -> ReceiptCounts:
    """Count the societies of a notice by how they stand to it."""
    listed = list(rows)
    read = sum(row.is_read for row in listed)
    confirmed = sum(row.is_confirmed for row in listed)
    owed = sum(row.owes for row in listed)
    return ReceiptCounts(len(listed), read, len(listed) - read, confirmed, owed)


def places_of(notice: Notice, user: User) -> list[NoticeRecipient]:
    """The person's own societies among those of a notice."""
    own = own_places(roles_of(user)).filter(notice=notice)
    return list(own.select_related("society", "confirmed_by"))


def with_notices(societies: QuerySet[Society], user: User) -> QuerySet[Society]:
    """Societies with what waits for one of their people, read with the society, in its query.

    `notices_unread` are those the person has not opened, `notices_owed` those that the society has
    not confirmed, the first of them by `notices_due`; None where there is none.
    """
    own = own_places(roles_of(user)).filter(society=OuterRef("pk"), notice__state=NoticeState.SENT)
    read = NoticeReceipt.objects.filter(recipient=OuterRef("pk"), person=user)
    owed = own.filter(notice__confirm_by__isnull=False, confirmed_at=None)

    def of(places: QuerySet[NoticeRecipient], value: Any) -> Subquery:
        return Subquery(places.order_by().values("society").annotate(v=value).values("v"))

    return societies.annotate(
        notices_unread=of(own.filter(~Exists(read)), Count("pk")),
        notices_owed=of(owed, Count("pk")),
        notices_due=of(owed, Min("notice__confirm_by")),
    )


def files_of(notice: Notice) -> list[NoticeFile]:
    """What goes out with a notice."""
    return list(NoticeFile.objects.filter(notice=notice).distinct().order_by("pk"))


def notices_to_confirm(roles: Roles) -> list[NoticeRecipient]:
    """Confirmations asked of the person's societies, given or not, of notices not withdrawn."""
    asked = own_places(roles).filter(
        notice__confirm_by__isnull=False, notice__state=NoticeState.SENT
    )
    return list(asked.select_related("notice", "society").order_by("notice__confirm_by", "pk"))
