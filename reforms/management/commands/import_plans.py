"""`manage.py import_plans FILE.csv`: take plans from older records as accepted."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scopes_disabled

from reforms.services.plan_import import COLUMNS, import_plans
from societies.csv_rows import RowProblems


class Command(BaseCommand):
    """Import plans; the same file again changes nothing."""

    help = f"Import accepted plans from a CSV file with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether to report as JSON."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import all rows or none; exit 2 with every problem named by row and column."""
        path: Path = options["file"]
        try:
            with scopes_disabled():
                result = import_plans(data=path.read_bytes(), at=timezone.now())
        except RowProblems as error:
            if options["json"]:
                problems = [asdict(problem) for problem in error.problems]
                self.stdout.write(json.dumps({"errors": problems}, ensure_ascii=False))
            raise CommandError(f"{path.name}: {error}", returncode=2) from error
        except OSError as error:
            raise CommandError(f"{path}: {error}", returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(asdict(result)))
        else:
            self.stdout.write(f"{result.imported} plans imported, {result.unchanged} unchanged.")
