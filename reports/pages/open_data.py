"""The page about the open data: its files by workplan and issue, and what every field means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from accounts.templatetags.portal import local_filter
from reforms.models import MonthlyIssue, Workplan
from reports.data_dictionary import Code, DataFile, dictionary


@dataclass(frozen=True)
class Download:
    """A file that can be had, and where."""

    file: DataFile
    url: str


@dataclass(frozen=True)
class YearFiles:
    """The files over all issues of a workplan."""

    workplan: Workplan
    downloads: tuple[Download, ...]


class OpenDataPage:
    """What the template asks for."""

    def __init__(self, workplans: Sequence[Workplan], latest: MonthlyIssue | None) -> None:
        self.workplans = workplans
        self.latest = latest
        self.dictionary = dictionary()

    @property
    def files(self) -> tuple[DataFile, ...]:
        """Every kind of file, each with its fields."""
        return self.dictionary.files

    @property
    def years(self) -> list[YearFiles]:
        """The files over a whole workplan, newest workplan first."""
        kinds = [file for file in self.files if not file.is_of_issue]
        return [
            YearFiles(
                plan,
                tuple(Download(f, f.path.replace("{year}", str(plan.year))) for f in kinds),
            )
            for plan in self.workplans
        ]

    @property
    def latest_files(self) -> list[Download]:
        """The files of the latest issue."""
        if self.latest is None:
            return []
        month = f"{self.latest.month:%Y-%m}"
        return [
            Download(file, file.path.replace("{month}", month))
            for file in self.files
            if file.is_of_issue
        ]

    @property
    def as_of(self) -> str:
        """The moment the latest figures hold for."""
        return f"{timezone.localtime(self.latest.as_of):%Y-%m-%d %H:%M}" if self.latest else ""

    @property
    def codes(self) -> list[tuple[str, tuple[Code, ...]]]:
        """The codes that fields may have, each list under what it is about."""
        titles = {
            "discipline": gettext("Discipline"),
            "group": gettext("Task group"),
            "state": gettext("State of a task"),
            "report": gettext("State of a monthly report"),
        }
        return [(titles[name], codes) for name, codes in self.dictionary.codes.items()]

    @property
    def citation(self) -> str:
        """How the data should be named by who uses them."""
        if self.latest is None:
            return ""
        return gettext(
            "%(issuer)s: %(title)s, monthly monitoring, issue %(number)s (%(month)s), "
            "SHA-256 %(digest)s, %(url)s"
        ) % {
            "issuer": local_filter(self.latest.workplan, "issuer"),
            "title": local_filter(self.latest.workplan, "title"),
            "number": self.latest.number,
            "month": f"{self.latest.month:%Y-%m}",
            "digest": self.latest.digest,
            "url": self._absolute("reports:issue-detail", month=self.latest.month),
        }

    @cached_property
    def data_set(self) -> dict[str, Any]:
        """The data as search engines for data sets read it (schema.org)."""
        found: dict[str, Any] = {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "name": gettext("Reform progress of the national societies, month by month"),
            "description": gettext(
                "Sealed monthly figures of the reform workplan: progress of every national "
                "society and task, reports on time, states, and corrections."
            ),
            "url": self._absolute("reports:public-data"),
            "inLanguage": get_language(),
            "license": self.dictionary.licence_url,
            "isAccessibleForFree": True,
            "distribution": [self._distribution(each) for each in self._every],
        }
        if self.latest:
            found["dateModified"] = timezone.localtime(self.latest.sealed_at).isoformat()
            first = min(plan.first_month for plan in self.workplans)
            found["temporalCoverage"] = f"{first:%Y-%m}/{self.latest.month:%Y-%m}"
        return found

    @property
    def _every(self) -> list[Download]:
        return [*self.latest_files, *(each for year in self.years for each in year.downloads)]

    @staticmethod
    def _distribution(download: Download) -> dict[str, str]:
        is_csv = download.file.kind == "CSV"
        return {
            "@type": "DataDownload",
            "name": local_filter(download.file, "title"),
            "encodingFormat": "text/csv" if is_csv else "application/json",
            "contentUrl": f"{settings.SITE_URL}{download.url}",
        }

    @staticmethod
    def _absolute(name: str, **kwargs: object) -> str:
        return f"{settings.SITE_URL}{reverse(name, kwargs=kwargs)}"
