"""Take a CSV file of earlier months as accepted reports."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from reforms.services.history_import import HistoryImport, import_history
from societies.csv_rows import RowProblem, RowProblems


class Command(BaseCommand):
    """Import months kept outside the portal; all of the file or nothing."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file; `--json` reports as JSON."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and say what was done; exit 2 with every problem otherwise."""
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=2) from error
        now = timezone.now()
        try:
            with scopes_disabled():
                result = import_history(data=data, today=timezone.localdate(now), at=now)
        except RowProblems as error:
            if options["json"]:
                self._print({"errors": [_as_dict(problem) for problem in error.problems]})
            raise CommandError(str(error), returncode=2) from error
        self._report(result, as_json=options["json"])

    def _report(self, result: HistoryImport, *, as_json: bool) -> None:
        if as_json:
            self._print(
                {
                    "reports": result.reports,
                    "entries": result.entries,
                    "unchanged": result.unchanged,
                    "warnings": [_as_dict(warning) for warning in result.warnings],
                }
            )
            return
        for warning in result.warnings:
            self.stderr.write(str(warning))
        self.stdout.write(
            _("%(reports)s reports, %(entries)s entries written; %(unchanged)s rows unchanged.")
            % {
                "reports": result.reports,
                "entries": result.entries,
                "unchanged": result.unchanged,
            }
        )

    def _print(self, value: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))


def _as_dict(problem: RowProblem) -> dict[str, Any]:
    return {"row": problem.row, "column": problem.column, "message": problem.message}
