"""Plans before CAST: decided, returned, amended, and the list of all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from reforms.models import PlanVersion, Workplan
from reforms.plan_content import CommitmentContent, PlanContent
from reforms.services.plans import (
    accept_version,
    plan_for,
    return_version,
    save_version,
    start_version,
    submit_version,
)
from societies.models import Society
from tests.factories.societies import SocietyFactory, approver, auditor, editor, manager, reviewer
from tests.reforms.plans.scene import AT, COMPLETE, WHOLE, address, queries, signed_in, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "one_factor")]


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


def test_queue_takes_as_many_queries_for_three_as_for_one(workplan: Workplan) -> None:
    client = signed_in(manager())
    filled_societies(workplan, 1)
    one = queries(client, reverse("reforms:plan-queue"))
    filled_societies(workplan, 2)
    assert queries(client, reverse("reforms:plan-queue")) == one <= 15
