"""The shape of figures, as docs/formats.md describes it: the same everywhere."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

Share = Annotated[
    str | None,
    Field(
        pattern=r"^-?[0-9]+\.[0-9]$",
        description=gettext_noop("Per cent with one decimal, as text; null is no data."),
    ),
]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", examples=["2017-06"])]
Digest = Annotated[
    str, Field(pattern=r"^[0-9a-f]{64}$", description=gettext_noop("SHA-256, hexadecimal."))
]
DisciplineKey = Literal["science", "engineering", "agriculture", "medicine", "interdisciplinary"]
GroupKey = Literal["basic", "reelection", "optional"]
TaskStateKey = Literal["done", "no_data", "stalled", "behind", "ahead", "on_track"]
ReportStateKey = Literal["none", "draft", "in_society_review", "submitted", "returned", "accepted"]


class TaskFigures(Schema):
    """One obliged task of a society."""

    accepted: int | None = Field(description=gettext_noop("Accepted per cent; null is no data."))
    claimed: int | None = Field(description=gettext_noop("Claimed per cent; null is no data."))
    expected: Share
    state: TaskStateKey
    group: GroupKey
    weight: str = Field(description=gettext_noop("A decimal as text."))
    due: Month


class GroupMeans(Schema):
    """Progress within each task group."""

    basic: Share
    reelection: Share
    optional: Share


class ReportStanding(Schema):
    """How a society's report of the month came."""

    state: ReportStateKey
    late: bool | None = Field(description=gettext_noop("Null if none came, or it is not known."))
    submitted_on: str | None = Field(
        description=gettext_noop("Beijing date of the first submission.")
    )


class SocietyFigures(Schema):
    """One society in one month."""

    code: str
    discipline: DisciplineKey
    progress: Share
    expected: Share
    groups: GroupMeans
    report: ReportStanding
    tasks: dict[str, TaskFigures] = Field(description=gettext_noop("By number of the task."))


class SocietyMonth(SocietyFigures):
    """One society in one sealed month."""

    month: Month
    number: int = Field(description=gettext_noop("Number of the issue."))


class ReportCounts(Schema):
    """How many societies reported, and how."""

    on_time: int
    late: int
    unknown: int
    missing: int


class TaskCounts(Schema):
    """How many obliged tasks stand where."""

    obliged: int
    done: int
    no_data: int
    stalled: int
    behind: int
    ahead: int
    on_track: int


class NationalFigures(Schema):
    """All societies together."""

    mean: Share
    median: Share
    expected: Share
    societies: int
    no_data: int
    distribution: list[int] = Field(
        description=gettext_noop("Ten counts: [0, 10), [10, 20) … [90, 100].")
    )
    reports: ReportCounts
    tasks: TaskCounts


class DisciplineMean(Schema):
    """One discipline group."""

    mean: Share
    societies: int


class TaskMean(Schema):
    """One task over all societies that owe it."""

    mean: Share
    societies: int
    done: int


class MonthFigures(Schema):
    """The figures of a month: what `month_figures --json` prints."""

    workplan: int = Field(description=gettext_noop("Year of the workplan."))
    month: Month
    number: int | None = Field(
        description=gettext_noop("Number of the issue; null while not sealed.")
    )
    digest: Digest | None
    as_of: str | None = Field(
        description=gettext_noop("ISO 8601 with offset; null while not sealed.")
    )
    national: NationalFigures
    groups: GroupMeans
    disciplines: dict[str, DisciplineMean]
    tasks: dict[str, TaskMean]
    societies: list[SocietyFigures]
