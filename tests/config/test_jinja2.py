"""What the templates of Jinja2 know beyond their context."""

from django.template import engines
from django.utils import translation


def render(source: str) -> str:
    return str(engines["jinja2"].from_string(source).render({"bad": "<b>"}))


def test_jinja2_escapes_by_itself() -> None:
    assert render("{{ bad }}") == "&lt;b&gt;"


def test_jinja2_knows_addresses_and_files() -> None:
    assert render("{{ url('healthz') }}") == "/healthz"
    assert render("{{ static('css/portal.css') }}") == "/static/css/portal.css"


def test_jinja2_translates_in_the_language_of_the_request() -> None:
    source = "{{ _('Friday') }} {{ ngettext('%(num)s week', '%(num)s weeks', 2) }}"
    with translation.override("en"):
        english = render(source)
    with translation.override("zh-hans"):
        chinese = render(source)
    assert english == "Friday 2 weeks"
    assert chinese.startswith("星期五")
