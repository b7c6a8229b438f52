"""The workbook of financial statements: what it carries away, and what comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from reports.finance.cells import Cells
from reports.finance.workbook import Base, FinanceFile
from reports.models import AnnualReport
from reports.selectors.finance import FinanceBook
from reports.services.annual_finance import save_finance
from societies.filled_books import FilledBookProblem
from societies.models import RegisterUpload, Society
from societies.services.filled_books import check_belongs, sealed_base, unsealed_base
from societies.services.register_uploads import UploadLost, discard_upload

_PURPOSE = "workbook of financial statements"


def kind_of(year: int) -> str:
    """Under which kind a year's file is kept."""
    return f"finance:{year}"


def base_of(book: FinanceBook, society: Society, *, at: dt.datetime) -> str:
    """Return what the statements say now, sealed, to be carried in a workbook."""
    packed = Base(society.code, book.year, at, book.cells).packed()
    return sealed_base(packed, purpose=_PURPOSE)


def opened_base(file: FinanceFile, *, society: Society, year: int) -> Base:
    """Return what a workbook was made from; FilledBookProblem unless it is of this report."""
    base = Base.unpacked(unsealed_base(file.token, purpose=_PURPOSE))
    check_belongs(base.code, society)
    if base.year != year:
        raise FilledBookProblem(
            _("The workbook is of %(year)d. Upload it on the page of that year.")
            % {"year": base.year}
        )
    return base


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
