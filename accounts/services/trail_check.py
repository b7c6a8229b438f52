"""Whether the audit trail is what it was: its chain, its end, and what others know of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from accounts.models import AuditEvent
from accounts.services.audit import GENESIS, event_digest
from accounts.trail_heads import WITNESSES, Head, Witness, write_head


@dataclass
class TrailCheck:
    """What reading the whole trail found."""

    events: int = 0
    head: Head = field(default_factory=lambda: Head(0, GENESIS))
    #: The first event that does not fit, and how: `changed` in itself, or `link` to the one before.
    broken: AuditEvent | None = None
    problem: str = ""
    #: Ends written down elsewhere that the trail does not have.
    lost_heads: list[Head] = field(default_factory=list)
    #: Events that other rows prove, and that are gone.
    lost_events: list[Witness] = field(default_factory=list)

    @property
    def is_cut(self) -> bool:
        """The chain fits in itself, but is not the one that others know."""
        return bool(self.lost_heads or self.lost_events)

    @property
    def is_intact(self) -> bool:
        """Nothing was changed, removed, put in, moved or cut off."""
        return self.broken is None and not self.is_cut


def check_trail(*, heads: Iterable[Head] = ()) -> TrailCheck:
    """Read the trail from the first event to the last, against heads and witnesses.

    Events removed, put in or moved break the link to the event before; a changed one no longer
    gives its digest. An end that was cut off, and a chain that was written anew as a whole, show
    only against what is kept elsewhere.
    """
    found = TrailCheck()
    wanted: dict[int, set[str]] = {}
    for head in heads:
        wanted.setdefault(head.event, set()).add(head.digest)
    proofs = {witness for witnesses in WITNESSES for witness in witnesses()}
    previous = GENESIS
    met: set[str] = set()
    for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=2000):
        if found.broken is None and (problem := _problem(event, previous)):
            found.broken, found.problem = event, problem
        previous = event.digest
        found.events, found.head = found.events + 1, Head(event.pk, event.digest)
        met.update(d for d in wanted.get(event.pk, ()) if event.digest.startswith(d))
        proofs.difference_update(_proven(event, proofs))
    found.lost_heads = [
        Head(event, digest)
        for event, digests in sorted(wanted.items())
        for digest in sorted(digests - met)
        if event
    ]
    found.lost_events = sorted(proofs, key=lambda w: (w.action, w.subject_type, w.subject_id))
    return found


def trail_head() -> Head:
    """Return the last event of the trail."""
    last = AuditEvent.objects.order_by("-pk").values_list("pk", "digest").first()
    return Head(*last) if last else Head(0, GENESIS)


def keep_head(*, path: Path, at: datetime) -> bool:
    """Write the end of the trail down outside the database; returns whether it had moved."""
    head = trail_head()
    return head.event > 0 and write_head(path, head, at=at.isoformat(timespec="seconds"))


def _problem(event: AuditEvent, previous: str) -> str:
    if event.previous_digest != previous:
        return "link"
    return "" if event_digest(event) == event.digest else "changed"


def _proven(event: AuditEvent, proofs: set[Witness]) -> list[Witness]:
    """Return what the event says was done, if a row elsewhere waits for it."""
    if not proofs:
        return []
    said = (event.action, event.subject_type, event.subject_id)
    digest = str((event.after or {}).get("digest", ""))
    return [w for w in {Witness(*said), Witness(*said, digest)} if w in proofs]
