"""`manage.py import_members FILE`: take members in from a CSV file or a workbook."""

import hashlib
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scopes_disabled

from members.fields import COLUMNS
from members.importing.problems import FileProblems, Problem, in_words
from members.importing.reading import MAX_BYTES, SUFFIXES, Source
from members.services.import_apply import ImportRefused
from members.services.import_check import Outcome
from members.services.imports import import_now
from societies.csv_rows import RowProblem
from societies.management.answers import refusing_in_json

_ON_ERROR_STREAM = 50


class Command(BaseCommand):
    """Import members of any societies: all rows or none; the same file again changes nothing."""

    help = f"Import members from CSV or xlsx with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, whether only to check it, and whether to report as JSON."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check only, change nothing")
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import all rows or none; exit 2 with every problem named by row and column."""
        path: Path = options["file"]
        is_dry: bool = options["dry_run"]
        problems: list[tuple[int, Problem]] = []
        outcome = Outcome()
        try:
            with refusing_in_json(self.stdout, options["json"]):
                outcome = self._import(path, is_dry=is_dry)
            problems = outcome.problems
        except FileProblems as error:
            problems = [(error.row, problem) for problem in error.problems]
            outcome.problem_count = len(problems)
        except ImportRefused as error:
            problems, outcome.problem_count = [(0, ("", error.code, error.params))], 1
        found = [
            RowProblem(row, words.column, words.message)
            for row, problem in problems
            for words in in_words([problem])
        ]
        self._report(outcome, found, is_dry=is_dry, is_json=options["json"])
        if found:
            lines = [str(problem) for problem in found[:_ON_ERROR_STREAM]]
            if outcome.problem_count > len(lines):
                lines.append(f"… {outcome.problem_count - len(lines)} more")
            raise CommandError(f"{path.name}: " + "\n".join(lines), returncode=2)

    def _import(self, path: Path, *, is_dry: bool) -> Outcome:
        try:
            return self._import_file(path, is_dry=is_dry)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}", returncode=2) from error

    def _import_file(self, path: Path, *, is_dry: bool) -> Outcome:
        if path.suffix.lower() not in SUFFIXES:
            raise CommandError(f"{path.name}: only csv and xlsx files are read", returncode=2)
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise CommandError(
                f"{path.name}: more than {MAX_BYTES // 1024**2} MB, split it", returncode=2
            )
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        with scopes_disabled():
            return import_now(
                source=Source(path.name, lambda: path.open("rb")),
                sha256=sha256,
                size=size,
                today=timezone.localdate(),
                at=timezone.now(),
                is_dry=is_dry,
            )

    def _report(
        self, outcome: Outcome, problems: list[RowProblem], *, is_dry: bool, is_json: bool
    ) -> None:
        is_refused = bool(problems)
        counts: dict[str, Any] = {
            "created": 0 if is_refused else outcome.created,
            "changed": 0 if is_refused else outcome.changed,
            "unchanged": outcome.unchanged,
            "rejected": outcome.rejected,
            "would_create": outcome.created,
            "would_change": outcome.changed,
        }
        if is_json:
            counts["problems"] = [
                {"row": p.row, "column": p.column, "message": p.message} for p in problems
            ]
            counts["problems_total"] = outcome.problem_count
            counts["dry_run"] = is_dry
            counts["applied"] = not is_dry and not is_refused
            self.stdout.write(json.dumps(counts, ensure_ascii=False))
        elif not is_refused:
            head = "Would import" if is_dry else "Imported"
            self.stdout.write(
                f"{head}: {outcome.created} new, {outcome.changed} changed, "
                f"{outcome.unchanged} unchanged."
            )
