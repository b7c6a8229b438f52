"""Pictures of a report: kept once, described, shown to those who may read the report."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent, User
from reports.enums import AnnualReportState
from reports.models import AnnualImage, AnnualReport, AnnualReportSection
from reports.services import annual_images
from reports.services.annual_images import MAX_ALT, add_image
from societies.uploads import UploadProblem
from tests.factories.files import picture
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of
from tests.factories.societies import SocietyFactory, auditor, editor
from tests.reports.annual_scene import page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "after_the_year")]


def add(
    report: AnnualReport, by: User, *, width: int = 4, alt: str = "合影", days: int = 0
) -> AnnualImage:
    at = AFTER_YEAR + dt.timedelta(days=days)
    return add_image(report=report, data=picture(size=(width, 3)), alt=alt, by=by, at=at)


def test_picture_is_kept_once_with_who_and_when(report: AnnualReport, person: User) -> None:
    image = add(report, person, alt=" 开幕\n式 ")
    assert (image.alt, image.width, image.media_type) == ("开幕 式", 4, "image/png")
    assert (image.uploaded_by, image.uploaded_at) == (person, AFTER_YEAR)
    assert add(report, person, alt="另一说明") == image
    assert AnnualImage.objects.count() == 1
    event = AuditEvent.objects.get()
    assert (event.action, event.scope) == ("annual_report.picture-added", "A-01")


def test_lost_file_is_kept_again(report: AnnualReport, person: User) -> None:
    image = add(report, person)
    default_storage.delete(str(image.file.name))
    again = add(report, person)
    assert again.pk == image.pk
    assert default_storage.exists(str(again.file.name))


@pytest.mark.parametrize("alt", ["", " \n", "字" * (MAX_ALT + 1)])
def test_picture_needs_a_description(report: AnnualReport, person: User, alt: str) -> None:
    with pytest.raises(ValidationError):
        add(report, person, alt=alt)
    assert not AnnualImage.objects.exists()
    assert len(add(report, person, alt="字" * MAX_ALT).alt) == MAX_ALT


def test_closed_report_takes_no_picture(year: Year, person: User) -> None:
    report = annual_report_of(year, AnnualReportState.SUBMITTED)
    with pytest.raises(ValidationError):
        add(report, person)


def test_full_report_takes_no_more(
    report: AnnualReport, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annual_images, "MAX_COUNT", 2)
    first, _second = add(report, person, width=1), add(report, person, width=2)
    assert add(report, person, width=1) == first
    with pytest.raises(ValidationError, match="2"):
        add(report, person, width=3)
    monkeypatch.setattr(annual_images, "MAX_COUNT", 9)
    monkeypatch.setattr(annual_images, "MAX_TOTAL", 1)
    with pytest.raises(ValidationError):
        add(report, person, width=3)


def test_full_report_lets_go_of_what_nothing_shows(
    report: AnnualReport,
    person: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(annual_images, "MAX_COUNT", 2)
    used, unused = add(report, person, width=1), add(report, person, width=2)
    AnnualReportSection.objects.create(
        report=report, chapter="events", html=f'<img data-image="{used.sha256}" alt="">'
    )
    with pytest.raises(ValidationError):
        add(report, person, width=3, days=1)  # somebody may be writing with it
    with django_capture_on_commit_callbacks(execute=True):
        add(report, person, width=3, days=2)
    assert not AnnualImage.objects.filter(pk=unused.pk).exists()
    assert not default_storage.exists(str(unused.file.name))
    assert AnnualImage.objects.filter(pk=used.pk).exists()


def test_disk_that_is_full_keeps_no_row(
    report: AnnualReport, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(UploadProblem):
        add(report, person)
    assert not AnnualImage.objects.exists()


def upload(client: Client, data: bytes | None, alt: str = "合影") -> Any:
    form: dict[str, object] = {"alt": alt}
    if data is not None:
        form["image"] = SimpleUploadedFile("a.png", data)
    return client.post(page("image-add"), form, headers={"accept-language": "en"})


def test_uploaded_picture_is_shown_to_the_society_and_cast_only(year: Year, person: User) -> None:
    answer = upload(signed_in(person), picture()).json()
    for user in (person, auditor()):
        response = signed_in(user).get(answer["address"])
        assert b"".join(response).startswith(b"\x89PNG")
        assert response["Content-Type"] == "image/png"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"].startswith("private")
    stranger = signed_in(editor(SocietyFactory(code="B-01")))
    assert stranger.get(answer["address"]).status_code == 404
    assert signed_in(person).get(page("image", 2017, "A-01", "0" * 64)).status_code == 404


def test_picture_whose_file_was_lost_is_404(year: Year, person: User) -> None:
    answer = upload(signed_in(person), picture()).json()
    default_storage.delete(str(AnnualImage.objects.get().file.name))
    assert signed_in(person).get(answer["address"]).status_code == 404


@pytest.mark.parametrize(
    ("data", "alt", "words"),
    [
        (None, "合影", "Choose a picture"),
        (b"<svg></svg>", "合影", "SVG"),
        (picture(), " ", "Describe the picture"),
    ],
)
def test_refused_picture_says_why(
    year: Year, person: User, data: bytes | None, alt: str, words: str
) -> None:
    response = upload(signed_in(person), data, alt)
    assert response.status_code == 422
    assert words in response.json()["problem"]
    assert not AnnualImage.objects.exists()
