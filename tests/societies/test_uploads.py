"""What may be kept as evidence, and what is refused with which reason."""

import io
import zipfile
from threading import Lock

import pytest
from django.utils import translation
from PIL import Image, ImageFile

from societies import pictures, uploads
from societies.uploads import (
    UploadProblem,
    check_upload,
    check_workbook_archive,
    clean_name,
)
from tests.factories.files import office_file, pdf_file, picture


@pytest.fixture(autouse=True)
def english() -> None:
    """Read the reasons in the language of the source."""
    translation.activate("en")


def refused(name: str, data: bytes) -> str:
    """Return why the file is refused."""
    with pytest.raises(UploadProblem) as caught:
        check_upload(name, data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "content_type"),
    [
        ("规则.pdf", pdf_file(), "application/pdf"),
        ("a.PNG", picture("PNG"), "image/png"),
        ("a.jpeg", picture("JPEG"), "image/jpeg"),
        ("a.docx", office_file("word/document.xml"), uploads.CONTENT_TYPES[".docx"]),
        ("a.xlsx", office_file("xl/workbook.xml"), uploads.CONTENT_TYPES[".xlsx"]),
        ("a.pptx", office_file("ppt/presentation.xml"), uploads.CONTENT_TYPES[".pptx"]),
    ],
)
def test_allowed_kind_is_kept(name: str, data: bytes, content_type: str) -> None:
    checked = check_upload(name, data)
    assert (checked.name.lower(), checked.content_type) == (name.lower(), content_type)


@pytest.mark.parametrize(
    "name", ["a.exe", "a.pdf.exe", "a.svg", "a.html", "a.zip", "a", "a.gif", ""]
)
def test_other_kind_is_refused(name: str) -> None:
    assert "Only these kinds of files" in refused(name, pdf_file())


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a.wps", "a.et"])
def test_old_format_is_refused_with_advice(name: str) -> None:
    assert "Save it as PDF, docx or xlsx" in refused(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


@pytest.mark.parametrize("name", ["a.docm", "a.xlsm", "a.pptm", "a.xlsb"])
def test_macro_format_is_refused(name: str) -> None:
    assert "without macros" in refused(name, office_file("word/document.xml"))


@pytest.mark.parametrize(
    "member", ["word/vbaProject.bin", "xl/macrosheets/sheet1.xml", "word/activeX/activeX1.bin"]
)
def test_macro_under_a_harmless_name_is_refused(member: str) -> None:
    data = office_file("word/document.xml", "xl/workbook.xml", member)
    assert "without macros" in refused("a.docx", data)


@pytest.mark.parametrize(
    ("name", "data", "most", "advice"),
    [
        ("a.xlsm", b"", 10**6, "Save it as xlsx without macros, or as CSV"),
        ("a.xlsx", office_file("xl/workbook.xml", "xl/vbaProject.bin"), 10**6, "or as CSV"),
        ("a.xlsx", office_file("xl/workbook.xml"), 1, "Split it into several files"),
        ("a.docx", office_file("word/document.xml"), 10**6, "Only xlsx and csv"),
    ],
)
def test_who_asks_for_a_table_is_offered_what_is_read_as_one(
    name: str, data: bytes, most: int, advice: str
) -> None:
    with pytest.raises(UploadProblem) as caught:
        check_workbook_archive(name, io.BytesIO(data), max_unpacked=most)
    assert advice in str(caught.value)
    assert "PDF" not in str(caught.value)


def test_macro_content_type_is_refused() -> None:
    data = office_file("word/document.xml", types=b"application/vnd.ms-word.macroEnabled.main+xml")
    assert "without macros" in refused("a.docx", data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"not a pdf"),
        ("a.pdf", b"%PDF-1.7 cut off"),
        ("a.png", picture("JPEG")),
        ("a.png", picture("PNG")[:45]),
        ("a.jpg", b"<html><script>alert(1)</script></html>"),
        ("a.docx", pdf_file()),
        ("a.docx", office_file("xl/workbook.xml")),
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("a.docx", office_file("word/document.xml", "../../evil.xml")),
    ],
)
def test_content_that_does_not_fit_is_refused(name: str, data: bytes) -> None:
    assert "does not fit the file's ending" in refused(name, data)


