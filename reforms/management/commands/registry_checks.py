"""Hold a society's registers against the workplan, as of a day."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from accounts.templatetags.portal import local_filter
from reforms.checks import words
from reforms.checks.results import CheckResult
from reforms.management.arguments import BAD_INPUT, day_argument
from reforms.models import Workplan
from reforms.services.checks import results_of
from societies.management.answers import refusing_in_json
from societies.models import Society


class Command(BaseCommand):
    """Compute a society's checks fresh from its registers and print them; nothing is stored."""

    help = "Print what a society's registers prove of each task, as of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the society, the day and, where it is not that of the day, the workplan."""
        parser.add_argument("--society", required=True, metavar="CODE")
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="today in Beijing by default")
        parser.add_argument("--workplan", type=int, metavar="YEAR")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line or one JSON object per check, in the order of the workplan."""
        with (
            translation.override(options["language"] or settings.LANGUAGE_CODE),
            refusing_in_json(self.stdout, options["as_json"]),
        ):
            society = _society(options["society"])
            day = day_argument(options["as_of"], timezone.now())
            workplan = _workplan(options["workplan"], day)
            rows = _rows(society, workplan, day)
            if options["as_json"]:
                self.stdout.write(json.dumps(rows, ensure_ascii=False))
                return
            self.stdout.write(f"{society} · {workplan} · {day}")
            for row in rows:
                self.stdout.write(_line(row))


def _rows(society: Society, workplan: Workplan, day: dt.date) -> list[dict[str, Any]]:
    with scopes_disabled():
        results = results_of([society], workplan, day)[society.pk]
    citations = {task.number: local_filter(task, "citation") for task in workplan.ordered_tasks}
    return [_row(result, citations[result.task]) for result in results]


def _row(result: CheckResult, citation: str) -> dict[str, Any]:
    return {
        "task": result.task,
        "check": result.check,
        "title": words.title(result.check),
        "verdict": result.verdict.value,
        "inputs": result.inputs,
        "threshold": result.threshold,
        "set_by": result.threshold["set_by"],
        "formula": words.formula(result.check, result.threshold),
        "source": words.source(result.check, citation),
        "remedy": words.remedy(result.remedy),
        "numbers": [list(row) for row in words.input_rows(result.inputs, result.threshold)],
    }


def _line(row: dict[str, Any]) -> str:
    numbers = "; ".join(f"{label} {value}" for label, value in row["numbers"])
    parts = [f"{row['task']:>3}", row["verdict"], row["title"], numbers, row["remedy"]]
    return "\t".join(part for part in parts if part)


def _society(code: str) -> Society:
    society: Society | None = Society.objects.filter(code=code).first()
    if society is None:
        raise CommandError(
            _("society: no society has the code “%(code)s”.") % {"code": code},
            returncode=BAD_INPUT,
        )
    return society


def _workplan(year: int | None, day: dt.date) -> Workplan:
    """The workplan asked for; else that of the day's year, else the latest one begun."""
    if year is not None:
        workplan = Workplan.objects.filter(year=year).first()
        problem = _("workplan: there is none for %(year)s.") % {"year": year}
    else:
        begun = Workplan.objects.filter(year__lte=day.year).order_by("-year")
        workplan = begun.first()
        problem = _("as-of: no workplan has begun by %(day)s.") % {"day": day}
    if workplan is None:
        raise CommandError(problem, returncode=BAD_INPUT)
    return workplan
