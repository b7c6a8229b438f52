"""Activities: what a kind lets be counted, what it demands, and the totals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from django_scopes import scopes_disabled

from societies.activity_kinds import LARGEST, activity_kinds
from societies.models import Activity, Society
from societies.registers import REGISTERS
from societies.registers.activities import activity_flags
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2017, 6, 1)


@pytest.fixture(autouse=True)
def unscoped() -> Iterator[None]:
    """See all societies, as CAST does."""
    with scopes_disabled():
        yield


def activity(society: Society, **values: Any) -> Activity:
    """Make an activity of a meeting unless told otherwise; it is not saved."""
    facts = {"kind": "domestic_meeting", "title": "年会", "started_on": dt.date(2017, 5, 1)}
    return Activity(**(facts | {"society": society} | values))


def problems(record: Activity) -> dict[str, list[ValidationError]]:
    """Return what full_clean finds."""
    with pytest.raises(ValidationError) as caught:
        record.full_clean()
    return caught.value.error_dict


def test_measures_of_the_kind_are_kept() -> None:
    record = activity(SocietyFactory(), measures={"participants": 0, "papers": LARGEST})
    record.full_clean()
    assert record.measures == {"participants": 0, "papers": LARGEST}


def test_unknown_measure_is_left_out() -> None:
    record = activity(SocietyFactory(), measures={"participants": None, "papers": 3})
    record.full_clean()
    assert record.measures == {"papers": 3}


@pytest.mark.parametrize("value", [-1, LARGEST + 1, 1.0, True, "3"])
def test_measure_must_be_a_whole_number_within_bounds(value: object) -> None:
    found = problems(activity(SocietyFactory(), measures={"papers": value}))
    assert [error.code for error in found["measures"]] == ["papers"]


def test_flag_takes_no_two() -> None:
    record = activity(SocietyFactory(), kind="journal", measures={"sci_indexed": 2})
    assert [error.code for error in problems(record)["measures"]] == ["sci_indexed"]


def test_measure_of_another_kind_is_refused_by_name() -> None:
    found = problems(activity(SocietyFactory(), measures={"winners": 1, "nothing": 1}))
    assert [error.code for error in found["measures"]] == ["winners", "nothing"]


def test_unknown_kind_is_refused_at_the_kind_alone() -> None:
    assert set(problems(activity(SocietyFactory(), kind="party", measures={"x": 1}))) == {"kind"}


def test_kind_is_named_in_the_language_of_the_reader() -> None:
    record = activity(SocietyFactory(), kind="journal")
    with override("en"):
        assert record.get_kind_display() == "academic journal"
    with override("zh-hans"):
        assert record.get_kind_display() == "学术期刊"


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"kind": "award"}, 1),
        ({"kind": "award", "approval": "国评组〔2016〕1号"}, 0),
        ({"kind": "award", "approval": "x", "measures": {"fee": 0}}, 0),
        ({"kind": "award", "approval": "x", "measures": {"fee": 1}}, 1),
        ({"kind": "award", "approval": " ", "measures": {"fee": 1}}, 2),
        ({"kind": "innovation_community"}, 1),
        ({"kind": "innovation_community", "approval": "协议1号"}, 0),
        ({"kind": "domestic_meeting"}, 0),
    ],
)
def test_what_a_kind_demands_is_flagged_with_its_source(values: dict[str, Any], count: int) -> None:
    flags = activity_flags(activity(SocietyFactory(), **values), TODAY)
    assert len(flags) == count
    assert all(str(flag.source) for flag in flags)


def test_register_has_a_column_for_every_measure() -> None:
    columns = REGISTERS["activities"].column_names
    assert set(activity_kinds().measures) <= set(columns)
    assert len(set(columns)) == len(columns)
