"""The PDFs that are made of one content: editions by languages, as addresses and lists name them.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.enums import ReportEdition, ReportLanguage


@dataclass(frozen=True, slots=True)
class Rendition:
    """An edition in a language."""

    edition: ReportEdition
    language: ReportLanguage

    @property
    def label(self) -> str:
        """Its name for people, such as `full (English)`."""
        return _("%(edition)s (%(language)s)") % {
            "edition": self.edition.label,
            "language": self.language.label,
        }

    @property
    def slug(self) -> str:
        """Its name in addresses, such as `full-zh`."""
        return f"{self.edition.value}-{self.language.value[:2]}"


RENDITIONS = tuple(
    Rendition(edition, language) for edition in ReportEdition for language in ReportLanguage
)
#: What is never left out.
MAIN = RENDITIONS[0]
_BY_SLUG = {each.slug: each for each in RENDITIONS}


def rendition_of(edition: str, language: str) -> Rendition:
    """An edition in a language; ValueError for what is no edition or no language."""
    return Rendition(ReportEdition(edition), ReportLanguage(language))


def rendition_called(slug: str) -> Rendition | None:
    """The rendition of that name; None when there is none."""
    return _BY_SLUG.get(slug)
