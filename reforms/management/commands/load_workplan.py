"""`manage.py load_workplan FILE`: create or update a year's workplan from its YAML file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reforms.models import Workplan
from reforms.services.workplans import load_workplan
from reforms.workplan_file import WorkplanFileError


class Command(BaseCommand):
    """Load a workplan file; the same file again changes nothing."""

    help = "Create or update the workplan of a year from its YAML file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether to report as JSON."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file and say what is there now; exit 2 with every problem named."""
        path: Path = options["file"]
        try:
            workplan = load_workplan(text=path.read_bytes().decode("utf-8-sig"), at=timezone.now())
        except WorkplanFileError as error:
            if options["json"]:
                problems = [{"place": p.path, "message": p.message} for p in error.problems]
                self.stdout.write(json.dumps({"errors": problems}, ensure_ascii=False))
            raise CommandError(f"{path.name}: {error}", returncode=2) from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: {error}", returncode=2) from error
        self.report(workplan, as_json=options["json"])

    def report(self, workplan: Workplan, *, as_json: bool) -> None:
        """Say which year now has how many tasks."""
        tasks, groups = workplan.tasks.count(), workplan.groups.count()
        if as_json:
            counts = {"workplan": workplan.year, "groups": groups, "tasks": tasks}
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(f"Workplan {workplan.year}: {tasks} tasks in {groups} groups.")