def test_office_file_with_a_password_is_refused_with_advice() -> None:
    assert "without a password" in refused("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")


def test_empty_file_is_refused() -> None:
    assert refused("a.pdf", b"") == "The file is empty."


def test_file_of_the_greatest_size_is_kept_and_one_byte_more_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = pdf_file()
    monkeypatch.setattr(uploads, "MAX_BYTES", len(data))
    assert check_upload("a.pdf", data).data == data
    monkeypatch.setattr(uploads, "MAX_BYTES", len(data) - 1)
    assert "at most" in refused("a.pdf", data)


def test_archive_that_unpacks_to_too_much_is_refused_unread() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"\0" * (uploads.MAX_UNPACKED + 1))
    assert "unpacks to too much" in refused("a.docx", out.getvalue())


def test_archive_with_too_high_a_ratio_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"\0" * 5_000_000)
    assert "unpacks to too much" in refused("a.docx", out.getvalue())


def test_archive_with_too_many_members_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_MEMBERS", 1)
    data = office_file("word/document.xml")
    assert "unpacks to too much" in refused("a.docx", data)


def test_picture_with_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_PIXELS", 99)
    assert "The picture is too large" in refused("a.png", picture("PNG", size=(10, 10)))


def test_pillow_bomb_warning_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 60)
    assert "The picture is too large" in refused("a.png", picture("PNG", size=(10, 10)))


def test_picture_loses_its_position_and_hidden_tail() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    data = picture("JPEG", exif=exif) + b"<script>hidden</script>"
    kept = check_upload("a.jpg", data).data
    assert b"secret place" not in kept
    assert b"hidden" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert not opened.getexif()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK"])
def test_picture_of_any_mode_is_redrawn(mode: str) -> None:
    kind, name = ("JPEG", "a.jpg") if mode == "CMYK" else ("PNG", "a.png")
    assert check_upload(name, picture(kind, mode=mode)).data


@pytest.mark.parametrize(
    ("name", "mode", "size", "kept"),
    [
        ("a.png", "RGB", (30, 20), (30, 20)),
        ("a.png", "RGB", (601, 1), (301, 1)),
        ("a.png", "1", (60, 40), (30, 20)),
        ("a.png", "P", (60, 40), (30, 20)),
        ("a.png", "RGBA", (60, 40), (30, 20)),
        ("a.jpg", "CMYK", (60, 40), (30, 20)),
    ],
)
def test_picture_of_too_many_pixels_is_kept_at_a_half_by_its_area(
    name: str,
    mode: str,
    size: tuple[int, int],
    kept: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(uploads, "MOST_KEPT_PIXELS", 600)
    data = check_upload(
        name, picture("JPEG" if name == "a.jpg" else "PNG", mode=mode, size=size)
    ).data
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.size == kept
        assert len(opened.getcolors() or []) == 1


def test_pictures_are_drawn_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = Lock()
    monkeypatch.setattr(pictures, "_DRAWING", lock)
    seen: list[bool] = []
    encode = uploads._encoded

    def encoded(picture: Image.Image, kind: str) -> bytes:
        seen.append(lock.locked())
        return encode(picture, kind)

    monkeypatch.setattr(uploads, "_encoded", encoded)
    check_upload("a.png", picture("PNG"))
    assert "does not fit" in refused("a.png", b"broken")
    assert seen == [True]
    assert not lock.locked()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\会议\规则.pdf", "规则.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("a\0b\n c\u200b.pdf", "ab c.pdf"),
        (" 议事  规则 .pdf", "议事 规则.pdf"),
        (".pdf", "file.pdf"),
        ('a<b>"c".pdf', "a_b__c_.pdf"),
    ],
)
def test_name_is_cleaned(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_long_name_keeps_its_ending() -> None:
    name = clean_name("长" * 300 + ".docx")
    assert len(name) == uploads.MAX_NAME
    assert name.endswith("长.docx")


def test_half_a_picture_is_refused_whatever_was_imported_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """WeasyPrint tells Pillow to accept truncated pictures; evidence must be whole."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert "does not fit the file's ending" in refused("a.png", picture("PNG")[:45])
