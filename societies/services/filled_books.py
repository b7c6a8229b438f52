"""What a workbook that is filled in elsewhere carries away, so that nobody can forge it."""

from __future__ import annotations

import base64
import binascii
import zlib

from django.utils.translation import gettext as _

from accounts.ciphers import Unreadable, open_sealed, seal
from societies.filled_books import FilledBookProblem
from societies.models import Society


def sealed_base(packed: bytes, *, purpose: str) -> str:
    """Seal what a workbook is made from, to be carried in it."""
    return base64.b64encode(seal(zlib.compress(packed, 9), purpose=purpose)).decode()


def unsealed_base(token: str, *, purpose: str) -> bytes:
    """Return what was sealed; FilledBookProblem when it is missing or was changed."""
    try:
        sealed = base64.b64decode(token, validate=True)
        return zlib.decompress(open_sealed(sealed, purpose=purpose))
    except (Unreadable, binascii.Error) as error:
        raise FilledBookProblem(
            _(
                "What the workbook was downloaded with is missing or was changed. Download it"
                " again and copy your values over."
            )
        ) from error


def check_belongs(code: str, society: Society) -> None:
    """Refuse the workbook of another society."""
    if code != society.code:
        raise FilledBookProblem(
            _("The workbook belongs to %(code)s, not to this society.") % {"code": code}
        )
