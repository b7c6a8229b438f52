"""What a reviewer should look at before accepting a task of a month.

Pure: plain values in, plain values out.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from reforms.progress import COMPLETE


class Flag(models.TextChoices):
    """Why an entry is not clean."""

    FALL = "fall", _("Fall in progress")
    COMPLETE_WITHOUT_EVIDENCE = "complete_without_evidence", _("100% without evidence")
    NO_NARRATIVE = "no_narrative", _("Change without a text")
    NO_DATA_NO_CHANGE = "no_data_no_change", _("“No change” without an earlier value")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a society submitted for one task, and what stood before."""

    percent: int | None
    is_no_change: bool
    narrative: str
    previous: int | None
    has_evidence: bool

    @property
    def is_changed(self) -> bool:
        """Whether the percent differs from the one last accepted."""
        return self.percent is not None and self.percent != self.previous


def entry_flags(claim: Claim) -> tuple[Flag, ...]:
    """Flags of one entry, none when it is clean.

    `previous` is the percent last accepted; evidence of any month of the task counts.
    """
    found = {
        Flag.FALL: claim.percent is not None
        and claim.previous is not None
        and claim.percent < claim.previous,
        Flag.COMPLETE_WITHOUT_EVIDENCE: claim.percent == COMPLETE and not claim.has_evidence,
        Flag.NO_NARRATIVE: claim.is_changed and not claim.narrative.strip(),
        Flag.NO_DATA_NO_CHANGE: claim.is_no_change and claim.previous is None,
    }
    return tuple(flag for flag, applies in found.items() if applies)
