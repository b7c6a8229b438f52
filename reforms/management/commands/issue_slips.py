"""Issue, raise, close and escalate supervision slips as the rules of the workplan say."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from reforms.management.arguments import day_argument, workplan_of_year
from reforms.models import SupervisionSlip, Workplan
from reforms.services.checks import running_workplans
from reforms.services.slip_issuing import Supervised, planned, supervise
from reforms.slips.planning import Action, Close, Escalate, Issue, Raise
from societies.management.answers import refusing_in_json
from societies.models import Society


class Command(BaseCommand):
    """Hold every society against the rules of slips; running it again changes nothing."""

    help = "Issue supervision slips by the rules of the workplan, as of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the workplan and the day; by default those running, and today in Beijing."""
        parser.add_argument("--workplan", type=int, metavar="YEAR")
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="today in Beijing by default")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line, or one JSON object, per slip and what is done to it."""
        with refusing_in_json(self.stdout, options["as_json"]):
            day = day_argument(options["as_of"], timezone.now())
            workplans = (
                [workplan_of_year(options["workplan"])]
                if options["workplan"]
                else running_workplans(today=day)
            )
        rows: list[dict[str, Any]] = []
        with scopes_disabled():
            for workplan in workplans:
                if options["dry_run"]:
                    rows += _planned_rows(workplan, planned(workplan, day))
                else:
                    done = supervise(workplan=workplan, today=day, at=timezone.now())
                    rows += _done_rows(workplan, done)
        if options["as_json"]:
            result = {"as_of": f"{day}", "dry_run": options["dry_run"], "slips": rows}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write("\t".join(str(value) for value in row.values() if value))
        if not rows:
            self.stdout.write(
                _("As of %(day)s no slip has to be issued or changed.") % {"day": day}
            )


def _row(workplan: Workplan, done: str, code: str, **values: Any) -> dict[str, Any]:
    return {"workplan": workplan.year, "done": done, "society": code, **values}


def _done_rows(workplan: Workplan, done: Supervised) -> list[dict[str, Any]]:
    steps: list[tuple[str, SupervisionSlip, str]] = [
        *(("issued", slip, "") for slip in done.issued),
        *(("raised", slip, "") for slip in done.raised),
        *(("closed", slip, "") for slip in done.closed),
        *(("escalated", slip, step.value) for slip, step in done.escalated),
    ]
    return [
        _row(
            workplan,
            word,
            slip.society.code,
            number=slip.number_text,
            rule=slip.rule,
            case=slip.case,
            level=slip.level,
            step=step,
        )
        for word, slip, step in steps
    ]


def _planned_rows(workplan: Workplan, wanted: list[Action]) -> list[dict[str, Any]]:
    codes = dict(Society.objects.values_list("pk", "code"))
    numbers = {slip.pk: slip.number_text for slip in workplan.slips.all()}
    rows = []
    for action in wanted:
        about = action.finding if isinstance(action, Issue) else action.slip
        level = about.level if isinstance(action, Close | Escalate) else action.level
        rows.append(
            _row(
                workplan,
                _WORDS[type(action)],
                codes[about.society],
                number="" if isinstance(action, Issue) else numbers[action.slip.pk],
                rule=str(about.rule),
                case=about.case,
                level=str(level),
                step=str(action.step) if isinstance(action, Escalate) else "",
            )
        )
    return rows


_WORDS = {Issue: "issued", Raise: "raised", Close: "closed", Escalate: "escalated"}
