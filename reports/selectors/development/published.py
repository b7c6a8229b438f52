"""Chapters made of what was sealed and published: the reform, verdicts, reports, finances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reforms import months
from reforms.enums import Verdict
from reforms.selectors.checks import sealed_marks
from reports.annual.making import make_chart, make_figures, make_table, same
from reports.annual.parts import Cell, Part, Words
from reports.models import AnnualReport, PublishedAnnualReport
from reports.selectors.development.facts import Group, NationalFacts

_CENT = Decimal("0.01")


def reform(facts: NationalFacts) -> tuple[Part, ...]:
    """Progress as the latest issue of the year published it."""
    issue = facts.issue
    if issue is None:
        return ()
    summary, as_of = issue.summary, issue.as_of.astimezone(months.BEIJING).date().isoformat()
    national = summary["national"]
    values = {
        "mean": national["mean"],
        "median": national["median"],
        "done": national["tasks"]["done"],
        "obliged": national["tasks"]["obliged"],
        "on_time": national["reports"]["on_time"],
    }
    return (
        *make_figures("reform-national", {k: (v, None) for k, v in values.items()}, as_of),
        *make_chart(
            "reform-national-months",
            [same(f"{each.month:%Y-%m}") for each in facts.issues],
            {
                name: [each.summary["national"][name] for each in facts.issues]
                for name in ("mean", "expected")
            },
            as_of,
        ),
        *make_table("reform-national-disciplines", _disciplines(facts, summary), as_of),
        *make_table("reform-national-tasks", _tasks(facts, summary["tasks"]), as_of),
    )


def _disciplines(facts: NationalFacts, summary: dict[str, Any]) -> list[tuple[Cell, ...]]:
    codes = {member.pk: member.discipline for member in facts.members}
    rows: list[tuple[Cell, ...]] = []
    for group in facts.disciplines:
        figures = summary["disciplines"].get(codes[group.societies[0]])
        if figures:
            rows.append((group.name, str(figures["societies"]), figures["mean"]))
    return rows


def _tasks(facts: NationalFacts, figures: dict[str, Any]) -> list[tuple[Cell, ...]]:
    return [
        (
            str(task.number),
            Words(task.title_zh, task.title_en or task.title_zh),
            *(_figure(figures[str(task.number)][name]) for name in ("societies", "done", "mean")),
        )
        for task in facts.workplan.ordered_tasks
        if str(task.number) in figures
    ]


def _figure(value: Any) -> str | None:
    return None if value is None else str(value)


def verdicts(facts: NationalFacts) -> tuple[Part, ...]:
    """How many societies stand where, task by task, as sealed with the latest issue."""
    if facts.issue is None:
        return ()
    marks = sealed_marks(facts.issue)
    rows: list[tuple[Cell, ...]] = []
    for task in facts.workplan.ordered_tasks:
        counts = Counter(verdicts.get(task.number) for verdicts in marks.values())
        if sum(counts[verdict] for verdict in Verdict):
            title = Words(task.title_zh, task.title_en or task.title_zh)
            columns = ("met", "not_met", "justified", "shown", "no_data", "not_applicable")
            numbers = (str(counts[Verdict(name)]) for name in columns)
            rows.append((str(task.number), title, *numbers))
    day = facts.issue.as_of.astimezone(months.BEIJING).date().isoformat()
    return make_table("verdicts-by-task", rows, day)


def reports(facts: NationalFacts) -> tuple[Part, ...]:
    """Who handed in an annual report, who late, and whose is public: as this report is made."""
    handed = {
        report.society_id: report
        for report in AnnualReport.objects.of_year(facts.workplan)
        .filter(first_submitted_at__isnull=False)
        .select_related("workplan")
    }
    submitted = [pk for pk in facts.everybody if pk in handed]
    values = {
        "published": (len(facts.published.intersection(facts.everybody)), None),
        "submitted": (len(submitted), None),
        "late": (sum(handed[pk].is_late for pk in submitted), None),
    }
    rows = [_report_row(facts, group, handed) for group in facts.disciplines]
    return (
        *make_figures("reports-figures", values, as_of=""),
        *make_table("reports-by-discipline", rows, as_of=""),
    )


def _report_row(
    facts: NationalFacts, group: Group, handed: dict[int, AnnualReport]
) -> tuple[Cell, ...]:
    return (
        group.name,
        str(len(group.societies)),
        str(sum(pk in handed for pk in group.societies)),
        str(sum(pk in facts.published for pk in group.societies)),
    )


def finance(facts: NationalFacts) -> tuple[Part, ...]:
    """Sums of the finances in the annual reports that are public."""
    amounts: dict[str, list[Decimal]] = {}
    names: dict[str, Words] = {}
    contents = PublishedAnnualReport.objects.current().filter(workplan=facts.workplan)
    for content in contents.values_list("content", flat=True).iterator(chunk_size=20):
        for item in _finance_items(content):
            if item["value"] is not None and item["kind"] == "money":
                amounts.setdefault(item["code"], []).append(Decimal(item["value"]))
                names[item["code"]] = Words(**item["label"])
    rows = [
        (names[code], f"{sum(values)}", _mean(values), str(len(values)))
        for code, values in amounts.items()
    ]
    return make_table("finance-totals", rows, facts.as_of)


def _finance_items(content: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for chapter in content["chapters"]:
        for part in chapter["parts"] if chapter["code"] == "finance" else ():
            if part["part"] == "figures":
                yield from part["items"]


def _mean(values: list[Decimal]) -> str:
    exact = Fraction(sum(values)) / len(values)
    return str((Decimal(exact.numerator) / exact.denominator).quantize(_CENT))
