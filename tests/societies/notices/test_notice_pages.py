"""Pages of notices: reading and confirming in a society, writing and following at CAST."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scopes_disabled
from openpyxl import load_workbook

from societies.models import Notice, NoticeFile, NoticeReceipt, NoticeRecipient, Society
from societies.services import notices as services
from tests.factories.notices import AT, draft, sent
from tests.factories.societies import SocietyFactory, approver, auditor, editor, manager
from tests.societies.notices.scene import PDF, address, page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor", "at_notices")]
DAY = dt.date(2017, 6, 9)


def stored(notice: Notice) -> Notice:
    with scopes_disabled():
        found: Notice = Notice.objects.get(pk=notice.pk)
        return found


def listed(response: Any) -> list[str]:
    return [notice.title for notice in response.context["page_obj"]]


def test_list_has_unread_notices_first_and_can_be_searched(own: Society, as_editor: Client) -> None:
    old = sent(own, title="关于年报的通知", confirm_by=DAY)
    later = AT + dt.timedelta(days=1)
    new = sent(own, title="关于换届的通知", text="请按章程办理。", at=later)
    sent(SocietyFactory(), title="别家的通知")
    url = reverse("societies:notice-list")
    assert listed(as_editor.get(url)) == [new.title, old.title]
    as_editor.get(address(new))
    assert listed(as_editor.get(url)) == [old.title, new.title]
    assert listed(as_editor.get(url, {"q": "章程"})) == [new.title]
    assert listed(as_editor.get(url, {"state": "unread"})) == [old.title]
    assert listed(as_editor.get(url, {"state": "owed"})) == [old.title]
    assert listed(as_editor.get(url, {"state": "withdrawn"})) == []
    assert "别家的通知" not in as_editor.get(url).content.decode()


def test_text_of_a_notice_is_never_markup(own: Society, as_editor: Client) -> None:
    notice = sent(own, title="<script>1</script>", text="<b>粗</b>\n\n- <i>甲</i>\n- 乙\n\n2. 丙")
    text = page(as_editor, notice)
    assert "<script>1" not in text
    assert "<b>粗" not in text
    assert "<p>&lt;b&gt;粗&lt;/b&gt;</p>" in text
    assert "<ul><li>&lt;i&gt;甲&lt;/i&gt;</li><li>乙</li></ul>" in text
    assert '<ol start="2"><li>丙</li></ol>' in text


def test_opening_counts_and_fetching_ahead_does_not(own: Society, as_editor: Client) -> None:
    notice = sent(own, confirm_by=DAY)
    as_editor.get(address(notice), headers={"Sec-Purpose": "prefetch;prerender"})
    as_editor.head(address(notice))
    with scopes_disabled():
        assert not NoticeReceipt.objects.exists()
    assert "代表中国数学会确认" in page(as_editor, notice)
    with scopes_disabled():
        assert NoticeReceipt.objects.count() == 1


def test_society_confirms_with_one_click(own: Society, as_editor: Client) -> None:
    notice = sent(own, confirm_by=DAY)
    url = address(notice, "confirm", code="A-01")
    answer = as_editor.post(url, follow=True).content.decode()
    assert "王编已于 2017-06-01 17:00 代表中国数学会确认" in answer
    with scopes_disabled():
        assert NoticeRecipient.objects.get().confirmed_at == AT


def test_confirming_a_withdrawn_notice_says_why_not(own: Society, as_editor: Client) -> None:
    notice = sent(own, confirm_by=DAY)
    with scopes_disabled():
        services.withdraw_notice(notice=notice, reason="附件有误", by=manager(), at=AT)
    answer = as_editor.post(address(notice, "confirm", code="A-01"), follow=True)
    text = answer.content.decode()
    assert "该通知已无须确认" in text
    assert "附件有误" in text
    assert "请按期报送" in text


def test_notice_for_approvers_does_not_exist_for_an_editor(own: Society, as_editor: Client) -> None:
    notice = sent(own, to_editors=False, confirm_by=DAY)
    assert as_editor.get(address(notice)).status_code == 404
    assert as_editor.post(address(notice, "confirm", code="A-01")).status_code == 404
    assert signed_in(approver(own)).get(address(notice)).status_code == 200


FIELDS = {
    "title": "关于报送年报的通知",
    "text": "各学会：\n请报送。",
    "audience": "all",
    "roles": ["society_approver"],
    "confirm_by": "2017-06-30",
}


def test_manager_writes_looks_and_sends(own: Society, as_manager: Client) -> None:
    reader = approver(own)
    answer = as_manager.post(reverse("societies:notice-create"), FIELDS)
    with scopes_disabled():
        notice = Notice.objects.get()
    assert answer["Location"] == address(notice)
    assert (notice.to_editors, notice.to_approvers) == (False, True)
    shown = page(as_manager, notice)
    assert "接收人看到的样子" in shown
    assert as_manager.post(address(notice, "send"), {"seen": "7"}).status_code == 409
    assert stored(notice).is_draft
    as_manager.post(address(notice, "send"), {"seen": "0"})
    assert stored(notice).is_sent
    assert "关于报送年报的通知" in signed_in(reader).get("/notifications/").content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": " "}, "text"),
        ({"roles": []}, "roles"),
        ({"audience": "disciplines"}, "disciplines"),
        ({"audience": "societies"}, "chosen"),
        ({"audience": "nobody"}, "audience"),
        ({"confirm_by": "2017-13-01"}, "confirm_by"),
    ],
)
def test_what_a_draft_lacks_is_said_at_its_field(
    as_manager: Client, changed: dict[str, Any], field: str
) -> None:
    answer = as_manager.post(reverse("societies:notice-create"), {**FIELDS, **changed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    with scopes_disabled():
        assert not Notice.objects.exists()


def test_address_may_name_the_audience(as_manager: Client) -> None:
    url = reverse("societies:notice-create")
    assert as_manager.get(url, {"audience": "overdue"}).context["form"]["audience"].value() == (
        "overdue"
    )
    assert as_manager.get(url, {"audience": "x"}).context["form"]["audience"].value() == "all"


def test_second_of_two_writers_sees_both_texts_and_may_save(as_manager: Client) -> None:
    notice = draft()
    url = address(notice, "edit")
    assert as_manager.get(url).context["form"]["seen"].value() == 0
    as_manager.post(url, {**FIELDS, "seen": "0", "title": "甲的标题"})
    answer = as_manager.post(url, {**FIELDS, "seen": "0", "title": "乙的标题"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "甲的标题" in text
    assert 'value="乙的标题"' in text
    assert stored(notice).title == "甲的标题"
    seen = answer.context["form"]["seen"].value()
    as_manager.post(url, {**FIELDS, "seen": seen, "title": "乙的标题"})
    assert stored(notice).title == "乙的标题"


def test_draft_is_thrown_away_with_its_files(
    as_manager: Client, django_capture_on_commit_callbacks: Any
) -> None:
    notice = draft()
    as_manager.post(address(notice, "attach"), {"file": SimpleUploadedFile("表.pdf", PDF)})
    with scopes_disabled():
        file = NoticeFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        as_manager.post(address(notice, "discard"))
    with scopes_disabled():
        assert not Notice.objects.exists()
    assert not file.file.storage.exists(str(file.file.name))


def test_manager_reminds_once_a_day_and_withdraws_with_a_reason(
    own: Society, as_manager: Client
) -> None:
    editor(own)
    notice = sent(own)
    assert "提醒未办理人员" in page(as_manager, notice)
    as_manager.post(address(notice, "remind"))
    assert "今天已提醒" in page(as_manager, notice)
    assert as_manager.post(address(notice, "remind")).status_code == 422
    assert as_manager.post(address(notice, "withdraw"), {"reason": ""}).status_code == 422
    as_manager.post(address(notice, "withdraw"), {"reason": "附件有误"})
    assert "附件有误" in page(as_manager, notice)
    assert as_manager.post(address(notice, "withdraw"), {"reason": "再次"}).status_code == 422


def test_receipts_are_filtered_by_the_address(own: Society) -> None:
    other = SocietyFactory(code="B-01", name_zh="中国机械工程学会", discipline="engineering")
    reader = editor(own)
    editor(other)
    notice = sent(own, other, confirm_by=DAY)
    with scopes_disabled():
        services.open_notice(notice=notice, by=reader, at=AT)
    client = signed_in(auditor())
    found = {
        query: [row.society.code for row in client.get(address(notice) + query).context["rows"]]
        for query in ("", "?state=read", "?state=unread", "?state=owed", "?q=机械", "?state=nobody")
    }
    assert found == {
        "": ["A-01", "B-01"],
        "?state=read": ["A-01"],
        "?state=unread": ["B-01"],
        "?state=owed": ["A-01", "B-01"],
        "?q=机械": ["B-01"],
        "?state=nobody": [],
    }


def test_export_has_one_society_per_row_and_no_formula(own: Society, as_manager: Client) -> None:
    reader = editor(own, name="=1+1")
    notice = sent(own, confirm_by=DAY)
    with scopes_disabled():
        services.open_notice(notice=notice, by=reader, at=AT)
    book = load_workbook(
        io.BytesIO(as_manager.get(address(notice, "export", suffix="xlsx")).content)
    )
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    read_at = dt.datetime(2017, 6, 1, 17)  # noqa: DTZ001 -- a workbook knows no zones
    assert [row[:5] for row in rows] == [("A-01", "中国数学会", "理科", read_at, "=1+1")]
    assert book.worksheets[0]["E2"].data_type == "s"
    text = as_manager.get(address(notice, "export", suffix="csv")).content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert notice.title in text


def test_register_counts_societies(own: Society, as_manager: Client) -> None:
    one, two = editor(own), approver(own)
    notice = sent(own, SocietyFactory(), confirm_by=DAY)
    draft(title="草稿")
    with scopes_disabled():
        for person in (one, two):
            services.open_notice(notice=notice, by=person, at=AT)
        services.confirm_notice(notice=notice, society=own, by=one, at=AT)
    first, second = as_manager.get(reverse("societies:notice-register")).context["page_obj"]
    assert first.title == "草稿"
    assert (second.societies, second.read, second.confirmed) == (2, 1, 1)


def _asked(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_pages_ask_the_same_of_one_and_three(own: Society, as_editor: Client) -> None:
    client, counts = signed_in(manager()), []
    reader = editor(own)
    for each in (client, as_editor):
        each.get("/profile/")  # the first request of a session writes it
    for number in (1, 2):
        others = [SocietyFactory() for _ in range(2)] if number == 2 else []
        for society in others:
            editor(society)
        notice = sent(own, *others, title=f"通知{number}", confirm_by=DAY)
        if number == 2:
            sent(own, title="通知3")
        with scopes_disabled():
            services.open_notice(notice=notice, by=reader, at=AT)
        urls = [reverse("societies:notice-register"), address(notice)]
        counts.append(
            [_asked(lambda url=url: client.get(url)) for url in urls]  # type: ignore[misc]
            + [_asked(lambda: as_editor.get(reverse("societies:notice-list")))]
            + [_asked(lambda: as_editor.get(address(notice)))]  # noqa: B023 -- called at once
        )
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 15


def test_desk_says_what_is_to_be_read_and_confirmed(own: Society, as_editor: Client) -> None:
    def desk() -> str:
        return as_editor.get(reverse("reforms:desk")).content.decode()

    assert "科协通知：" not in desk()
    read = sent(own)
    assert "科协通知：1份未读" in desk()
    as_editor.get(address(read))
    assert "科协通知：1份未读" not in desk()
    asked = sent(own, confirm_by=DAY)
    sent(own, to_editors=False, confirm_by=DAY)
    sent(SocietyFactory(), confirm_by=DAY)
    assert "待确认 1" in desk()
    as_editor.post(address(asked, "confirm", code="A-01"))
    assert "待确认 1" not in desk()
