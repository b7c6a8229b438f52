"""Print a month's figures."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reforms.management.arguments import month_argument, workplan_argument
from reforms.selectors import figures
from societies.management.answers import refusing_in_json


class Command(BaseCommand):
    """Print the figures of a month: as sealed, or as the entries stand now."""

    help = "Print a month's figures: as sealed, or as the entries stand now."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the month, and the workplan's year where it is not plain."""
        parser.add_argument("month", metavar="YYYY-MM")
        parser.add_argument("--workplan", type=int, metavar="YEAR")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the payload as JSON, or its head for people."""
        with refusing_in_json(self.stdout, options["as_json"]):
            month = month_argument(options["month"])
            workplan = workplan_argument(month, options["workplan"])
        payload = figures.month_payload(workplan, month)
        if options["as_json"]:
            self.stdout.write(json.dumps(payload, ensure_ascii=False))
            return
        national = payload["national"]
        state = f"issue {payload['number']}" if payload["number"] else "not sealed"
        self.stdout.write(
            f"{month:%Y-%m} ({state}): mean {national['mean']}, median {national['median']}, "
            f"expected {national['expected']}, {national['societies']} societies"
        )
        for element in payload["societies"]:
            self.stdout.write(f"{element['code']}\t{element['progress'] or '—'}")
