"""Checks of single values."""

import pytest
from django.core.exceptions import ValidationError

from societies.validators import (
    CREDIT_CODE_ALPHABET,
    validate_credit_code,
    validate_society_code,
)


@pytest.mark.parametrize("code", ["91350100M000100Y43"])
def test_real_credit_codes_are_taken(code: str) -> None:
    validate_credit_code(code)


@pytest.mark.parametrize(
    "code",
    ["", "91350100M000100Y44", "91350100M000100Y4", "91350100M000100Y433", "9135010OM000100Y43"],
)
def test_wrong_credit_codes_are_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        validate_credit_code(code)


@pytest.mark.parametrize("position", range(17))
def test_one_wrong_character_is_always_noticed(position: int) -> None:
    code = "91350100M000100Y43"
    for wrong in CREDIT_CODE_ALPHABET.replace(code[position], ""):
        with pytest.raises(ValidationError):
            validate_credit_code(code[:position] + wrong + code[position + 1 :])


@pytest.mark.parametrize("code", ["A-01", "E-210", "C-07W", "B-20G"])
def test_society_codes_are_taken(code: str) -> None:
    validate_society_code(code)


@pytest.mark.parametrize("code", ["", "F-01", "A01", "A-1", "a-01", "A-01X", "A-0001", "A-01\n"])
def test_wrong_society_codes_are_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        validate_society_code(code)
