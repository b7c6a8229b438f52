"""The notices of the demo: lifelike, told once, and dated to when they happened."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import Notification
from reports.demo.notices import add_notices
from reports.demo.people import add_people
from societies.enums import NoticeState
from societies.models import Notice, NoticeReceipt, Society
from tests.factories.societies import SocietyFactory, manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]
NOW = dt.datetime(2018, 2, 15, 4, tzinfo=dt.UTC)


def test_notices_are_told_once_and_nothing_lies_ahead() -> None:
    societies: list[Society] = [
        SocietyFactory(code="A-01"),
        *(SocietyFactory(code=f"C-{n:02d}", discipline="agriculture") for n in range(1, 6)),
    ]
    people = add_people(societies, since=dt.date(2017, 4, 21))
    chief = manager()
    assert add_notices(societies, people, chief, now=NOW) == 4
    assert add_notices(societies, people, chief, now=NOW) == 0
    states = list(Notice.objects.order_by("pk").values_list("state", flat=True))
    assert states == [
        NoticeState.SENT,
        NoticeState.WITHDRAWN,
        NoticeState.SENT,
        NoticeState.DRAFT,
    ]
    first, gone, latest, _draft = Notice.objects.order_by("pk")
    assert [place.society.code for place in latest.recipients.all()] == ["A-01"]
    assert not NoticeReceipt.objects.filter(recipient__notice=latest).exists()
    assert latest.files.count() == 1
    for receipt in NoticeReceipt.objects.filter(recipient__notice=first):
        assert first.sent_at <= receipt.read_at <= NOW
    told = Notification.objects.filter(kind="notice-withdrawn").values_list("created_at", flat=True)
    assert set(told) == {gone.withdrawn_at}
    assert not Notification.objects.filter(emailed_at=None).exists()
