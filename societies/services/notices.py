"""Writing notices from CAST: drafting, sending, withdrawing, reminding; opening and confirming."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Topic
from accounts.models import Notification, User
from accounts.services import audit
from accounts.services.notifications import notify
from societies.enums import NoticeAudience, NoticeState
from societies.models import Notice, NoticeReceipt, NoticeRecipient, Society
from societies.selectors.notices import (
    audience_of,
    people_addressed,
    places_of,
    receipts_of,
)

#: What a manager writes of a notice, besides the chosen societies and the attachments.
WRITTEN = (
    "title",
    "text",
    "audience",
    "disciplines",
    "to_editors",
    "to_approvers",
    "confirm_by",
)


class StaleNotice(Exception):
    """The draft is no longer what the person saw; `current` is how it stands now."""

    def __init__(self, current: Notice) -> None:
        super().__init__(_("The draft has changed since you opened the page."))
        self.current = current


@transaction.atomic
def write_notice(
    *, values: dict[str, Any], chosen: Iterable[Society], by: User, at: dt.datetime
) -> Notice:
    """Begin a draft; raises ValidationError by field."""
    notice = Notice(created_by=by, created_at=at)
    _fill(notice, values, list(chosen))
    notice.save()
    notice.chosen.set(chosen)
    audit.record(action="notice.drafted", subject=notice, actor=by, after=_audited(notice))
    return notice


@transaction.atomic
def change_notice(
    *, notice: Notice, values: dict[str, Any], chosen: Iterable[Society], seen: int, by: User
) -> Notice:
    """Change a draft; raises StaleNotice when somebody else did, ValidationError by field."""
    held = _draft(notice, seen)
    before = _audited(held)
    _fill(held, values, list(chosen))
    held.version += 1
    held.save()
    held.chosen.set(chosen)
    audit.record(
        action="notice.drafted", subject=held, actor=by, before=before, after=_audited(held)
    )
    return held


@transaction.atomic
def discard_notice(*, notice: Notice, by: User) -> None:
    """Throw a draft away with its attachments; what was sent stays."""
    held = _draft(notice)
    audit.record(action="notice.discarded", subject=held, actor=by, before=_audited(held))
    files = [(file.file.storage, str(file.file.name)) for file in held.files.all()]
    held.delete()

    def clear() -> None:
        for storage, name in files:
            storage.delete(name)

    transaction.on_commit(clear)


@transaction.atomic
def send_notice(*, notice: Notice, seen: int, by: User, at: dt.datetime) -> Notice:
    """Send a draft to the societies that it is for now, and tell their people.

    The societies stay those of this moment; of their people also those see it who come later.
    Raises StaleNotice, and ValidationError when it is for nobody or a day has passed.
    """
    held = _draft(notice, seen)
    today = timezone.localdate(at)
    if held.confirm_by is not None and held.confirm_by < today:
        raise ValidationError(_("The day for the confirmation lies in the past: change it first."))
    societies = audience_of(held, today=today)
    if not societies:
        raise ValidationError(_("No society belongs to those that the notice is for."))
    held.state, held.sent_at, held.sent_by = NoticeState.SENT, at, by
    held.version += 1
    held.save()
    NoticeRecipient.objects.bulk_create(
        NoticeRecipient(notice=held, society=society) for society in societies
    )
    _tell("notice-sent", held, _people(held, [society.pk for society in societies]))
    after = {**_audited(held), "societies": [society.code for society in societies]}
    audit.record(action="notice.sent", subject=held, actor=by, after=after)
    return held


@transaction.atomic
def withdraw_notice(*, notice: Notice, reason: str, by: User, at: dt.datetime) -> Notice:
    """Take a notice back with a reason; its text stays to be read, marked as withdrawn."""
    held = _held(notice)
    if not held.is_sent:
        raise ValidationError(_("Only a notice that is sent and not withdrawn is taken back."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the notice is withdrawn.")})
    held.state, held.withdrawn_at, held.withdrawn_by = NoticeState.WITHDRAWN, at, by
    held.withdrawal_reason = reason.strip()
    held.version += 1
    held.full_clean(exclude=["created_by", "sent_by", "withdrawn_by"])
    held.save()
    places = held.recipients.values_list("society_id", flat=True)
    _tell("notice-withdrawn", held, _people(held, places), reason=held.withdrawal_reason)
    audit.record(
        action="notice.withdrawn",
        subject=held,
        actor=by,
        before={"state": NoticeState.SENT},
        after={"state": held.state},
        reason=held.withdrawal_reason,
    )
    return held


@transaction.atomic
def remind_of_notice(*, notice: Notice, by: User, at: dt.datetime) -> int:
    """Tell those again who have not opened it, or whose society owes a confirmation.

    At most once on a day in Beijing; returns how many people were told.
    """
    held = _held(notice)
    today = timezone.localdate(at)
    if not held.is_sent:
        raise ValidationError(_("Only of a notice that is sent and not withdrawn people are told."))
    if held.reminded_on is not None and held.reminded_on >= today:
        raise ValidationError(_("They were reminded today already. Try again tomorrow."))
    rows = receipts_of(held)
    people = {person.pk: person for row in rows for person in row.waiting}
    owing = [row.place.society_id for row in rows if row.owes]
    people |= {person.pk: person for person in _people(held, owing)}
    if not people:
        raise ValidationError(_("Nobody is left to be reminded."))
    held.reminded_on = today
    held.save(update_fields=["reminded_on"])
    _tell("notice-reminder", held, people.values())
    audit.record(action="notice.reminded", subject=held, actor=by, after={"people": len(people)})
    return len(people)


@transaction.atomic
def open_notice(*, notice: Notice, by: User, at: dt.datetime) -> list[NoticeRecipient]:
    """Note that a person has opened a notice, for each of their societies, once; return these.

    The receipt is append-only and so its own record; the audit trail would say nothing more.
    """
    places = places_of(notice, by)
    known = set(
        NoticeReceipt.objects.filter(recipient__in=places, person=by).values_list(
            "recipient", flat=True
        )
    )
    fresh = [place for place in places if place.pk not in known]
    if fresh:
        NoticeReceipt.objects.bulk_create(
            [NoticeReceipt(recipient=place, person=by, read_at=at) for place in fresh],
            ignore_conflicts=True,  # two tabs at once
        )
        told = Notification.objects.filter(recipient=by, url=_url(notice)).unread()
        told.update(read_at=at)
    return places


@transaction.atomic
def confirm_notice(
    *, notice: Notice, society: Society, by: User, at: dt.datetime
) -> NoticeRecipient:
    """Confirm a notice on behalf of a society, once; a second time changes nothing."""
    place: NoticeRecipient = (
        NoticeRecipient.objects.select_for_update(no_key=True, of=("self",))
        .select_related("notice", "society")
        .get(notice=notice, society=society)
    )
    if place.notice.confirm_by is None or not place.notice.is_sent:
        raise ValidationError(_("This notice asks for no confirmation any more."))
    if place.confirmed_at is None:
        place.confirmed_at, place.confirmed_by = at, by
        place.save(update_fields=["confirmed_at", "confirmed_by"])
        audit.record(
            action="notice.confirmed",
            subject=place.notice,
            actor=by,
            scope=society.code,
            after={"confirmed_at": at},
        )
    return place


def record_receipts_export(*, notice: Notice, filters: str, by: User) -> None:
    """Note who took the list of readers out as a file."""
    audit.record(action="notice.exported", subject=notice, actor=by, after={"filters": filters})


def _fill(notice: Notice, values: dict[str, Any], chosen: list[Society]) -> None:
    for name in WRITTEN:
        setattr(notice, name, values[name])
    if notice.audience != NoticeAudience.DISCIPLINES:
        notice.disciplines = []
    elif not notice.disciplines:
        raise ValidationError({"disciplines": _("Choose one discipline at least.")})
    if notice.audience == NoticeAudience.SOCIETIES and not chosen:
        raise ValidationError({"chosen": _("Choose one society at least.")})
    notice.full_clean(exclude=["created_by", "sent_by", "withdrawn_by"])


def _held(notice: Notice) -> Notice:
    held: Notice = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    return held


def _draft(notice: Notice, seen: int | None = None) -> Notice:
    held = _held(notice)
    if not held.is_draft:
        raise ValidationError(_("The notice is sent already: it can be withdrawn, not changed."))
    if seen is not None and held.version != seen:
        raise StaleNotice(held)
    return held


def _people(notice: Notice, societies: Iterable[int]) -> list[User]:
    found = people_addressed(notice, societies)
    return [person for people in found.values() for person in people]


def _url(notice: Notice) -> str:
    return reverse("societies:notice-detail", args=(notice.pk,))


def _tell(kind: str, notice: Notice, people: Iterable[User], reason: str = "") -> None:
    notify(
        recipients=people,
        kind=kind,
        topic=Topic.NOTICES,
        params={
            "title": notice.title,
            "confirm_by": f"{notice.confirm_by or ''}",
            "reason": reason,
        },
        url=_url(notice),
    )


def _audited(notice: Notice) -> dict[str, Any]:
    """What the audit trail keeps of a notice."""
    return {
        "title": notice.title,
        "text": notice.text,
        "audience": notice.audience,
        "disciplines": notice.disciplines,
        "to_editors": notice.to_editors,
        "to_approvers": notice.to_approvers,
        "confirm_by": notice.confirm_by,
    }
