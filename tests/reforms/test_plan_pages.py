"""Pages of reform plans, as a society's people and CAST's reviewers use them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled
from pytest_django import Settings

from accounts.models import Notification, User
from reforms.models import PlanVersion, Workplan
from reforms.plan_content import CommitmentContent, PlanContent, flat
from reforms.selectors.plans import content_of
from reforms.services.plans import (
    accept_version,
    plan_for,
    return_version,
    save_version,
    start_version,
    submit_version,
)
from societies.models import Society
from tests.factories.reforms import workplan_of
from tests.factories.societies import (
    SocietyFactory,
    approver,
    auditor,
    editor,
    manager,
    reviewer,
)

pytestmark = pytest.mark.django_db

WHOLE = CommitmentContent(
    "会议数", "次", Decimal(3), Decimal(5), False, dt.date(2017, 11, 1), "逐项落实", "张三"
)
COMPLETE = PlanContent(lead_person="陈", commitments=dict.fromkeys(range(4, 9), WHOLE))
AT = dt.datetime(2017, 5, 20, 4, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def english(settings: Settings) -> Iterator[None]:
    """Look at all societies in the test itself; pages in the language of the source."""
    settings.DEMO = True  # no second factor here
    with scopes_disabled():
        yield


@pytest.fixture
def society() -> Society:
    """One society."""
    society: Society = SocietyFactory(code="A-01")
    return society


@pytest.fixture
def workplan() -> Workplan:
    """Tasks 1 and 2 are basic, 3 belongs to the re-election, 4 to 9 are optional."""
    return workplan_of()


@pytest.fixture
def draft(society: Society, workplan: Workplan) -> PlanVersion:
    """A draft with nothing in it."""
    return start_version(plan=plan_for(society=society, workplan=workplan), by=None)


@pytest.fixture
def submitted(draft: PlanVersion) -> PlanVersion:
    """A complete plan before CAST."""
    save_version(version=draft, content=COMPLETE, expected_lock=0, by=None)
    return submit_version(version=draft, by=None, at=AT)


def signed_in(user: User) -> Client:
    """A browser of that person, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    client.cookies["language"] = "en"
    return client


def address(name: str, **kwargs: Any) -> str:
    return reverse(f"reforms:plan-{name}", kwargs={"year": 2017, "code": "A-01"} | kwargs)


def typed(content: PlanContent = COMPLETE, *, lock: int = 0, action: str = "") -> dict[str, str]:
    """What the page sends for a content."""
    base = json.dumps(flat(PlanContent()))
    return flat(content) | {"lock_version": str(lock), "base": base, "action": action}


