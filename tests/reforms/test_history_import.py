"""Earlier months from a CSV file: all of it or nothing."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from reforms.enums import Decision, ReportState
from reforms.models import MonthlyReport, ProgressEntry, Workplan
from reforms.selectors import figures
from reforms.services import sealing
from reforms.services.history_import import COLUMNS, TEXT_LIMITS, HistoryImport, import_history
from societies.csv_rows import RowProblem, RowProblems
from societies.models import Society
from tests.factories.reforms import accepted_plan, report_of, workplan_of
from tests.factories.societies import SocietyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]

TODAY = dt.date(2017, 6, 30)
AT = dt.datetime(2017, 6, 30, 4, 0, tzinfo=dt.UTC)
APRIL = dt.date(2017, 4, 1)


@pytest.fixture
def workplan(society: Society) -> Workplan:
    """Tasks 1 and 2 are basic; the society chose 4 to 8."""
    workplan = workplan_of()
    accepted_plan(society, workplan, range(4, 9))
    return workplan


def csv_of(*rows: str) -> bytes:
    """A file with the right header."""
    return "\n".join([",".join(COLUMNS), *rows]).encode()


def take(*rows: str, today: dt.date = TODAY) -> HistoryImport:
    """Import rows."""
    return import_history(data=csv_of(*rows), today=today, at=AT)


def problems_of(*rows: str, today: dt.date = TODAY) -> list[tuple[int, str]]:
    """Row and column of each problem of rows that are refused, nothing having changed."""
    before = (MonthlyReport.objects.count(), ProgressEntry.objects.count())
    with pytest.raises(RowProblems) as refused:
        take(*rows, today=today)
    assert (MonthlyReport.objects.count(), ProgressEntry.objects.count()) == before
    assert all(problem.message for problem in refused.value.problems)
    return [(problem.row, problem.column) for problem in refused.value.problems]


def test_rows_become_accepted_reports(workplan: Workplan, society: Society) -> None:
    result = take(
        "A-01,2017,2017-04,1,40,,开了会", "A-01,2017,2017-04,2,,未启动,", "A-01,2017,2017-05,1,0,,"
    )
    assert result == HistoryImport(reports=2, entries=3, unchanged=0, warnings=())
    report = MonthlyReport.objects.get(month=APRIL)
    assert report.state == ReportState.ACCEPTED
    assert report.is_imported
    assert report.first_submitted_at is None
    said, unchanged = report.entries.order_by("task__number")
    assert (said.percent, said.claimed_percent, said.accepted_percent) == (40, 40, 40)
    assert (said.narrative, said.is_no_change, said.decision) == (
        "开了会",
        False,
        Decision.ACCEPTED,
    )
    assert said.is_submitted
    assert unchanged.is_no_change
    assert unchanged.no_change_reason == "未启动"
    assert (unchanged.percent, unchanged.claimed_percent, unchanged.accepted_percent) == (
        None,
        None,
        None,
    )
    assert unchanged.is_submitted


def test_imported_percents_count_in_the_figures(workplan: Workplan, society: Society) -> None:
    take("A-01,2017,2017-04,1,70,,", "A-01,2017,2017-05,1,,停,")
    payload = figures.month_payload(workplan, dt.date(2017, 5, 1))
    element = payload["societies"][0]
    assert element["tasks"]["1"]["accepted"] == 70
    assert element["progress"] == "10.0"
    assert element["report"]["late"] is None


def test_the_same_rows_again_change_nothing(workplan: Workplan) -> None:
    rows = ("A-01,2017,2017-04,1,40,,开了会", "A-01,2017,2017-04,2,,未启动,")
    take(*rows)
    stood = list(ProgressEntry.objects.values())
    events = AuditEvent.objects.count()
    assert take(*rows) == HistoryImport(reports=0, entries=0, unchanged=2, warnings=())
    assert list(ProgressEntry.objects.values()) == stood
    assert AuditEvent.objects.count() == events


def test_changed_rows_replace_what_an_import_wrote(workplan: Workplan) -> None:
    take("A-01,2017,2017-04,1,40,,", "A-01,2017,2017-04,2,10,,")
    result = take("A-01,2017,2017-04,1,,停了,", "A-01,2017,2017-04,2,10,,")
    assert (result.reports, result.entries, result.unchanged) == (1, 1, 1)
    entry = ProgressEntry.objects.get(task__number=1)
    assert (entry.percent, entry.accepted_percent, entry.is_no_change) == (None, None, True)
    assert entry.version == 1


def test_a_task_the_society_is_not_obliged_to_is_kept_with_a_warning(workplan: Workplan) -> None:
    result = take("A-01,2017,2017-04,9,50,,", "A-01,2017,2017-04,4,50,,")
    assert [(w.row, w.column) for w in result.warnings] == [(2, "task")]
    assert ProgressEntry.objects.count() == 2
    element = figures.month_payload(workplan, APRIL)["societies"][0]
    assert "9" not in element["tasks"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A-99,2017,2017-04,1,40,,", "society_code"),
        (",2017,2017-04,1,40,,", "society_code"),
        ("A-01,2016,2017-04,1,40,,", "workplan"),
        ("A-01,二〇一七,2017-04,1,40,,", "workplan"),
        ("A-01,2017,2017-4,1,40,,", "month"),
        ("A-01,2017,2017-13,1,40,,", "month"),
        ("A-01,2017,,1,40,,", "month"),
        ("A-01,2017,2017-03,1,40,,", "month"),
        ("A-01,2017,2018-01,1,40,,", "month"),
        ("A-01,2017,2017-07,1,40,,", "month"),
        ("A-01,2017,2017-04,10,40,,", "task"),
        ("A-01,2017,2017-04,0,40,,", "task"),
        ("A-01,2017,2017-04,一,40,,", "task"),
        ("A-01,2017,2017-04,,40,,", "task"),
        ("A-01,2017,2017-04,1,37.5,,", "percent"),
        ("A-01,2017,2017-04,1,101,,", "percent"),
        ("A-01,2017,2017-04,1,-1,,", "percent"),
        ("A-01,2017,2017-04,1,abc,,", "percent"),
        ("A-01,2017,2017-04,1,40%,,", "percent"),
        ("A-01,2017,2017-04,1,４０,,", "percent"),
        ("A-01,2017,2017-04,1,,,", "percent"),
        ("A-01,2017,2017-04,1,40,停,", "no_change_reason"),
        (f"A-01,2017,2017-04,1,,{'停' * 1001},", "no_change_reason"),
        (f"A-01,2017,2017-04,1,4,,{'长' * 4001}", "narrative"),
    ],
)
def test_a_wrong_cell_is_named(workplan: Workplan, row: str, column: str) -> None:
    assert problems_of("A-01,2017,2017-04,2,40,,", row) == [(3, column)]


@pytest.mark.parametrize(
    "row",
    [
        "A-01,2017,2017-06,1,100,,",
        "A-01,2017,2017-04,1,0,,",
        f"A-01,2017,2017-04,1,,{'停' * 1000},",
        f"A-01,2017,2017-04,1,4,,{'长' * 4000}",
    ],
)
def test_the_last_value_allowed_is_taken(workplan: Workplan, row: str) -> None:
    assert take(row).entries == 1


def test_text_limits_are_those_of_the_entry() -> None:
    limits = {name: ProgressEntry._meta.get_field(name).max_length for name in TEXT_LIMITS}  # type: ignore[union-attr]
    assert limits == TEXT_LIMITS


def test_every_problem_is_named_at_once(workplan: Workplan) -> None:
    assert problems_of(
        "A-99,2016,4月,x,,,", "A-01,2017,2017-04,1,40,,", "A-01,2017,2017-04,1,41,,"
    ) == [
        (2, "society_code"),
        (2, "workplan"),
        (2, "month"),
        (2, "task"),
        (2, "percent"),
        (4, "task"),
    ]


def test_a_sealed_month_is_refused(workplan: Workplan) -> None:
    take("A-01,2017,2017-04,1,40,,")
    sealing.seal_month(workplan=workplan, month=APRIL, at=AT)
    assert problems_of("A-01,2017,2017-04,1,50,,") == [(2, "month")]
    assert take("A-01,2017,2017-05,1,50,,").entries == 1


def test_a_month_filled_in_the_portal_is_refused(workplan: Workplan, society: Society) -> None:
    report_of(society, workplan, "2017-04", {1: 30}, state=ReportState.DRAFT)
    assert problems_of("A-01,2017,2017-04,1,50,,") == [(2, "month")]


def test_an_import_leaves_one_audit_event(workplan: Workplan) -> None:
    take("A-01,2017,2017-04,1,40,,", "A-01,2017,2017-05,1,40,,")
    event = AuditEvent.objects.get(action="history.imported")
    assert event.after is not None
    assert event.after["months"] == ["2017-04", "2017-05"]
    assert (event.after["reports"], event.after["entries"]) == (2, 2)


def test_queries_do_not_grow_with_rows(workplan: Workplan) -> None:
    for number in range(2, 12):
        SocietyFactory(code=f"B-{number:02}")
    with CaptureQueriesContext(connection) as few:
        take("A-01,2017,2017-04,1,40,,")
    with CaptureQueriesContext(connection) as many:
        take(*(f"B-{n:02},2017,2017-0{m},1,40,," for n in range(2, 12) for m in (4, 5, 6)))
    assert len(many) == len(few)


def run(tmp_path: Path, data: bytes, *options: str) -> str:
    """Run the command on a file and return what it printed."""
    path = tmp_path / "history.csv"
    path.write_bytes(data)
    out = StringIO()
    call_command("import_history", str(path), *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_reports_as_json(workplan: Workplan, tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + csv_of("A-01,2017,2017-04,1,40,,", "A-01,2017,2017-04,9,40,,")
    report: dict[str, Any] = json.loads(run(tmp_path, data, "--json"))
    [warning] = report.pop("warnings")
    assert (warning["row"], warning["column"]) == (3, "task")
    assert report == {"reports": 1, "entries": 2, "unchanged": 0}


def test_the_command_reads_what_excel_in_china_saves(workplan: Workplan, tmp_path: Path) -> None:
    data = csv_of("A-01,2017,2017-04,1,40,,开了会").decode().encode("gb18030")
    assert "1" in run(tmp_path, data)
    assert ProgressEntry.objects.get().narrative == "开了会"


def test_the_command_exits_with_2_and_names_row_and_column(
    workplan: Workplan, tmp_path: Path
) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path, csv_of("A-01,2017,2017-04,1,37.5,,"))
    assert refused.value.returncode == 2
    message = str(refused.value)
    assert "2" in message
    assert "percent" in message
    assert "37.5" in message
    assert not MonthlyReport.objects.exists()


def test_the_command_names_a_file_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"missing\.csv") as refused:
        call_command("import_history", str(tmp_path / "missing.csv"))
    assert refused.value.returncode == 2


def test_problems_are_told_as_row_problems(workplan: Workplan) -> None:
    with pytest.raises(RowProblems) as refused:
        take("A-99,2017,2017-04,1,1,,")
    [problem] = refused.value.problems
    assert isinstance(problem, RowProblem)
    assert "A-99" in problem.message
