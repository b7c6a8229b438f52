"""The development report on paper: the frame of an annual report around all societies."""

from __future__ import annotations

from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import override

from reports.pages.annual_document import AnnualDocument, PrintedChapter
from reports.pages.print_parts import PrintedPart


class DevelopmentDocument(AnnualDocument):
    """Everything around and in a printed development report."""

    @property
    def name(self) -> str:
        """The title in the language of the frame."""
        return _("Development report of national societies")

    @property
    def other_name(self) -> str:
        """The title in the other language."""
        with override("en" if self.is_chinese else "zh-hans"):
            return self.name

    @cached_property
    def chapters(self) -> list[PrintedChapter]:
        """Chapters of which something is known."""
        chapters = self.content["chapters"]
        return [self._chapter(each) for each in chapters if each["code"] in self.places]

    @property
    def glance(self) -> PrintedPart | None:
        """Nothing apart: the overview is the first chapter."""
        return None