def told(response: Any) -> list[str]:
    """The messages that the next page will show."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_menu_leads_a_society_to_its_plan_and_cast_to_the_list(
    society: Society, workplan: Workplan
) -> None:
    ours = signed_in(editor(society)).get(reverse("reforms:plan-current"))
    assert ours["Location"] == address("detail")
    theirs = signed_in(manager()).get(reverse("reforms:plan-current"))
    assert theirs["Location"] == reverse("reforms:plan-queue")


def test_without_a_workplan_the_pages_say_so(society: Society) -> None:
    assert b"There is no workplan yet" in (
        signed_in(editor(society)).get(reverse("reforms:plan-current")).content
    )
    queue = signed_in(manager()).get(reverse("reforms:plan-queue"))
    assert b"There is no workplan yet" in queue.content


def test_looking_at_a_plan_not_begun_writes_nothing(society: Society, workplan: Workplan) -> None:
    response = signed_in(editor(society)).get(address("detail"))
    assert "Begin the plan" in response.content.decode()
    assert not PlanVersion.objects.exists()


def test_beginning_leads_to_the_page_to_fill_in(society: Society, workplan: Workplan) -> None:
    client = signed_in(editor(society))
    response = client.post(address("start"))
    assert response["Location"] == address("edit")
    page = client.get(address("edit")).content.decode()
    assert "at least 5" in page
    assert 'name="task-4-chosen"' in page


def test_saved_draft_comes_back_as_typed(draft: PlanVersion, society: Society) -> None:
    client = signed_in(editor(society))
    response = client.post(address("edit"), typed() | {"task-4-baseline": "１,200.50"})
    assert response["Location"] == address("edit")
    saved = content_of(PlanVersion.objects.get())
    assert saved.commitments[4].baseline == Decimal("1200.50")
    assert saved.commitments[5] == WHOLE
    assert 'value="1200.5"' in client.get(address("edit")).content.decode()


def test_task_not_ticked_is_not_chosen(draft: PlanVersion, society: Society) -> None:
    data = typed()
    del data["task-4-chosen"]
    signed_in(editor(society)).post(address("edit"), data)
    assert 4 not in content_of(PlanVersion.objects.get()).commitments


def test_target_for_a_basic_task_needs_no_tick(draft: PlanVersion, society: Society) -> None:
    signed_in(editor(society)).post(address("edit"), typed(PlanContent()) | {"task-1-unit": "次"})
    assert content_of(PlanVersion.objects.get()).commitments[1].unit == "次"


def test_unreadable_value_saves_nothing_and_keeps_everything_typed(
    draft: PlanVersion, society: Society
) -> None:
    data = typed() | {"task-4-target": "很多", "summary": "一段文字"}
    response = signed_in(editor(society)).post(address("edit"), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "很多" in page
    assert "一段文字" in page
    assert 'href="#id_task-4-target"' in page
    assert content_of(PlanVersion.objects.get()) == PlanContent()


def test_autosave_says_when_and_what_is_missing(draft: PlanVersion, society: Society) -> None:
    client = signed_in(editor(society))
    data = typed(PlanContent(summary="提升"))
    answer = client.post(address("edit"), data, headers={"x-autosave": "1"}).json()
    assert answer["message"].startswith("Saved ")
    assert (answer["lock_version"], answer["problem_count"]) == (1, 1)
    assert answer["values"] == {"summary": "提升"}


def test_autosave_of_an_unreadable_value_says_which(draft: PlanVersion, society: Society) -> None:
    data = typed() | {"task-4-target": "x"}
    response = signed_in(editor(society)).post(address("edit"), data, headers={"x-autosave": "1"})
    assert response.status_code == 422
    assert "4. Target" in response.json()["message"]


def test_conflict_shows_both_texts_and_the_next_save_goes_ahead(
    draft: PlanVersion, society: Society
) -> None:
    other = editor(society, name="李编")
    save_version(version=draft, content=PlanContent(summary="甲文"), expected_lock=0, by=other)
    client = signed_in(editor(society))
    quiet = client.post(
        address("edit"), typed(PlanContent(summary="乙文")), headers={"x-autosave": "1"}
    )
    assert quiet.status_code == 409
    response = client.post(address("edit"), typed(PlanContent(summary="乙文")))
    page = response.content.decode()
    assert response.status_code == 409
    assert all(text in page for text in ("甲文", "乙文", "李编"))
    assert content_of(PlanVersion.objects.get()).summary == "甲文"
    again = {
        "summary": "丙文",
        "lock_version": str(response.context["lock_version"]),
        "base": response.context["base_json"],
    }
    client.post(address("edit"), again)
    assert content_of(PlanVersion.objects.get()).summary == "丙文"


def test_save_without_a_lock_never_overwrites(draft: PlanVersion, society: Society) -> None:
    save_version(version=draft, content=PlanContent(summary="甲文"), expected_lock=0, by=None)
    response = signed_in(editor(society)).post(address("edit"), {"summary": "乙文"})
    assert response.status_code == 409
    assert content_of(PlanVersion.objects.get()).summary == "甲文"


def test_text_typed_while_the_plan_was_submitted_stays_on_the_page(
    submitted: PlanVersion, society: Society
) -> None:
    response = signed_in(editor(society)).post(
        address("edit"), typed(PlanContent(summary="来不及了"), lock=1)
    )
    assert response.status_code == 409
    assert "来不及了" in response.content.decode()
    assert content_of(submitted) == COMPLETE


def test_check_lists_every_problem_with_a_link(draft: PlanVersion, society: Society) -> None:
    client = signed_in(editor(society))
    data = typed(PlanContent(commitments={4: CommitmentContent()}), action="check")
    response = client.post(address("edit"), data, follow=True)
    page = response.content.decode()
    assert 'href="#optional"' in page
    assert 'href="#id_task-4-measure"' in page


def test_approver_submits_and_gets_told(draft: PlanVersion, society: Society) -> None:
    response = signed_in(approver(society)).post(address("edit"), typed(action="submit"))
    assert response["Location"] == address("detail")
    assert told(response) == ["The plan is submitted to CAST."]
    assert PlanVersion.objects.get().state == "submitted"


def test_submitting_an_incomplete_plan_keeps_the_draft_and_leads_to_what_is_missing(
    draft: PlanVersion, society: Society
) -> None:
    data = typed(PlanContent(summary="提升"), action="submit")
    response = signed_in(approver(society)).post(address("edit"), data)
    assert response["Location"] == f"{address('edit')}?check=1"
    version = PlanVersion.objects.get()
    assert (version.state, version.summary) == ("draft", "提升")


def test_editor_cannot_submit_but_asks_the_approver(draft: PlanVersion, society: Society) -> None:
    chief = approver(society)
    client = signed_in(editor(society))
    assert client.post(address("edit"), typed(action="submit")).status_code == 403
    assert client.post(address("submit")).status_code == 403
    assert content_of(PlanVersion.objects.get()) == PlanContent()
    client.post(address("edit"), typed(action="ask"))
    assert Notification.objects.get(kind="plan-ready").recipient == chief
    assert PlanVersion.objects.get().state == "draft"


def test_editor_of_a_society_without_approver_is_told_so(
    draft: PlanVersion, society: Society
) -> None:
    response = signed_in(editor(society)).post(address("edit"), typed(action="ask"))
    assert told(response) == ["The society has no approver yet. CAST can appoint one."]


def test_second_click_on_submit_is_told_and_changes_nothing(
    submitted: PlanVersion, society: Society
) -> None:
    response = signed_in(approver(society)).post(address("submit"))
    assert told(response) == ["The plan has been submitted already."]
    assert PlanVersion.objects.get().submitted_at == AT


def test_other_societies_plan_is_not_found(submitted: PlanVersion) -> None:
    client = signed_in(approver(SocietyFactory()))
    for name in ("detail", "edit"):
        assert client.get(address(name)).status_code == 404
    for name in ("start", "edit", "submit", "decide"):
        assert client.post(address(name)).status_code == 404


def test_auditor_reads_and_decides_nothing(submitted: PlanVersion) -> None:
    client = signed_in(auditor())
    assert client.get(address("detail")).status_code == 200
    for name in ("start", "edit", "submit", "decide"):
        assert client.post(address(name)).status_code == 403


def test_reviewer_decides_in_the_portfolio_only(submitted: PlanVersion, society: Society) -> None:
    data = {"decision": "accept", "lock_version": submitted.lock_version}
    outside = signed_in(reviewer(SocietyFactory()))
    assert "Decide on this plan" not in outside.get(address("detail")).content.decode()
    assert outside.post(address("decide"), data).status_code == 403
    inside = signed_in(reviewer(society))
    assert "Decide on this plan" in inside.get(address("detail")).content.decode()
    inside.post(address("decide"), data)
    assert PlanVersion.objects.get().state == "accepted"


def test_return_without_a_reason_stays_on_the_page(submitted: PlanVersion) -> None:
    client = signed_in(manager())
    data = {"decision": "return", "reason": "", "lock_version": submitted.lock_version}
    response = client.post(address("decide"), data)
    assert "Say what the society should change." in response.content.decode()
    client.post(address("decide"), data | {"reason": "目标偏低"})
    version = PlanVersion.objects.get()
    assert (version.state, version.decision_reason) == ("returned", "目标偏低")


def test_decision_that_comes_too_late_keeps_the_remark(submitted: PlanVersion) -> None:
    lock = submitted.lock_version
    accept_version(version=submitted, by=manager(name="赵处"), at=AT)
    data = {"decision": "return", "reason": "我的意见", "lock_version": lock}
    response = signed_in(manager()).post(address("decide"), data)
    assert any("赵处" in message for message in told(response))
    assert PlanVersion.objects.get().state == "accepted"


def test_society_sees_why_its_plan_was_returned(submitted: PlanVersion, society: Society) -> None:
    return_version(version=submitted, by=manager(), at=AT, reason="目标偏低")
    client = signed_in(editor(society))
    assert "目标偏低" in client.get(address("detail")).content.decode()
    assert "目标偏低" in client.get(address("edit")).content.decode()


def test_amendment_needs_a_reason_and_marks_what_changes(
    submitted: PlanVersion, society: Society
) -> None:
    accept_version(version=submitted, by=None, at=AT)
    client = signed_in(editor(society))
    refused = client.post(address("start"), {"reason": ""})
    assert refused.status_code == 200
    assert PlanVersion.objects.count() == 1
    client.post(address("start"), {"reason": "新增任务"})
    second = PlanVersion.objects.get(number=2)
    changed = dict(COMPLETE.commitments) | {9: WHOLE}
    del changed[4]
    changed[5] = CommitmentContent("会议数", "次", Decimal(3), Decimal(9))
    content = PlanContent(amendment_reason="新增任务", commitments=changed)
    save_version(version=second, content=content, expected_lock=0, by=None)
    page = client.get(address("detail")).content.decode()
    assert all(word in page for word in (">added<", ">removed<", ">changed<"))
    assert "<del>5</del> <ins>9</ins>" in page
    assert "version 1 stays in force meanwhile" in page
    old = client.get(address("detail"), {"version": 1}).content.decode()
    assert "Version 1" in old or "version 1" in old
    assert client.get(address("detail"), {"version": 7}).status_code == 404


def test_queue_counts_lead_to_their_lists(submitted: PlanVersion, society: Society) -> None:
    SocietyFactory(code="B-01", discipline="medicine")
    client = signed_in(reviewer(society))
    queue = reverse("reforms:plan-queue")

    def listed(**query: str) -> list[str]:
        rows = client.get(queue, {"year": "2017"} | query).context["rows"]
        return [row.society.code for row in rows]

    assert listed() == ["A-01", "B-01"]
    assert listed(state="submitted") == ["A-01"]
    assert listed(state="not_submitted") == listed(state="late") == ["B-01"]
    assert listed(portfolio="mine") == ["A-01"]
    assert listed(discipline="medicine") == ["B-01"]
    assert listed(q="b-0") == ["B-01"]
    assert listed(state="nonsense", year="x") == ["A-01", "B-01"]
    counts = client.get(queue).context["counts"]
    assert [count.count for count in counts] == [1, 1, 1, 0, 0]


def filled_societies(workplan: Workplan, count: int) -> None:
    """Add societies with an accepted plan and an amendment under way."""
    for _ in range(count):
        plan = plan_for(society=SocietyFactory(), workplan=workplan)
        version = start_version(plan=plan, by=None)
        save_version(version=version, content=COMPLETE, expected_lock=0, by=None)
        submit_version(version=version, by=None, at=AT)
        accept_version(version=version, by=None, at=AT)
        start_version(plan=plan, by=None, reason="调整")


def queries(client: Client, path: str) -> int:
    """How many queries a page takes, once the session has begun."""
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_queue_takes_as_many_queries_for_three_as_for_one(workplan: Workplan) -> None:
    client = signed_in(manager())
    filled_societies(workplan, 1)
    one = queries(client, reverse("reforms:plan-queue"))
    filled_societies(workplan, 2)
    assert queries(client, reverse("reforms:plan-queue")) == one <= 15


def test_plan_pages_take_few_queries_however_many_versions(
    submitted: PlanVersion, society: Society
) -> None:
    client = signed_in(editor(society))
    accept_version(version=submitted, by=None, at=AT)
    plan = submitted.plan
    start_version(plan=plan, by=None, reason="一")
    detail, edit = queries(client, address("detail")), queries(client, address("edit"))
    for _ in range(2):
        version = PlanVersion.objects.get(state="draft")
        submit_version(version=version, by=None, at=timezone.now())
        accept_version(version=version, by=None, at=timezone.now())
        start_version(plan=plan, by=None, reason="再")
    assert queries(client, address("detail")) == detail <= 15
    assert queries(client, address("edit")) == edit <= 15
