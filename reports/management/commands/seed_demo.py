"""Fill the portal with a lifelike demo."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reforms.models import Workplan
from reforms.months import BEIJING
from reports.demo.seed import seed


class Command(BaseCommand):
    """Seed the demo; a year that is there already is left as it is."""

    help = "Fill the portal with a lifelike demo: all societies, plans, months and people."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the years to tell and the day on which the demo is told."""
        parser.add_argument("--year", type=int, action="append", default=[], metavar="YEAR")
        parser.add_argument("--today", type=dt.date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed and say what was added."""
        now = timezone.now()
        if options["today"]:
            now = dt.datetime.combine(options["today"], dt.time(12), BEIJING)
        years = tuple(options["year"])
        first = Workplan.objects.order_by("year").values_list("year", flat=True).first()
        if years and min(years) < (first or 2017):
            raise CommandError(f"--year: there is no workplan before {first or 2017}", returncode=2)
        quiet = options["as_json"] or options["verbosity"] == 0
        result = seed(
            now=now, years=years, say=(lambda _line: None) if quiet else self.stdout.write
        )
        if options["as_json"]:
            self.stdout.write(
                json.dumps(
                    {"told": result.told, "found": result.found, "accounts": result.accounts}
                )
            )
            return
        for year in result.told:
            self.stdout.write(f"{year}: told")
        for year in result.found:
            self.stdout.write(f"{year}: there already; nothing changed")
