"""Reform plans in the services: begun, saved by two, submitted, decided, amended."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, Notification, User
from accounts.services.notifications import notification_text
from reforms.enums import PlanState
from reforms.models import PlanVersion, Workplan
from reforms.plan_content import CommitmentContent, PlanContent, flat
from reforms.selectors import figures
from reforms.selectors.plans import content_of, in_state, plan_page, plan_queue
from reforms.services.plans import (
    PlanIncomplete,
    StalePlan,
    accept_version,
    ask_approver,
    plan_for,
    return_version,
    save_version,
    start_version,
    submit_version,
)
from societies.models import Society
from tests.factories.reforms import accepted_plan
from tests.factories.societies import SocietyFactory, manager, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english")]

WHOLE = CommitmentContent(
    "会议数", "次", Decimal(3), Decimal(5), False, dt.date(2017, 11, 1), "逐项落实", "张三"
)
COMPLETE = PlanContent(commitments=dict.fromkeys(range(4, 9), WHOLE))
IN_TIME = dt.datetime(2017, 5, 22, 15, 59, 59, tzinfo=dt.UTC)  # 23:59:59 in Beijing
TOO_LATE = dt.datetime(2017, 5, 22, 16, 0, 0, tzinfo=dt.UTC)
TODAY = dt.date(2017, 5, 20)


def filled(version: PlanVersion, content: PlanContent = COMPLETE) -> PlanVersion:
    """Save a content over whatever stands in the draft."""
    return save_version(
        version=version, content=content, expected_lock=version.lock_version, by=None
    )


def submitted(version: PlanVersion, at: dt.datetime = IN_TIME) -> PlanVersion:
    """Fill in and submit."""
    return submit_version(version=filled(version), by=None, at=at)


def kinds() -> list[str]:
    return list(Notification.objects.order_by("pk").values_list("kind", flat=True))


def test_draft_begins_with_the_reelection_that_the_term_tells(workplan: Workplan) -> None:
    society = SocietyFactory(term_ends_on=dt.date(2017, 9, 1))
    version = start_version(plan=plan_for(society=society, workplan=workplan), by=None)
    assert (version.number, version.state, version.holds_reelection) == (1, "draft", True)


def test_beginning_twice_gives_the_same_draft(draft: PlanVersion) -> None:
    assert start_version(plan=draft.plan, by=None) == draft


def test_incomplete_draft_is_saved_as_it_is(draft: PlanVersion) -> None:
    content = PlanContent(
        lead_person="陈", commitments={4: CommitmentContent(measure="一"), 1: WHOLE}
    )
    filled(draft, content)
    assert content_of(PlanVersion.objects.get()) == content


def test_save_that_changes_nothing_keeps_the_lock(draft: PlanVersion) -> None:
    once = filled(draft)
    assert filled(once).lock_version == once.lock_version == 1


def test_two_people_in_different_fields_both_keep_their_text(
    draft: PlanVersion, clerk: User, chief: User
) -> None:
    base = flat(PlanContent())
    mine, theirs = PlanContent(lead_person="陈"), PlanContent(summary="提升")
    save_version(version=draft, content=mine, expected_lock=0, by=clerk, base=base)
    saved = save_version(version=draft, content=theirs, expected_lock=0, by=chief, base=base)
    assert content_of(saved) == PlanContent(lead_person="陈", summary="提升")
    assert saved.updated_by == chief


def test_two_people_in_one_field_is_a_conflict_that_saves_nothing(
    draft: PlanVersion, clerk: User
) -> None:
    save_version(
        version=draft, content=PlanContent(summary="甲"), expected_lock=0, by=clerk, base={}
    )
    mine = PlanContent(summary="乙", lead_person="陈")
    with pytest.raises(StalePlan) as caught:
        save_version(version=draft, content=mine, expected_lock=0, by=None, base={})
    assert caught.value.conflicts == ("summary",)
    assert (caught.value.mine["summary"], caught.value.theirs["summary"]) == ("乙", "甲")
    assert caught.value.current.updated_by == clerk
    assert content_of(PlanVersion.objects.get()) == PlanContent(summary="甲")


def test_incomplete_plan_is_not_submitted_and_all_problems_are_told(draft: PlanVersion) -> None:
    lacking = replace(WHOLE, measure="", target=Decimal(3))
    version = filled(draft, PlanContent(commitments={4: lacking}))
    with pytest.raises(PlanIncomplete) as caught:
        submit_version(version=version, by=None, at=IN_TIME)
    places = {problem.place for problem in caught.value.problems}
    assert places == {"optional", "task-4-measure", "task-4-target"}
    assert PlanVersion.objects.get().state == PlanState.DRAFT


@pytest.mark.parametrize(("at", "is_late"), [(IN_TIME, False), (TOO_LATE, True)])
def test_last_second_of_the_day_in_beijing_is_on_time(
    draft: PlanVersion, at: dt.datetime, is_late: bool
) -> None:
    assert submitted(draft, at).plan.is_late is is_late


def test_first_submission_decides_on_lateness(draft: PlanVersion) -> None:
    version = submitted(draft, IN_TIME)
    version = return_version(version=version, by=None, at=TOO_LATE, reason="补充")
    version = submit_version(version=version, by=None, at=TOO_LATE)
    assert version.submitted_at == TOO_LATE
    assert version.plan.first_submitted_at == IN_TIME
    assert not version.plan.is_late


def test_submission_tells_the_reviewers_of_the_portfolio(
    draft: PlanVersion, society: Society
) -> None:
    told = reviewer(society)
    reviewer(SocietyFactory())
    manager()
    submitted(draft)
    notification = Notification.objects.get(kind="plan-submitted")
    assert notification.recipient == told
    subject, body = notification_text(notification)
    assert "2017" in subject
    assert "A-01" in body


def test_submission_tells_the_managers_when_nobody_has_the_society(draft: PlanVersion) -> None:
    told = manager()
    submitted(draft)
    assert Notification.objects.get(kind="plan-submitted").recipient == told


def test_submitted_plan_cannot_be_saved_or_submitted_again(draft: PlanVersion) -> None:
    version = submitted(draft)
    with pytest.raises(ValidationError):
        filled(version, PlanContent())
    with pytest.raises(ValidationError):
        submit_version(version=version, by=None, at=IN_TIME)
    assert content_of(version) == COMPLETE


def test_return_needs_a_reason_and_tells_the_society(
    draft: PlanVersion, clerk: User, chief: User
) -> None:
    version = submitted(draft)
    with pytest.raises(ValidationError):
        return_version(version=version, by=None, at=TOO_LATE, reason="  ")
    return_version(version=version, by=None, at=TOO_LATE, reason="第4项目标<偏低>")
    notifications = Notification.objects.filter(kind="plan-returned")
    assert {one.recipient for one in notifications} == {clerk, chief}
    assert "第4项目标<偏低>" in notification_text(notifications[0])[1]
    assert PlanVersion.objects.get().is_editable


def test_acceptance_tells_the_society_and_puts_the_version_in_force(
    draft: PlanVersion, chief: User, society: Society, workplan: Workplan
) -> None:
    version = accept_version(version=submitted(draft), by=manager(), at=TOO_LATE)
    assert figures.accepted_version(society, workplan) == version
    assert "plan-accepted" in kinds()
    assert AuditEvent.objects.filter(action="plan.accepted", scope="A-01").count() == 1


def test_second_decision_is_refused_and_names_who_decided(draft: PlanVersion) -> None:
    version = submitted(draft)
    accept_version(version=version, by=manager(name="赵处"), at=TOO_LATE)
    with pytest.raises(ValidationError, match="赵处"):
        return_version(version=version, by=None, at=TOO_LATE, reason="晚了")
    assert PlanVersion.objects.get().state == PlanState.ACCEPTED


def test_draft_cannot_be_decided(draft: PlanVersion) -> None:
    with pytest.raises(ValidationError):
        accept_version(version=draft, by=None, at=IN_TIME)


def test_decision_on_what_was_submitted_anew_is_refused(draft: PlanVersion) -> None:
    seen = submitted(draft).lock_version
    version = return_version(version=draft, by=None, at=IN_TIME, reason="补充")
    submit_version(version=version, by=None, at=IN_TIME)
    with pytest.raises(ValidationError):
        accept_version(version=draft, by=None, at=IN_TIME, expected_lock=seen)


def test_amendment_begins_from_the_accepted_version_which_stays_in_force(
    draft: PlanVersion, society: Society, workplan: Workplan
) -> None:
    first = accept_version(version=submitted(draft), by=None, at=IN_TIME)
    with pytest.raises(ValidationError):
        start_version(plan=first.plan, by=None)
    second = start_version(plan=first.plan, by=None, reason="新增任务")
    assert (second.number, content_of(second).commitments) == (2, COMPLETE.commitments)
    changed = replace(
        COMPLETE,
        amendment_reason="新增任务",
        commitments={**COMPLETE.commitments, 9: WHOLE},
    )
    second = submit_version(version=filled(second, changed), by=None, at=TOO_LATE)
    assert figures.accepted_version(society, workplan) == first
    accept_version(version=second, by=None, at=TOO_LATE)
    assert figures.accepted_version(society, workplan) == second
    assert list(content_of(first).commitments) == [4, 5, 6, 7, 8]


def test_asking_tells_the_approvers_but_not_oneself(
    draft: PlanVersion, clerk: User, chief: User
) -> None:
    assert ask_approver(version=draft, by=clerk) == 1
    assert ask_approver(version=draft, by=chief) == 0
    assert Notification.objects.get().recipient == chief


def test_page_shows_the_open_version_beside_the_one_in_force(
    draft: PlanVersion, society: Society, workplan: Workplan
) -> None:
    first = accept_version(version=submitted(draft), by=None, at=IN_TIME)
    second = start_version(plan=first.plan, by=None, reason="调整")
    page = plan_page(society, workplan, today=TODAY)
    assert (page.latest, page.in_force, page.before(second)) == (second, first, first)
    assert page.before(first) is None
    assert page.version(9) is None
    assert page.days_left == 2


def queue_states(workplan: Workplan, today: dt.date) -> dict[str, list[str]]:
    """Which filters each society falls under."""
    rows = plan_queue(workplan, Society.objects.all(), reviewer=manager(), today=today)
    states = ("submitted", "not_submitted", "late", "returned", "accepted")
    return {row.society.code: [s for s in states if in_state(row, s)] for row in rows}


def test_queue_tells_where_each_plan_stands(draft: PlanVersion, workplan: Workplan) -> None:
    submitted(draft, TOO_LATE)
    SocietyFactory(code="B-01")
    accepted_plan(SocietyFactory(code="B-02"), workplan, [4, 5, 6, 7, 8])
    before = queue_states(workplan, dt.date(2017, 5, 22))
    assert before["A-01"] == ["submitted", "late"]
    assert before["B-01"] == ["not_submitted"]
    assert queue_states(workplan, dt.date(2017, 5, 23))["B-01"] == ["not_submitted", "late"]


def test_draft_of_an_amendment_leaves_the_plan_accepted_in_the_queue(
    draft: PlanVersion, workplan: Workplan
) -> None:
    first = accept_version(version=submitted(draft), by=None, at=IN_TIME)
    start_version(plan=first.plan, by=None, reason="调整")
    assert queue_states(workplan, TODAY)["A-01"] == ["accepted"]
