"""Checks of a member's registration number and identity number."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_ANY_NUMBER = re.compile(r"[A-Za-z0-9-]{3,40}")
_PATTERN_SIGNS = {"#": "[0-9]", "@": "[A-Z]"}
_RESIDENT = re.compile(r"[0-9]{17}[0-9Xx]")
#: GB 11643: weights of the 17 digits, and what the sum modulo 11 makes the last character.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"


@lru_cache(maxsize=512)
def registration_form(prefix: str, pattern: str) -> re.Pattern[str]:
    """Return what the registration numbers of a society must match in full.

    In a pattern # is a digit and @ a capital letter; a prefix alone leaves the rest free.
    """
    if not prefix and not pattern:
        return _ANY_NUMBER
    if not pattern:
        return re.compile(rf"{re.escape(prefix)}[A-Za-z0-9-]{{1,{max(1, 40 - len(prefix))}}}")
    tail = "".join(_PATTERN_SIGNS.get(sign) or re.escape(sign) for sign in pattern)
    return re.compile(re.escape(prefix) + tail)


def validate_registration_no(number: str, *, prefix: str, pattern: str) -> None:
    """Refuse a number that is not of the society's form."""
    if registration_form(prefix, pattern).fullmatch(number):
        return
    if not prefix and not pattern:
        raise ValidationError(
            _("A registration number has 3 to 40 letters, digits and hyphens."),
            code="registration_form",
        )
    raise ValidationError(
        _("Registration numbers of this society look like %(form)s: # a digit, @ a capital."),
        code="registration_pattern",
        params={"form": f"{prefix}{pattern or '…'}"},
    )


def is_resident_form(number: str) -> bool:
    """Whether a number has the form of a Chinese resident identity number, right or wrong."""
    return bool(_RESIDENT.fullmatch(number))


def is_resident_number(number: str) -> bool:
    """Whether date and check character of a number of that form are right (GB 11643)."""
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return number[17].upper() == check_character(number[:17])


def check_character(digits: str) -> str:
    """Return the last character of the identity number with these 17 digits (GB 11643)."""
    total = sum(int(sign) * weight for sign, weight in zip(digits, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def validate_id_number(number: str) -> None:
    """Refuse a wrong Chinese resident identity number; other documents are taken as they are."""
    bare = "".join(number.split())
    if "*" in bare:
        raise ValidationError(_("The number is masked: enter it in full."), code="id_masked")
    if is_resident_form(bare) and not is_resident_number(bare):
        raise ValidationError(
            _("The date or the last character of the identity number is wrong."), code="id_check"
        )
