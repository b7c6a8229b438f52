"""Three texts of one record made into one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reforms.merge import Fate, merge, merged

UNITS = (("percent", "is_no_change"), ("narrative",), ("reason",))
NAMES = tuple(name for fields in UNITS for name in fields)
records = st.fixed_dictionaries(
    {
        "percent": st.sampled_from([None, 0, 35, 100]),
        "is_no_change": st.booleans(),
        "narrative": st.sampled_from(["", "甲", "乙"]),
        "reason": st.sampled_from(["", "丙"]),
    }
)


def record(**values: Any) -> dict[str, Any]:
    return {"percent": None, "is_no_change": False, "narrative": "", "reason": "", **values}


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "fate", "result"),
    [
        ("甲", "甲", "甲", Fate.SAME, "甲"),
        ("甲", "乙", "甲", Fate.MINE, "乙"),
        ("甲", "甲", "丙", Fate.THEIRS, "丙"),
        ("甲", "乙", "乙", Fate.SAME, "乙"),
        ("甲", "乙", "丙", Fate.CONFLICT, "丙"),
        ("甲", "", "甲", Fate.MINE, ""),
        ("", "乙", "丙", Fate.CONFLICT, "丙"),
    ],
)
def test_who_changed_a_text_decides_its_fate(
    base: str, mine: str, theirs: str, fate: Fate, result: str
) -> None:
    [unit] = merge(
        {"narrative": base}, {"narrative": mine}, {"narrative": theirs}, (("narrative",),)
    )
    assert unit.fate == fate
    assert merged([unit], {})["narrative"] == result


def test_percent_and_no_change_are_taken_or_left_together() -> None:
    units = merge(record(), record(percent=40), record(is_no_change=True), UNITS)
    assert [unit.fate for unit in units] == [Fate.CONFLICT, Fate.SAME, Fate.SAME]
    assert merged(units, {})["is_no_change"] is True
    decided = merged(units, {"percent": (40, False)})
    assert (decided["percent"], decided["is_no_change"]) == (40, False)


@given(records, records)
def test_an_untouched_file_changes_nothing(base: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert merged(merge(base, base, theirs, UNITS), {}) == theirs


@given(records, records)
def test_an_untouched_portal_takes_the_file(base: dict[str, Any], mine: dict[str, Any]) -> None:
    assert merged(merge(base, mine, base, UNITS), {}) == mine


@given(records, records, records)
def test_both_sides_meet_in_the_same_conflicts(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    units, mirrored = merge(base, mine, theirs, UNITS), merge(base, theirs, mine, UNITS)
    clash = {unit.name for unit in units if unit.fate == Fate.CONFLICT}
    assert clash == {unit.name for unit in mirrored if unit.fate == Fate.CONFLICT}
    # decided either way, each value was said by somebody, and deciding leaves the rest alone
    taken = merged(units, {unit.name: unit.mine for unit in units if unit.name in clash})
    kept = merged(units, {})
    for unit in units:
        result = tuple(taken[name] for name in unit.fields)
        assert result in (unit.mine, unit.theirs)
        if unit.name not in clash:
            assert result == tuple(kept[name] for name in unit.fields)


@given(records, records, records)
def test_merging_again_changes_nothing_more(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    once = merged(merge(base, mine, theirs, UNITS), {})
    assert merged(merge(once, once, once, UNITS), {}) == once
    assert set(once) == set(NAMES)
