"""Pages of reform plans, as a society's people and CAST's reviewers use them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from reforms.models import PlanVersion, Workplan
from reforms.plan_content import CommitmentContent, PlanContent
from reforms.selectors.plans import content_of
from reforms.services.plans import accept_version, save_version, start_version, submit_version
from societies.models import Society
from tests.factories.societies import approver, editor, manager
from tests.reforms.plans.scene import AT, COMPLETE, WHOLE, address, queries, signed_in, told, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "one_factor")]


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


@pytest.mark.parametrize("base", ["a\0b", "[" * 99_999, '{"a": "\\ud800"}', "7"])
def test_damaged_base_counts_as_none(draft: PlanVersion, society: Society, base: str) -> None:
    client = signed_in(editor(society))
    assert client.post(address("edit"), typed() | {"base": base}).status_code == 302
    mistaken = {"base": base, "lock_version": "\0", "task-4-baseline": "many"}
    response = client.post(address("edit"), typed() | mistaken)
    assert response.status_code == 422


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
