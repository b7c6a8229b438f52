"""What the law says of branches: refused when it was in force, flagged otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from django_scopes import scopes_disabled

from societies.branch_rules import RULES, Subject, check_branch, is_regional, parent_branch
from societies.models import Branch
from societies.places import is_only_places
from societies.registers.branches import branch_flags
from tests.factories.societies import SocietyFactory

CIRCULAR, NAMES = dt.date(2014, 2, 26), dt.date(2024, 5, 1)
DAY = dt.timedelta(days=1)
SOUND = Subject(
    name="中国数学会应用数学专业委员会",
    kind="professional",
    parent="",
    set_up_on=NAMES,
    closed_on=None,
    decided_by="council",
    has_own_charter=False,
    is_legal_person=False,
    society_code="A-01",
    society_name="中国数学会",
    society_name_en="Chinese Mathematical Society",
)


@pytest.fixture
def unscoped() -> Iterator[None]:
    """See all societies, as CAST does."""
    with scopes_disabled():
        yield


def findings(**values: Any) -> dict[str, bool]:
    """Return which rules a branch breaks, and whether it is refused."""
    return {found.code: found.is_refused for found in check_branch(replace(SOUND, **values))}


def named(own: str, kind: str = "professional", on: dt.date | None = NAMES) -> dict[str, bool]:
    """Return what is found in a name that begins with that of the society."""
    return findings(name=f"中国数学会{own}", kind=kind, set_up_on=on)


def test_sound_branch_breaks_no_rule() -> None:
    assert findings() == {}


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("sub_branch", {"parent": "中国数学会几何分会"}),
        ("regional", {"name": "中国数学会四川省分会", "kind": "subsociety"}),
        ("own_charter", {"has_own_charter": True}),
        ("legal_person", {"is_legal_person": True}),
    ],
)
@pytest.mark.parametrize(
    ("set_up_on", "is_refused"),
    [(CIRCULAR, True), (CIRCULAR + DAY, True), (CIRCULAR - DAY, False), (None, False)],
)
def test_circular_of_2014_binds_from_its_day(
    code: str, values: dict[str, Any], set_up_on: dt.date | None, is_refused: bool
) -> None:
    assert findings(**values, set_up_on=set_up_on) == {code: is_refused}


@pytest.mark.parametrize(
    ("code", "own", "kind"),
    [
        ("like_legal_person", "应用数学中心", "professional"),
        ("like_legal_person", "应用数学联盟", "professional"),
        ("like_legal_person", "应用数学研究会", "subsociety"),
        ("like_legal_person", "应用数学促进会", "subsociety"),
        ("like_legal_person", "应用数学研究院", "working"),
        ("national_word", "中国代数分会", "subsociety"),
        ("national_word", "全国代数分会", "subsociety"),
        ("national_word", "代数中华分会", "subsociety"),
        ("ending", "上海工作站", "representative"),
    ],
)
@pytest.mark.parametrize(
    ("set_up_on", "is_refused"),
    [(NAMES, True), (NAMES - DAY, False), (CIRCULAR, False), (None, False)],
)
def test_measures_on_names_bind_from_their_day(
    code: str, own: str, kind: str, set_up_on: dt.date | None, is_refused: bool
) -> None:
    assert named(own, kind, set_up_on) == {code: is_refused}


@pytest.mark.parametrize(
    ("own", "kind", "expected"),
    [
        ("中国古代数学史分会", "subsociety", {"national_word": False}),
        ("数学学组", "professional", {"ending": False}),
        ("数学工作委员会", "professional", {"ending": False}),
        ("数学联盟专业委员会", "professional", {"like_legal_person": False}),
        ("肿瘤中心静脉专业委员会", "professional", {}),
        ("数学专家委员会", "professional", {}),
        ("数学工作委员会", "working", {}),
        ("数学发展专项基金管理委员会", "fund", {}),
        ("上海代表处", "representative", {}),
        ("广东办事处", "representative", {}),
        ("欧洲联络处", "representative", {}),
    ],
)
def test_open_lists_flag_and_never_refuse(own: str, kind: str, expected: dict[str, bool]) -> None:
    assert named(own, kind) == expected


def test_short_name_is_flagged_only() -> None:
    assert findings(name="应用数学专业委员会") == {"full_name": False}


def test_national_word_in_the_name_of_the_society_is_its_own() -> None:
    assert "national_word" not in findings(name="中国数学会代数分会", kind="subsociety")


@pytest.mark.parametrize(
    ("decided_by", "expected"),
    [
        ("council", {}),
        ("standing", {}),
        ("", {}),
        ("president", {"decision": False}),
        ("unheard of", {"decision": False}),
    ],
)
def test_council_or_standing_council_decides(decided_by: str, expected: dict[str, bool]) -> None:
    assert findings(decided_by=decided_by) == expected


def test_closed_branch_may_be_written_down_as_it_was() -> None:
    assert findings(parent="几何分会", closed_on=NAMES + DAY) == {"sub_branch": False}


@pytest.mark.parametrize(
    "parent",
    ["", " ", "A-01", "a-01", "中国数学会", " 中国数学会 ", "Chinese mathematical society", "学会"],
)
def test_society_itself_is_no_branch(parent: str) -> None:
    assert (
        parent_branch(
            parent,
            society_code="A-01",
            society_name="中国数学会",
            society_name_en="Chinese Mathematical Society",
        )
        == ""
    )


def test_society_without_english_name_has_no_nameless_branch() -> None:
    assert parent_branch(" 几何分会", society_code="A-01", society_name="数学会") == "几何分会"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("中国数学会北京分会", True),
        ("中国数学会广西壮族自治区分会", True),
        ("中国数学会京津冀工作委员会", True),
        ("中国数学会华东地区专业委员会", True),
        ("中国数学会江苏、浙江分会", True),
        ("中国数学会四川盆地地质专业委员会", False),
        ("中国数学会长江分会", False),
        ("中国数学会分会", False),
        ("中国数学会", False),
    ],
)
def test_regional_branch_is_named_by_places_alone(name: str, expected: bool) -> None:
    assert is_regional(name, kind="subsociety", society_name="中国数学会") is expected


def test_office_may_be_named_by_its_place() -> None:
    name = "中国数学会上海代表处"
    assert not is_regional(name, kind="representative", society_name="中国数学会")


@pytest.mark.parametrize(("text", "expected"), [("四川省", True), ("省", False), ("", False)])
def test_places_are_known_by_name(text: str, expected: bool) -> None:
    assert is_only_places(text) is expected


def test_every_rule_has_a_source_in_both_languages() -> None:
    for rule in RULES.values():
        with override("en"):
            english = rule.source
        with override("zh-hans"):
            assert rule.source != english
        assert rule.says


@pytest.mark.django_db
@pytest.mark.usefixtures("unscoped")
def test_record_is_refused_at_the_field_with_the_citation() -> None:
    society = SocietyFactory(code="A-01", name_zh="中国数学会")
    branch = Branch(
        society=society,
        name="中国数学会四川分会",
        kind="subsociety",
        parent="中国数学会几何分会",
        set_up_on=CIRCULAR,
    )
    with pytest.raises(ValidationError) as caught:
        branch.full_clean()
    assert set(caught.value.error_dict) == {"name", "parent"}
    assert "38" in caught.value.message_dict["name"][0]
    assert "2014-02-26" in caught.value.message_dict["parent"][0]


@pytest.mark.django_db
@pytest.mark.usefixtures("unscoped")
def test_record_from_before_the_rule_is_kept_and_flagged() -> None:
    society = SocietyFactory(code="A-01", name_zh="中国数学会")
    branch = Branch(
        society=society,
        name="中国数学会四川分会",
        kind="subsociety",
        set_up_on=CIRCULAR - DAY,
    )
    branch.full_clean()
    (flag,) = branch_flags(branch, NAMES)
    assert "四川分会" in str(flag.message)
    assert "38" in str(flag.source)


@pytest.mark.django_db
@pytest.mark.usefixtures("unscoped")
def test_record_without_a_society_says_only_that() -> None:
    with pytest.raises(ValidationError) as caught:
        Branch(name="x分会", kind="subsociety").full_clean()
    assert set(caught.value.error_dict) == {"society"}
