"""The workbook of financial statements: what it carries away, and what comes back."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import zlib
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.ciphers import Unreadable, open_sealed, seal
from accounts.models import User
from reports.finance.cells import Cells
from reports.finance.workbook import Base, FinanceFile, FinanceFileProblem
from reports.models import AnnualReport
from reports.selectors.finance import FinanceBook
from reports.services.annual_finance import save_finance
from societies.models import RegisterUpload, Society
from societies.services.register_uploads import UploadLost, discard_upload, keep_file

_PURPOSE = "workbook of financial statements"


def kind_of(year: int) -> str:
    """Under which kind a year's file is kept."""
    return f"finance:{year}"


def base_of(book: FinanceBook, society: Society, *, at: dt.datetime) -> str:
    """Return what the statements say now, sealed, to be carried in a workbook."""
    packed = Base(society.code, book.year, at, book.cells).packed()
    return base64.b64encode(seal(zlib.compress(packed, 9), purpose=_PURPOSE)).decode()


def opened_base(file: FinanceFile, *, society: Society, year: int) -> Base:
    """Return what a workbook was made from; FinanceFileProblem unless it is of this report."""
    try:
        sealed = base64.b64decode(file.token, validate=True)
        base = Base.unpacked(zlib.decompress(open_sealed(sealed, purpose=_PURPOSE)))
    except (Unreadable, binascii.Error) as error:
        raise FinanceFileProblem(
            _(
                "What the workbook was downloaded with is missing or was changed. Download it"
                " again and copy your values over."
            )
        ) from error
    if base.code != society.code:
        raise FinanceFileProblem(
            _("The workbook belongs to %(code)s, not to this society.") % {"code": base.code}
        )
    if base.year != year:
        raise FinanceFileProblem(
            _("The workbook is of %(year)d. Upload it on the page of that year.")
            % {"year": base.year}
        )
    return base


def keep_finance_file(
    *, society: Society, year: int, name: str, data: bytes, by: User, at: dt.datetime
) -> RegisterUpload:
    """Keep a workbook, encrypted, until it is applied."""
    return keep_file(kind=kind_of(year), society=society, name=name, data=data, by=by, at=at)


@transaction.atomic
def apply_finance_file(
    *,
    upload: RegisterUpload,
    report: AnnualReport,
    base: Cells,
    mine: Cells,
    choices: Mapping[str, str],
    expected_version: int,
    by: User,
    at: dt.datetime,
) -> FinanceBook:
    """Save what was looked at, or nothing, and forget the file.

    Raises FinanceConflict and ValidationError as saving does, and UploadLost for a file that was
    applied or discarded meanwhile.
    """
    book = save_finance(
        report=report,
        base=base,
        mine=mine,
        by=by,
        at=at,
        choices=choices,
        expected_version=expected_version,
        reason=upload.name,
    )
    if not discard_upload(upload=upload):
        raise UploadLost
    return book
