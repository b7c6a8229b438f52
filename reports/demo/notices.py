"""The notices of the demo: one that all know, one withdrawn, one on its way, and a draft."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Notification, User
from accounts.services import audit
from reports.demo.plans import People
from societies.enums import Role
from societies.models import Notice, NoticeReceipt, NoticeRecipient, Society
from societies.services import notices as services
from societies.services.notice_files import attach_file
from societies.spreadsheets import xlsx_bytes

_TOLD = Path(__file__).parent / "notices.yaml"
#: Societies whose people sign in in the demo: they find what is new unread.
UNREAD = ("A-01", "B-20")
#: Columns of the table that goes out with a notice.
_COLUMNS = ("序号", "会议名称", "主办单位", "拟定时间", "地点", "规模（人）", "是否涉外")


def add_notices(
    societies: Collection[Society], people: People, manager: User, *, now: dt.datetime
) -> int:
    """Write, send and read the notices, unless there are any; returns how many."""
    if Notice.objects.exists():
        return 0
    told = yaml.safe_load(_TOLD.read_text(encoding="utf-8"))
    for one in told:
        notice = _written(one, manager, now)
        if "days" in one:
            _sent(notice, one, societies, people, manager, now)
    return len(told)


def _written(one: Mapping[str, Any], manager: User, now: dt.datetime) -> Notice:
    at = _moment(one, now)
    due = one.get("confirm_after")
    values = {
        "title": one["title"],
        "text": one["text"].strip(),
        "audience": one["audience"],
        "disciplines": one.get("disciplines", []),
        "to_editors": True,
        "to_approvers": True,
        "confirm_by": timezone.localdate(at) + dt.timedelta(days=due) if due else None,
    }
    notice = services.write_notice(values=values, chosen=[], by=manager, at=at)
    if name := one.get("file"):
        empty = [None] * (len(_COLUMNS) - 1)
        rows = [[number, *empty] for number in range(1, 11)]
        table = xlsx_bytes(_COLUMNS, rows, title="计划表")
        attach_file(notice=notice, upload=SimpleUploadedFile(name, table), by=manager, at=at)
    return notice


def _sent(
    notice: Notice,
    one: Mapping[str, Any],
    societies: Iterable[Society],
    people: People,
    manager: User,
    now: dt.datetime,
) -> None:
    at = _moment(one, now)
    notice = services.send_notice(notice=notice, seen=notice.version, by=manager, at=at)
    codes = {society.code for society in societies if (society.code, Role.EDITOR) in people}
    places = notice.recipients.filter(society__code__in=codes).select_related("society")
    receipts, confirmed = [], []
    for place in places:
        rng = random.Random(f"notice {one['title']} {place.society.code}")
        is_new = one["read"] < 80 and place.society.code in UNREAD
        if is_new or rng.randrange(100) >= one["read"]:
            continue
        receipts += _receipts(place, people, at, now, rng)
        if rng.randrange(one["read"]) < one.get("confirmed", 0):
            last = receipts[-1]
            place.confirmed_at, place.confirmed_by = last.read_at, last.person
            confirmed.append(place)
    NoticeReceipt.objects.bulk_create(receipts)
    NoticeRecipient.objects.bulk_update(confirmed, ["confirmed_at", "confirmed_by"])
    audit.record_many(
        action="notice.confirmed",
        changes=[
            audit.Change(notice, place.society.code, None, {"confirmed_at": place.confirmed_at})
            for place in confirmed
        ],
    )
    if "reason" in one:
        gone = at + dt.timedelta(days=one["withdrawn_after"], hours=3)
        reason = one["reason"]
        notice = services.withdraw_notice(notice=notice, reason=reason, by=manager, at=gone)
    _date_notifications(notice, receipts, at)


def _receipts(
    place: NoticeRecipient,
    people: People,
    at: dt.datetime,
    now: dt.datetime,
    rng: random.Random,
) -> list[NoticeReceipt]:
    """One or both of a society's people open it within some days, by day."""
    readers = [people[place.society.code, role] for role in (Role.EDITOR, Role.APPROVER)]
    readers = list(dict.fromkeys(readers))[: 1 if rng.random() < 0.25 else 2]
    found, moment = [], at
    for reader in readers:
        moment += dt.timedelta(days=rng.choice((0, 0, 1, 1, 2, 3)), minutes=rng.randrange(5, 300))
        found.append(NoticeReceipt(recipient=place, person=reader, read_at=min(moment, now)))
    return found


def _moment(one: Mapping[str, Any], now: dt.datetime) -> dt.datetime:
    """Half past nine in the morning, so many days ago; a draft is of now."""
    if "days" not in one:
        return now
    day = timezone.localdate(now) - dt.timedelta(days=one["days"])
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9, 30)))


def _date_notifications(notice: Notice, receipts: Iterable[NoticeReceipt], at: dt.datetime) -> None:
    """Date what people were told to when it happened; those who opened the notice have read it."""
    read = {receipt.person_id: receipt.read_at for receipt in receipts}
    told = list(Notification.objects.filter(kind__startswith="notice-", emailed_at=None))
    for notification in told:
        is_gone = notification.kind == "notice-withdrawn"
        sent_at = (notice.withdrawn_at or at) if is_gone else at
        notification.created_at = notification.emailed_at = sent_at
        opened = read.get(notification.recipient_id)
        notification.read_at = opened and max(opened, sent_at)
    Notification.objects.bulk_update(told, ["created_at", "emailed_at", "read_at"], batch_size=500)
