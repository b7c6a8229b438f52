"""The seal bridge: a cover sheet for the paper seal, and its stamped scan kept with the version."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from accounts.models import User
from accounts.services import audit
from accounts.templatetags.portal import local_filter
from reports.enums import SEALED_IN
from reports.models import AnnualReport, AnnualReportVersion, SealedScan
from reports.models.annual_seal import scan_path
from reports.services.annual_text import locked_report
from reports.services.verification import BusyError, names_ours, read_under_limits
from reports.verifying import PrintedCode, read_code
from societies.services.stored_files import stored
from societies.uploads import CheckedFile, UploadProblem, check_size, check_upload

KINDS = (".pdf", ".jpg", ".jpeg", ".png")
MAX_PAGES = 10


def refuse_unless_sealed(report: AnnualReport) -> None:
    """Raise ValidationError where the workplan asks for a sealed scan and the version has none."""
    version = report.submitted_version
    if not report.workplan.annual_seal_is_required or version is None:
        return
    if not SealedScan.objects.filter(version=version, is_current=True).exists():
        raise ValidationError(
            _("The scan of the sealed cover sheet of version %(version)s has not been uploaded.")
            % {"version": version.number}
        )


def add_scan(
    *, report: AnnualReport, upload: UploadedFile[bytes], by: User, at: dt.datetime
) -> SealedScan:
    """Keep the stamped scan of the version handed in; UploadProblem says why it cannot be.

    Only the code on the sheet decides: it names this very version, or the scan is refused.
    """
    version = _waiting_version(report)
    checked, codes, pages = _read(upload)
    _refuse_other_codes(codes, version)
    with transaction.atomic():
        report = locked_report(report)
        if _waiting_version(report) != version:
            raise UploadProblem(_("The report was submitted anew meanwhile. Print its new sheet."))
        return _keep(version, checked, pages, by=by, at=at)


def _waiting_version(report: AnnualReport) -> AnnualReportVersion:
    version = report.submitted_version
    if report.state not in SEALED_IN or version is None:
        raise UploadProblem(_("A scan is taken while a version is with CAST or accepted."))
    return version


def _read(upload: UploadedFile[bytes]) -> tuple[CheckedFile, list[PrintedCode], int]:
    """The file as it may be kept, and the codes on it."""
    check_size(upload.size or 0)
    checked = check_upload(upload.name or "", upload.read())
    if checked.suffix not in KINDS:
        raise UploadProblem(_("Choose the scan as PDF, JPEG or PNG."))
    is_pdf = checked.suffix == ".pdf"
    try:
        seen = read_under_limits(checked.data, wants_copy=is_pdf)
    except BusyError as error:
        raise UploadProblem(_("Many files are being read just now. Try again later.")) from error
    if not seen.is_read:
        raise UploadProblem(
            _("The file could not be read: it may be damaged or have a password. Scan it again.")
        )
    if seen.pages > MAX_PAGES:
        raise UploadProblem(
            _("The scan has %(count)s pages; at most %(limit)s are taken: the cover sheet alone.")
            % {"count": seen.pages, "limit": MAX_PAGES}
        )
    if not seen.has_pictures:
        raise UploadProblem(
            _("The file holds no scanned page. Print the cover sheet, seal it, and scan it.")
        )
    if is_pdf:
        checked = replace(checked, data=seen.copy)
    return checked, [read_code(text) for text in seen.codes], seen.pages


def _refuse_other_codes(codes: Sequence[PrintedCode], version: AnnualReportVersion) -> None:
    ours = [code for code in codes if names_ours(code)]
    sheets = {(code.digest, code.version) for code in ours if code.version is not None}
    if sheets == {(version.digest, version.number)}:
        return
    if not codes:
        raise UploadProblem(
            _(
                "No code could be read. Scan the whole sheet flat at 300 dpi, in grey or colour, "
                "without covering the code with the seal; a photo must be sharp and evenly lit."
            )
        )
    if not ours:
        raise UploadProblem(_("The code on the scan is not one of this portal."))
    if not sheets:
        raise UploadProblem(
            _("This is a page of the report itself. Seal and scan the cover sheet for the seal.")
        )
    others = sorted(sheets - {(version.digest, version.number)})
    raise UploadProblem(_whose(others[0][0], version))


def _whose(digest: str, version: AnnualReportVersion) -> str:
    """Say which report a sheet belongs to, and which one is asked for."""
    with scopes_disabled():
        found = (
            AnnualReportVersion.objects.filter(digest=digest)
            .select_related("report__society", "report__workplan")
            .first()
        )
    if found is None:
        return _("The code on the scan belongs to no annual report that the portal knows.")
    return _(
        "This sheet belongs to version %(version)s of the annual report %(year)s of %(society)s; "
        "asked for is version %(wanted)s of the report %(wanted_year)s of %(wanted_society)s."
    ) % {
        "version": found.number,
        "year": found.report.workplan.year,
        "society": local_filter(found.report.society, "name"),
        "wanted": version.number,
        "wanted_year": version.report.workplan.year,
        "wanted_society": local_filter(version.report.society, "name"),
    }


def _keep(
    version: AnnualReportVersion, checked: CheckedFile, pages: int, *, by: User, at: dt.datetime
) -> SealedScan:
    """Store the scan in the place of the one before; the same scan again changes nothing."""
    sha256 = hashlib.sha256(checked.data).hexdigest()
    before = SealedScan.objects.filter(version=version, is_current=True).first()
    if before is not None and before.sha256 == sha256:
        return before
    scan = SealedScan(
        version=version,
        name=checked.name,
        media_type=checked.content_type,
        sha256=sha256,
        size=len(checked.data),
        pages=pages,
        code=version.digest,
        uploaded_at=at,
        uploaded_by=by,
    )
    path = scan_path(scan, checked.name)
    with stored(scan.file.storage, path, checked.data) as name:
        SealedScan.objects.filter(version=version).update(is_current=False)
        scan.file = name
        scan.full_clean(exclude=("version", "uploaded_by"))
        scan.save()
        audit.record(
            action="annual_report.sealed",
            subject=version.report,
            actor=by,
            scope=version.report.society.code,
            before={"sha256": before.sha256} if before else {},
            after={"version": version.number, "name": scan.name, "sha256": sha256},
        )
    return scan
