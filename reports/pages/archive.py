"""All issues by workplan: the key figures of each month, and the year as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext

from reforms.models import MonthlyIssue, Workplan
from reports.figures.charts import Chart, number, progress_chart
from reports.models import BulletinEdition
from reports.selectors.dashboard import change


@dataclass(frozen=True)
class IssueLine:
    """An issue with the change since the one before it, and its bulletin if it is made."""

    issue: MonthlyIssue
    change: str | None
    bulletin: BulletinEdition | None = None


@dataclass(frozen=True)
class ArchiveYear:
    """The issues of a workplan, newest first."""

    workplan: Workplan
    issues: Sequence[MonthlyIssue]
    #: The newest edition of each bulletin, by the issue's id.
    bulletins: Mapping[int, BulletinEdition] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """An id of its own on the page."""
        return f"chart-{self.workplan.year}"

    @cached_property
    def lines(self) -> list[IssueLine]:
        """The issues with what changed."""
        before: list[MonthlyIssue | None] = [*self.issues[1:], None]
        return [
            IssueLine(
                issue,
                change(_mean(issue), _mean(earlier)) if earlier else None,
                self.bulletins.get(issue.pk),
            )
            for issue, earlier in zip(self.issues, before, strict=True)
        ]

    @property
    def progress(self) -> Chart:
        """The national mean of each issue against what was expected of it."""
        nationals = {f"{i.month:%Y-%m}": i.summary["national"] for i in self.issues}
        months = self.workplan.months
        return progress_chart(
            name=gettext("National mean"),
            means={month: national["mean"] for month, national in nationals.items()},
            months_=months,
            expected_values=tuple(
                number(nationals.get(f"{month:%Y-%m}", {}).get("expected")) for month in months
            ),
        )


def _mean(issue: MonthlyIssue) -> str | None:
    mean: str | None = issue.summary["national"]["mean"]
    return mean


def archive(
    issues: Sequence[MonthlyIssue], bulletins: Mapping[int, BulletinEdition] | None = None
) -> list[ArchiveYear]:
    """Return issues, newest first, by their workplans."""
    by_plan: dict[int, list[MonthlyIssue]] = {}
    for issue in issues:
        by_plan.setdefault(issue.workplan_id, []).append(issue)
    return [ArchiveYear(found[0].workplan, found, bulletins or {}) for found in by_plan.values()]
