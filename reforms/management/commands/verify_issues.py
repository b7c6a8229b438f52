"""Check every sealed issue against its digest."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from reforms.models import MonthlyIssue
from reforms.payload import digest_of
from reforms.selectors import figures
from reforms.selectors.checks import broken_checks


class Command(BaseCommand):
    """Compute each sealed issue's digest anew, and those of the checks frozen with it.

    Exit 1 names the issues, and the societies' checks, that do not fit.
    """

    help = "Check that the figures of every sealed issue still give its digest."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer JSON."""
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many issues hold."""
        issues = list(MonthlyIssue.objects.order_by("month"))
        broken = [
            f"{issue.month:%Y-%m}"
            for issue in issues
            if digest_of(figures.issue_payload(issue)) != issue.digest
        ]
        broken += [f"{row.issue.month:%Y-%m} {row.society.code}" for row in broken_checks()]
        if options["as_json"]:
            self.stdout.write(json.dumps({"issues": len(issues), "broken": broken}))
        if broken:
            raise CommandError(
                _("The digest does not fit the figures of: %(months)s.")
                % {"months": ", ".join(broken)},
                returncode=1,
            )
        if not options["as_json"]:
            self.stdout.write(
                _("%(count)s sealed issues; every digest fits.") % {"count": len(issues)}
            )
