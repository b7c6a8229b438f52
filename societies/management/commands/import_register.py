"""`manage.py import_register KIND FILE`: take the records of a register from a file."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from societies.csv_rows import RowProblem, RowProblems
from societies.files import FilePlan, apply_plan, plan_file
from societies.management.answers import refusing_in_json
from societies.management.commands.load_societies import read_file
from societies.models import Society
from societies.registers import REGISTERS, Register


class Command(BaseCommand):
    """Create and change records from CSV or xlsx, all rows or none; the same file again does
    nothing."""

    help = "Import records of a register from CSV or xlsx (columns: docs/registers.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the register, the file, and how to do it."""
        parser.add_argument("kind", metavar="KIND", help=", ".join(REGISTERS))
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *, kind: str, file: Path, json: bool, **options: Any) -> None:
        """Import the file; exit 2 with every problem by row and column, changing nothing."""
        with refusing_in_json(self.stdout, json):
            register, data = named(kind), read_file(file)
        is_trial: bool = options["dry_run"]
        try:
            plan = take(register, data, file.name, is_trial=is_trial)
        except RowProblems as error:
            if json:
                self.stdout.write(report(kind, None, error.problems, is_trial=is_trial))
            raise CommandError(f"{file.name}: {error}", returncode=2) from error
        self.stdout.write(report(kind, plan, (), is_trial=is_trial) if json else in_words(plan))


def named(kind: str) -> Register:
    """Return the register of that name; CommandError with status 2 when there is none."""
    register = REGISTERS.get(kind)
    if register is None:
        message = _("There is no register “%(kind)s”. Registers: %(kinds)s.")
        raise CommandError(message % {"kind": kind, "kinds": ", ".join(REGISTERS)}, returncode=2)
    return register


def take(register: Register, data: bytes, name: str, *, is_trial: bool) -> FilePlan:
    """Plan a file for every society and, unless it is a trial, write it; raises RowProblems."""
    with scopes_disabled(), transaction.atomic():
        plan = plan_file(register, data, name, Society.objects.all())
        if plan.problems:
            raise RowProblems(plan.problems)
        if not is_trial:
            apply_plan(plan=plan, by=None)
    return plan


def report(
    kind: str, plan: FilePlan | None, problems: tuple[RowProblem, ...], *, is_trial: bool
) -> str:
    """Write the result for a script."""
    return json.dumps(
        {
            "kind": kind,
            "dry_run": is_trial,
            "created": len(plan.created) if plan else 0,
            "changed": len(plan.changed) if plan else 0,
            "unchanged": plan.unchanged if plan else 0,
            "problems": [asdict(problem) for problem in problems],
        },
        ensure_ascii=False,
    )


def in_words(plan: FilePlan) -> str:
    """Write the result for a person."""
    return _("%(created)s new, %(changed)s changed, %(unchanged)s unchanged.") % {
        "created": len(plan.created),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
    }
