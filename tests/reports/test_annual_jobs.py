"""Jobs that render annual reports: once per content, resumable, one failure stopping no other."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from django_scopes import scopes_disabled

from accounts.models import Job, Notification, User
from reports.enums import AnnualReportState
from reports.models import AnnualReport, AnnualReportVersion, PublishedAnnualReport
from reports.pdf.messages import RenderedPdf
from reports.pdf.process import RenderError, RenderProcess
from reports.selectors.annual_content import annual_content, year_figures
from reports.services import annual_jobs
from reports.services.annual_versions import request_render, request_render_all
from reports.services.rendering import compose_html, render_pdf, render_process
from reports.tasks import render_all_annual_reports_job, render_annual_report_job
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of, reported_year, small_year
from tests.factories.societies import SocietyFactory, manager

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return manager()


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the renderer by one that answers at once; the list holds what was asked of it."""
    asked: list[str] = []

    def render(self: RenderProcess, html: str, *, identifier: str = "") -> RenderedPdf:
        asked.append(html)
        if "打不出来" in html:
            raise RenderError("no such glyph")
        return RenderedPdf(b"%PDF " + identifier.encode(), 12)

    monkeypatch.setattr(RenderProcess, "render", render)
    return asked


def run(report: AnnualReport, by: User, **options: Any) -> Job:
    with scopes_disabled():
        job = request_render(report=report, by=by, **options)
    render_annual_report_job(job.pk)
    job.refresh_from_db()
    return job


def run_all(year: Year, by: User) -> Job:
    job = request_render_all(workplan=year.workplan, by=by, total=3)
    render_all_annual_reports_job(job.pk)
    job.refresh_from_db()
    return job


def test_document_is_complete_and_says_what_it_is() -> None:
    year = reported_year(months=3)
    annual_report_of(year, text="本年度召开理事会一次。\n- 理事会\n- 常务理事会")
    with scopes_disabled():
        content = annual_content(year.society, year_figures(year.workplan, at=AFTER_YEAR))
    with render_process() as process:
        pdf = render_pdf(content, "zh-hans", process)
    assert pdf.missing == ""
    with pikepdf.open(io.BytesIO(pdf.data)) as document:
        assert document.Root.Lang in ("zh-Hans", "zh-CN")
        assert "2017" in str(document.docinfo["/Title"])
        assert str(document.docinfo["/Author"]) == "中国数学会"
        with document.open_outline() as outline:
            assert len(outline.root) >= 13
        assert len(document.pages) == pdf.pages >= 8


@pytest.mark.parametrize(("language", "words"), [("zh-hans", 'lang="zh'), ("en", 'lang="en"')])
def test_every_section_and_its_source_are_in_the_document(language: str, words: str) -> None:
    year = reported_year(months=2)
    annual_report_of(year, text="<script>alert(1)</script>")
    with scopes_disabled():
        content = annual_content(year.society, year_figures(year.workplan, at=AFTER_YEAR))
    html = compose_html(content, language)
    assert words in html
    for anchor in ("glance", "society", "plan", "months", "tasks", "corrections", "evidence"):
        assert f'id="{anchor}"' in html
        assert f'href="#{anchor}"' in html
    assert html.count('id="chapter-') == 5
    assert html.count(content["source"]["digest"][:12]) >= 5
    assert "<script>" not in html


@pytest.mark.parametrize(("name_en", "names"), [("Chess Society", 2), ("", 1)])
def test_cover_names_a_society_in_each_of_its_languages_once(name_en: str, names: int) -> None:
    year = small_year()
    year.society.name_en = name_en
    with scopes_disabled():
        content = annual_content(year.society, year_figures(year.workplan, at=AFTER_YEAR))
        html = compose_html(content, "en")
    assert html.count('class="cover-name') == names


def test_document_of_a_society_without_anything_says_so(by: User) -> None:
    year = small_year()
    with scopes_disabled(), translation.override("en"):
        content = annual_content(year.society, year_figures(year.workplan, at=AFTER_YEAR))
        html = compose_html(content, "en")
    assert html.count("The society has not written this chapter yet.") == 5


def test_job_renders_once_per_content(by: User, rendered: list[str]) -> None:
    report = annual_report_of(small_year())
    first, second = run(report, by), run(report, by)
    assert (first.state, second.state) == ("done", "done")
    assert first.result == second.result == {"version": 1, "pages": 12}
    assert len(rendered) == 1


def test_job_that_has_ended_is_not_run_again(by: User, rendered: list[str]) -> None:
    job = run(annual_report_of(small_year()), by)
    with scopes_disabled():
        AnnualReportVersion.objects.all().delete()
    render_annual_report_job(job.pk)
    assert len(rendered) == 1


def test_job_says_why_it_failed(by: User, rendered: list[str]) -> None:
    job = run(annual_report_of(small_year(), text="打不出来"), by)
    assert (job.state, job.error) == ("failed", "no such glyph")
    assert Notification.objects.get().kind == "job-failed"


