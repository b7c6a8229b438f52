"""What the demo's societies say of their checks: every check that may need words has its own."""

from __future__ import annotations

import random

import pytest
import yaml

from reforms.checks.registry import RULES
from reports.demo import words
from reports.demo.seed import WORKPLAN_FILE

SOFT = [check for check, rule in RULES.items() if rule.is_soft]


def checked_tasks() -> list[int]:
    """Numbers of the tasks that some check of the shipped workplan judges."""
    plan = yaml.safe_load(WORKPLAN_FILE.read_text(encoding="utf-8"))
    tasks = [task for group in plan["groups"] for task in group["tasks"]]
    return [task["number"] for task in tasks if task.get("checks")]


@pytest.mark.parametrize("check", SOFT)
def test_each_soft_check_has_excuses_of_its_own(check: str) -> None:
    """No reason is given for two checks: each speaks of what the check looks at."""
    others = {words.excuse(random.Random(n), c) for c in SOFT if c != check for n in range(9)}
    assert words.excuse(random.Random(1), check) not in others


@pytest.mark.parametrize("number", checked_tasks())
def test_each_checked_task_has_explanations_of_its_own(number: int) -> None:
    """A claim that the registers refute is explained by what the task asks for."""
    others = {
        words.claim(random.Random(n), other)
        for other in checked_tasks()
        if other != number
        for n in range(9)
    }
    assert words.claim(random.Random(1), number) not in others
