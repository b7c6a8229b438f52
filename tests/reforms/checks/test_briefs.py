"""Checks in a few words, and where their numbers stand."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from reforms.checks import words
from reforms.checks.briefs import BRIEFS, DUES, MEMBERS, PLACES
from reforms.checks.labels import INPUTS
from reforms.checks.registry import ACTIVITY_COUNTS, RULES
from societies.registers import REGISTERS


def test_briefs_and_places_exist_for_every_rule() -> None:
    assert set(BRIEFS) == set(RULES) - {ACTIVITY_COUNTS}
    assert set(PLACES) == set(RULES)


def test_briefs_name_known_inputs() -> None:
    named = {name for text in BRIEFS.values() for name in re.findall(r"%\((\w+)\)s", str(text))}
    assert named <= set(INPUTS)


def test_places_are_registers() -> None:
    kinds = {kind for places in PLACES.values() for kind in places}
    assert kinds - {MEMBERS, DUES} <= set(REGISTERS)


@pytest.mark.parametrize(
    ("check", "inputs", "text"),
    [
        (
            "individual_growth",
            {"current": 22963, "target": 23000},
            "22,963 members, 23,000 needed",
        ),
        ("individual_growth", {"current": 5, "baseline": None}, "5 members, — needed"),
        ("individual_growth", {"baseline": 5, "current": None}, "nothing recorded"),
        ("annual_report_published", {"report_year": 2017, "publications": 0}, "nothing recorded"),
        (
            "annual_report_published",
            {"heads_present": 5, "heads_required": 5, "published_on": None, "is_open": False},
            "5 of 5 heads, published: —, place recorded: no",
        ),
        ("council_size", {"why": "no_reelection"}, "no re-election in the year"),
        ("premises", {}, "nothing recorded"),
        (
            "branches_lawful",
            {"branches": 9, "branches_under_branches": [], "regional_branches": ["华东分会"]},
            "0 under another branch, 1 regional",
        ),
        ("secretary_general_full_time", {"is_full_time": True}, "full-time: yes"),
    ],
)
def test_brief_says_the_deciding_numbers(check: str, inputs: dict[str, object], text: str) -> None:
    with translation.override("en"):
        assert words.brief(check, inputs) == text


def test_brief_of_activities_says_how_many_there_were() -> None:
    counts = [["domestic_meeting", "records", 12], ["domestic_meeting", "participants", 1900]]
    with translation.override("en"):
        text = words.brief("activity_counts", {"counts": counts})
    assert "12" in text
    assert "1,900" not in text


def test_counted_in_says_which_count_was_used() -> None:
    with translation.override("en"):
        assert words.counted_in({"current": 1, "current_source": "declared"}) == "declared count"
        assert words.counted_in({"premises": 1}) == ""
