"""Content of annual reports on pages: kept, and never older than what was last written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.services import audit
from accounts.services.audit import canonical_json
from reports.enums import AnnualReportState
from reports.models import AnnualReport, AnnualReportSection
from reports.models.annual_finance import FinanceLine
from reports.selectors.annual_content import (
    annual_content,
    chapter_parts,
    content_digest,
    figures_of_chapter,
    year_figures,
)
from reports.selectors.annual_kept import content_shown, parts_shown
from societies.models import Activity
from tests.factories.reforms import seal
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of
from tests.factories.societies import SocietyFactory, reviewer
from tests.reports.annual_scene import page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


@pytest.fixture
def report(year: Year) -> Any:
    return annual_report_of(year, text="字")


def award(year: Year, **values: Any) -> Activity:
    usual = {"society": year.society, "kind": "award", "started_on": dt.date(2017, 4, 1)}
    made: Activity = Activity.objects.create(**{**usual, "title": "奖", **values})
    return made


def held_elsewhere(year: Year) -> Activity:
    made = award(year, society=SocietyFactory(code="B-09"), title="同办")
    made.co_hosts.set([year.society])
    return made


def renamed(year: Year) -> Model:
    year.workplan.title_en = "Renamed"
    year.workplan.save()
    return year.workplan


def paid(year: Year) -> Model:
    report: AnnualReport = AnnualReport.objects.get(society=year.society)
    FinanceLine.objects.create(report=report, code="dues", amount=7)
    return report


def asked(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


@pytest.mark.parametrize(
    ("change", "scope"),
    [(award, "A-01"), (held_elsewhere, "B-09"), (renamed, ""), (paid, "A-01")],
)
def test_what_is_written_shows_at_once(
    year: Year, report: Any, change: Callable[[Year], Model], scope: str
) -> None:
    figures = year_figures(year.workplan, at=AFTER_YEAR)
    before = content_digest(content_shown(report, at=AFTER_YEAR))
    assert before == content_digest(annual_content(year.society, figures))
    audit.record(action="register.created", subject=change(year), scope=scope)
    after = content_digest(content_shown(report, at=AFTER_YEAR))
    assert after == content_digest(annual_content(year.society, figures)) != before


@pytest.mark.parametrize("is_sealed", [True, False])
def test_nothing_is_counted_twice_and_text_is_read_each_time(
    year: Year, report: Any, is_sealed: bool
) -> None:
    if is_sealed:
        seal(year.workplan, dt.date(2017, 4, 1))
    content_shown(report, at=AFTER_YEAR)
    assert asked(lambda: content_shown(report, at=AFTER_YEAR)) <= 3
    audit.record(action="register.changed", subject=year.workplan, scope="B-09")
    AnnualReportSection.objects.filter(chapter="finance").update(html="<p>改了。</p>")
    assert (asked(lambda: content_shown(report, at=AFTER_YEAR)) <= 3) == is_sealed
    chapters = {each["code"]: each for each in content_shown(report, at=AFTER_YEAR)["chapters"]}
    assert chapters["finance"]["html"] == "<p>改了。</p>"


def test_another_day_is_counted_anew(year: Year) -> None:
    on = [dt.datetime(2017, 12, day, tzinfo=dt.UTC) for day in (1, 2)]
    figures = [figures_of_chapter(year.workplan, "awards", at=at) for at in on]
    award(year, started_on=dt.date(2017, 12, 2))
    shown = [parts_shown(year.society, year.workplan, "awards", at=at) for at in on]
    counted = [chapter_parts(year.society, each, "awards") for each in figures]
    assert canonical_json(shown) == canonical_json(counted)
    assert shown[0] != shown[1]


@pytest.mark.parametrize(
    ("state", "address"),
    [("submitted", page("changed")), ("draft", page("preview-changed", 2017, "A-01", "full-zh"))],
)
def test_fragments_ask_as_little_for_much_as_for_little(
    year: Year, state: str, address: str
) -> None:
    annual_report_of(year, AnnualReportState(state))
    person, counts = signed_in(reviewer(year.society)), []
    for number in (1, 5):
        for each in range(number):
            made = award(year, title=f"奖{number}{each}")
        audit.record(action="register.created", subject=made, scope="A-01")
        person.get(address)
        counts.append(asked(lambda: person.get(address)))
    assert counts[0] == counts[1] <= 15
