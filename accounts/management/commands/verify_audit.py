"""Check that the audit trail is whole."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import AuditEvent
from accounts.services.audit import first_broken_event


class Command(BaseCommand):
    """Follow the chain of digests from the first event to the last."""

    help = "Check the chain of the audit trail; exits 1 naming the first event that does not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the form of the answer."""
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, **options: Any) -> None:
        """Say how many events there are and which one, if any, breaks the chain."""
        broken = first_broken_event()
        count = AuditEvent.objects.count()
        if options["json"]:
            answer = {"events": count, "intact": broken is None, "broken": broken and broken.pk}
            self.stdout.write(json.dumps(answer))
        if broken is not None:
            message = _("The audit trail is broken at event %(pk)s (%(event)s).")
            raise CommandError(message % {"pk": broken.pk, "event": broken}, returncode=1)
        if not options["json"]:
            self.stdout.write(_("The audit trail is intact: %(count)s events.") % {"count": count})
