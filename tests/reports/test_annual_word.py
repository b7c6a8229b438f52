"""A chapter taken from Word and the whole report as a Word document, as a society meets them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scopes_disabled
from docx import Document
from docx.document import Document as DocumentType

from reports.annual.rich_text import image_digests
from reports.models import AnnualImage, AnnualReportSection
from reports.services.annual import ensure_report
from reports.services.annual_text import save_section
from tests.factories.reports import AFTER_YEAR, Year
from tests.factories.societies import auditor, editor
from tests.reports import word_files as files
from tests.reports.annual_scene import ENGLISH, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_the_year")]
UPLOAD = "word-chapter"


def place(name: str, chapter: str = "members") -> str:
    return reverse(f"reports:annual-report-{name}", args=(2017, "A-01", chapter))


def upload(year: Year, data: bytes, name: str = "会员.docx") -> Any:
    return signed_in(editor(year.society)).post(
        place(UPLOAD), {"file": SimpleUploadedFile(name, data)}, headers=ENGLISH
    )


def stored() -> tuple[str, int]:
    with scopes_disabled():
        section = AnnualReportSection.objects.filter(chapter="members").first()
        return (section.html, section.version) if section else ("", 0)


def given(response: Any, **choice: str) -> dict[str, str]:
    """What the page shown would send, with what the person chose."""
    form = response.context["form"]
    sent = {"html": form["html"].value(), "version": str(form["version"].value())}
    sent |= {f"alt-{digest}": field.value() for digest, field in form.pictures}
    return sent | {"place": "replace"} | choice


def take(year: Year, sent: dict[str, str]) -> Any:
    return signed_in(editor(year.society)).post(place("word-take"), sent, headers=ENGLISH)


def test_a_document_is_looked_at_before_it_changes_anything(year: Year) -> None:
    response = upload(year, files.word(files.chapter))
    text = response.content.decode()
    assert response.status_code == 200
    assert "<h4>会员日</h4>" in text
    assert "1 passage that was struck out was left out." in text
    assert stored() == ("", 0)
    with scopes_disabled():
        image = AnnualImage.objects.get()
    assert f'src="/annual-reports/2017/A-01/images/{image.sha256}/"' in text


def test_the_text_takes_the_place_of_the_chapters(year: Year) -> None:
    answer = given(upload(year, files.word(files.chapter)))
    response = take(year, answer)
    assert response["Location"] == place("chapter")
    html, version = stored()
    assert html.startswith("<h3>会员服务</h3>")
    assert 'alt="会员日现场"' in html
    assert version == 1


def test_the_text_can_come_behind_what_is_there(year: Year) -> None:
    write(year, "<p>已有</p>")
    document = files.word(lambda each: each.add_paragraph("新增"))
    response = upload(year, document)
    assert "Text of the chapter now" in response.content.decode()
    assert take(year, given(response, place="append")).status_code == 302
    assert stored() == ("<p>已有</p><p>新增</p>", 2)


def test_beside_text_that_is_there_nothing_is_chosen_beforehand(year: Year) -> None:
    write(year, "<p>已有</p>")
    response = upload(year, files.word(lambda each: each.add_paragraph("新增")))
    assert response.context["form"]["place"].value() == ""
    assert take(year, given(response, place="")).status_code == 422
    assert stored() == ("<p>已有</p>", 1)


def test_a_text_saved_meanwhile_is_never_lost(year: Year) -> None:
    answer = given(upload(year, files.word(lambda each: each.add_paragraph("新增"))))
    write(year, "<p>别人写的</p>")
    response = take(year, answer)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else saved this chapter meanwhile" in text
    assert "别人写的" in text
    assert stored() == ("<p>别人写的</p>", 1)
    assert take(year, given(response)).status_code == 302
    assert stored() == ("<p>新增</p>", 2)


def test_a_picture_must_be_described(year: Year) -> None:
    def fill(document: DocumentType) -> None:
        document.add_picture(io.BytesIO(files.picture()))

    answer = given(upload(year, files.word(fill)))
    digest = image_digests(answer["html"])[0]
    response = take(year, {**answer, f"alt-{digest}": " "})
    assert response.status_code == 422
    assert "Describe the picture in a few words." in response.content.decode()
    assert stored() == ("", 0)
    take(year, {**answer, f"alt-{digest}": '会员"日" <合影>'})
    html = f'<figure><img data-image="{digest}" alt="会员&quot;日&quot; &lt;合影&gt;"></figure>'
    assert stored()[0] in (html, html.replace("&lt;", "<").replace("&gt;", ">"))


def test_a_picture_that_cannot_be_kept_is_named(year: Year) -> None:
    def fill(document: DocumentType) -> None:
        document.add_paragraph("正文")
        document.add_picture(io.BytesIO(files.picture()))

    broken = files.changed(files.word(fill), {"word/media/image1.png": b"\x89PNG broken"})
    response = upload(year, broken)
    assert response.status_code == 200
    assert "Picture 1: This is no picture that can be read." in response.content.decode()
    assert given(response)["html"] == "<p>正文</p>"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0", "save it as docx"),
        ("a.docx", b"", "The file is empty."),
        ("a.docx", b"no archive", "damaged"),
        ("a.docx", files.word(lambda each: each.add_paragraph(" ")), "no text"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_in_words(
    year: Year, name: str, data: bytes, words: str
) -> None:
    response = upload(year, data, name)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_closed_report_takes_no_document(year: Year) -> None:
    answer = given(upload(year, files.word(lambda each: each.add_paragraph("新增"))))
    with scopes_disabled():
        year.society.annual_reports.update(state="submitted")
    response = upload(year, files.word(files.chapter))
    assert response["Location"] == reverse("reports:annual-report-edit", args=(2017, "A-01"))
    assert take(year, answer).status_code == 422
    assert stored() == ("", 0)


def test_markup_that_was_slipped_in_is_cleaned(year: Year) -> None:
    answer = given(upload(year, files.word(lambda each: each.add_paragraph("新增"))))
    take(year, {**answer, "html": "<p onclick=x>新<script>alert(1)</script></p>"})
    assert stored()[0] == "<p>新</p>"


def test_the_whole_report_comes_as_a_word_document(year: Year) -> None:
    write(year, "<p>已有</p>")
    address = reverse("reports:annual-report-word", args=(2017, "A-01", "en"))
    response = signed_in(auditor()).get(address)
    assert response["Content-Disposition"].endswith(".docx")
    assert "A-01" in response["Content-Disposition"]
    texts = [each.text for each in Document(io.BytesIO(response.content)).paragraphs]
    assert "Draft without a number" in texts
    assert "已有" in texts
    assert any(each.endswith("Members and services to members") for each in texts)


def test_a_version_that_is_not_there_has_no_document(year: Year) -> None:
    address = reverse("reports:annual-report-word-version", args=(2017, "A-01", 9, "zh"))
    assert signed_in(editor(year.society)).get(address).status_code == 404


def write(year: Year, html: str) -> None:
    with scopes_disabled():
        save_section(
            report=ensure_report(society=year.society, workplan=year.workplan),
            chapter="members",
            html=html,
            by=editor(year.society),
            expected_version=stored()[1],
            at=AFTER_YEAR,
        )
