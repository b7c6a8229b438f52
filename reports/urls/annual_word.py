"""Annual reports as Word documents."""

from django.urls import path, register_converter

from reports.views import annual_word

_ONE = "annual-reports/<int:year>/<str:code>/"


class LanguageConverter:
    """The languages of a document in an address."""

    regex = "zh|en"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(LanguageConverter, "edition_language")

urlpatterns = [
    path(
        f"{_ONE}compose/<str:chapter>/word/",
        annual_word.annual_report_word_chapter,
        name="annual-report-word-chapter",
    ),
    path(
        f"{_ONE}compose/<str:chapter>/word/take/",
        annual_word.annual_report_word_take,
        name="annual-report-word-take",
    ),
    path(
        f"{_ONE}word/<edition_language:language>.docx",
        annual_word.annual_report_word,
        name="annual-report-word",
    ),
    path(
        f"{_ONE}versions/<int:number>/<edition_language:language>.docx",
        annual_word.annual_report_word,
        name="annual-report-word-version",
    ),
]
