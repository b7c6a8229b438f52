"""The reform in an annual report: months, tasks, commitments, corrections, evidence.

Made of the values that `annual_reform` reads; no query of its own.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from accounts.badges import BADGES
from reports.annual.making import both, make_chart, make_table, part_texts
from reports.annual.parts import Column, Kind, Part, Words

Content = dict[str, Any]
_PLAN = {
    "version": Words("生效版本", "Version in force"),
    "accepted_on": Words("审核通过日期", "Accepted on"),
    "holds_reelection": Words("本年度换届", "Re-election in this year"),
    "lead_person": Words("改革工作责任人", "Person responsible"),
    "summary": Words("年度目标", "Aims of the year"),
    "amendment_reason": Words("调整原因", "Reason for the amendment"),
}


def parts(content: Content) -> tuple[Part, ...]:
    """All parts of the chapter on the reform, in their order."""
    as_of = content["source"]["as_of"][:10]
    months, tasks = content["months"], content["tasks"]
    return (
        *_progress(content["workplan"], months, as_of),
        *_groups(tasks, content["glance"]["groups"], as_of),
        *_months(months, as_of),
        *_heat(months, tasks, as_of),
        *_tasks(tasks, content["claims"]["rows"], as_of),
        *_plan(content["plan"], as_of),
        *_commitments(content["commitments"], as_of),
        *_corrections(content["corrections"], as_of),
        *_evidence(content["evidence"], as_of),
    )


def months_between(first: str, last: str) -> list[str]:
    """The months from one to another, both included, as `2017-04`."""
    year, month = map(int, first.split("-"))
    result = []
    while f"{year:04}-{month:02}" <= last:
        result.append(f"{year:04}-{month:02}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return result


def _month_words(month: str) -> Words:
    number = int(month[5:])
    return Words(f"{number}月", calendar.month_abbr[number])


@cache
def _state(state: str) -> Words:
    return both(BADGES[state].word)


def _progress(workplan: Content, months: list[Content], as_of: str) -> tuple[Part, ...]:
    by_month = {element["month"]: element for element in months}
    labels = months_between(workplan["first_month"], workplan["last_month"])

    def values(field: str) -> list[str | None]:
        return [by_month[month][field] if month in by_month else None for month in labels]

    series = {
        "society": values("progress"),
        "national": values("national"),
        "expected": values("expected"),
    }
    return make_chart("reform-progress", [_month_words(m) for m in labels], series, as_of)


def _groups(tasks: list[Content], progress: dict[str, str | None], as_of: str) -> tuple[Part, ...]:
    groups: dict[str, tuple[Words, list[Content]]] = {}
    for task in tasks:
        words = Words(task["group_zh"], task["group_en"])
        groups.setdefault(task["group"], (words, []))[1].append(task)
    rows = [
        (words, len(members), sum(t["state"] == "done" for t in members), progress.get(kind))
        for kind, (words, members) in groups.items()
    ]
    return make_table("reform-groups", rows, as_of)


def _months(months: list[Content], as_of: str) -> tuple[Part, ...]:
    rows = [
        (row["month"], row["number"], row["progress"], row["national"], _report(row))
        for row in months
    ]
    return make_table("reform-months", rows, as_of)


def _report(row: Content) -> Words:
    """When the month's report came, and a mark where its figures were corrected."""
    report = row["report"]
    if report["late"] is not None:
        words = _state("late" if report["late"] else "on_time")
    else:
        is_in = report["state"] in ("accepted", "submitted")
        words = _state(report["state"] if is_in else "not_submitted")
    day = f" {report['submitted_on']}" if report["submitted_on"] else ""
    mark = " ※" if row["is_corrected"] else ""
    return Words(f"{words.zh}{day}{mark}", f"{words.en}{day}{mark}")


