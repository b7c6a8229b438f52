"""Verifying annual reports: the file, its copies and changes, its number, a photo of its code."""

from __future__ import annotations

import hashlib
import io
from threading import BoundedSemaphore
from typing import Any

import pikepdf
import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from PIL import Image

from accounts.services.audit import canonical_json
from reports.enums import AnnualReportState
from reports.models import AnnualReportFile, PublishedAnnualReport
from reports.pdf.inspection import Inspection
from reports.selectors.verification import Standing
from reports.services import signing, verification
from reports.verifying import FileAnswer, FileKind, PrintedCode, read_code, signed_lengths
from tests.factories.reports import AFTER_YEAR, annual_report_of, file_of, small_year
from tests.reports.annual_scene import ENGLISH, published

pytestmark = pytest.mark.django_db
ADDRESS = "/verify/"
SITE = "https://portal.example.org"
NUMBER = "CAST-AR-2017-A01-1"


def pdf_bytes(*, code: str = "") -> bytes:
    """A small PDF, with a printed code if one is given."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        if code:
            picture = io.BytesIO()
            segno.make(code, error="m").save(picture, kind="png", scale=6)
            page = Image.new("L", (1240, 1754), 255)
            page.paste(Image.open(picture).convert("L"), (800, 100))
            stored = io.BytesIO()
            page.save(stored, "PDF")
            with pikepdf.open(io.BytesIO(stored.getvalue())) as other:
                pdf.pages.extend(other.pages)
        pdf.save(out)
    return out.getvalue()


def photo(code: str) -> bytes:
    out = io.BytesIO()
    segno.make(code, error="m").save(out, kind="png", scale=6)
    return out.getvalue()


@pytest.fixture
def edition() -> PublishedAnnualReport:
    """A published report whose PDF is signed."""
    return published(small_year(), signing.sign_document(pdf_bytes(), reason="x"))


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = SITE


def stored_bytes() -> bytes:
    with scopes_disabled():
        with AnnualReportFile.objects.get().file.open("rb") as file:
            data: bytes = file.read()
        return data


def upload(data: bytes, name: str = "report.pdf") -> Any:
    answer = Client().post(ADDRESS, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 200
    return answer


def told(data: bytes, name: str = "report.pdf") -> FileAnswer:
    found: FileAnswer = upload(data, name).context["answer"]
    return found


def test_the_published_file_is_genuine_and_current(edition: PublishedAnnualReport) -> None:
    page = upload(stored_bytes())
    (found,) = page.context["found"]
    assert (page.context["answer"].kind, found.standing) == (FileKind.COMPARED, Standing.CURRENT)
    assert NUMBER in found.title
    assert "中国数学会" in page.content.decode()


@pytest.mark.parametrize("asked", [NUMBER, "cast ar 2017 a01 1"])
def test_the_number_leads_to_the_report(edition: PublishedAnnualReport, asked: str) -> None:
    answer = Client().post(ADDRESS, {"code": asked})
    assert answer["Location"] == reverse("reports:verify-digest", args=[NUMBER])
    (found,) = Client().get(answer["Location"]).context["found"]
    assert (found.standing, found.digest) == (Standing.CURRENT, edition.digest)
    none = reverse("reports:verify-digest", args=["CAST-AR-2017-A01-2"])
    page = Client().get(none, headers=ENGLISH)
    assert (page.context["found"], "Not ours" in page.content.decode()) == ([], True)


def test_the_attached_data_have_the_digest_of_the_content(edition: PublishedAnnualReport) -> None:
    answer = told(canonical_json(edition.content), "report.json")
    assert [each.standing for each in answer.found] == [Standing.CURRENT]
    assert answer.digest == edition.digest


def test_superseded_and_withdrawn_are_told(edition: PublishedAnnualReport) -> None:
    data = stored_bytes()
    edition.withdrawn_at, edition.withdrawal_note = AFTER_YEAR, "数据有误"
    edition.save()
    (found,) = told(data).found
    assert (found.standing, "数据有误" in found.text) == (Standing.WITHDRAWN, True)
    edition.withdrawn_at, edition.superseded_at = None, AFTER_YEAR
    edition.save()
    (found,) = told(data).found
    assert (found.standing, found.url) == (
        Standing.SUPERSEDED,
        reverse("reports:public-annual-report-edition", args=[2017, "A-01", 1]),
    )


def test_of_what_was_not_published_only_that_is_told() -> None:
    report = annual_report_of(small_year(), AnnualReportState.SUBMITTED)
    with scopes_disabled():
        version = report.submitted_version
        assert version is not None
        file_of(version, data=b"%PDF-draft")
    for page in (
        upload(b"%PDF-draft"),
        Client().get(reverse("reports:verify-digest", args=[version.digest])),
    ):
        assert [each.standing for each in page.context["found"]] == [Standing.NOT_PUBLISHED]
        assert "中国数学会" not in page.content.decode()
    guessed = Client().get(reverse("reports:verify-digest", args=[NUMBER]))
    assert guessed.context["found"] == []


def test_what_was_added_behind_the_signature_is_said(edition: PublishedAnnualReport) -> None:
    answer = told(stored_bytes() + b"\n% a note\n%%EOF\n")
    assert answer.kind == FileKind.ADDED_TO
    assert [each.standing for each in answer.found] == [Standing.CURRENT]


def test_a_changed_file_is_not_ours_as_it_is(edition: PublishedAnnualReport) -> None:
    page = upload(stored_bytes().replace(b"595", b"596", 1))
    assert page.context["answer"].kind == FileKind.BROKEN
    result = page.content.decode().partition('id="result"')[2].partition("</section>")[0]
    assert "不可采信" in result
    assert "属实" not in result  # not even of what the code in it names
    saved_anew = io.BytesIO()
    address = SITE + reverse("reports:verify-digest", args=[edition.digest])
    with pikepdf.open(io.BytesIO(pdf_bytes(code=address))) as pdf:
        pdf.save(saved_anew)
    answer = told(saved_anew.getvalue())
    assert (answer.kind, answer.is_picture) == (FileKind.SHOWS_CODE, False)
    assert [each.digest for each in answer.found] == [edition.digest]


def test_our_signature_without_a_record_is_said() -> None:
    assert told(signing.sign_document(pdf_bytes(), reason="x")).kind == FileKind.SIGNED_ONLY


def test_a_photo_of_the_code_leads_to_the_report(edition: PublishedAnnualReport) -> None:
    address = SITE + reverse("reports:verify-digest", args=[edition.digest])
    answer = told(photo(address), "photo.png")
    assert (answer.kind, answer.is_picture) == (FileKind.SHOWS_CODE, True)
    assert [each.digest for each in answer.found] == [edition.digest]


def test_a_code_that_leads_elsewhere_is_not_ours(
    edition: PublishedAnnualReport, settings: Any
) -> None:
    forged = f"https://portal.example.com/verify/{edition.digest}/"
    answer = told(photo(forged), "photo.png")
    assert (answer.kind, answer.site) == (FileKind.ELSEWHERE, "https://portal.example.com")
    settings.FORMER_SITE_URLS = ["https://portal.example.com"]
    assert told(photo(forged), "photo.png").kind == FileKind.SHOWS_CODE
    unknown = told(photo(f"{SITE}/verify/{'0' * 64}/"), "photo.png")
    assert (unknown.kind, unknown.found) == (FileKind.COMPARED, [])


def test_a_file_that_cannot_be_read_is_said() -> None:
    data = b"%PDF-1.7 broken"
    answer = told(data)
    assert (answer.kind, answer.digest) == (
        FileKind.UNREADABLE,
        hashlib.sha256(data).hexdigest(),
    )


def test_one_address_has_so_many_files_looked_into(
    edition: PublishedAnnualReport, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_RATES = {**settings.API_RATES, "file": 1}
    monkeypatch.setattr(verification, "read_under_limits", lambda _data: Inspection(problem="x"))

    def sent(**origin: Any) -> Any:
        file = SimpleUploadedFile("a.pdf", b"%PDF-1.7 strange")
        return Client(**origin).post(ADDRESS, {"file": file})

    assert sent().status_code == 200
    refused = sent()
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert sent(REMOTE_ADDR="203.0.113.9").status_code == 200
    assert told(stored_bytes()).found  # what is ours is told by its bytes alone
    assert told(b"a,b", "report.csv").kind == FileKind.NOT_READ


@pytest.mark.parametrize("name", ["report.csv", "photo.webp", "photo.HEIC", "report.docx"])
def test_of_files_that_nobody_looks_into_nothing_is_said(name: str) -> None:
    answer = upload(b"RIFF....WEBP", name)
    assert answer.context["answer"].kind == FileKind.NOT_READ
    text = answer.content.decode()
    assert "这类文件无法核验" in text
    assert "未查到" not in text


def test_too_many_files_at_once_are_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    readers = BoundedSemaphore(1)
    readers.acquire()
    monkeypatch.setattr(verification, "_READERS", readers)
    monkeypatch.setattr(verification, "_PATIENCE_SECONDS", 0.01)
    answer = Client().post(ADDRESS, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert answer.status_code == 503
    assert "file" in answer.context["form"].errors


def test_the_certificate_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Client().get("/verify/certificate.pem")
    assert answer.content.startswith(b"-----BEGIN CERTIFICATE-----")
    assert signing.certificate_fingerprint() in Client().get(ADDRESS).content.decode()


def test_without_a_usable_key_there_is_no_certificate(settings: Any) -> None:
    settings.SIGNING_PKCS12 = "/nowhere.p12"
    assert Client().get("/verify/certificate.pem").status_code == 404
    assert "certificate.pem" not in Client().get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{SITE}/verify/{'a' * 64}/", PrintedCode(SITE, "a" * 64)),
        (f"{SITE}/verify/{'a' * 64}/?seal=3", PrintedCode(SITE, "a" * 64, 3)),
        (f"{SITE}/verify/{'a' * 64}/?seal=0", PrintedCode(SITE, "a" * 64)),
        (f"{SITE}/portal/verify/{'a' * 64}", PrintedCode(f"{SITE}/portal", "a" * 64)),
        (f"{SITE}/verify/{'a' * 63}/", PrintedCode(f"{SITE}/verify/{'a' * 63}/"[:120], "")),
        ("WIFI:x", PrintedCode("WIFI:x", "")),
    ],
)
def test_printed_codes_are_read(text: str, code: PrintedCode) -> None:
    assert read_code(text) == code


def test_signed_lengths_are_read_without_a_reader() -> None:
    assert signed_lengths(b"/ByteRange [0 5 9 21] " + b"x" * 30) == [30]
    assert signed_lengths(b"/ByteRange [0 5 9 21]") == []
    assert signed_lengths(b"/ByteRange [0 99999999999 1 1]") == []
    assert len(signed_lengths(b"".join(b"/ByteRange [0 1 2 %d]" % n for n in range(40)) * 9)) == 8
