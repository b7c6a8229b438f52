"""What was published proves that it was recorded: sealed issues and corrections."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.trail_heads import WITNESSES, Witness
from reforms.models import Correction, MonthlyIssue


def issues() -> Iterator[Witness]:
    """Each sealed issue was recorded with its digest."""
    for pk, digest in MonthlyIssue.objects.order_by().values_list("pk", "digest"):
        yield Witness("month.sealed", "monthlyissue", str(pk), digest)


def corrections() -> Iterator[Witness]:
    """Each correction was recorded."""
    for pk in Correction.objects.order_by().values_list("pk", flat=True):
        yield Witness("correction.published", "correction", str(pk))


WITNESSES += [issues, corrections]