def _heat(months: list[Content], tasks: list[Content], as_of: str) -> tuple[Part, ...]:
    items = part_texts()["reform-heat"].items
    columns = (
        Column("number", items["number"].label, items["number"].kind),
        Column("task", items["task"].label),
        *(Column(m["month"], _month_words(m["month"]), Kind.PERCENT) for m in months),
        Column("state", items["state"].label),
    )
    rows = [(task["number"], _short(task), *task["path"], _state(task["state"])) for task in tasks]
    return make_table("reform-heat", rows, as_of, columns=columns)


def _short(task: Content) -> Words:
    return Words(task["short_zh"], task["short_en"])


def _tasks(tasks: Iterable[Content], claims: Iterable[Content], as_of: str) -> tuple[Part, ...]:
    """Each task with its percents, its state, and what the registers say of it."""
    by_number = {row["number"]: row for row in claims}
    rows = [_task(task, by_number.get(task["number"])) for task in tasks]
    return make_table("reform-tasks", rows, as_of)


def _task(task: Content, claim: Content | None) -> tuple[Any, ...]:
    return (
        task["number"],
        _short(task),
        claim and claim["claimed"],
        task["accepted"],
        _state(task["state"]),
        claim and _verdict(claim),
        claim and _basis(claim),
    )


def _plan(plan: Content | None, as_of: str) -> tuple[Part, ...]:
    """The plan in force; what it does not say is left out."""
    rows = [(words, plan[name]) for name, words in _PLAN.items()] if plan else []
    return make_table("reform-plan", [row for row in rows if row[1] not in (None, "")], as_of)


def _commitments(rows: Iterable[Content], as_of: str) -> tuple[Part, ...]:
    fields = ("baseline", "target", "measured", "measured_month")
    listed = [
        (
            row["task"],
            _with_unit(row),
            *(_plain_number(row[field]) for field in fields),
            row["is_met"],
            row["due_month"],
        )
        for row in rows
    ]
    return make_table("reform-commitments", listed, as_of)


def _with_unit(row: Content) -> Words:
    """The indicator with its unit; brackets do not stand in brackets."""
    unit, indicator = row["unit"].replace("（", "、").removesuffix("）"), row["indicator"]
    if not unit:
        return Words(indicator, indicator)
    return Words(f"{indicator}（{unit}）", f"{indicator} ({unit})")


def _plain_number(value: Any) -> Any:
    """Numbers of the plan are written in threes already."""
    return value.replace(",", "") if isinstance(value, str) else value


def _verdict(row: Content) -> Words:
    words, mark = _state(row["verdict"]), "≠" if row["is_against"] else ""
    return Words(f"{mark}{words.zh}", f"{mark}{words.en}")


def _basis(row: Content) -> Words | None:
    """The check that decides and its numbers."""
    if not row["check_zh"]:
        return None
    if not row["numbers_zh"]:
        return Words(row["check_zh"], row["check_en"])
    return Words(
        f"{row['check_zh']}：{row['numbers_zh']}", f"{row['check_en']}: {row['numbers_en']}"
    )


def _corrections(rows: Sequence[Content], as_of: str) -> tuple[Part, ...]:
    listed = [
        (
            row["issue"],
            row["number"],
            row["month"],
            row["published_on"],
            row["progress"]["old"],
            row["progress"]["new"],
            _changed(row["tasks"]),
            row["reason"],
        )
        for row in rows
    ]
    return make_table("reform-corrections", listed, as_of)


def _changed(tasks: Sequence[Content]) -> str:
    """Tasks whose percent was corrected, such as `3: 40 → 10`; a dash is no data."""

    def said(value: Any) -> str:
        return "—" if value is None else str(value)

    return "; ".join(
        f"{task['number']}: {said(task['old'])} → {said(task['new'])}" for task in tasks
    )


def _evidence(rows: Sequence[Content], as_of: str) -> tuple[Part, ...]:
    listed = [
        (row["name"], ", ".join(map(str, row["tasks"])), row["uploaded_on"], row["sha256"][:16])
        for row in rows
    ]
    return make_table("reform-evidence", listed, as_of)
