"""Load the list of national societies."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from societies.csv_rows import RowProblem, RowProblems
from societies.services.societies import LoadResult, load_societies

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "national_societies.csv"


class Command(BaseCommand):
    """Create or update societies from a CSV file, all rows or none."""

    help = "Create or update societies from CSV (code,name_zh,name_en,discipline)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and the form of the answer."""
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *, file: Path, json: bool, **_options: Any) -> None:
        """Load the file and say what changed; exit 2 with every problem."""
        try:
            result = load_societies(data=read_file(file))
        except RowProblems as error:
            if json:
                self.stdout.write(problems_json(error.problems))
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(result_json(result) if json else result_text(result))


def read_file(path: Path) -> bytes:
    """Return the file's content; CommandError with status 2 when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = _("Cannot read %(path)s: %(error)s.")
        raise CommandError(
            message % {"path": path, "error": error.strerror}, returncode=2
        ) from error


def problems_json(problems: tuple[RowProblem, ...]) -> str:
    """Write the problems for a script."""
    return json.dumps({"errors": [asdict(problem) for problem in problems]}, ensure_ascii=False)


def result_json(result: LoadResult) -> str:
    """Write the result for a script."""
    return json.dumps(asdict(result))


def result_text(result: LoadResult) -> str:
    """Write the result for a person."""
    return _("Societies: %(created)s created, %(updated)s updated, %(unchanged)s unchanged.") % {
        "created": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
    }
