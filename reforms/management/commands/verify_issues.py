"""Check every sealed issue against its digest."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reforms.models import MonthlyIssue
from reforms.payload import digest_of
from reforms.selectors import figures


class Command(BaseCommand):
    """Compute each sealed issue's digest anew; exit 1 names the issues that do not fit."""

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
        if options["as_json"]:
            self.stdout.write(json.dumps({"issues": len(issues), "broken": broken}))
        if broken:
            raise CommandError(f"digest does not fit: {', '.join(broken)}", returncode=1)
        if not options["as_json"]:
            self.stdout.write(f"{len(issues)} issues hold")
