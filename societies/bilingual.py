"""Texts that are data and stand in both languages."""

from django.utils.functional import lazy
from django.utils.translation import get_language


def is_english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


def pick(zh: str, en: str) -> str:
    """Return the text in the language of whoever reads; Chinese where there is no English."""
    return en if en and is_english() else zh


#: The same, decided when the text is shown.
in_words = lazy(pick, str)
