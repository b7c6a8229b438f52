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

    AGAINST_REGISTERS = "against_registers", _("100% against the registers")
    FALL = "fall", _("Fall in progress")
    COMPLETE_WITHOUT_EVIDENCE = "complete_without_evidence", _("100% without evidence")
    NO_NARRATIVE = "no_narrative", _("Change without a text")
    NO_DATA_NO_CHANGE = "no_data_no_change", _("“No change” without an earlier value")

    @property
    def tone(self) -> str:
        """How a page shows it: red where claim and registers disagree, else a warning."""
        return "is-red" if self == Flag.AGAINST_REGISTERS else "is-yellow"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a society submitted for one task, and what stood before."""

    percent: int | None
    is_no_change: bool
    narrative: str
    previous: int | None
    has_evidence: bool
    #: Whether a check of the registers on the task is not met.
    is_contradicted: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the percent differs from the one last accepted."""
        return self.percent is not None and self.percent != self.previous

    @property
    def stands_at(self) -> int | None:
        """The percent claimed; "no change" claims what was accepted before."""
        return self.previous if self.is_no_change else self.percent


def entry_flags(claim: Claim) -> tuple[Flag, ...]:
    """Flags of one entry, none when it is clean.

    `previous` is the percent last accepted; evidence of any month of the task counts.
    """
    found = {
        Flag.AGAINST_REGISTERS: claim.is_contradicted and claim.stands_at == COMPLETE,
        Flag.FALL: claim.percent is not None
        and claim.previous is not None
        and claim.percent < claim.previous,
        Flag.COMPLETE_WITHOUT_EVIDENCE: claim.percent == COMPLETE and not claim.has_evidence,
        Flag.NO_NARRATIVE: claim.is_changed and not claim.narrative.strip(),
        Flag.NO_DATA_NO_CHANGE: claim.is_no_change and claim.previous is None,
    }
    return tuple(flag for flag, applies in found.items() if applies)
