"""Corrections as the reader sees them: each old value beside the new one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from accounts.templatetags.portal import NO_DATA, percent, state_word
from reforms.models import Correction


@dataclass(frozen=True)
class ChangedValue:
    """A figure that a correction changes."""

    label: str
    old: str
    new: str


class CorrectionNote:
    """A correction with its changed values in words."""

    def __init__(self, correction: Correction) -> None:
        self.correction = correction

    @property
    def values(self) -> list[ChangedValue]:
        """Tasks first, then what follows from them."""
        changes = self.correction.changes
        found = []
        accepted, claimed = pgettext("figure", "accepted"), pgettext("figure", "claimed")
        state = pgettext("figure", "state")
        for number, fields in sorted(changes["tasks"].items(), key=lambda item: int(item[0])):
            task = gettext("Task %(number)s") % {"number": number}
            states = (state_word(fields["state"][key]) for key in ("old", "new"))
            found += [
                ChangedValue(f"{task} · {accepted}", *_pair(fields["accepted"])),
                ChangedValue(f"{task} · {claimed}", *_pair(fields["claimed"])),
                ChangedValue(f"{task} · {state}", *states),
            ]
        found.append(ChangedValue(gettext("Progress of the society"), *_pair(changes["progress"])))
        found.append(ChangedValue(gettext("National mean"), *_pair(changes["national"]["mean"])))
        found.append(
            ChangedValue(gettext("National median"), *_pair(changes["national"]["median"]))
        )
        return [value for value in found if value.old != value.new]


def _pair(change: dict[str, str | int | None]) -> tuple[str, str]:
    return _text(change["old"]), _text(change["new"])


def _text(value: str | int | None) -> str:
    return NO_DATA if value is None else percent(value)
