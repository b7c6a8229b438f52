"""Verifying what was published: by digest, by file, genuine, superseded, not ours."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reforms.models import MonthlyIssue, MonthlyReport, Submission
from reports.forms import verify as forms
from reports.models import BulletinEdition
from reports.selectors.public import issue_bytes
from reports.selectors.verification import Standing, Wanted, verify, wanted
from reports.services import verification as service
from reports.views import verify as views
from tests.factories.societies import manager
from tests.reports.test_bulletin import APRIL, NOW, PDF, correct, issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]
__all__ = ["issue"]
ADDRESS = "/verify/"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a" * 64, Wanted("a" * 64)),
        (f" SHA256:{'A' * 64}\n", Wanted("a" * 64)),
        ("12345678", Wanted("12345678")),
        ("1234…abcd", Wanted("1234", "abcd")),
        ("1234...abcd", Wanted("1234", "abcd")),
        ("1234567", None),
        ("a" * 65, None),
        ("123…abcd", None),
        ("zz345678", None),
        ("", None),
    ],
)
def test_a_digest_is_read_as_people_write_it(text: str, found: Wanted | None) -> None:
    assert wanted(text) == found


@pytest.mark.parametrize("short", ["{0}", "{1}…{2}", "{3}"])
def test_an_issue_is_genuine_and_current(issue: MonthlyIssue, short: str) -> None:
    digest = issue.digest
    asked = wanted(short.format(digest, digest[:4], digest[-4:], digest[:8]))
    assert asked is not None
    (found,) = verify(asked)
    assert (found.standing, found.digest) == (Standing.CURRENT, digest)


def test_a_corrected_issue_is_superseded(issue: MonthlyIssue) -> None:
    note = correct(issue)
    (found,) = verify(Wanted(issue.digest))
    assert found.standing == Standing.SUPERSEDED
    (found,) = verify(Wanted(note.digest))
    assert found.standing == Standing.CURRENT


def test_an_older_edition_is_superseded(issue: MonthlyIssue) -> None:
    def publish(number: int) -> None:
        edition = BulletinEdition(
            issue=issue,
            number=number,
            language="en",
            content_digest=str(number),
            file_sha256=str(number) * 64,
            pages=1,
            size=1,
            published_at=NOW,
        )
        edition.file.save("x.pdf", ContentFile(PDF), save=False)
        edition.save()

    publish(1)
    assert verify(Wanted("1" * 64))[0].standing == Standing.CURRENT
    publish(2)
    assert verify(Wanted("1" * 64))[0].standing == Standing.SUPERSEDED
    assert verify(Wanted("2" * 64))[0].standing == Standing.CURRENT
    correct(issue)
    assert verify(Wanted("2" * 64))[0].standing == Standing.SUPERSEDED


def test_of_a_receipt_nothing_but_that_it_is_genuine_is_told(
    client: Client, issue: MonthlyIssue
) -> None:
    report = MonthlyReport.objects.get()
    Submission.objects.create(
        report=report,
        number=1,
        receipt_number="2017-04/A-01/1",
        submitted_at=NOW,
        submitted_by=manager(),
        due_on=APRIL,
        is_late=False,
        content={},
        digest="c" * 64,
    )
    text = client.get(reverse("reports:verify-digest", args=["c" * 64])).content.decode()
    assert "A-01" not in text
    assert len(verify(Wanted("c" * 64))) == 1


def test_the_file_of_figures_is_recognised(client: Client, issue: MonthlyIssue) -> None:
    data = issue_bytes(issue)
    for content in (data, json.dumps(json.loads(data), indent=2).encode()):
        upload = SimpleUploadedFile("figures-2017-04.json", content)
        answer = client.post(ADDRESS, {"file": upload})
        assert [each.digest for each in answer.context["found"]] == [issue.digest]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF else"),
        ("a.json", b"{"),
        ("a.json", b"[]"),
        ("a.json", b"[" * 99999),
        ("a.json", b'{"a": "\\ud800"}'),
        ("a.json", b'{"a": ' + b"9" * 5000 + b"}"),
    ],
)
def test_what_is_not_ours_is_said_so(
    client: Client, issue: MonthlyIssue, name: str, content: bytes
) -> None:
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    assert answer.context["found"] == []
    assert hashlib.sha256(content).hexdigest() in answer.content.decode()


def test_a_file_that_would_unfold_is_not_read(
    client: Client, issue: MonthlyIssue, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = json.dumps(json.loads(issue_bytes(issue)), indent=2).encode()
    assert len(content) * 5 < service.MOST_TO_READ
    monkeypatch.setattr(service, "MOST_TO_READ", len(content) - 1)
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile("figures.json", content)})
    assert answer.context["found"] == []


def test_a_pasted_digest_gets_an_address(client: Client, issue: MonthlyIssue) -> None:
    answer = client.post(ADDRESS, {"code": issue.digest.upper()})
    assert answer["Location"] == reverse("reports:verify-digest", args=[issue.digest])
    page = client.get(answer["Location"])
    assert page.context["found"][0].standing == Standing.CURRENT


@pytest.mark.parametrize("data", [{}, {"code": "xyz"}, {"code": "1234567"}])
def test_a_wrong_form_says_what_is_wrong(client: Client, data: dict[str, str]) -> None:
    answer = client.post(ADDRESS, data)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert client.get("/verify/xyz/").status_code == 404


def test_a_large_file_is_refused_unread(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_TO_VERIFY", 100)
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile("a.pdf", b"x" * 200)})
    assert answer.status_code == 413
    assert forms.MOST_TO_VERIFY > 1024**2
