"""The month as a workbook: down, filled in, up, looked at, applied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent, User
from reforms.enums import Decision, ReportState
from reforms.models import MonthlyReport, ProgressEntry, Workplan
from reforms.resources.month_book import month_workbook
from reforms.selectors.months import society_month
from reforms.services.entries import DEFAULTS, StaleEntry
from reforms.services.report_uploads import TaskChange, apply_month_file, base_of
from societies.filled_books import BASE_SHEET
from societies.models import RegisterUpload, Society
from tests.factories.month_files import filled, opened, saved, table
from tests.factories.reforms import accepted_plan, report_of
from tests.factories.societies import SocietyFactory, editor
from tests.reforms.entry.scene import AT, MAY, MOST_QUERIES, PAGE, percents, save_one
from tests.societies.register_scene import queries

pytestmark = pytest.mark.django_db

Cells = Mapping[Any, Mapping[str, Any]]


def workbook(client: Client) -> bytes:
    return bytes(client.get(f"{PAGE}workbook/").content)


def upload(client: Client, data: bytes, name: str = "月报.xlsx") -> Any:
    return client.post(f"{PAGE}upload/", {"file": SimpleUploadedFile(name, data)})


def preview(client: Client, cells: Cells, data: bytes = b"") -> str:
    """Upload a filled workbook; the address of its preview."""
    answer = upload(client, filled(data or workbook(client), cells))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def plan(client: Client, url: str) -> Any:
    return client.get(url).context["plan"]


def apply(client: Client, url: str, **decisions: str) -> Any:
    return client.post(f"{url}apply/", {"seen": plan(client, url).mark, **decisions})


def problems(client: Client, url: str) -> list[tuple[str, str]]:
    return [(one.column, one.message) for one in plan(client, url).problems]


def test_workbook_has_last_values_rules_and_locked_cells(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-04", {1: 35})
    save_one(at_work, 1, percent="40", narrative="=1+1")
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    book = opened(workbook(at_work))
    sheet, (places, rows) = book.worksheets[0], table(book)

    def cell(task: int, name: str) -> Any:
        return sheet.cell(rows[task], places[name])

    assert list(rows) == [1, 2, 4, 5, 6, 7, 8]
    assert [cell(1, name).value for name in ("before", "percent")] == [35, 40]
    assert (cell(1, "narrative").value, cell(1, "narrative").data_type) == ("=1+1", "s")
    assert sheet.protection.sheet
    assert book.security.lockStructure
    assert cell(1, "task").protection.locked
    assert not cell(1, "percent").protection.locked
    assert cell(1, "measured_value").protection.locked
    assert not cell(4, "measured_value").protection.locked
    kinds = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    assert (kinds["whole"].formula1, kinds["whole"].formula2) == ("0", "100")
    assert kinds["list"].formula1 == '"yes,no"'
    assert book[BASE_SHEET].sheet_state == "veryHidden"
    assert "A-01" in str(sheet.cell(1, 1).value)


def test_untouched_workbook_changes_nothing(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    save_one(at_work, 1, percent="40", narrative=" 第一行\r\n第二行 ")
    save_one(at_work, 2, is_no_change="on", no_change_reason="等待批复")
    save_one(at_work, 4, measured_value="18204.50")
    url = preview(at_work, {})
    found = plan(at_work, url)
    assert found.counts == {"changes": 0, "conflicts": 0, "kept": 0, "problems": 0}
    assert not found.is_applicable
    assert at_work.post(f"{url}apply/", {"seen": found.mark}).status_code == 409


@pytest.mark.parametrize(
    "words",
    [
        "a_x000D_b",
        "\x0b甲\x0c",
        "甲\u2028乙",
        "\t 甲 \u3000",
        "甲\r乙",
        "=甲",
        "'甲",
        "1.0",
        "是",
        '&<>"',
    ],
)
def test_odd_words_that_nobody_touched_change_nothing(at_work: Client, words: str) -> None:
    save_one(at_work, 1, percent="40")
    ProgressEntry.objects.update(narrative=words)
    assert plan(at_work, preview(at_work, {})).counts["changes"] == 0
    # saved by the library that wrote it as well as by one that knows nothing of it
    assert plan(at_work, upload(at_work, workbook(at_work))["Location"]).counts["changes"] == 0


def test_filled_workbook_is_looked_at_and_then_saved_as_a_whole(
    at_work: Client, society: Society, clerk: User
) -> None:
    report_of(society, Workplan.objects.get(), "2017-04", {1: 35})
    cells: Cells = {
        1: {"percent": 30, "narrative": "完成初稿", "fall_reason": "口径调整"},
        2: {"is_no_change": "是", "no_change_reason": "等待批复"},
    }
    url = preview(at_work, cells)
    page = at_work.get(url).content.decode()
    assert "完成初稿" in page
    assert not MonthlyReport.objects.filter(month=MAY).exists()
    assert apply(at_work, url)["Location"] == PAGE
    one, two = ProgressEntry.objects.filter(report__month=MAY).order_by("task__number")
    assert (one.percent, one.narrative, one.fall_reason) == (30, "完成初稿", "口径调整")
    assert (two.percent, two.is_no_change, two.no_change_reason) == (None, True, "等待批复")
    event = AuditEvent.objects.get(action="report.file_applied")
    assert (event.actor, event.reason, event.after) == (clerk, "月报.xlsx", {"tasks": [1, 2]})
    assert AuditEvent.objects.filter(action="entry.changed").count() == 2
    assert not RegisterUpload.objects.exists()
    again = at_work.post(f"{url}apply/")
    assert again["Location"] == PAGE
    assert AuditEvent.objects.filter(action="report.file_applied").count() == 1


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({1: {"percent": 101}}, "percent"),
        ({1: {"percent": -1}}, "percent"),
        ({1: {"percent": 37.5}}, "percent"),
        ({1: {"percent": 30}}, "fall_reason"),
        ({1: {"percent": 40, "is_no_change": "是", "no_change_reason": "无"}}, "percent"),
        ({1: {"is_no_change": "也许"}}, "is_no_change"),
        ({1: {"is_no_change": "yes"}}, "no_change_reason"),
        ({1: {"narrative": "长" * 4001}}, "narrative"),
        ({1: {"claim_explanation": "长" * 2001}}, "claim_explanation"),
        ({1: {"measured_value": "很多"}}, "measured_value"),
        ({99: {"percent": 5}}, "task"),
        ({"": {"percent": 5}}, "task"),
    ],
)
def test_what_is_wrong_stands_at_its_cell_and_nothing_is_saved(
    at_work: Client, society: Society, cells: Cells, column: str
) -> None:
    report_of(society, Workplan.objects.get(), "2017-04", {1: 35})
    url = preview(at_work, {**cells, 2: {"percent": 50}})
    assert [found for found, _message in problems(at_work, url)] == [column]
    assert apply(at_work, url).status_code == 409
    assert percents() == {1: 35}


@pytest.mark.parametrize(
    ("cells", "is_right"),
    [
        ({1: {"percent": 0, "fall_reason": "重新统计"}}, True),
        ({1: {"percent": 100}}, True),
        ({1: {"narrative": "长" * 4000}}, True),
        ({1: {"percent": "４０％"}}, True),
        ({1: {"percent": 35}}, True),
        ({1: {"percent": 34}}, False),
    ],
)
def test_boundaries_are_those_of_the_page(
    at_work: Client, society: Society, cells: Cells, is_right: bool
) -> None:
    report_of(society, Workplan.objects.get(), "2017-04", {1: 35})
    assert (problems(at_work, preview(at_work, cells)) == []) is is_right


def test_all_mistakes_come_back_at_once_in_a_file_that_can_be_corrected(at_work: Client) -> None:
    url = preview(at_work, {1: {"percent": 101, "narrative": "好"}, 2: {"is_no_change": "yes"}})
    data = at_work.get(f"{url}corrections/").content
    book = opened(data)
    sheet, (places, rows) = book.worksheets[0], table(book)
    assert places["correction"] == 1
    assert "0 to 100" in str(sheet.cell(rows[1], 1).value)
    assert "Say why nothing changed" in str(sheet.cell(rows[2], 1).value)
    assert sheet.cell(rows[1], places["percent"]).fill.fgColor.rgb == "00FFC7CE"
    assert sheet.cell(rows[1], places["narrative"]).value == "好"
    cells: Cells = {1: {"percent": 10}, 2: {"no_change_reason": "等待批复"}}
    assert apply(at_work, preview(at_work, cells, data))["Location"] == PAGE
    assert percents() == {1: 10, 2: None}


def test_task_that_stands_twice_is_refused(at_work: Client) -> None:
    book = opened(workbook(at_work))
    places, rows = table(book)
    book.worksheets[0].cell(rows[2], places["task"]).value = 1
    url = upload(at_work, saved(book))["Location"]
    assert [found for found, _message in problems(at_work, url)] == ["task"]


def test_only_what_the_file_changed_is_taken_and_newer_values_stay(
    at_work: Client, society: Society
) -> None:
    save_one(at_work, 1, percent="10", narrative="原文")
    data = workbook(at_work)
    at_work.force_login(editor(society, name="赵编辑"))
    save_one(at_work, 1, percent="10", narrative="同事写的", version=1)
    save_one(at_work, 2, percent="60")
    url = preview(at_work, {1: {"percent": 20}}, data)
    assert plan(at_work, url).counts == {"changes": 1, "conflicts": 0, "kept": 2, "problems": 0}
    assert "同事写的" in at_work.get(url).content.decode()
    apply(at_work, url)
    assert percents() == {1: 20, 2: 60}
    assert ProgressEntry.objects.get(task__number=1).narrative == "同事写的"


@pytest.mark.parametrize(
    ("decisions", "result"),
    [
        ({"t1-percent-choice": "mine"}, 20),
        ({"t1-percent-choice": "theirs"}, 30),
        ({"t1-percent-choice": "typed", "t1-percent": "25"}, 25),
    ],
)
def test_conflict_is_decided_on_the_page(
    at_work: Client, decisions: dict[str, str], result: int
) -> None:
    data = workbook(at_work)
    save_one(at_work, 1, percent="30")
    url = preview(at_work, {1: {"percent": 20}, 2: {"percent": 5}}, data)
    assert plan(at_work, url).counts["conflicts"] == 1
    undecided = apply(at_work, url)
    assert undecided.status_code == 422
    assert "Choose one of the values" in undecided.content.decode()
    assert percents() == {1: 30}
    assert apply(at_work, url, **decisions)["Location"] == PAGE
    assert percents() == {1: result, 2: 5}


def test_decision_that_breaks_a_rule_is_refused_and_keeps_what_was_typed(
    at_work: Client, society: Society
) -> None:
    report_of(society, Workplan.objects.get(), "2017-04", {1: 35})
    data = workbook(at_work)
    save_one(at_work, 1, percent="36")
    url = preview(at_work, {1: {"percent": 40}}, data)
    answer = apply(at_work, url, **{"t1-percent-choice": "typed", "t1-percent": "1000"})
    assert answer.status_code == 422
    assert 'value="1000"' in answer.content.decode()
    fallen = apply(at_work, url, **{"t1-percent-choice": "typed", "t1-percent": "34"})
    assert "say why" in fallen.content.decode()
    assert list(ProgressEntry.objects.filter(report__month=MAY).values_list("percent")) == [(36,)]


def test_portal_that_moved_since_the_preview_is_looked_at_again(at_work: Client) -> None:
    url = preview(at_work, {1: {"percent": 20}})
    seen = plan(at_work, url).mark
    save_one(at_work, 1, percent="30")
    answer = at_work.post(f"{url}apply/", {"seen": seen})
    assert answer.status_code == 409
    assert answer.context["plan"].counts["conflicts"] == 1
    assert percents() == {1: 30}


def test_tasks_are_saved_all_together_or_not_at_all(
    at_work: Client, society: Society, workplan: Workplan, clerk: User
) -> None:
    save_one(at_work, 2, percent="30")
    preview(at_work, {1: {"percent": 20}})
    kept = RegisterUpload.objects.get()
    page = society_month(society, workplan, MAY, at=AT)
    changes = [
        TaskChange(page.rows[0].task, 0, {**DEFAULTS, "percent": 20}),
        TaskChange(page.rows[1].task, 0, {**DEFAULTS, "percent": 40}),
    ]
    with pytest.raises(StaleEntry):
        apply_month_file(upload=kept, page=page, changes=changes, by=clerk, at=AT)
    assert percents() == {2: 30}
    assert RegisterUpload.objects.filter(pk=kept.pk).exists()


def test_workbook_of_another_society_or_month_is_refused(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    other = SocietyFactory(code="A-02")
    for owner, month, words in ((other, MAY, "A-02"), (society, MAY.replace(month=4), "2017-04")):
        page = society_month(owner, workplan, month, at=AT)
        answer = upload(at_work, month_workbook(page, base_of(page, at=AT), at=AT))
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not RegisterUpload.objects.exists()


def test_forged_or_missing_base_is_refused(at_work: Client) -> None:
    data = workbook(at_work)
    for mend in ("changed", "gone", "sheet"):
        book = opened(data)
        if mend == "changed":
            text = book[BASE_SHEET]["A1"].value
            book[BASE_SHEET][
                "A1"
            ].value = f"{text[:40]}{'B' if text[40] == 'A' else 'A'}{text[41:]}"
        elif mend == "gone":
            del book[BASE_SHEET]
        else:
            del book[book.sheetnames[0]]
        assert upload(at_work, saved(book)).status_code == 422, mend
    assert not RegisterUpload.objects.exists()


@pytest.mark.parametrize("name", ["月报.xlsm", "月报.csv", "月报.pdf"])
def test_other_kinds_of_files_are_refused(at_work: Client, name: str) -> None:
    assert upload(at_work, workbook(at_work), name).status_code == 422


def test_half_a_file_is_refused(at_work: Client) -> None:
    data = workbook(at_work)
    assert upload(at_work, data[: len(data) // 2]).status_code == 422
    assert upload(at_work, b"").status_code == 422


def test_closed_month_refuses_files_with_words(at_work: Client, chief: User) -> None:
    url, data = preview(at_work, {1: {"percent": 20}}), workbook(at_work)
    report_of(
        Society.objects.get(), Workplan.objects.get(), "2017-05", {}, state=ReportState.SUBMITTED
    )
    seen = "The report is with CAST"
    answer = upload(at_work, data)
    assert (answer.status_code, seen in answer.content.decode()) == (409, True)
    assert seen in at_work.get(url).content.decode()
    assert at_work.post(f"{url}apply/", {"seen": "x"}).status_code == 409
    assert at_work.get(f"{PAGE}workbook/")["Location"] == PAGE


def test_task_that_cast_accepted_is_refused_in_its_row(at_work: Client, society: Society) -> None:
    save_one(at_work, 1, percent="20")
    data = workbook(at_work)
    ProgressEntry.objects.update(decision=Decision.ACCEPTED, accepted_percent=20)
    assert problems(at_work, preview(at_work, {1: {"percent": 30}}, data)) == [
        ("task", "CAST has accepted this task already; it cannot be changed.")
    ]


def test_file_of_a_colleague_is_not_shown(at_work: Client, society: Society) -> None:
    url = preview(at_work, {1: {"percent": 20}})
    at_work.force_login(editor(society, name="赵编辑"))
    assert at_work.get(url)["Location"] == PAGE
    assert at_work.post(f"{url}discard/")["Location"] == PAGE
    assert RegisterUpload.objects.count() == 1


def test_discarded_file_changes_nothing(at_work: Client) -> None:
    url = preview(at_work, {1: {"percent": 20}})
    at_work.post(f"{url}discard/")
    assert not RegisterUpload.objects.exists()
    assert percents() == {}


def test_preview_takes_the_same_queries_for_one_and_seven_tasks(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    one = queries(at_work, preview(at_work, {1: {"percent": 20}}))
    cells = {number: {"percent": 20} for number in (1, 2, 4, 5, 6, 7, 8)}
    assert queries(at_work, preview(at_work, cells)) == one <= MOST_QUERIES
