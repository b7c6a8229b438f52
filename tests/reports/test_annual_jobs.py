"""Jobs that render annual reports: once per content, resumable, one failure stopping no other."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django_scopes import scopes_disabled

from accounts.models import Job, Notification, User
from reports.annual.renditions import RENDITIONS
from reports.enums import AnnualReportState
from reports.models import (
    AnnualDraftFile,
    AnnualReport,
    AnnualReportFile,
    PublishedAnnualReport,
)
from reports.pdf.messages import RenderedPdf
from reports.pdf.process import RenderError, RenderProcess
from reports.services import annual_bulk, annual_schedule
from reports.services.annual_bulk import request_render_all
from reports.services.annual_jobs import request_files, request_publication
from reports.tasks import render_all_annual_reports_job, render_annual_report_job
from tests.factories.reports import Year, annual_report_of, reported_year, small_year
from tests.factories.societies import SocietyFactory, manager
from tests.reports.annual_scene import signed_in

pytestmark = pytest.mark.django_db
SUBMITTED, ACCEPTED = AnnualReportState.SUBMITTED, AnnualReportState.ACCEPTED


@pytest.fixture
def by() -> User:
    return manager()


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the renderer by one that answers at once; the list holds what was asked of it."""
    asked: list[str] = []

    def render(self: RenderProcess, html: str, *, identifier: str, **_options: Any) -> RenderedPdf:
        asked.append(html)
        if "打不出来" in html:
            raise RenderError("no such glyph")
        return RenderedPdf(b"%PDF " + identifier.encode(), 12)

    def sign(data: bytes, **_options: Any) -> bytes:
        return data + b" signed"

    monkeypatch.setattr(RenderProcess, "render", render)
    monkeypatch.setattr("reports.services.annual_rendering.sign_document", sign)
    return asked


def run(job: Job) -> Job:
    render_annual_report_job(job.pk)
    job.refresh_from_db()
    return job


def asked(report: AnnualReport, by: User) -> Job:
    with scopes_disabled():
        return request_files(report=report, by=by)


def run_all(year: Year, by: User, **options: Any) -> Job:
    job = request_render_all(workplan=year.workplan, by=by, total=3, **options)
    render_all_annual_reports_job(job.pk)
    job.refresh_from_db()
    return job


def test_job_renders_the_four_files_of_a_version_once(by: User, rendered: list[str]) -> None:
    report = annual_report_of(small_year(), SUBMITTED)
    first, second = run(asked(report, by)), run(asked(report, by))
    assert first.result == {"version": 1, "rendered": 4}
    assert second.result == {"version": 1, "rendered": 0}
    assert len(rendered) == 4
    with scopes_disabled():
        files = {(file.edition, file.language) for file in AnnualReportFile.objects.all()}
    assert files == {(each.edition, each.language) for each in RENDITIONS}


def test_job_killed_in_the_middle_goes_on_where_it_was(
    by: User, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The worker dies."""

    def die(**_options: object) -> None:
        if len(rendered) == 2:
            raise Killed

    job = asked(annual_report_of(small_year(), SUBMITTED), by)
    with monkeypatch.context() as patched:
        patched.setattr("reports.services.annual_jobs.report_progress", die)
        with pytest.raises(Killed):
            render_annual_report_job(job.pk)
    job.refresh_from_db()
    assert job.state == "running"
    assert run(job).result == {"version": 1, "rendered": 2}
    assert len(rendered) == 4


def test_job_that_has_ended_is_not_run_again(by: User, rendered: list[str]) -> None:
    job = run(asked(annual_report_of(small_year(), SUBMITTED), by))
    with scopes_disabled():
        AnnualReportFile.objects.all().delete()
    render_annual_report_job(job.pk)
    assert len(rendered) == 4


def test_job_says_why_it_failed(by: User, rendered: list[str]) -> None:
    job = run(asked(annual_report_of(small_year(), SUBMITTED, text="打不出来"), by))
    assert (job.state, job.error) == ("failed", "no such glyph")
    assert Notification.objects.get().kind == "job-failed"


def test_job_of_a_report_that_was_never_handed_in_fails(by: User, rendered: list[str]) -> None:
    job = run(asked(annual_report_of(small_year()), by))
    assert job.state == "failed"
    assert not rendered


def test_job_that_meets_the_unforeseen_ends_with_it(
    by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_options: object) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr(annual_schedule, "render_one", fail)
    job = asked(annual_report_of(small_year()), by)
    with pytest.raises(KeyError):
        render_annual_report_job(job.pk)
    job.refresh_from_db()
    assert (job.state, "unforeseen" in job.error) == ("failed", True)


def test_publishing_renders_first(by: User, rendered: list[str]) -> None:
    report = annual_report_of(small_year(), ACCEPTED)
    with scopes_disabled():
        job = run(request_publication(report=report, by=by))
    assert job.state == "done"
    edition = PublishedAnnualReport.objects.get()
    assert (edition.version_number, edition.published_by) == (1, by)
    assert edition.files.count() == 4


def test_publishing_what_was_returned_meanwhile_is_refused(by: User, rendered: list[str]) -> None:
    report = annual_report_of(small_year(), AnnualReportState.RETURNED)
    with scopes_disabled():
        job = run(request_publication(report=report, by=by))
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


def test_version_handed_in_is_rendered_and_kept_in_its_place(by: User, rendered: list[str]) -> None:
    year = small_year()
    report = annual_report_of(year, SUBMITTED)
    with scopes_disabled():
        report.sections.update(html="<p>后来改写。</p>")
    run_all(year, by, rendition=RENDITIONS[3])
    [html] = rendered
    assert "后来改写" not in html
    with scopes_disabled():
        file = AnnualReportFile.objects.get()
        assert not AnnualDraftFile.objects.exists()
    assert (file.edition, file.language) == ("short", "en")


def test_draft_takes_the_place_of_the_one_before(by: User, rendered: list[str]) -> None:
    year = small_year()
    report = annual_report_of(year)
    run_all(year, by)
    with scopes_disabled():
        first = AnnualDraftFile.objects.get()
        report.sections.update(html="<p>后来改写。</p>")
    assert run_all(year, by).result["rendered"] == 1
    with scopes_disabled():
        second = AnnualDraftFile.objects.get()
    assert (second.pk, second.digest != first.digest) == (first.pk, True)


def test_one_failing_report_stops_no_other(by: User, rendered: list[str]) -> None:
    year = small_year()
    annual_report_of(year, text="打不出来")
    SocietyFactory(code="B-01")
    job = run_all(year, by)
    assert job.state == "done"
    [failure] = job.result["failed"]
    assert (failure["code"], failure["error"]) == ("A-01", "no such glyph")
    page = signed_in(by).get(reverse("accounts:job-detail", args=(job.pk,))).content.decode()
    assert failure["url"] in page
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
        patched.setattr(annual_bulk, "pack", die)
        with pytest.raises(Killed):
            render_all_annual_reports_job(job.pk)
    job.refresh_from_db()
    assert job.state == "running"
    with scopes_disabled():
        AnnualDraftFile.objects.filter(report__society__code="C-01").delete()
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
        drafts = list(AnnualDraftFile.objects.all())
    assert all(draft.pages >= 4 for draft in drafts)
    with pikepdf.open(drafts[0].file.path) as document:
        assert "2017" in str(document.docinfo["/Title"])
    assert drafts[0].file_sha256 != drafts[0].unsigned_sha256


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
