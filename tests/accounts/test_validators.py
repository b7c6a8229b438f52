"""Rules for passwords."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation


@pytest.mark.parametrize(
    ("language", "message"),
    [("zh-hans", "密码至少10个字符。"), ("en", "A password has at least 10 characters.")],
)
def test_a_short_password_is_refused_in_the_readers_language(language: str, message: str) -> None:
    with translation.override(language), pytest.raises(ValidationError) as caught:
        validate_password("x7!kQ2w_p")
    assert caught.value.messages == [message]


def test_ten_characters_are_enough() -> None:
    validate_password("x7!kQ2w_pZ")
