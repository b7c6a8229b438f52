"""The matrix: what it shows, filters, sort order, caching and export."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from reforms.enums import ReportState, Verdict
from reforms.services.checks import recompute
from reforms.services.review import decide_entry
from reports.pages.matrix_address import query_params
from reports.selectors.matrix_before import forget
from reports.selectors.matrix_cells import change_cell, progress_cell
from reports.selectors.matrix_query import MatrixQuery
from societies.enums import Discipline
from tests.factories.checks import PUBLISHED, verdict_of
from tests.factories.reforms import report_of
from tests.factories.societies import auditor, editor, manager, reviewer
from tests.reports.world import JUNE, MAY, NOW, World, correct_may, small_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june")]
MAY_URL = "/matrix/?month=2017-05"


def page(client: Client, address: str) -> str:
    """Return the page's text; it must be there."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def codes(text: str) -> list[str]:
    """Return the societies in the order of the table."""
    return [part[:4] for part in text.split('<span class="code">')[1:]]


def test_matrix_shows_sealed_figures(world: World, signed_in: Client) -> None:
    text = page(signed_in, MAY_URL)
    assert codes(text) == ["A-01", "A-02", "B-20"]
    assert 'data-f="100||22.2|0|40|">✓</a>' in text
    assert 'data-f="2|5|22.2|3|2|">2</a>' in text
    assert world.workplan.issues.get(month=MAY).digest in text


def test_matrix_marks_no_data_and_leaves_unowed_cells_empty(
    world: World, signed_in: Client
) -> None:
    row = page(signed_in, MAY_URL).split("B-20</span>")[1]
    assert row.count("heat-nodata") == 7
    cells = row.split("</tr>")[0].split('data-n="', 1)[1]
    assert cells.count("<td></td>") == 2  # the re-election task and the optional task not chosen


def test_matrix_marks_a_claim_that_was_lowered(world: World, signed_in: Client) -> None:
    row = page(signed_in, MAY_URL).split("A-02</span>")[1].split("</tr>")[0]
    assert row.count("is-claimed") == 1


def test_matrix_groups_by_discipline_with_the_sealed_mean(world: World, signed_in: Client) -> None:
    text = page(signed_in, MAY_URL)
    means = world.workplan.issues.get(month=MAY).summary["disciplines"]
    assert f">{means['science']['mean']}</td>" in text.split('class="group-row"')[1]
    assert text.count('class="group-row"') == 2


def test_matrix_cell_leads_to_the_entry(world: World, signed_in: Client) -> None:
    assert '<a href="/months/A-01/2017-05/#task-2"' in page(signed_in, MAY_URL)


def test_matrix_without_month_shows_the_month_in_work(world: World, signed_in: Client) -> None:
    text = page(signed_in, "/matrix/")
    assert '<option value="2017-06" selected>' in text
    assert 'data-f="100||33.3|0|100|"' in text


def test_matrix_of_the_open_month_follows_a_decision(world: World, signed_in: Client) -> None:
    with scopes_disabled():
        report = report_of(
            world.societies[1], world.workplan, "2017-06", {1: 60}, state=ReportState.SUBMITTED
        )
        assert '|60|33.3|2|8|">8</a>' in page(signed_in, "/matrix/")
        decide_entry(entry=report.entries.get(), decision="accepted", by=manager(), at=NOW)
    assert 'data-f="60||33.3|4|8|">60</a>' in page(signed_in, "/matrix/")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("discipline=engineering", ["B-20"]),
        ("late=1", ["A-02"]),
        ("behind=1", ["A-02", "B-20"]),
        ("state=done", ["A-01"]),
        ("report=not_submitted", ["B-20"]),
        ("report=accepted", ["A-01", "A-02"]),
        ("q=物理", ["A-02"]),
        ("q=computer", ["B-20"]),
        ("q=a-0", ["A-01", "A-02"]),
        ("late=1&discipline=engineering", []),
        ("sort=progress", ["A-02", "A-01", "B-20"]),
        ("sort=progress&dir=desc", ["A-01", "A-02", "B-20"]),
        ("sort=t1&dir=desc", ["A-01", "A-02", "B-20"]),
        ("sort=late&dir=desc", ["A-02", "A-01", "B-20"]),
        ("sort=change&dir=desc", ["A-01", "A-02", "B-20"]),
        ("dir=desc", ["B-20", "A-02", "A-01"]),
    ],
)
def test_matrix_filters_and_sorts_from_the_address(
    world: World, signed_in: Client, query: str, expected: list[str]
) -> None:
    assert codes(page(signed_in, f"{MAY_URL}&{query}")) == expected


def test_matrix_shows_states_by_sign(world: World, signed_in: Client) -> None:
    text = page(signed_in, f"{MAY_URL}&show=state")
    assert '<td class="state-done" data-n="1">' in text
    assert ">▼</a>" in text


def test_matrix_shows_the_change_of_the_month(world: World, signed_in: Client) -> None:
    text = page(signed_in, f"{MAY_URL}&show=change")
    assert 'data-f="100||22.2|0|40|">+60</a>' in text


