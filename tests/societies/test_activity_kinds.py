"""The file of kinds of activities, and what contradicts itself in one."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from societies.activity_kinds import RECORDS, ActivityFileError, activity_kinds, read_kinds

GROUPS = "groups: [{key: g, title_zh: 组, title_en: group}]\n"
MEASURE = "{key: n, title_zh: 数, title_en: number, unit_zh: 个, unit_en: pieces, form: number}"
KIND = (
    "key: k, group: g, title_zh: 类, title_en: kind, what_zh: 何, what_en: what,"
    " unit_zh: 次, unit_en: times, counted: events, measures: [n]"
)


def _file(*, measures: str = MEASURE, kinds: str = f"{{{KIND}}}") -> str:
    return f"{GROUPS}measures: [{measures}]\nkinds: [{kinds}]\n"


def test_shipped_file_knows_what_tasks_count() -> None:
    kinds = activity_kinds()
    assert kinds.knows("international_meeting", "foreign_participants")
    assert kinds.knows("standard", RECORDS)
    assert not kinds.knows("standard", "papers")
    assert not kinds.knows("nothing", RECORDS)


def test_shipped_file_uses_every_measure_and_group() -> None:
    kinds = activity_kinds()
    used = {key for kind in kinds.kinds.values() for key in kind.measure_keys}
    assert used == set(kinds.measures)
    assert {kind.group for kind in kinds.kinds.values()} == {group.key for group in kinds.groups}


def test_keys_are_machine_names_that_fit_the_register() -> None:
    kinds = activity_kinds()
    assert all(re.fullmatch(r"[a-z][a-z_]{0,39}", key) for key in (*kinds.kinds, *kinds.measures))


def test_titles_are_told_apart_in_both_languages() -> None:
    kinds = activity_kinds()
    for items in (kinds.kinds.values(), kinds.measures.values()):
        for name in ("title_zh", "title_en"):
            titles = [getattr(item, name) for item in items]
            assert len(set(titles)) == len(titles)


def test_award_needs_approval_and_no_fee_and_community_a_contract() -> None:
    kinds = activity_kinds().kinds
    assert (kinds["award"].needs, kinds["award"].zero) == ("approval", ("fee",))
    assert kinds["innovation_community"].needs == "contract"


def test_number_is_followed_by_its_unit_as_the_language_does() -> None:
    kinds = activity_kinds()
    papers, amount = kinds.measures["papers"], kinds.measures["amount"]
    with override("zh-hans"):
        assert (papers.unit_shown, amount.unit_shown) == ("篇", "元")
        assert kinds.kinds["journal"].unit_shown == "种"
    with override("en"):
        assert (papers.unit_shown, amount.unit_shown) == ("", "yuan")
        assert kinds.kinds["journal"].unit_shown == ""


def test_flag_is_at_most_one() -> None:
    measures = activity_kinds().measures
    assert measures["sci_indexed"].largest == 1
    assert measures["papers"].largest > 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_file(kinds=f"{{{KIND}}}, {{{KIND}}}"), "k: the key stands twice"),
        (_file(measures=f"{MEASURE}, {MEASURE}"), "n: the key stands twice"),
        (_file(measures=MEASURE.replace("key: n", "key: records")), "records"),
        (_file(measures=MEASURE.replace("form: number", "form: text")), "'text' is none of"),
        (_file(kinds=f"{{{KIND.replace('[n]', '[n, n]')}}}"), "stands twice"),
        (_file(kinds=f"{{{KIND.replace('[n]', '[m]')}}}"), "'m' is none of n"),
        (_file(kinds=f"{{{KIND.replace('group: g', 'group: h')}}}"), "'h' is none of g"),
        (_file(kinds=f"{{{KIND.replace('events', 'weeks')}}}"), "'weeks' is none of"),
        (_file(kinds=f"{{{KIND}, needs: luck}}"), "'luck' is none of"),
        (_file(kinds=f"{{{KIND}, needs: approval}}"), "needs its source"),
        (_file(kinds=f"{{{KIND}, colour: red}}"), "colour"),
        (_file(kinds=f"{{{KIND.replace('title_en: kind', 'title_en: ')}}}"), "title_en is empty"),
    ],
)
def test_contradiction_is_named(text: str, message: str) -> None:
    with pytest.raises(ActivityFileError, match=message):
        read_kinds(text)


def test_sound_file_is_read() -> None:
    kind = read_kinds(_file()).kinds["k"]
    assert (kind.measure_keys, kind.is_standing) == (("n",), False)
