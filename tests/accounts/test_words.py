"""Whatever the code names by a word of its own has words for people."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import AuditEvent
from accounts.templatetags.trail import (
    action_word,
    actor_word,
    changes,
    job_about,
    job_word,
    plain,
    subject_word,
)
from accounts.words import ACTIONS
from reforms.enums import ExceptionState, PlanState, ReportState, SlipEventKind
from tests.factories.accounts import JobFactory

APPS = ("accounts", "societies", "members", "reforms", "reports")
#: What is written like an action; `family.{}` where the code makes the second part.
ACTION = re.compile(r"[a-z]+(_[a-z]+)*\.([a-z]+([_-][a-z]+)*|\{\})")
#: What the second part can be where it is made from a state.
MADE: dict[str, Iterable[str]] = {
    "report.{}": (ReportState.ACCEPTED, ReportState.RETURNED),
    "plan.{}": (PlanState.ACCEPTED, PlanState.RETURNED),
    "exception.{}": (ExceptionState.APPROVED, ExceptionState.REFUSED),
    "slip.{}": SlipEventKind,
}
NOTICE = re.compile(r'notify(?:_many)?\([^()]*?kind="([a-z-]+)"', re.DOTALL)


def found(pattern: re.Pattern[str]) -> Iterator[str]:
    for app in APPS:
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            yield from pattern.findall(path.read_text())


def written() -> Iterator[str]:
    """Every text of the services that looks like an action of a family that there is."""
    families = {action.partition(".")[0] for action in ACTIONS}
    for app in APPS:
        for path in Path(settings.BASE_DIR, app, "services").rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                text = ""
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    text = node.value
                elif isinstance(node, ast.JoinedStr):
                    text = "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "{}"
                        for part in node.values
                    )
                if text.endswith((".pdf", ".csv", ".json")):
                    continue
                if ACTION.fullmatch(text) and text.partition(".")[0] in families:
                    yield text


def actions() -> Iterator[str]:
    for text in written():
        family = text.partition(".")[0]
        if text.endswith("{}"):
            yield from (f"{family}.{part}" for part in MADE[text])
        else:
            yield text


def test_actions_are_found_in_the_code() -> None:
    found_here = set(actions())
    assert {"member.changed", "dues.charged", "slip.issued", "month.sealed"} <= found_here
    assert len(found_here) > 50


def test_no_word_is_kept_for_an_action_that_nothing_records() -> None:
    assert set(ACTIONS) <= set(actions())


@pytest.mark.parametrize("action", sorted(set(actions())))
def test_every_recorded_action_has_a_word(action: str) -> None:
    assert str(ACTIONS[action]) != action


@pytest.mark.parametrize("kind", sorted(set(found(NOTICE))))
def test_every_notification_has_its_text(kind: str) -> None:
    assert Path(settings.BASE_DIR, "templates", "notifications", f"{kind}.txt").exists()


def test_an_unknown_code_is_shown_as_it_is() -> None:
    event = AuditEvent(
        action="x.y", subject_type="thing", before={"a": 1}, after={"b": [True, None]}
    )
    assert (action_word(event), subject_word(event), job_word("z")) == ("x.y", "thing", "z")
    assert [name for name, _, _ in changes(event)] == ["b", "a"]
    assert job_word(JobFactory.build(kind="z")) == "z"


def test_a_job_says_what_it_is_about() -> None:
    assert job_about({"workplan": 2026, "month": "2026-11"}) == "2026年11月"
    assert job_about({"report": 7, "year": 2017, "code": "A-01"}) == "A-01 2017"
    assert job_about({}) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "—"),
        ("", "—"),
        ([], "—"),
        (0, "0"),
        ({"a": [1, 2]}, "a：1、2"),
        ({"1": {"state": "behind", "x": 2}}, "1：（状态：滞后；x：2）"),
        ("2026-08-16T22:30:00Z", "2026-08-17 06:30"),
        ("2026-08-17T06:30:00.25+08:00", "2026-08-17 06:30"),
        ("0123456789abcdef" * 4, "0123456789ab…"),
        ("0123456789abcdef" * 5, "0123456789abcdef" * 5),
    ],
)
def test_stored_values_are_written_for_people(value: object, shown: str) -> None:
    assert plain(value) == shown


def test_a_changed_mapping_shows_only_what_differs() -> None:
    event = AuditEvent(
        subject_type="thing",
        before={"m": {"1": {"p": 10, "q": 1}, "2": {"p": 5}}},
        after={"m": {"1": {"p": 20, "q": 1}, "2": {"p": 5}}},
    )
    assert changes(event) == [("m", "1：（p：10）", "1：（p：20）")]


def test_what_was_empty_and_stays_empty_is_no_change() -> None:
    event = AuditEvent(subject_type="thing", before={"a": None, "b": 1}, after={"a": "", "b": 2})
    assert changes(event) == [("b", "1", "2")]


def test_the_portal_acts_under_its_name_when_nobody_did() -> None:
    assert actor_word(AuditEvent(actor_label="system")) == "平台"
    assert actor_word(AuditEvent(actor_id=1, actor_label="王处长")) == "王处长"


def test_what_a_plan_says_of_a_task_is_named_by_task_and_field() -> None:
    after = {"task-8-target": "5", "task-8-chosen": "1", "other-8-x": "1"}
    event = AuditEvent(subject_type="planversion", after=after)
    said = [(name, after) for name, _before, after in changes(event)]
    assert said == [("任务 8 · 目标值", "5"), ("任务 8 · 选定", "是"), ("other-8-x", "1")]


def test_counts_of_an_activity_have_their_titles() -> None:
    event = AuditEvent(subject_type="activity", after={"measures": {"participants": 3}})
    assert changes(event)[0][2] == "参会人数：3"
