"""What people do with a slip: each state's ways out, stale pages, who is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django_scopes import scopes_disabled

from accounts.models import AuditEvent, Notification
from reforms.enums import SlipEventKind, SlipLevel, SlipState
from reforms.models import SlipEvent, SupervisionSlip
from reforms.services import slips
from tests.reforms.slips.scene import ANSWER, AT, REASON, Scene, build_scene

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    """Read every society."""
    with scopes_disabled():
        yield


@pytest.fixture
def scene() -> Scene:
    """A society with its people."""
    return build_scene()


def told(kind: str) -> list[str]:
    rows = Notification.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("recipient__name", flat=True))


def answered(scene: Scene) -> SupervisionSlip:
    """Return a slip whose answer is with CAST."""
    drafted = slips.save_draft(
        slip=scene.slip(), text=ANSWER, evidence=None, seen=0, by=scene.clerk, at=AT
    )
    slips.send_answer(slip=drafted, seen=drafted.version, by=scene.secretary, at=AT)
    drafted.refresh_from_db()
    return drafted


def test_slip_goes_from_issue_to_close(scene: Scene) -> None:
    slip = slips.acknowledge(slip=scene.slip(), seen=0, by=scene.clerk, at=AT)
    assert (slip.state, slip.acknowledged_by) == (SlipState.ACKNOWLEDGED, scene.clerk)
    slip = slips.save_draft(
        slip=slip, text=ANSWER, evidence=None, seen=slip.version, by=scene.clerk, at=AT
    )
    assert slip.state == SlipState.ACKNOWLEDGED
    answer = slips.send_answer(slip=slip, seen=slip.version, by=scene.secretary, at=AT)
    assert (answer.text, answer.drafted_by, answer.is_late) == (ANSWER, scene.clerk, False)
    slip.refresh_from_db()
    slip = slips.close_slip(slip=slip, reason=REASON, seen=slip.version, by=scene.officer, at=AT)

    assert (slip.state, slip.ended_by, slip.ending_reason) == (
        SlipState.CLOSED,
        scene.officer,
        REASON,
    )
    assert [e.kind for e in slip.events.order_by("pk")] == [
        SlipEventKind.ACKNOWLEDGED,
        SlipEventKind.ANSWERED,
        SlipEventKind.CLOSED,
    ]
    actions = AuditEvent.objects.filter(action__startswith="slip.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "slip.acknowledged",
        "slip.drafted",
        "slip.answered",
        "slip.closed",
    ]
    assert (told("slip-answered"), told("slip-closed")) == (["联"], ["编", "审"])


def test_returned_answer_comes_again_with_its_reason_and_day(scene: Scene) -> None:
    slip = answered(scene)
    SupervisionSlip.objects.update(terms={**slip.terms, "answer_days": 6})
    slip = slips.return_answer(
        slip=slip, reason=REASON, due_on=None, seen=slip.version, by=scene.officer, at=AT
    )
    assert (slip.state, slip.answer_due_on) == (SlipState.RETURNED, dt.date(2017, 6, 12))
    assert (slip.draft_text, slip.counted_from) == (ANSWER, AT.date())
    assert slip.answers.get().return_reason == REASON
    assert told("slip-returned") == ["编", "审"]

    late = AT + dt.timedelta(days=7)
    again = slips.send_answer(slip=slip, seen=slip.version, by=scene.secretary, at=late)
    assert (again.number, again.is_late) == (2, True)


def test_answer_on_the_last_day_is_in_time(scene: Scene) -> None:
    slip = scene.slip(draft_text=ANSWER)
    last = AT.replace(day=9, hour=23, minute=59)
    assert not slips.send_answer(slip=slip, seen=0, by=scene.secretary, at=last).is_late


def test_stale_page_changes_nothing(scene: Scene) -> None:
    slip = scene.slip()
    slips.acknowledge(slip=slip, seen=0, by=scene.clerk, at=AT)
    acts = (
        partial(slips.save_draft, text=ANSWER, evidence=None),
        partial(slips.send_answer),
        partial(slips.close_slip, reason=REASON),
        partial(slips.withdraw_slip, reason=REASON),
    )
    for act in acts:
        with pytest.raises(slips.StaleSlip) as stale:
            act(slip=slip, seen=0, by=scene.clerk, at=AT)
        assert stale.value.current.version == 1
    assert SlipEvent.objects.count() == 1


@pytest.mark.parametrize("state", [SlipState.CLOSED, SlipState.WITHDRAWN])
def test_ended_slip_takes_nothing_more(scene: Scene, state: SlipState) -> None:
    slip = scene.slip(state=state, draft_text=ANSWER)
    acts = (
        slips.acknowledge,
        slips.send_answer,
        partial(slips.save_draft, text=ANSWER, evidence=None),
        partial(slips.return_answer, reason=REASON, due_on=None),
        partial(slips.close_slip, reason=REASON),
        partial(slips.withdraw_slip, reason=REASON),
    )
    for act in acts:
        with pytest.raises(ValidationError):
            act(slip=slip, seen=0, by=scene.chief, at=AT)
    assert not SlipEvent.objects.exists()


def test_reasons_and_answers_must_say_something(scene: Scene) -> None:
    slip = answered(scene)
    for act in (slips.close_slip, partial(slips.return_answer, due_on=None)):
        with pytest.raises(ValidationError) as refusal:
            act(slip=slip, reason=" 同意 ", seen=slip.version, by=scene.officer, at=AT)
        assert "reason" in refusal.value.message_dict
    bare = scene.slip(2, case="2017-05")
    with pytest.raises(ValidationError) as refusal:
        slips.send_answer(slip=bare, seen=0, by=scene.secretary, at=AT)
    assert "text" in refusal.value.message_dict


def test_day_of_another_answer_lies_ahead(scene: Scene) -> None:
    slip = answered(scene)
    with pytest.raises(ValidationError) as refusal:
        slips.return_answer(
            slip=slip,
            reason=REASON,
            due_on=dt.date(2017, 6, 5),
            seen=slip.version,
            by=scene.officer,
            at=AT,
        )
    assert "due_on" in refusal.value.message_dict


def test_slip_by_hand_takes_the_next_number_and_its_own_day(scene: Scene) -> None:
    issue = partial(
        slips.issue_by_hand,
        society=scene.society,
        workplan=scene.workplan,
        level=SlipLevel.YELLOW,
        subject="换届筹备",
        reason=REASON,
        by=scene.officer,
        at=AT,
    )
    first = issue(answer_due_on=dt.date(2017, 6, 7))
    second = issue()

    assert (first.number, second.number) == (1, 2)
    assert (first.answer_due_on, second.answer_due_on) == (
        dt.date(2017, 6, 7),
        dt.date(2017, 6, 13),
    )
    assert first.acknowledge_due_on == dt.date(2017, 6, 7)
    assert told("slip-issued") == ["编", "编"]
    with pytest.raises(ValidationError) as refusal:
        issue(subject=" ", reason="短", answer_due_on=dt.date(2017, 6, 5))
    assert set(refusal.value.message_dict) == {"subject", "reason", "answer_due_on"}
    assert issue().number == 3


def test_draft_ready_is_told_to_the_approver(scene: Scene) -> None:
    slips.hand_to_approver(slip=scene.slip(draft_text=ANSWER), by=scene.clerk)
    assert told("slip-drafted") == ["审"]
