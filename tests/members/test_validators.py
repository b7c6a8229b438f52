"""Registration numbers by the society's prefix and pattern, resident numbers by GB 11643."""

import pytest
from django.core.exceptions import ValidationError

from members.importing.values import (
    Bad,
    IdNumbers,
    Known,
    choice_reader,
    read_day,
    read_email,
    read_phone,
    text_reader,
)
from members.importing.words import words_of
from members.validators import validate_id_number, validate_registration_no
from tests.factories.members import BAD_ID, GOOD_ID


@pytest.mark.parametrize(
    ("prefix", "pattern", "number", "is_right"),
    [
        ("", "", "abc", True),
        ("", "", "ab", False),
        ("", "", "a" * 40, True),
        ("", "", "a" * 41, False),
        ("", "", "甲乙丙", False),
        ("CS", "####@", "CS0001M", True),
        ("CS", "####@", "CS0001m", False),
        ("CS", "####@", "CS001M", False),
        ("CS", "####@", "XX0001M", False),
        ("CS", "####@", "CS0001MM", False),
        ("CS", "", "CS-9", True),
        ("CS", "", "CS", False),
        ("CS", "", "C9", False),
        ("", "##.@", "12.A", True),
        ("", "##.@", "12xA", False),
    ],
)
def test_registration_number_follows_prefix_and_pattern(
    prefix: str, pattern: str, number: str, is_right: bool
) -> None:
    if is_right:
        validate_registration_no(number, prefix=prefix, pattern=pattern)
        return
    with pytest.raises(ValidationError):
        validate_registration_no(number, prefix=prefix, pattern=pattern)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (GOOD_ID, ""),
        (GOOD_ID.lower(), ""),
        ("110105 19491231 002X", ""),
        ("E12345678", ""),
        ("H1234567890", ""),
        ("11010519491231", ""),
        (BAD_ID, "id_check"),
        ("11010519490231002X", "id_check"),
        ("1101**********002X", "id_masked"),
        ("x" * 41, "long"),
    ],
)
def test_id_number_is_refused_only_when_it_is_a_resident_number_and_wrong(
    number: str, code: str
) -> None:
    (value,) = IdNumbers().read([number])
    assert value.code == code if isinstance(value, Bad) else (value, code) == (number, "")
    if code in ("", "long"):
        validate_id_number(number)
    else:
        with pytest.raises(ValidationError):
            validate_id_number(number)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("2017-03-05", "2017-03-05"),
        ("2017/3/5", "2017-03-05"),
        ("2017.3.5", "2017-03-05"),
        ("2017年3月5日", "2017-03-05"),
        ("20170305", "2017-03-05"),
        ("2017-03-05 00:00:00", "2017-03-05"),
        ("1900-01-01", "1900-01-01"),
        ("2100-12-31", "2100-12-31"),
        ("1899-12-31", Bad("date_range", {})),
        ("2101-01-01", Bad("date_range", {})),
        ("2017-02-29", Bad("date", {})),
        ("2017-13-01", Bad("date", {})),
        ("5/3/2017", Bad("date", {})),
        ("2017-03", Bad("date", {})),
        ("today", Bad("date", {})),
    ],
)
def test_days_are_read_in_the_usual_spellings(text: str, value: object) -> None:
    assert read_day(text) == value


def test_choices_are_read_by_value_label_and_other_words() -> None:
    read = choice_reader(words_of("grade"))
    for word in ("senior", "Senior member", "高级会员"):
        assert read(word) == "senior"
    assert read("") == ""
    wrong = read("top")
    assert isinstance(wrong, Bad)
    assert "senior" in wrong.params["choices"]


def test_other_cells_are_read_or_refused() -> None:
    assert read_email("a.b+c@mail.example.org") == "a.b+c@mail.example.org"
    assert read_email("a@b") == Bad("email", {})
    assert read_phone("010-62170000 转 12") == "010-62170000 转 12"
    assert read_phone("1234") == Bad("phone", {})
    assert read_phone("138****0001") == Bad("id_masked", {})
    assert text_reader(4)("a\tb") == "a b"
    assert text_reader(4)("abcde") == Bad("long", {"limit": 4})


def test_known_cells_are_worked_out_once() -> None:
    calls: list[str] = []

    def read(text: str) -> str:
        calls.append(text)
        return text.upper()

    known = Known(read)
    assert [known[text] for text in (" a", " a", "b")] == ["A", "A", "B"]
    assert calls == ["a", "b"]
    assert not known.has_bad
