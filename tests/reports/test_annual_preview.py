"""Previews of annual reports: made by a job, replaced, forgotten, looked at page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.enums import JobState
from accounts.models import Job, User
from reports.annual.renditions import MAIN, RENDITIONS
from reports.enums import AnnualReportState
from reports.models import AnnualPreview, AnnualReport, AnnualReportSection
from reports.pdf.messages import RenderedPdf
from reports.pdf.pictures import Drawing, Picture
from reports.pdf.process import RenderError
from reports.selectors.annual_preview import digest_to_preview, preview_of
from reports.services import annual_preview as services
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of
from tests.factories.societies import SocietyFactory, auditor, editor
from tests.reports.annual_scene import page, signed_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("unscoped", "after_the_year", "media"),
]
CHAPTERS = ("学会概况与发展现状", "财务状况")


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


class Printer:
    """Renders nothing: says what it was given, and gives pages."""

    def __init__(self) -> None:
        self.html = ""
        self.error: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def render(self, html: str, **_more: object) -> RenderedPdf:
        if self.error:
            raise self.error
        self.html = html
        return RenderedPdf(b"%PDF", 3, "𰻝")


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Printer:
    printer = Printer()
    pictures = [Picture(b"1", 110, 156), Picture(b"2", 110, 156), Picture(b"3", 110, 156)]

    @contextmanager
    def drawn(_pdf: bytes) -> Iterator[Drawing]:
        outline = (("目录", 1), (f"1 {CHAPTERS[0]}", 2), (f"2 {CHAPTERS[1]}", 3))
        yield Drawing(3, outline, iter(pictures))

    monkeypatch.setattr(services, "render_process", lambda: printer)
    monkeypatch.setattr(services, "drawn_pages", drawn)
    return printer


@pytest.fixture
def person(year: Year) -> User:
    return editor(year.society)


def made(report: AnnualReport, by: User) -> Job:
    job = services.request_preview(report=report, rendition=MAIN, by=by)
    return services.render_preview(job=job)


def files(media: Path) -> set[str]:
    return {path.name for path in media.rglob("*.webp")}


def test_a_preview_keeps_its_pages_and_where_chapters_begin(
    year: Year, person: User, printer: Printer, media: Path
) -> None:
    report = annual_report_of(year)
    job = made(report, person)
    preview = AnnualPreview.objects.get()
    assert (job.state, job.result) == (JobState.DONE, {"pages": 3})
    assert (preview.pages, preview.width, preview.height) == (3, 110, 156)
    assert preview.chapters == {"development": 2, "finance": 3}
    assert preview.missing_characters == "𰻝"
    assert preview.digest == digest_to_preview(report, at=AFTER_YEAR)
    assert files(media) == {"1.webp", "2.webp", "3.webp"}
    assert "本年度工作" in printer.html


def test_the_next_preview_takes_its_place(
    year: Year,
    person: User,
    printer: Printer,
    media: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    report = annual_report_of(year)
    made(report, person)
    before = AnnualPreview.objects.get().token
    AnnualReportSection.objects.filter(chapter="finance").update(html="<p>改了。</p>")
    with django_capture_on_commit_callbacks(execute=True):
        made(report, person)
    assert AnnualPreview.objects.get().token != before
    assert len(list(media.rglob("*.webp"))) == 3
    assert not list(media.rglob(before))


@pytest.mark.parametrize("error", [RenderError("took longer"), OSError("disk full")])
def test_a_preview_that_fails_says_why_and_leaves_the_one_before(
    year: Year, person: User, printer: Printer, error: Exception
) -> None:
    report = annual_report_of(year)
    made(report, person)
    printer.error = error
    job = made(report, person)
    assert (job.state, job.error) == (JobState.FAILED, str(error))
    assert preview_of(report, MAIN) is not None
    response = signed_in(person).get(page("preview", 2017, "A-01", "full-zh"))
    assert str(error) in response.content.decode()


def test_a_document_without_a_page_is_an_error(
    year: Year, person: User, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def drawn(_pdf: bytes) -> Iterator[Drawing]:
        yield Drawing(0, (), iter(()))

    monkeypatch.setattr(services, "drawn_pages", drawn)
    assert made(annual_report_of(year), person).state == JobState.FAILED


def test_pictures_of_a_preview_that_was_not_kept_are_removed(
    year: Year, person: User, printer: Printer, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_preview: AnnualPreview) -> None:
        raise OSError("no space for the row")

    monkeypatch.setattr(services, "_replace", refused)
    assert made(annual_report_of(year), person).state == JobState.FAILED
    assert files(media) == set()


def test_old_previews_and_leftovers_are_forgotten(
    year: Year, person: User, printer: Printer, media: Path
) -> None:
    made(annual_report_of(year), person)
    default_storage.save("annual-previews/9/left/1.webp", ContentFile(b"x"))
    later = AFTER_YEAR + services.KEPT_FOR
    assert services.forget_previews(at=later) == 0
    # files are as old as the clock of the machine says
    way_later = dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=4000)
    assert services.forget_previews(at=max(way_later, later + dt.timedelta(seconds=1))) == 2
    assert not AnnualPreview.objects.exists()
    assert files(media) == set()
    assert services.forget_previews(at=way_later) == 0


def test_what_was_handed_in_is_shown_as_its_version(
    year: Year, person: User, printer: Printer
) -> None:
    report = annual_report_of(year, AnnualReportState.SUBMITTED)
    assert report.submitted_version is not None
    AnnualReportSection.objects.update(html="<p>悄悄改了。</p>")
    made(report, person)
    assert AnnualPreview.objects.get().digest == report.submitted_version.digest
    assert "悄悄改了" not in printer.html


def test_the_page_says_when_the_report_has_changed_since(
    year: Year, person: User, printer: Printer
) -> None:
    report = annual_report_of(year)
    client, address = signed_in(person), page("preview", 2017, "A-01", "full-zh")
    assert "还没有预览" in client.get(address).content.decode()
    made(report, person)
    fresh = client.get(address)
    assert not fresh.context["is_stale"]
    assert [each.number for each in fresh.context["pages"]] == [1, 2, 3]
    assert [[c.code for c in each.chapters] for each in fresh.context["pages"]] == [
        [],
        ["development"],
        ["finance"],
    ]
    changed = page("preview-changed", 2017, "A-01", "full-zh")
    assert "已有变化" not in client.get(changed).content.decode()
    finance = AnnualReportSection.objects.filter(chapter="finance")
    finance.update(html="<p>改了。</p>", updated_at=AFTER_YEAR)
    assert "已有变化" in client.get(changed).content.decode()
    assert not client.get(address).context["is_stale"]
    finance.update(updated_at=AFTER_YEAR + dt.timedelta(seconds=1))
    assert client.get(address).context["is_stale"]


def test_a_preview_is_made_by_a_job(
    year: Year, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[Job] = []
    monkeypatch.setattr("reports.views.annual_preview.queue_job", queued.append)
    client = signed_in(person)
    for _ in range(2):
        response = client.post(page("preview-make", 2017, "A-01", "short-en"))
        assert response["Location"] == page("preview", 2017, "A-01", "short-en")
    assert {job.pk for job in queued} == {Job.objects.get().pk}
    assert "data-once" not in client.get(page("preview", 2017, "A-01", "short-en")).content.decode()


def test_a_picture_is_for_those_who_may_read_the_report(
    year: Year, person: User, printer: Printer
) -> None:
    made(annual_report_of(year), person)
    token = AnnualPreview.objects.get().token
    address = page("preview-page", 2017, "A-01", token, 2)
    response: Any = signed_in(auditor()).get(address)
    assert b"".join(response.streaming_content) == b"2"
    assert response["Content-Type"] == "image/webp"
    assert "private" in response["Cache-Control"]
    stranger = signed_in(editor(SocietyFactory(code="B-01")))
    assert stranger.get(address).status_code == 404
    assert signed_in(person).get(page("preview-page", 2017, "A-01", token, 4)).status_code == 404
    other = page("preview-page", 2017, "A-01", "f" * 32, 1)
    assert signed_in(person).get(other).status_code == 404


def test_there_are_pages_of_four_renditions(year: Year, person: User) -> None:
    client = signed_in(person)
    for each in RENDITIONS:
        assert client.get(page("preview", 2017, "A-01", each.slug)).status_code == 200
    assert client.get(page("preview", 2017, "A-01", "full-fr")).status_code == 404