def test_matrix_narrows_to_a_portfolio(world: World, client: Client) -> None:
    client.force_login(reviewer(Discipline.ENGINEERING))
    assert codes(page(client, f"{MAY_URL}&portfolio=1")) == ["B-20"]
    assert codes(page(client, MAY_URL)) == ["A-01", "A-02", "B-20"]


@pytest.mark.parametrize(
    "query", ["month=2017-13", "month=2030-01", "month=x", "sort=zzz", "state=x"]
)
def test_matrix_names_a_wrong_value_and_still_shows_the_table(
    world: World, signed_in: Client, query: str
) -> None:
    text = page(signed_in, f"/matrix/?{query}")
    assert "errorlist" in text or "form-errors" in text or 'role="alert"' in text
    assert codes(text) == ["A-01", "A-02", "B-20"]


def test_matrix_escapes_names(world: World, signed_in: Client) -> None:
    society = world.societies[0]
    society.name_zh = '<b onclick="x">中国'
    society.save()
    text = page(signed_in, MAY_URL)
    assert "<b onclick" not in text
    assert "&lt;b onclick" in text


def test_matrix_without_a_workplan_says_what_to_do(signed_in: Client) -> None:
    assert "/workplans/" in page(signed_in, "/matrix/")


def test_sealed_matrix_answers_unchanged(world: World, signed_in: Client) -> None:
    first = signed_in.get(MAY_URL)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = signed_in.get(MAY_URL, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    other = signed_in.get(f"{MAY_URL}&show=state")
    assert other.headers["ETag"] != first.headers["ETag"]


def test_sealed_matrix_is_not_unchanged_for_another_person(world: World, client: Client) -> None:
    client.force_login(manager())
    tag = client.get(MAY_URL).headers["ETag"]
    client.force_login(auditor())
    assert client.get(MAY_URL, headers={"if-none-match": tag}).status_code == 200


def test_sealed_matrix_differs_by_language(world: World, signed_in: Client) -> None:
    chinese = signed_in.get(MAY_URL)
    english = signed_in.get(MAY_URL, headers={"accept-language": "en"})
    assert chinese.headers["ETag"] != english.headers["ETag"]
    assert "Physical Society" in english.content.decode()
    assert "中国物理学会" in chinese.content.decode()


def test_open_matrix_is_never_stored(world: World, signed_in: Client) -> None:
    response = signed_in.get("/matrix/")
    assert "ETag" not in response.headers
    assert "no-store" in response.headers["Cache-Control"]


def test_matrix_is_for_cast_only(world: World, client: Client) -> None:
    assert client.get(MAY_URL).status_code == 302
    client.force_login(editor(world.societies[0]))
    assert client.get(MAY_URL).status_code == 403
    assert client.get("/matrix/export.xlsx").status_code == 403


def test_matrix_marks_the_row_of_a_corrected_society(world: World, signed_in: Client) -> None:
    signed_in.cookies["language"] = "en"
    before = signed_in.get(MAY_URL)
    assert 'class="corrected"' not in before.content.decode()
    now = correct_may(world).changes["figures"]["progress"]
    after = signed_in.get(MAY_URL, headers={"if-none-match": before.headers["ETag"]})
    first, second = after.content.decode().split("<tr data-p=")[1:3]
    assert f'href="/issues/2017-05/#corrections" title="corrected: {now}%"><svg' in first
    assert "Corrected</a>" in first
    assert 'class="corrected"' not in second
    assert 'class="corrected"' not in page(signed_in, "/matrix/?month=2017-04")


def test_export_names_corrected_societies(world: World, signed_in: Client) -> None:
    signed_in.cookies["language"] = "en"
    now = correct_may(world).changes["figures"]["progress"]
    content = signed_in.get("/matrix/export.csv?month=2017-05").content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[-1] == ["A-01 Mathematical Society", f"corrected: {now}%"]


def queries_of(address: str, extra: int) -> int:
    """Return how many queries a page takes with so many more societies, nothing kept."""
    small_world(extra)
    forget()
    client = Client()
    client.force_login(reviewer(Discipline.SCIENCE))
    client.get("/accounts/login/")  # the session's own row is written on the first visit
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


@pytest.mark.parametrize(
    "address",
    [
        "/matrix/",
        MAY_URL,
        f"{MAY_URL}&show=change&portfolio=1",
        "/matrix/?show=register&sort=unmet",
        "/matrix/?view=disciplines&show=change",
    ],
)
@pytest.mark.parametrize("extra", [0, 2])
def test_matrix_takes_few_queries(address: str, extra: int) -> None:
    assert queries_of(address, extra) <= 15


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_has_the_rows_of_the_page(world: World, signed_in: Client, kind: str) -> None:
    response = signed_in.get(f"/matrix/export.{kind}?month=2017-05&discipline=science")
    assert response.status_code == 200
    assert f'filename="matrix-2017-05.{kind}"' in response.headers["Content-Disposition"]


def test_export_keeps_numbers_and_text(world: World, signed_in: Client) -> None:
    society = world.societies[1]
    society.name_zh = "=1+1"
    society.save()
    response = signed_in.get("/matrix/export.xlsx?month=2017-05")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    rows = list(book.worksheets[0].iter_rows())
    assert [cell.value for cell in rows[1]][:2] == ["A-01", "中国数学会"]
    assert rows[1][9].value == 100
    assert rows[1][9].data_type == "n"
    assert rows[2][1].value == "=1+1"
    assert rows[2][1].data_type == "s"
    assert rows[1][11].value is None  # the re-election task is not owed


def test_export_says_what_it_holds(world: World, signed_in: Client) -> None:
    issue = world.workplan.issues.get(month=MAY)
    response = signed_in.get("/matrix/export.xlsx?month=2017-05&late=1")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    said = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert issue.digest in said.values()
    assert "1 / 3" in said.values()


def test_export_as_csv_defuses_formulas(world: World, signed_in: Client) -> None:
    society = world.societies[1]
    society.name_zh = "@SUM(A1)"
    society.save()
    response = signed_in.get("/matrix/export.csv?month=2017-05")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[2][:2] == ["A-02", "'@SUM(A1)"]


def test_export_of_another_kind_is_not_found(world: World, signed_in: Client) -> None:
    assert signed_in.get("/matrix/export.ods").status_code == 404


def test_query_params_leave_out_what_is_usual() -> None:
    assert query_params(JUNE, MatrixQuery()) == {"month": "2017-06"}
    query = MatrixQuery(show="state", sort="t3", is_descending=True, is_late=True, text="学")
    assert query_params(JUNE, query, sort="code", dir="asc") == {
        "month": "2017-06",
        "show": "state",
        "late": "1",
        "q": "学",
    }


@pytest.mark.parametrize(
    ("percent", "css"),
    [(0, "heat-1"), (16, "heat-1"), (17, "heat-2"), (50, "heat-4"), (83, "heat-5"), (84, "heat-6")],
)
def test_progress_cell_takes_the_heat_step(percent: int, css: str) -> None:
    figure = {"accepted": percent, "state": "on_track"}
    assert progress_cell(figure) == (css, str(percent))


def test_change_cell_tells_first_figure_from_no_change() -> None:
    assert change_cell(0, None, "new") == ("change-new", "new")
    assert change_cell(0, 0, "new") == ("change-none", "0")
    assert change_cell(3, 5, "new") == ("change-down", "−2")
    assert change_cell(None, 5, "new") == ("heat-nodata", "–")


# claims against the registers


@pytest.fixture
def unmet(world: World) -> World:
    """Live, the registers bear out neither task 1 of A-01, claimed at 100%, nor task 2."""
    with scopes_disabled():
        for number in (1, 2):
            verdict_of(world.societies[0], world.workplan, number, Verdict.NOT_MET)
        verdict_of(world.societies[1], world.workplan, 1, Verdict.NOT_MET)
    return world


def test_matrix_marks_claims_against_the_registers(unmet: World, signed_in: Client) -> None:
    signed_in.cookies["language"] = "en"
    text = page(signed_in, "/matrix/?month=2017-06")
    row = text.split("A-01</span>")[1].split("</tr>")[0]
    assert row.count("is-against") == 1
    assert 'title="100% against the registers">✓</a>' in row
    assert "is-against" not in text.split("A-02</span>")[1].split("</tr>")[0]
    assert 'class="against-mark' in text


def test_matrix_marks_a_change_of_verdict_at_once(unmet: World, signed_in: Client) -> None:
    assert " is-against" in page(signed_in, "/matrix/?month=2017-06")
    with scopes_disabled():
        recompute(workplan=unmet.workplan, at=NOW)  # no check is asked for: all rows go
    assert " is-against" not in page(signed_in, "/matrix/?month=2017-06")


def test_matrix_shows_a_sealed_month_with_its_sealed_verdicts(
    unmet: World, signed_in: Client
) -> None:
    assert " is-against" not in page(signed_in, MAY_URL)


def test_matrix_marks_what_was_sealed_against_the_registers(signed_in: Client) -> None:
    world = small_world(checks={1: [PUBLISHED]})
    assert world.workplan.tasks.get(number=1).checks
    text = page(signed_in, MAY_URL)
    row = text.split("A-01</span>")[1].split("</tr>")[0]
    assert row.count("is-against") == 1


def test_matrix_filters_claims_against_the_registers(unmet: World, signed_in: Client) -> None:
    assert codes(page(signed_in, "/matrix/?month=2017-06&against=1")) == ["A-01"]
    assert codes(page(signed_in, "/matrix/?month=2017-06")) == ["A-01", "A-02", "B-20"]


def test_export_names_tasks_against_the_registers(unmet: World, signed_in: Client) -> None:
    signed_in.cookies["language"] = "en"
    content = signed_in.get("/matrix/export.csv?month=2017-06&against=1").content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0][-1] == "Tasks at 100% against the registers"
    assert rows[1][0] == "A-01"
    assert rows[1][-1] == "1"
    assert any("Against the registers only" in cell for row in rows for cell in row)
