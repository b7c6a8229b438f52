"""Telling the demo: the same each time, once, and whatever the day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django_scopes import scopes_disabled
from pytest_django import Settings

from reforms.models import MonthlyIssue, Workplan
from reports.annual.renditions import MAIN
from reports.demo import annual
from reports.demo.seed import SeedResult, seed
from reports.models import AnnualReport, PublishedAnnualReport

NOW = dt.datetime(2018, 2, 15, 4, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the demo's passwords to the test, and render no report unless asked."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(annual, "PUBLISHED", 0)


def told(now: dt.datetime = NOW) -> SeedResult:
    """Tell the demo of two societies."""
    return seed(now=now, limit=2)


def digests() -> list[str]:
    """The digests of all issues in order."""
    return list(MonthlyIssue.objects.order_by("month").values_list("digest", flat=True))


def test_demo_is_the_same_in_every_portal_and_told_once(tmp_path: Path) -> None:
    """Two empty portals seal the same figures; told again, years and passwords stay."""
    with transaction.atomic():
        told()
        elsewhere = digests()
        transaction.set_rollback(True)
    first = told()
    before, passwords = digests(), (tmp_path / "demo-accounts.json").read_text()
    assert before == elsewhere
    assert len(before) == 9 + 1
    second = told()
    assert (first.told, second.told, second.found) == ([2017, 2018], [], [2017, 2018])
    assert (digests(), (tmp_path / "demo-accounts.json").read_text()) == (before, passwords)


def test_demo_in_january_has_no_sealed_month_yet() -> None:
    """The current year begins with one open month."""
    told(dt.datetime(2018, 1, 10, 4, 0, tzinfo=dt.UTC))
    assert not Workplan.objects.get(year=2018).issues.exists()


def test_demo_publishes_annual_reports_of_a_year_that_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A real PDF, open to everybody; the report of the current year is begun."""
    monkeypatch.setattr(annual, "PUBLISHED", 1)
    monkeypatch.setattr(annual, "RENDITIONS", (MAIN,))
    told()
    [edition] = PublishedAnnualReport.objects.select_related("workplan")
    assert edition.workplan.year == 2017
    [file] = edition.files.all()
    with default_storage.open(file.file_name) as stored:
        assert stored.read(5) == b"%PDF-"
    with scopes_disabled():
        assert AnnualReport.objects.get(workplan__year=2018).sections.count() == len(annual.BEGUN)


def test_seed_demo_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    """A year before the first workplan is refused with exit 2."""
    with pytest.raises(CommandError) as refusal:
        call_command("seed_demo", "--year", "2016")
    assert refusal.value.returncode == 2
    assert not MonthlyIssue.objects.exists()
