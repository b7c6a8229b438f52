"""How figures, states and fields are written on a page."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.badges import BADGES
from accounts.templatetags import portal


def render(source: str, **context: Any) -> str:
    return Template("{% load portal %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0%"),
        (35, "35%"),
        (Fraction(200, 3), "66.7%"),
        (Decimal("33.35"), "33.4%"),
        (Decimal("33.349"), "33.3%"),
        ("46.2", "46.2%"),
        (Fraction(0), "0.0%"),
        (Fraction(100), "100.0%"),
    ],
)
def test_percent_writes_exactly(value: portal.Figure, text: str) -> None:
    assert portal.percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(13, 2), "+6.5"),
        (Fraction(-1), "−1.0"),
        (Fraction(-1, 100), "0.0"),
        (0, "0.0"),
        (None, "—"),
        (Decimal("-0.05"), "−0.1"),
    ],
)
def test_signed_shows_the_direction(value: portal.Figure, text: str) -> None:
    assert portal.signed(value) == text


@given(st.fractions(min_value=-1000, max_value=1000))
def test_decimal_text_is_never_further_than_half_a_tenth(value: Fraction) -> None:
    assert abs(Fraction(portal.decimal_text(value)) - value) <= Fraction(1, 20)


@pytest.mark.parametrize(
    ("value", "step"),
    [
        (0, "heat-1"),
        (16, "heat-1"),
        (17, "heat-2"),
        (50, "heat-4"),
        (83, "heat-5"),
        (84, "heat-6"),
        (100, "heat-6"),
        (None, "heat-nodata"),
        ("75.2", "heat-5"),
    ],
)
def test_heat_has_six_equal_steps(value: portal.Figure, step: str) -> None:
    assert portal.heat(value) == step


@pytest.mark.parametrize("value", ["2017-06", dt.date(2017, 6, 1)])
def test_month_label_follows_the_language(value: dt.date | str) -> None:
    assert portal.month_label(value) == "2017年6月"
    with translation.override("en"):
        assert portal.month_label(value) == "June 2017"


def test_month_label_reads_a_moment_in_beijing() -> None:
    assert portal.month_label(dt.datetime(2017, 5, 31, 16, 30, tzinfo=dt.UTC)) == "2017年6月"


def test_local_takes_the_viewers_language_and_falls_back_to_chinese() -> None:
    both = {"title_zh": "会议制度", "title_en": "Meeting rules"}
    one = {"title_zh": "会议制度", "title_en": ""}
    source = '{{ both|local:"title" }} {% local one "title" as x %}{{ x }}'
    assert render(source, both=both, one=one) == "会议制度 会议制度"
    with translation.override("en"):
        assert render(source, both=both, one=one) == "Meeting rules 会议制度"


@pytest.mark.parametrize("state", sorted(BADGES))
def test_every_state_has_colour_icon_and_word(state: str) -> None:
    html = portal.state_badge(state)
    sprite = ET.parse(settings.BASE_DIR / "static/img/icons.svg")
    names = {symbol.get("id") for symbol in sprite.iter("{http://www.w3.org/2000/svg}symbol")}
    assert BADGES[state].tone in html
    assert BADGES[state].icon in names
    assert str(BADGES[state].word) in html


def test_state_badge_takes_another_word_and_escapes_it() -> None:
    assert "&lt;b&gt;" in portal.state_badge("late", "<b>")


def test_state_badge_refuses_a_state_without_a_look() -> None:
    with pytest.raises(KeyError):
        portal.state_badge("no such state")


@pytest.mark.parametrize(
    ("value", "expected", "rects", "ticks"),
    [(35, "33.3", 2, 1), (None, "33.3", 1, 1), (0, None, 2, 0), (None, None, 1, 0)],
)
def test_progress_bar_draws_what_is_known(
    value: portal.Figure, expected: portal.Figure, rects: int, ticks: int
) -> None:
    html = portal.progress_bar(value, expected)
    assert html.count("<rect") == rects
    assert html.count("<line") == ticks


def test_progress_bar_stays_inside() -> None:
    assert 'width="100.0"' in portal.progress_bar(140)


def test_stat_links_its_figure_and_escapes() -> None:
    html = portal.stat("<i>", "46.2%", "", "/list/", "red")
    assert '<a href="/list/">46.2%</a>' in html
    assert "text-red" in html
    assert "&lt;i&gt;" in html
    assert "stat-note" not in html


def test_stat_shows_a_dash_without_data() -> None:
    assert "—" in portal.stat("x", None)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(help_text="as registered", widget=forms.TextInput({"class": "wide"}))
    note = forms.CharField(required=False, label="Note", widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("a", "A")])
    many = forms.MultipleChoiceField(
        choices=[("1", "one"), ("2", "two")], widget=forms.CheckboxSelectMultiple
    )
    sure = forms.BooleanField()
    version = forms.IntegerField(widget=forms.HiddenInput)


def test_field_joins_label_help_and_error_to_its_control() -> None:
    form = SampleForm({})
    html = render("{% field form.name %}", form=form)
    assert '<label for="id_name"' in html
    assert 'class="wide form-control is-invalid"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kind", "form-select"),
        ("many", "<fieldset"),
        ("sure", "field-box"),
        ("version", 'type="hidden"'),
    ],
)
def test_field_fits_the_kind_of_control(name: str, expected: str) -> None:
    assert expected in render("{% field bound %}", bound=SampleForm()[name])


@pytest.mark.parametrize("name", ["name", "many", "sure"])
def test_help_with_words_of_a_society_is_text_only(name: str) -> None:
    form = SampleForm()
    form.fields[name].help_text = "For example <b>1</b>"
    assert "For example &lt;b&gt;1&lt;/b&gt;" in render("{% field bound %}", bound=form[name])


def test_help_that_the_framework_marks_up_stays(english: None) -> None:
    form = SampleForm()
    form.fields["name"].help_text = password_validators_help_text_html()
    assert "<ul><li>" in render("{% field form.name %}", form=form)


def test_field_says_what_is_optional() -> None:
    form = SampleForm()
    with translation.override("en"):
        assert "(optional)" in render("{% field form.note %}", form=form)
        assert "(optional)" not in render("{% field form.name %}", form=form)
        assert "(optional)" not in render("{% field form.note optional=False %}", form=form)


def test_field_drops_a_placeholder_that_repeats_the_label() -> None:
    form = SampleForm()
    form.fields["note"].widget.attrs["placeholder"] = "Note text"
    assert "placeholder" not in render("{% field form.note %}", form=form)


def test_form_errors_lead_to_their_fields() -> None:
    form = SampleForm({"kind": "zzz"})
    form.add_error(None, "together they do not fit")
    html = render("{% form_errors form %}", form=form)
    assert 'href="#id_kind"' in html
    assert 'href="#id_many"' in html
    assert "together they do not fit" in html


def test_form_errors_are_silent_about_a_good_form() -> None:
    form = SampleForm({"name": "a", "kind": "a", "many": ["1"], "sure": "on", "version": "1"})
    assert form.is_valid()
    assert "role" not in render("{% form_errors form %}", form=form)


def test_page_numbers_leave_gaps() -> None:
    page = Paginator(range(500), 20).page(12)
    assert list(portal.page_numbers(page)) == [1, None, 10, 11, 12, 13, 14, None, 25]


@pytest.mark.parametrize(("language", "text"), [("en", "(13 days)"), ("zh-hans", "（13 days）")])
def test_brackets_are_those_of_the_language(language: str, text: str) -> None:
    with translation.override(language):
        assert portal.bracketed("13 days") == text
