"""Check that the audit trail is whole."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services.trail_check import TrailCheck, check_trail, keep_head
from accounts.trail_heads import Head, printed_head, read_heads

BROKEN, CUT = 1, 3


def _head(text: str) -> Head:
    try:
        return printed_head(text)
    except ValueError as error:
        raise ArgumentTypeError(_("A head is written as EVENT:DIGEST.")) from error


class Command(BaseCommand):
    """Follow the chain of digests from the first event to the last, and look for its old ends."""

    help = (
        "Check the audit trail. Exits 1 naming the first event that does not fit the chain, "
        "3 if the chain fits but its end was cut off or all of it was written anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the form of the answer and what to check against."""
        parser.add_argument("--json", action="store_true", help="report as JSON")
        parser.add_argument(
            "--head",
            action="append",
            type=_head,
            default=[],
            metavar="EVENT:DIGEST",
            help="a head of the chain that was printed; may be given several times",
        )
        parser.add_argument(
            "--keep", action="store_true", help="then write the head into the file of heads"
        )

    def handle(self, **options: Any) -> None:
        """Say how many events there are, what is wrong if anything, and the head to keep."""
        kept, unread = read_heads(settings.AUDIT_HEADS)
        found = check_trail(heads=[*kept, *options["head"]])
        if options["json"]:
            self.stdout.write(json.dumps(_answer(found, len(kept), unread)))
        elif unread:
            message = _("%(count)s lines of %(file)s cannot be read.")
            self.stderr.write(message % {"count": unread, "file": settings.AUDIT_HEADS})
        _refuse(found)
        if options["keep"]:
            keep_head(path=settings.AUDIT_HEADS, at=timezone.now())
        if not options["json"]:
            self.stdout.write(_("The audit trail is intact: %(count)s events.") % _told(found))
            self.stdout.write(_("Head of the chain: %(head)s") % _told(found))


def _told(found: TrailCheck) -> dict[str, Any]:
    """Return the number of events and the head as it is printed."""
    return {"count": found.events, "head": f"{found.head.event}:{found.head.digest}"}


def _answer(found: TrailCheck, kept: int, unread: int) -> dict[str, Any]:
    return {
        "events": found.events,
        "intact": found.is_intact,
        "broken": found.broken and found.broken.pk,
        "problem": found.problem or ("cut" if found.is_cut else None),
        "head": {"event": found.head.event, "digest": found.head.digest},
        "kept_heads": kept,
        "unread_lines": unread,
        "lost_heads": [{"event": h.event, "digest": h.digest} for h in found.lost_heads],
        "lost_events": [
            {"action": w.action, "subject": f"{w.subject_type}:{w.subject_id}"}
            for w in found.lost_events
        ],
    }


def _refuse(found: TrailCheck) -> None:
    """Raise CommandError with the first thing that is wrong."""
    if found.broken is not None:
        broken = {"pk": found.broken.pk, "event": found.broken}
        if found.problem == "link":
            message = _(
                "The audit trail is broken before event %(pk)s (%(event)s): events were removed, "
                "put in or moved there."
            )
        else:
            message = _("Event %(pk)s of the audit trail (%(event)s) was changed.")
        raise CommandError(message % broken, returncode=BROKEN)
    if found.lost_heads:
        first = found.lost_heads[0]
        message = _(
            "The audit trail once ended with event %(event)s, digest %(digest)s; that event is not "
            "there: the end was cut off or the trail written anew."
        )
        parts = {"event": first.event, "digest": first.digest}
        raise CommandError(message % parts, returncode=CUT)
    if found.lost_events:
        lost = found.lost_events[0]
        message = _("The event %(action)s of %(subject)s is missing from the audit trail.")
        parts = {"action": lost.action, "subject": f"{lost.subject_type} {lost.subject_id}"}
        raise CommandError(message % parts, returncode=CUT)