def test_job_that_meets_the_unforeseen_ends_with_it(
    by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_options: object) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr(annual_jobs, "render_version", fail)
    with scopes_disabled():
        job = request_render(report=annual_report_of(small_year()), by=by)
    with pytest.raises(KeyError):
        render_annual_report_job(job.pk)
    job.refresh_from_db()
    assert (job.state, "unforeseen" in job.error) == ("failed", True)


def test_publishing_renders_first(by: User, rendered: list[str]) -> None:
    report = annual_report_of(small_year(), AnnualReportState.ACCEPTED)
    job = run(report, by, publish=True)
    assert job.state == "done"
    edition = PublishedAnnualReport.objects.get()
    assert (edition.version_number, edition.published_by) == (1, by)


def test_publishing_what_was_returned_meanwhile_is_refused(by: User, rendered: list[str]) -> None:
    report = annual_report_of(small_year(), AnnualReportState.RETURNED)
    job = run(report, by, publish=True)
    assert job.state == "failed"
    assert not PublishedAnnualReport.objects.exists()


def test_all_reports_are_rendered_and_packed(by: User, rendered: list[str]) -> None:
    year = small_year()
    annual_report_of(year)
    SocietyFactory(code="B-01", name_zh="中国机械工程学会")
    SocietyFactory(code="Z-01", is_active=False)
    job = run_all(year, by)
    assert job.result == {"rendered": 2, "kept": 0, "failed": []}
    assert (job.done, job.total) == (2, 2)
    with zipfile.ZipFile(job.result_file.path) as archive:
        names = archive.namelist()
        assert archive.read(names[0]).startswith(b"%PDF")
    assert [name[:4] for name in names] == ["A-01", "B-01"]
    assert "中国机械工程学会" in names[1]


def test_one_failing_report_stops_no_other(by: User, rendered: list[str]) -> None:
    year = small_year()
    annual_report_of(year, text="打不出来")
    SocietyFactory(code="B-01")
    job = run_all(year, by)
    assert job.state == "done"
    assert job.result["failed"] == [{"code": "A-01", "error": "no such glyph"}]
    with zipfile.ZipFile(job.result_file.path) as archive:
        assert archive.read("errors.txt").decode() == "A-01\tno such glyph\n"
        assert len(archive.namelist()) == 2


def test_job_taken_up_again_renders_only_what_is_missing(
    by: User, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    year = small_year()
    for code in ("B-01", "C-01"):
        SocietyFactory(code=code)

    class Killed(BaseException):
        """The worker dies."""

    def die(*_arguments: object, **_options: object) -> str:
        raise Killed

    job = request_render_all(workplan=year.workplan, by=by, total=3)
    with monkeypatch.context() as patched:
        patched.setattr(annual_jobs, "pack", die)
        with pytest.raises(Killed):
            render_all_annual_reports_job(job.pk)
    job.refresh_from_db()
    assert job.state == "running"
    with scopes_disabled():
        AnnualReportVersion.objects.filter(report__society__code="C-01").delete()
    render_all_annual_reports_job(job.pk)
    job.refresh_from_db()
    assert job.result == {"rendered": 1, "kept": 2, "failed": []}
    assert len(rendered) == 4


def test_new_archive_takes_the_place_of_the_old(by: User, rendered: list[str]) -> None:
    year = small_year()
    first = run_all(year, by)
    old = Path(first.result_file.path)
    second = run_all(year, by)
    first.refresh_from_db()
    assert not first.result_file
    assert not old.exists()
    assert Path(second.result_file.path).is_file()


def test_pool_really_renders_with_two_processes(by: User) -> None:
    year = small_year()
    SocietyFactory(code="B-01")
    job = run_all(year, by)
    assert job.result["rendered"] == 2
    with scopes_disabled():
        versions = list(AnnualReportVersion.objects.all())
    assert all(version.pages > 5 for version in versions)


def test_command_writes_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reported_year(months=1)
    out = tmp_path / "a.pdf"
    call_command("render_annual_report", "A-01", "2017", out=out, language="en", as_json=True)
    facts = json.loads(capsys.readouterr().out)
    assert out.read_bytes().startswith(b"%PDF")
    assert (facts["code"], facts["language"], facts["size"]) == ("A-01", "en", out.stat().st_size)
    with scopes_disabled():
        assert not AnnualReport.objects.exists()


@pytest.mark.parametrize(
    ("code", "year", "out", "named"),
    [
        ("Z-99", "2017", "a.pdf", "Z-99"),
        ("A-01", "1999", "a.pdf", "1999"),
        ("A-01", "2017", "no/such/folder/a.pdf", "--out"),
        ("A-01", "2017", "", "--out"),
    ],
)
def test_command_names_bad_input(
    tmp_path: Path, code: str, year: str, out: str, named: str
) -> None:
    small_year()
    with pytest.raises(CommandError, match=named) as caught:
        call_command("render_annual_report", code, year, out=tmp_path / out)
    assert caught.value.returncode == 2
