"""The seal bridge: a sheet tied to one version, and scans that are taken for that version only."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
import segno
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django_scopes import scopes_disabled
from PIL import Image, ImageDraw, ImageFilter

from accounts.models import AuditEvent
from reports.demo.sealed import add_seal
from reports.enums import AnnualReportState
from reports.models import AnnualReport, AnnualReportVersion, SealedScan
from reports.pages.annual_seal import SealPage
from reports.services import annual_seal
from reports.services.annual import accept_report
from reports.services.annual_seal import add_scan, refuse_unless_sealed
from reports.services.seal_document import render_sheet, seal_address
from reports.services.verification import read_under_limits
from societies.uploads import UploadProblem
from tests.factories.reports import AFTER_YEAR, annual_report_of, small_year
from tests.factories.societies import SocietyFactory, approver, editor, manager
from tests.reports.annual_scene import ENGLISH, page, signed_in

pytestmark = pytest.mark.django_db
SUBMITTED = AnnualReportState.SUBMITTED


@pytest.fixture
def report() -> Iterator[AnnualReport]:
    report = annual_report_of(small_year(), SUBMITTED)
    with scopes_disabled():
        yield report


def version_in(report: AnnualReport) -> AnnualReportVersion:
    assert report.submitted_version is not None
    return report.submitted_version


def next_version(report: AnnualReport, digest: str = "b" * 64) -> AnnualReportVersion:
    """A later version; what it says does not matter here."""
    version: AnnualReportVersion = AnnualReportVersion.objects.create(
        report=report,
        number=report.versions.count() + 1,
        digest=digest,
        content={},
        created_at=AFTER_YEAR,
    )
    return version


def sheet(version: AnnualReportVersion) -> Image.Image:
    """The printed sheet as a scanner sees it, with a red seal beside its code."""
    document = pdfium.PdfDocument(render_sheet(version).data)
    assert len(document) == 1
    picture: Image.Image = document[0].render(scale=150 / 72).to_pil().convert("RGB")
    ImageDraw.Draw(picture).ellipse((760, 1180, 1010, 1430), outline=(200, 20, 30), width=9)
    return picture


def crooked(picture: Image.Image) -> Image.Image:
    turned = picture.rotate(5, expand=True, fillcolor=(235, 233, 228))
    grain = Image.effect_noise(turned.size, 50).convert("RGB")
    return Image.blend(turned.filter(ImageFilter.GaussianBlur(0.8)), grain, 0.15)


def upload(*pages: Image.Image, kind: str = "PNG") -> SimpleUploadedFile:
    out = io.BytesIO()
    if kind == "PDF":
        pages[0].save(out, kind, save_all=True, append_images=pages[1:], resolution=150)
    else:
        pages[0].save(out, kind)
    suffix = {"PNG": "png", "JPEG": "jpg", "PDF": "pdf"}[kind]
    return SimpleUploadedFile(f"用印.{suffix}", out.getvalue())


def add(report: AnnualReport, file: SimpleUploadedFile) -> SealedScan:
    return add_scan(report=report, upload=file, by=manager(), at=AFTER_YEAR)


def refusal(report: AnnualReport, file: SimpleUploadedFile) -> str:
    with pytest.raises(UploadProblem) as problem:
        add(report, file)
    assert not SealedScan.objects.exists()
    return str(problem.value)


def test_the_right_scans_are_kept_and_the_last_one_counts(report: AnnualReport) -> None:
    printed = sheet(version_in(report))
    first = add(report, upload(printed.rotate(90, expand=True), kind="JPEG"))
    assert (first.code, first.pages, first.is_current) == (version_in(report).digest, 1, True)
    assert first.media_type == "image/jpeg"
    second = add(report, upload(crooked(printed)))
    blank = Image.new("RGB", (620, 877), "white")
    third = add(report, upload(blank, printed.rotate(180), kind="PDF"))
    assert add(report, upload(blank, printed.rotate(180), kind="PDF")).pk == third.pk
    assert third.pages == 2
    assert list(SealedScan.objects.filter(is_current=True)) == [third]
    with third.file.open("rb") as stored, pikepdf.open(io.BytesIO(stored.read())) as kept:
        assert len(kept.pages) == 2
    steps = list(AuditEvent.objects.filter(action="annual_report.sealed").order_by("pk"))
    assert [(step.after or {})["name"] for step in steps] == ["用印.jpg", "用印.png", "用印.pdf"]
    assert steps[1].before == {"sha256": first.sha256}
    seal = SealPage(report)
    assert (seal.current, seal.earlier) == (third, [second, first])


def test_the_scan_of_the_demo_bears_the_right_code(report: AnnualReport) -> None:
    add_seal(report, by=manager(), at=AFTER_YEAR)
    assert SealPage(report).current is not None


def test_another_version_is_named(report: AnnualReport) -> None:
    old = coded(seal_address(version_in(report)))
    report.submitted_version = next_version(report)
    report.save()
    with translation.override("en"):
        text = refusal(report, old)
    assert text.startswith("This sheet belongs to version 1 of the annual report 2017 of ")
    assert "asked for is version 2" in text


def test_another_society_is_named(report: AnnualReport) -> None:
    other = AnnualReport.objects.create(
        society=SocietyFactory(code="A-02", name_zh="中国物理学会"),
        workplan=report.workplan,
        state=SUBMITTED,
    )
    assert "中国物理学会" in refusal(report, coded(seal_address(next_version(other))))


def coded(address: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=6)
    return SimpleUploadedFile("用印.png", out.getvalue())


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("{site}/verify/{digest}/", "page of the report itself"),
        ("{site}/verify/{unknown}/?seal=1", "no annual report that the portal knows"),
        ("{site}/verify/{digest}/?seal=2", "This sheet belongs to version"),
        ("https://example.org/", "not one of this portal"),
        ("https://example.org/verify/{digest}/?seal=1", "not one of this portal"),
    ],
)
def test_other_codes_are_refused_with_what_they_are(
    report: AnnualReport, address: str, words: str, settings: Any
) -> None:
    facts = {"digest": version_in(report).digest, "site": settings.SITE_URL, "unknown": "0" * 64}
    with translation.override("en"):
        assert words in refusal(report, coded(address.format(**facts)))
        assert (
            "no code could be read"
            in refusal(report, upload(Image.new("L", (600, 800), 255))).casefold()
        )


def test_the_sheet_as_it_was_downloaded_is_no_scan(report: AnnualReport) -> None:
    data = render_sheet(version_in(report)).data
    with translation.override("en"):
        assert "no scanned page" in refusal(report, SimpleUploadedFile("用印.pdf", data))


def test_two_different_sheets_in_one_file_are_refused(report: AnnualReport) -> None:
    pages = [
        Image.open(coded(seal_address(version))).convert("L")
        for version in (version_in(report), next_version(report))
    ]
    assert refusal(report, upload(*pages, kind="PDF"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", b"PK"),
        ("a.pdf", b"%PDF-1.4 broken %%EOF"),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.pdf", b""),
    ],
)
def test_what_is_no_scan_is_refused(report: AnnualReport, name: str, data: bytes) -> None:
    assert refusal(report, SimpleUploadedFile(name, data))


def test_too_many_pages_are_refused(report: AnnualReport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annual_seal, "MAX_PAGES", 1)
    blank = Image.new("L", (60, 80), 255)
    assert "2" in refusal(report, upload(blank, blank, kind="PDF"))


@pytest.mark.parametrize("state", [AnnualReportState.DRAFT, AnnualReportState.RETURNED])
def test_without_a_version_with_cast_no_scan_is_taken(state: AnnualReportState) -> None:
    report = annual_report_of(small_year(), state)
    with scopes_disabled():
        assert refusal(report, coded("https://example.org/"))


def test_a_new_submission_meanwhile_refuses_the_scan(
    report: AnnualReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = coded(seal_address(version_in(report)))
    read = read_under_limits

    def submitted_anew(*args: Any, **kwargs: Any) -> Any:
        AnnualReport.objects.update(submitted_version=next_version(report))
        return read(*args, **kwargs)

    monkeypatch.setattr(annual_seal, "read_under_limits", submitted_anew)
    assert refusal(report, file)


def test_acceptance_waits_for_the_seal_where_it_is_asked_for(report: AnnualReport) -> None:
    refuse_unless_sealed(report)
    report.workplan.annual_seal_is_required = True
    report.workplan.save()
    with pytest.raises(ValidationError):
        accept_report(report=report, by=manager(), at=AFTER_YEAR)
    assert SealPage(report).is_missing
    add(report, coded(seal_address(version_in(report))))
    assert accept_report(report=report, by=manager(), at=AFTER_YEAR).state == "accepted"


def test_the_society_prints_seals_and_uploads(report: AnnualReport) -> None:
    client = signed_in(editor(report.society))
    answer = client.get(page("seal-sheet"))
    assert answer["Content-Type"] == "application/pdf"
    file = coded("https://example.org/")
    refused = client.post(page("seal-add"), {"file": file}, headers=ENGLISH)
    assert refused.status_code == 422
    assert "not one of this portal" in refused.content.decode()
    file = coded(seal_address(version_in(report)))
    assert client.post(page("seal-add"), {"file": file})["Location"] == page("seal")
    scan = SealedScan.objects.get()
    text = client.get(page("seal"), headers=ENGLISH).content.decode()
    assert "Replace the scan" in text
    kept = client.get(page("seal-scan", 2017, "A-01", scan.pk))
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept.getvalue().startswith(b"\x89PNG")
    assert "seal/scans/" in signed_in(manager()).get(page("seal")).content.decode()


def test_without_a_version_there_is_no_sheet() -> None:
    year = small_year()
    client = signed_in(approver(year.society))
    assert client.get(page("seal-sheet")).status_code == 404
    assert "hand the report in first" in client.get(page("seal"), headers=ENGLISH).content.decode()
    assert client.post(page("seal-add"), {}).status_code == 404
