"""Pictures of an annual report: drawn anew, described, and kept as long as a text shows them."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from reports.annual.pictures import Picture, redrawn
from reports.annual.rich_text import image_digests
from reports.models import AnnualImage, AnnualReport
from reports.models.annual_text import image_path
from reports.pdf.text import clean_text
from reports.services.annual_text import locked_report
from societies.services.stored_files import stored

#: What the pictures of one report may be.
MAX_COUNT, MAX_TOTAL = 120, 60 * 1024 * 1024
MAX_ALT = 300
#: A picture that no saved text shows may still be in somebody's unsaved one.
PATIENCE = dt.timedelta(days=1)


def add_image(
    *, report: AnnualReport, data: bytes, alt: str, by: User, at: dt.datetime
) -> AnnualImage:
    """Keep a picture; the same one is kept once.

    UploadProblem when the file is no picture to be kept; ValidationError when it has no
    description, the report is closed or full.
    """
    alt = checked_alt(alt)
    picture = redrawn(data)
    digest = hashlib.sha256(picture.data).hexdigest()
    with transaction.atomic():
        report = locked_report(report)
        if not report.is_open:
            raise ValidationError(
                _("The report has been submitted; its text cannot be changed now.")
            )
        known: AnnualImage | None = report.images.filter(sha256=digest).first()
        if known is not None and default_storage.exists(str(known.file.name)):
            return known
        if known is None:
            _refuse_when_full(report, len(picture.data), at)
        return _kept(known, report, picture, digest, alt, by, at)


def checked_alt(alt: str) -> str:
    """The description in one line; ValidationError when there is none or it is too long."""
    alt = " ".join(clean_text(alt).split())
    if not alt:
        raise ValidationError(
            _("Describe the picture in a few words, for those who cannot see it.")
        )
    if len(alt) > MAX_ALT:
        raise ValidationError(
            _("The description has %(count)d characters; at most %(limit)d fit.")
            % {"count": len(alt), "limit": MAX_ALT}
        )
    return alt


def _kept(
    known: AnnualImage | None,
    report: AnnualReport,
    picture: Picture,
    digest: str,
    alt: str,
    by: User,
    at: dt.datetime,
) -> AnnualImage:
    image: AnnualImage = known or AnnualImage(report=report, sha256=digest)
    image.alt, image.uploaded_by, image.uploaded_at = alt, by, at
    image.media_type, image.size = picture.media_type, len(picture.data)
    image.width, image.height = picture.width, picture.height
    with stored(
        default_storage, image_path(image, f"picture.{picture.suffix}"), picture.data
    ) as name:
        image.file.name = name
        image.full_clean()
        image.save()
        audit.record(
            action="annual_report.picture-added",
            subject=report,
            actor=by,
            scope=report.society.code,
            after={"sha256": digest, "name": alt},
        )
    return image


def _refuse_when_full(report: AnnualReport, size: int, at: dt.datetime) -> None:
    if _has_room(report, size):
        return
    _drop_unused(report, before=at - PATIENCE)
    if not _has_room(report, size):
        raise ValidationError(
            _("The report is full: it may hold %(count)d pictures of %(limit)d MB altogether.")
            % {"count": MAX_COUNT, "limit": MAX_TOTAL // 1024**2}
        )


def _has_room(report: AnnualReport, size: int) -> bool:
    total: int = report.images.aggregate(total=Sum("size"))["total"] or 0
    return report.images.count() < MAX_COUNT and total + size <= MAX_TOTAL


def _drop_unused(report: AnnualReport, *, before: dt.datetime) -> None:
    """Let go of older pictures that no text, earlier text or version of the report shows."""
    shown: set[str] = set()
    for html in (
        *report.sections.values_list("html", flat=True),
        *report.earlier_texts.values_list("html", flat=True),
    ):
        shown.update(image_digests(html))
    for content in report.versions.values_list("content", flat=True).iterator():
        shown.update(content.get("images", {}))
    unused = report.images.filter(uploaded_at__lt=before).exclude(sha256__in=shown)
    names = list(unused.values_list("file", flat=True))
    unused.delete()
    transaction.on_commit(lambda: _delete_files(names), robust=True)


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
