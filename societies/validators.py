"""Checks of single values."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: GB 32100-2015: the characters of a unified social credit code (no I, O, S, V, Z).
CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE_LENGTH = 18
SOCIETY_CODE = re.compile(r"[A-E]-\d{2,3}[WG]?\Z")


def credit_code_check_digit(body: str) -> str:
    """Check character of the 17 leading characters (GB 32100-2015: weights 3^i mod 31)."""
    total = sum(
        CREDIT_CODE_ALPHABET.index(character) * pow(3, position, 31)
        for position, character in enumerate(body)
    )
    return CREDIT_CODE_ALPHABET[(31 - total % 31) % 31]


def validate_credit_code(value: str) -> None:
    """Refuse a unified social credit code of wrong length, alphabet or check character."""
    if len(value) != _CREDIT_CODE_LENGTH or any(c not in CREDIT_CODE_ALPHABET for c in value):
        raise ValidationError(
            _("A unified social credit code has 18 characters: digits and capitals."),
            code="credit_code_form",
        )
    expected = credit_code_check_digit(value[:-1])
    if value[-1] != expected:
        raise ValidationError(
            _("The last character of the credit code does not fit: check the code."),
            code="credit_code_check",
        )


def validate_society_code(value: str) -> None:
    """Refuse a code that is not a group letter A–E, a number and an optional W or G."""
    if not SOCIETY_CODE.match(value):
        raise ValidationError(
            _("A society's code is a letter A–E, a hyphen and a number, such as A-01."),
            code="society_code",
        )
