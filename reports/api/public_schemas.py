"""What everybody may read, as programs get it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop
from ninja import Path, Schema
from pydantic import Field

from reports.api.cursors import Paging
from reports.api.figures import (
    Digest,
    DisciplineKey,
    GroupKey,
    Month,
    NationalFigures,
    Share,
    SocietyFigures,
)

#: Years begin with 1 or 2, so that every month of this form is one.
MONTH_FORM = r"^[12][0-9]{3}-(0[1-9]|1[0-2])$"
CODE_FORM = r"^[A-E]-[0-9]{2,3}[WG]?$"
MonthPart = Annotated[str, Path(pattern=MONTH_FORM, examples=["2017-05"])]
CodePart = Annotated[str, Path(pattern=CODE_FORM, examples=["A-01"])]
YearPart = Annotated[int, Path(ge=1000, le=2999, examples=[2017])]
YearFilter = Annotated[
    int | None,
    Field(ge=1000, le=2999, description=gettext_noop("Year of the workplan."), examples=[2017]),
]


class IssueFilter(Paging):
    """Which issues."""

    workplan: YearFilter = None


class SocietyFilter(Paging):
    """Which societies: the search and the groups of the page."""

    q: str = Field(
        "",
        max_length=60,
        description=gettext_noop("Part of a name or code, pinyin, or pinyin initials."),
    )
    discipline: DisciplineKey | None = None


class CorrectionFilter(SocietyFilter):
    """Which corrections."""

    workplan: YearFilter = None
    month: str | None = Field(
        None, pattern=MONTH_FORM, description=gettext_noop("Of the issue of this month.")
    )
    society: str | None = Field(
        None, pattern=CODE_FORM, description=gettext_noop("Of this society.")
    )


class EditionFilter(SocietyFilter):
    """Which annual reports."""

    workplan: YearFilter = None
    society: str | None = Field(
        None, pattern=CODE_FORM, description=gettext_noop("Of this society.")
    )


class YearChoice(Schema):
    """Of which workplan."""

    workplan: YearFilter = None


class Issue(Schema):
    """A sealed month without its societies."""

    workplan: int
    month: Month
    number: int
    digest: Digest
    as_of: dt.datetime
    sealed_at: dt.datetime
    corrections: int = Field(description=gettext_noop("How many corrections were published since."))
    national: NationalFigures
    url: str = Field(description=gettext_noop("The issue in this API."))
    page: str = Field(description=gettext_noop("The issue for people."))


class CorrectedValue(Schema):
    """One value that a correction changes."""

    field: str = Field(examples=["task_1_accepted", "progress", "national_mean"])
    old: Any
    new: Any


class CorrectionNote(Schema):
    """A correction: the issue stays as it was sealed, both values are published."""

    workplan: int
    month: Month
    issue: int
    number: int
    society: str
    published_at: dt.datetime
    reason: str
    changes: list[CorrectedValue]
    figures: SocietyFigures = Field(
        description=gettext_noop("The society's figures of the month since.")
    )
    digest: Digest


class SocietyItem(Schema):
    """A society that takes part."""

    code: str
    name_zh: str
    name_en: str
    discipline: DisciplineKey
    progress: Share = Field(description=gettext_noop("As in the latest issue."))
    url: str
    page: str


class WorkplanItem(Schema):
    """A year's workplan."""

    year: int
    document_number: str
    title_zh: str
    title_en: str
    issuer_zh: str
    issuer_en: str
    issued_on: dt.date
    plan_due_on: dt.date
    first_month: Month
    last_month: Month
    optional_minimum: int = Field(
        description=gettext_noop("How many optional tasks a society chooses at least.")
    )
    url: str
    page: str


class TaskItem(Schema):
    """A task of the workplan, and where it stands nationally."""

    number: int
    group: GroupKey
    title_zh: str
    title_en: str
    short_zh: str
    short_en: str
    requirements_zh: list[str]
    requirements_en: list[str]
    citation_zh: str
    citation_en: str
    weight: str
    due_month: Month | None = Field(description=gettext_noop("Null: the workplan's last month."))
    mean: Share = Field(description=gettext_noop("As in the latest issue of the workplan."))
    societies: int | None = Field(description=gettext_noop("How many societies owe it."))
    done: int | None = Field(description=gettext_noop("How many have done it."))
    page: str


class WorkplanDetail(WorkplanItem):
    """A year's workplan with its tasks."""

    tasks: list[TaskItem]


class EditionFile(Schema):
    """A PDF of a published annual report."""

    edition: Literal["full", "short"]
    language: Literal["zh-hans", "en"]
    pages: int
    size: int = Field(description=gettext_noop("In bytes."))
    sha256: Digest = Field(description=gettext_noop("Of the PDF."))
    file: str = Field(description=gettext_noop("Where the PDF is."))


class EditionItem(Schema):
    """A published annual report."""

    workplan: int
    society: str
    edition: int = Field(description=gettext_noop("A new edition supersedes the one before."))
    version: int
    published_at: dt.datetime
    digest: Digest = Field(description=gettext_noop("Of the content, as printed on the report."))
    files: list[EditionFile]


class PolicyAsk(Schema):
    """One thing that a document asks of the societies, in our own words."""

    item_zh: str = Field(description=gettext_noop("Number of the item in the document."))
    item_en: str
    text_zh: str
    text_en: str
    portal_zh: str = Field(
        description=gettext_noop("Where the portal keeps or checks it; empty if nowhere.")
    )
    portal_en: str


class PolicyDocument(Schema):
    """A document that the reform rests on."""

    key: str
    kind: Literal["basis", "rule"] = Field(
        description=gettext_noop(
            "What the reform rests on (basis), or another rule that the portal applies (rule)."
        )
    )
    title_zh: str
    title_en: str
    issuer_zh: str
    issuer_en: str
    number: str | None = Field(description=gettext_noop("Null: not stated in the copy used here."))
    date: dt.date
    note_zh: str
    note_en: str
    workplan: int | None = Field(
        description=gettext_noop("Year of the workplan that the document issued.")
    )
    asks: list[PolicyAsk]
    page: str
