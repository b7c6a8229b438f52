"""Notices: who is reached, who has read and confirmed, and what can be done with one when."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django_scopes import ScopeError, scope, scopes_disabled

from accounts.models import AuditEvent, Notification, User
from societies.audiences import FINDERS
from societies.enums import Discipline, NoticeAudience, NoticeState, Role
from societies.models import Notice, NoticeReceipt, NoticeRecipient, RoleAssignment, Society
from societies.selectors.notices import (
    audience_of,
    counts_of,
    notices_for,
    notices_to_confirm,
    reach_of,
    receipts_of,
)
from societies.selectors.roles import roles_of
from societies.services import notices as services
from tests.factories.notices import AT, draft, sent
from tests.factories.societies import RoleFactory, SocietyFactory, approver, editor, manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]
DAY = dt.date(2017, 6, 9)


def told(kind: str) -> set[User]:
    return {n.recipient for n in Notification.objects.filter(kind=kind)}


def titles(person: User) -> list[str]:
    return [notice.title for notice in notices_for(User.objects.get(pk=person.pk))]


def only_notice_of(person: User) -> Any:
    (notice,) = notices_for(person)
    return notice


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"audience": NoticeAudience.ALL}, ["A-01", "B-01"]),
        (
            {"audience": NoticeAudience.DISCIPLINES, "disciplines": [Discipline.ENGINEERING]},
            ["B-01"],
        ),
        ({"audience": NoticeAudience.OVERDUE}, ["A-01"]),
    ],
)
def test_audience_names_the_societies(
    values: dict[str, Any], codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    late = SocietyFactory(code="A-01")
    SocietyFactory(code="B-01", discipline=Discipline.ENGINEERING)
    SocietyFactory(code="B-02", discipline=Discipline.ENGINEERING, is_active=False)
    monkeypatch.setitem(FINDERS, NoticeAudience.OVERDUE, lambda _day: {late.pk})
    found = audience_of(draft(**values), today=AT.date())
    assert [society.code for society in found] == codes


def test_sending_fixes_the_societies_and_tells_their_people() -> None:
    own, other = SocietyFactory(), SocietyFactory()
    reader, chief, stranger = editor(own), approver(own), editor(other)
    gone = editor(own)
    RoleAssignment.objects.filter(person=gone).update(ended_on=DAY)
    closed = editor(own, is_active=False)
    notice = sent(own)
    assert notice.state == NoticeState.SENT
    assert [place.society for place in notice.recipients.all()] == [own]
    assert told("notice-sent") == {reader, chief}
    assert not {gone, closed, stranger} & told("notice-sent")
    SocietyFactory()
    assert notice.recipients.count() == 1


def test_only_addressed_roles_see_it_and_those_who_come_later() -> None:
    own = SocietyFactory()
    reader, chief = editor(own), approver(own)
    sent(own, to_editors=False)
    assert titles(reader) == []
    assert titles(chief) == ["关于报送月度进展的通知"]
    assert len(titles(approver(own))) == 1
    RoleAssignment.objects.filter(person=chief).update(ended_on=DAY)
    assert titles(chief) == []


def test_draft_reaches_nobody() -> None:
    own = SocietyFactory()
    reader = editor(own)
    notice = draft(own)
    assert titles(reader) == []
    assert reach_of(notice, today=AT.date()).people == (reader,)


def test_reach_names_societies_where_nobody_holds_the_role() -> None:
    own, empty = SocietyFactory(code="A-01"), SocietyFactory(code="A-02")
    editor(own)
    approver(empty)
    reach = reach_of(draft(own, empty, to_approvers=False), today=AT.date())
    assert reach.societies == (own, empty)
    assert reach.without_people == (empty,)


def test_person_of_two_societies_sees_a_notice_once_and_confirms_for_each() -> None:
    one, two = SocietyFactory(code="A-01"), SocietyFactory(code="A-02")
    person = editor(one)
    RoleFactory(person=person, role=Role.EDITOR, society=two)
    notice = sent(one, two, confirm_by=DAY)
    with scope(society=[one.pk, two.pk]):
        seen = only_notice_of(person)
        assert (seen.is_read, seen.is_owed) == (False, True)
        places = services.open_notice(notice=seen, by=person, at=AT)
        assert [place.society for place in places] == [one, two]
        services.confirm_notice(notice=seen, society=one, by=person, at=AT)
        seen = only_notice_of(person)
        assert (seen.is_read, seen.is_owed) == (True, True)
        services.confirm_notice(notice=seen, society=two, by=person, at=AT)
        seen = only_notice_of(person)
    assert seen.is_owed is False
    assert NoticeReceipt.objects.count() == 2
    assert [place.notice for place in notices_to_confirm(roles_of(person))] == [notice, notice]


def test_scope_of_a_society_holds_its_own_notices_only() -> None:
    one, two = SocietyFactory(), SocietyFactory()
    mine, theirs = sent(one), sent(two)
    draft(one)
    with scope(society=[one.pk]):
        assert list(Notice.objects.all()) == [mine]
        assert [place.notice_id for place in NoticeRecipient.objects.all()] == [mine.pk]
    with scope(society=[two.pk]):
        assert list(Notice.objects.all()) == [theirs]
    with scope(), pytest.raises(ScopeError):
        Notice.objects.all().count()


def test_opening_leaves_one_receipt_and_marks_its_notification() -> None:
    own = SocietyFactory()
    reader, other = editor(own), editor(own)
    notice = sent(own)
    later = AT + dt.timedelta(days=1)
    services.open_notice(notice=notice, by=reader, at=AT)
    services.open_notice(notice=notice, by=reader, at=later)
    receipt = NoticeReceipt.objects.get()
    assert (receipt.person, receipt.read_at) == (reader, AT)
    assert Notification.objects.get(recipient=reader).read_at == AT
    assert Notification.objects.get(recipient=other).read_at is None
    with pytest.raises(TypeError, match="append-only"):
        NoticeReceipt.objects.update(read_at=later)
    (row,) = receipts_of(notice)
    assert [each.person for each in row.receipts] == [reader]
    assert row.waiting == (other,)


def test_opening_by_cast_leaves_no_receipt() -> None:
    notice = sent(SocietyFactory())
    assert services.open_notice(notice=notice, by=manager(), at=AT) == []
    assert not NoticeReceipt.objects.exists()


def test_receipts_keep_readers_who_have_left() -> None:
    own, silent = SocietyFactory(code="A-01"), SocietyFactory(code="A-02")
    reader = editor(own)
    notice = sent(own, silent, confirm_by=DAY)
    services.open_notice(notice=notice, by=reader, at=AT)
    RoleAssignment.objects.filter(person=reader).update(ended_on=DAY)
    rows = receipts_of(notice)
    assert [row.is_read for row in rows] == [True, False]
    assert [row.has_nobody for row in rows] == [False, True]
    counts = counts_of(rows)
    assert (counts.societies, counts.read, counts.unread) == (2, 1, 1)
    assert (counts.confirmed, counts.owed) == (0, 2)


def test_confirming_twice_keeps_the_first() -> None:
    own = SocietyFactory()
    first, second = editor(own), approver(own)
    notice = sent(own, confirm_by=DAY)
    services.confirm_notice(notice=notice, society=own, by=first, at=AT)
    place = services.confirm_notice(
        notice=notice, society=own, by=second, at=AT + dt.timedelta(days=9)
    )
    assert (place.confirmed_by, place.confirmed_at) == (first, AT)
    event = AuditEvent.objects.get(action="notice.confirmed")
    assert (event.scope, event.actor) == (own.code, first)


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_nothing_is_confirmed_where_nobody_asks(is_withdrawn: bool) -> None:
    own = SocietyFactory()
    notice = sent(own, confirm_by=DAY if is_withdrawn else None)
    if is_withdrawn:
        services.withdraw_notice(notice=notice, reason="内容有误", by=manager(), at=AT)
    with pytest.raises(ValidationError):
        services.confirm_notice(notice=notice, society=own, by=editor(own), at=AT)
    assert NoticeRecipient.objects.get().confirmed_at is None


def test_reminder_goes_to_those_who_have_not_once_a_day() -> None:
    one, two, three = (SocietyFactory(code=f"A-0{n}") for n in (1, 2, 3))
    read, unread = editor(one), approver(one)
    owing, done = editor(two), editor(three)
    notice = sent(one, two, three, confirm_by=DAY)
    for person in (read, owing, done):
        services.open_notice(notice=notice, by=person, at=AT)
    services.confirm_notice(notice=notice, society=three, by=done, at=AT)
    services.confirm_notice(notice=notice, society=one, by=read, at=AT)
    left = editor(two)
    RoleAssignment.objects.filter(person=left).update(ended_on=DAY)
    late = dt.datetime(2017, 6, 2, 15, 59, tzinfo=dt.UTC)  # the last minute of the day in Beijing
    assert services.remind_of_notice(notice=notice, by=manager(), at=late) == 2
    assert told("notice-reminder") == {unread, owing}
    with pytest.raises(ValidationError, match="今天已提醒"):
        services.remind_of_notice(notice=notice, by=manager(), at=late)
    again = late + dt.timedelta(minutes=1)
    assert services.remind_of_notice(notice=notice, by=manager(), at=again) == 2


def test_nobody_is_reminded_when_all_have_read() -> None:
    own = SocietyFactory()
    notice = sent(own)
    services.open_notice(notice=notice, by=editor(own), at=AT)
    with pytest.raises(ValidationError, match="无人需要提醒"):
        services.remind_of_notice(notice=notice, by=manager(), at=AT)
    assert Notice.objects.get().reminded_on is None


def test_withdrawn_notice_stays_readable_and_says_why() -> None:
    own = SocietyFactory()
    reader = editor(own)
    notice = sent(own)
    with pytest.raises(ValidationError, match="说明"):
        services.withdraw_notice(notice=notice, reason=" ", by=manager(), at=AT)
    services.withdraw_notice(notice=notice, reason="附件有误", by=manager(), at=AT)
    seen = only_notice_of(reader)
    assert (seen.state, seen.withdrawal_reason) == (NoticeState.WITHDRAWN, "附件有误")
    assert told("notice-withdrawn") == {reader}
    with pytest.raises(ValidationError):
        services.withdraw_notice(notice=notice, reason="再次", by=manager(), at=AT)
    with pytest.raises(ValidationError):
        services.remind_of_notice(notice=notice, by=manager(), at=AT)


def values_of(notice: Notice, **changed: Any) -> dict[str, Any]:
    return {name: getattr(notice, name) for name in services.WRITTEN} | changed


def test_second_of_two_writers_is_stopped() -> None:
    notice = draft()
    services.change_notice(
        notice=notice, values=values_of(notice, title="甲"), chosen=[], seen=0, by=manager()
    )
    with pytest.raises(services.StaleNotice) as stopped:
        services.change_notice(
            notice=notice, values=values_of(notice, title="乙"), chosen=[], seen=0, by=manager()
        )
    assert stopped.value.current.title == "甲"
    with pytest.raises(services.StaleNotice):
        services.send_notice(notice=notice, seen=0, by=manager(), at=AT)


def test_sent_notice_is_neither_changed_nor_sent_again_nor_thrown_away() -> None:
    notice = sent(SocietyFactory())
    with pytest.raises(ValidationError):
        services.change_notice(
            notice=notice, values=values_of(notice, title="甲"), chosen=[], seen=1, by=manager()
        )
    with pytest.raises(ValidationError):
        services.send_notice(notice=notice, seen=1, by=manager(), at=AT)
    with pytest.raises(ValidationError):
        services.discard_notice(notice=notice, by=manager())
    assert Notice.objects.get().title == "关于报送月度进展的通知"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"audience": NoticeAudience.DISCIPLINES}, "disciplines"),
        ({"audience": NoticeAudience.SOCIETIES}, "chosen"),
        ({"to_editors": False, "to_approvers": False}, "__all__"),
        ({"title": ""}, "title"),
    ],
)
def test_draft_without_what_it_needs_is_refused(values: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        draft(**values)
    assert field in refused.value.error_dict
    assert not Notice.objects.exists()


def test_notice_for_nobody_or_for_a_day_gone_is_not_sent() -> None:
    with pytest.raises(ValidationError, match="没有学会"):
        sent()
    SocietyFactory()
    past = AT.date() - dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="已过"):
        sent(confirm_by=past)
    sent(confirm_by=AT.date())
    assert Notice.objects.out().count() == 1


def test_every_step_leaves_an_event() -> None:
    own = SocietyFactory()
    notice = sent(own, confirm_by=DAY)
    editor(own)
    services.remind_of_notice(notice=notice, by=manager(), at=AT)
    services.withdraw_notice(notice=notice, reason="内容有误", by=manager(), at=AT)
    services.discard_notice(notice=draft(), by=manager())
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert [action for action in actions if action.startswith("notice.")] == [
        f"notice.{step}"
        for step in ("drafted", "sent", "reminded", "withdrawn", "drafted", "discarded")
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_receipts_of_any_number_take_three_queries(
    count: int, django_assert_num_queries: Any
) -> None:
    societies: list[Society] = [SocietyFactory() for _ in range(count)]
    for society in societies:
        editor(society)
    notice = sent(*societies)
    with scopes_disabled(), django_assert_num_queries(3):
        assert len(receipts_of(notice)) == count
