"""The seal of an annual report as pages show it: whether asked for, the scan, those before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from reports.enums import SEALED_IN
from reports.models import AnnualReport, AnnualReportVersion, SealedScan


@dataclass(frozen=True)
class SealPage:
    """What is known of the seal of the version handed in; one query."""

    report: AnnualReport

    @property
    def version(self) -> AnnualReportVersion | None:
        """The version that waits for its seal, or has it."""
        return self.report.submitted_version

    @property
    def is_required(self) -> bool:
        """Whether CAST accepts the report only with the scan."""
        return self.report.workplan.annual_seal_is_required

    @property
    def takes_scan(self) -> bool:
        """Whether a scan may be uploaded now."""
        return self.version is not None and self.report.state in SEALED_IN

    @cached_property
    def scans(self) -> list[SealedScan]:
        """All scans of the report's versions, the last uploaded first."""
        if not self.report.pk:
            return []
        return list(
            SealedScan.objects.filter(version__report=self.report)
            .select_related("version", "uploaded_by")
            .order_by("-uploaded_at", "-pk")
        )

    @property
    def current(self) -> SealedScan | None:
        """The scan that counts."""
        version = self.version
        found = (s for s in self.scans if s.is_current and version and s.version_id == version.pk)
        return next(found, None)

    @property
    def earlier(self) -> list[SealedScan]:
        """Scans that were replaced, or belong to versions before."""
        return [scan for scan in self.scans if scan != self.current]

    @property
    def is_missing(self) -> bool:
        """Whether the report waits for nothing but the scan to be acceptable."""
        return self.is_required and self.takes_scan and self.current is None

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to say."""
        return self.is_required or bool(self.scans)
