"""A chapter from a Word document: its pictures are kept at once, its text when it is agreed to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from reports.annual.chapters import chapter_by_code
from reports.annual.rich_text import image_digests
from reports.enums import TextCause
from reports.models import AnnualImage, AnnualReport, AnnualReportSection
from reports.services.annual_images import add_image, checked_alt
from reports.services.annual_text import checked_html, save_section
from reports.word.reading import WordPicture, read_word
from reports.word.shaping import with_pictures
from societies.uploads import UploadProblem

_ALT = re.compile(r'(<img\b[^>]*?\balt=")[^"]*(")')


@dataclass(frozen=True, slots=True)
class WordChapter:
    """What a document gives: clean text, what was left out of it, pictures that were not kept."""

    html: str
    left_out: Mapping[str, int]
    refused: tuple[str, ...]


def read_chapter(
    *, report: AnnualReport, chapter: str, name: str, data: bytes, by: User, at: dt.datetime
) -> WordChapter:
    """Read a document for a chapter and keep its pictures; the text is not saved yet.

    UploadProblem when the document cannot be read or says nothing, ValidationError when the
    report is closed, too full for the pictures, or the text too long.
    """
    if not report.is_open:
        raise ValidationError(_("The report has been submitted; its text cannot be changed now."))
    title = chapter_by_code()[chapter].title
    found = read_word(name, data, (title.zh, title.en))
    kept: dict[str, tuple[str, str]] = {}
    refused = []
    with transaction.atomic():
        for number, picture in enumerate(found.pictures, start=1):
            try:
                image = _keep(report, picture, number, by, at)
            except UploadProblem as problem:
                words = _("Picture %(number)s: %(problem)s")
                refused.append(words % {"number": number, "problem": problem})
            else:
                kept[picture.key] = (image.sha256, picture.alt)
    html = checked_html(with_pictures(found.html, kept))
    if not html:
        raise UploadProblem(_("The document has no text that can be taken over."))
    return WordChapter(html, found.left_out, tuple(refused))


def _keep(
    report: AnnualReport, picture: WordPicture, number: int, by: User, at: dt.datetime
) -> AnnualImage:
    """Keep a picture; without a description it has a number until somebody describes it."""
    alt = picture.alt or pgettext("in a Word document", "Picture %(number)s") % {"number": number}
    return add_image(report=report, data=picture.data, alt=alt, by=by, at=at)


def described(html: str, descriptions: Mapping[str, str]) -> str:
    """Clean text whose pictures have these descriptions; ValidationError for a bad one."""
    for digest in image_digests(html):
        if digest in descriptions:
            alt = escape(checked_alt(descriptions[digest]))
            picture = re.compile(rf'<img\b[^>]*\bdata-image="{digest}"[^>]*>')
            html = picture.sub(lambda match, alt=alt: _with_alt(match[0], alt), html)  # type: ignore[misc]
    return html


def _with_alt(image: str, alt: str) -> str:
    if _ALT.search(image):
        return _ALT.sub(lambda match: f"{match[1]}{alt}{match[2]}", image)
    return f'{image[:-1]} alt="{alt}">'


@transaction.atomic
def take_chapter(
    *,
    report: AnnualReport,
    chapter: str,
    html: str,
    append: bool,
    by: User,
    expected_version: int,
    at: dt.datetime,
) -> AnnualReportSection:
    """Put the text in the place of the chapter's, or behind it; raises as `save_section` does."""
    if append:
        stored = report.sections.filter(chapter=chapter).values_list("html", flat=True).first()
        html = f"{stored or ''}{html}"
    return save_section(
        report=report,
        chapter=chapter,
        html=html,
        by=by,
        expected_version=expected_version,
        at=at,
        cause=TextCause.WORD,
    )


def pictures_of(report: AnnualReport, wanted: Mapping[str, object]) -> dict[str, bytes]:
    """The bytes of the report's pictures by digest; one whose file is lost is not there."""
    images = AnnualImage.objects.filter(report=report, sha256__in=list(wanted)) if wanted else ()
    found = {}
    for image in images:
        try:
            with image.file.open("rb") as stored:
                found[image.sha256] = stored.read()
        except FileNotFoundError:
            continue
    return found
