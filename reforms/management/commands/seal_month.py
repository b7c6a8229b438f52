"""Seal a month from the command line: the same job as the button."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.enums import JobState
from reforms.management.arguments import BAD_INPUT, month_argument, workplan_argument
from reforms.services.sealing import request_seal
from reforms.tasks import seal_month_job
from societies.management.answers import refusing_in_json


class Command(BaseCommand):
    """Seal a month in this process; sealing again changes nothing and says so."""

    help = "Seal a month: fix, number, digest and publish its figures."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the month, and the workplan's year where it is not plain."""
        parser.add_argument("month", metavar="YYYY-MM")
        parser.add_argument("--workplan", type=int, metavar="YEAR")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the job and print its result."""
        with refusing_in_json(self.stdout, options["as_json"]):
            month = month_argument(options["month"])
            workplan = workplan_argument(month, options["workplan"])
            job = request_seal(workplan=workplan, month=month, by=None)
            seal_month_job(job.pk)
            job.refresh_from_db()
            if job.state != JobState.DONE:
                raise CommandError(job.error, returncode=BAD_INPUT)
        result = {"workplan": workplan.year, "month": f"{month:%Y-%m}", **job.result}
        if options["as_json"]:
            self.stdout.write(json.dumps(result))
        else:
            said = (
                _("%(month)s is sealed: issue %(number)s, sha256 %(digest)s.")
                if result["created"]
                else _("%(month)s was sealed already, nothing changed: issue %(number)s.")
            )
            self.stdout.write(said % result)
