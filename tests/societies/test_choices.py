"""Societies in a list of choices."""

import pytest
from django.utils import translation

from societies.forms import choice_label
from tests.factories.societies import SocietyFactory


@pytest.mark.parametrize(
    ("language", "name_en", "label"),
    [
        ("zh-hans", "Chinese Society", "A-01 中国学会"),
        ("en", "Chinese Society", "A-01 Chinese Society"),
        ("en", "", "A-01 中国学会"),
    ],
)
def test_a_choice_names_the_society_in_the_viewers_language(
    language: str, name_en: str, label: str
) -> None:
    society = SocietyFactory.build(code="A-01", name_zh="中国学会", name_en=name_en)
    with translation.override(language):
        assert choice_label(society) == label
