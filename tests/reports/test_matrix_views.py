"""Views of the matrix: order and groups, verdicts, marks, small pictures, workbook and paper."""

import io
from dataclasses import replace
from typing import Any, Self

import openpyxl
import pytest
from django.test import Client
from django_scopes import scopes_disabled

from reforms.enums import Verdict
from reports.exports import matrix as exports
from reports.pages.matrix_colours import colours_of
from reports.pages.matrix_paper import HEAT, ROWS, paper_fill, paper_pages
from reports.pdf.process import RenderError
from reports.selectors.matrix import Matrix, Section, points_between
from reports.selectors.matrix_before import Before
from reports.selectors.matrix_cells import Cell, Column, heat_class, verdict_cell
from reports.selectors.matrix_means import Around, lines
from reports.selectors.matrix_order import in_order
from reports.selectors.matrix_query import MatrixQuery
from reports.selectors.matrix_rows import Report, Row
from tests.factories.checks import PUBLISHED, verdict_of
from tests.factories.societies import manager
from tests.reports.test_matrix import MAY_URL, codes, page
from tests.reports.world import World, correct_may, small_world

JUNE_URL = "/matrix/?month=2017-06"
COLUMNS = (Column(1, "basic", "一", "一", True), Column(2, "basic", "二", "二", False))


@pytest.fixture
def world(in_june: None, db: None) -> World:
    """April and May sealed; live, the registers do not bear out task 1 of A-01 and of A-02."""
    made = small_world()
    with scopes_disabled():
        verdict_of(made.societies[0], made.workplan, 1, Verdict.NOT_MET)
        verdict_of(made.societies[1], made.workplan, 1, Verdict.NOT_MET)
        verdict_of(made.societies[1], made.workplan, 2, Verdict.NOT_MET)
        verdict_of(made.societies[2], made.workplan, 1, Verdict.MET)
    return made


@pytest.fixture
def cast(world: World, client: Client) -> Client:
    """Be a CAST manager who reads English."""
    client.force_login(manager())
    client.cookies["language"] = "en"
    return client


# order and groups


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=report", ["A-01", "A-02", "B-20"]),
        ("sort=report&dir=desc", ["B-20", "A-01", "A-02"]),
        ("sort=late", ["A-02", "A-01", "B-20"]),
        ("sort=change", ["A-02", "A-01", "B-20"]),
        ("sort=t1", ["A-02", "A-01", "B-20"]),
        ("sort=t2&show=state&dir=desc", ["A-01", "A-02", "B-20"]),
        ("sort=t1&show=change&dir=desc", ["A-01", "A-02", "B-20"]),
        ("sort=progress&group=yes", ["A-02", "A-01", "B-20"]),
        ("group=no&dir=desc", ["B-20", "A-02", "A-01"]),
    ],
)
def test_every_column_sorts(cast: Client, query: str, expected: list[str]) -> None:
    assert codes(page(cast, f"{MAY_URL}&{query}")) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=unmet&dir=desc", ["A-02", "A-01", "B-20"]),
        ("sort=against&dir=desc", ["A-01", "A-02", "B-20"]),
        ("sort=t1&show=register", ["A-01", "A-02", "B-20"]),
        ("sort=t1&show=register&dir=desc", ["B-20", "A-01", "A-02"]),
    ],
)
def test_verdicts_sort(cast: Client, query: str, expected: list[str]) -> None:
    assert codes(page(cast, f"{JUNE_URL}&{query}")) == expected


def test_sorted_table_says_its_order_and_can_be_grouped(cast: Client) -> None:
    text = page(cast, f"{MAY_URL}&sort=t2&dir=desc")
    assert "Sorted by task 2, descending, over all disciplines together" in text
    assert 'class="group-row"' not in text
    assert text.count("aria-sort") == 1
    assert 'aria-sort="descending"><a class="sort" href="?month=2017-05&amp;sort=t2"' in text
    grouped = page(cast, f"{MAY_URL}&sort=t2&dir=desc&group=yes")
    assert grouped.count('class="group-row"') == 2
    assert "within each discipline" in grouped


@pytest.mark.parametrize("query", ["group=x", "view=x"])
def test_a_wrong_group_or_view_is_named(cast: Client, query: str) -> None:
    text = page(cast, f"{MAY_URL}&{query}")
    assert 'role="alert"' in text
    assert codes(text) == ["A-01", "A-02", "B-20"]


def row(code: str, **fields: Any) -> Row:
    """Return a row without cells."""
    made = Row(
        code=code,
        name=code,
        reading="",
        url="",
        society_url="",
        report=Report("accepted", "", "", ""),
        late_days=None,
        progress="",
        points=None,
        change="",
        cells=(),
        element={"progress": None, "tasks": {}},
        before=Before(None, {}),
        verdicts={},
    )
    return replace(made, **fields)


@pytest.mark.parametrize("is_descending", [False, True])
def test_rows_without_a_figure_stand_last_and_equal_ones_by_code(is_descending: bool) -> None:
    rows = [row("A-01"), row("A-02", points=3), row("A-03", points=3), row("A-04", points=0)]
    query = MatrixQuery(sort="change", is_descending=is_descending)
    found = [each.code for each in in_order(rows, query)]
    assert found[-1] == "A-01"
    assert found.index("A-02") < found.index("A-03")
    assert (found[0] == "A-04") is not is_descending


def test_points_between_counts_tenths() -> None:
    assert points_between("10.0", "9.9") == 1
    assert points_between("0.0", "0.5") == -5
    assert points_between(None, "0.5") is None
    assert points_between("0.5", None) is None


# lines of the disciplines


def element(code: str, *accepted: int | None) -> dict[str, Any]:
    """Return a society's figures of so many tasks."""
    return {
        "code": code,
        "discipline": "science",
        "tasks": {
            str(n): {"accepted": each, "state": "behind" if each else "no_data"}
            for n, each in enumerate(accepted, start=1)
        },
    }


NOTHING = Around({}, {})


@pytest.mark.parametrize(
    ("show", "around", "expected"),
    [
        ("progress", NOTHING, ["16.5", "20.0"]),
        ("state", NOTHING, ["1", "1"]),
        ("change", Around({"A": {"1": 10, "2": 40}, "B": {"1": 5}}, {}), ["+23.0", "−20.0"]),
        ("change", NOTHING, [None, None]),
        ("register", Around({}, {"A": {1: Verdict.NOT_MET}, "B": {1: Verdict.MET}}), ["1", None]),
    ],
)
def test_lines_tell_each_task(show: str, around: Around, expected: list[str | None]) -> None:
    elements = [element("A", 33, 20), element("B", None)]
    found = lines(elements, COLUMNS, show, around)
    assert [cell and cell.text for cell in found["science"]] == expected
    assert found[""] == found["science"]


@pytest.mark.parametrize(
    ("percent", "step"), [(0, 1), (16, 1), (17, 2), (83, 5), (84, 6), (100, 6)]
)
def test_heat_class_has_six_equal_steps(percent: int, step: int) -> None:
    assert heat_class(percent) == f"heat-{step}"


# verdicts and marks


def test_register_view_shows_verdicts_by_sign(cast: Client) -> None:
    text = page(cast, f"{JUNE_URL}&show=register")
    first = text.split("A-01</span>")[1].split("</tr>")[0]
    assert '<td class="verdict-not_met is-against" data-n="1">' in first
    assert ">×</a>" in first
    assert '<td class="verdict-none is-claimed" data-n="2">' in first
    assert 'class="verdict-met" data-n="1"' in text.split("B-20</span>")[1]
    assert 'class="line-unmet" data-n="1">2</td>' in text


def test_verdict_cell_says_where_no_check_is_asked_for() -> None:
    assert verdict_cell(None) == ("verdict-none", "·")
    assert verdict_cell("justified")[0] == "verdict-justified"


def test_row_counts_what_is_not_met_and_names_days_late(cast: Client) -> None:
    text = page(cast, f"{JUNE_URL}&group=no")
    second = text.split("A-02</span>")[1].split("</tr>")[0]
    assert 'class="unmet" data-label="Not met">2</td>' in second
    late = page(cast, MAY_URL).split("A-02</span>")[1].split("</tr>")[0]
    assert "2 d late</td>" in late
    assert "#clock" in late


def test_tip_of_a_sealed_month_knows_every_verdict(in_june: None, db: None, client: Client) -> None:
    small_world(checks={1: [PUBLISHED]})
    client.force_login(manager())
    first = page(client, MAY_URL).split("A-01</span>")[1].split("</tr>")[0]
    assert 'data-f="100||22.2|0|40|1"' in first  # not met


def test_corrected_cell_is_marked_with_what_it_became(world: World, cast: Client) -> None:
    assert "corrected-mark" not in page(cast, MAY_URL)
    correct_may(world)
    text = page(cast, MAY_URL)
    first = text.split("A-01</span>")[1].split("</tr>")[0]
    assert first.count("is-corrected") == 1
    assert 'title="corrected: 90%"' in first
    assert "corrected-mark" in text


def test_search_reads_pinyin(cast: Client) -> None:
    assert codes(page(cast, f"{MAY_URL}&q=wlxh")) == ["A-02"]
    assert codes(page(cast, f"{MAY_URL}&q=jisuanji")) == ["B-20"]


# small pictures


def test_disciplines_are_shown_as_small_pictures(cast: Client) -> None:
    text = page(cast, f"{MAY_URL}&view=disciplines")
    assert text.count('<section class="mini">') == 3  # the country and two disciplines
    assert "?month=2017-05&amp;discipline=science&amp;sort=t1&amp;dir=desc" in text
    assert 'title="1. ' in text
    assert text.count('<polyline class="mini-reached"') == 3
    assert 'id="matrix"' not in text


def test_small_pictures_say_that_filters_are_for_the_table(cast: Client) -> None:
    text = page(cast, f"{MAY_URL}&view=disciplines&late=1")
    assert "the filters apply to the table" in text
    assert text.count('<section class="mini">') == 3


@pytest.mark.parametrize("show", ["state", "change", "register"])
def test_small_pictures_of_the_open_month_show_what_the_cells_do(cast: Client, show: str) -> None:
    assert '<section class="mini">' in page(cast, f"{JUNE_URL}&view=disciplines&show={show}")


# workbook and paper


def book_of(client: Client, query: str) -> Any:
    """Return the downloaded workbook."""
    response = client.get(f"/matrix/export.xlsx?{query}")
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content))


def test_workbook_has_the_colours_of_the_page(cast: Client) -> None:
    book = book_of(cast, "month=2017-05&sort=progress&dir=desc")
    table, about, legend, disciplines = book.worksheets
    first, second = table["J2"], table["J3"]
    assert (first.value, second.value) == (100, 8)
    assert first.fill.start_color.rgb[2:] == colours_of("heat-6").fill[1:]
    assert second.fill.start_color.rgb[2:] == colours_of("heat-1").fill[1:]
    assert table["K3"].font.italic  # claimed 5, accepted 2
    said = {line[0].value: line[1].value for line in about.iter_rows()}
    assert said["Order"] == "Sorted by progress, descending, over all disciplines together"
    assert "0 – 16.7%" in [line[1].value for line in legend.iter_rows()]
    assert disciplines["A2"].value == "All societies"
    assert disciplines["D3"].value == 54.0  # science: 100 and 8


def test_workbook_of_verdicts_has_words(cast: Client) -> None:
    table = book_of(cast, "month=2017-06&show=register").worksheets[0]
    assert table["J2"].value == "Not met"
    assert table["J2"].font.bold  # claimed as done
    assert table["K2"].value == "no check"


def test_paper_states_filters_order_and_time(cast: Client, monkeypatch: Any) -> None:
    documents: list[str] = []

    class Printed:
        """Keeps what would be rendered."""

        def __init__(self, **_options: Any) -> None:
            pass

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_error: object) -> None:
            pass

        def render(self, html: str, *, identifier: str) -> Any:
            """Keep the document."""
            documents.append(html)
            return type("Pdf", (), {"data": b"%PDF"})()

    monkeypatch.setattr("reports.exports.matrix_paper.RenderProcess", Printed)
    response = cast.get("/matrix/export.pdf?month=2017-05&late=1&sort=late&dir=desc")
    assert response["Content-Type"] == "application/pdf"
    [html] = documents
    assert "Late reports only" in html
    assert "Sorted by days late, descending, over all disciplines together" in html
    assert "figures as of 2017-06-12 12:00" in html
    assert "A-02  Physical Society" in html
    assert "A-01" not in html


def test_paper_that_cannot_be_made_leads_back(cast: Client, monkeypatch: Any) -> None:
    def fail(_page: object) -> bytes:
        raise RenderError("no memory")

    monkeypatch.setattr(exports, "matrix_paper", fail)
    response = cast.get("/matrix/export.pdf?month=2017-05&late=1", follow=True)
    assert response.redirect_chain == [("/matrix/?month=2017-05&late=1", 302)]
    assert "could not be made just now" in response.content.decode()


def test_small_pictures_are_taken_out_as_the_table(cast: Client) -> None:
    table = book_of(cast, "month=2017-05&view=disciplines&sort=late").worksheets[0]
    assert [cell.value for cell in table["A"]] == ["Code", "A-02", "A-01", "B-20"]
    assert table["H3"].value == 8.6  # points of A-01 since April


def test_paper_is_rendered(cast: Client) -> None:
    content = cast.get("/matrix/export.pdf?month=2017-05").content
    assert content.startswith(b"%PDF")


def paper_matrix(rows: int) -> Matrix:
    """Return a table of one discipline with so many societies."""
    cell = Cell("heat-6 is-claimed", "90", "", False, None)
    made = [row(f"A-{n}", name="<中国学会>", cells=(cell, None)) for n in range(rows)]
    section = Section("science", "理科", rows, "50.0", tuple(made), (None, None))
    return Matrix(COLUMNS, (), (section,), rows, rows, "50.0", (None, None))


def test_paper_repeats_the_heading_where_rows_go_on() -> None:
    first, second = paper_pages(paper_matrix(ROWS))
    lines_of_first = first.columns[0].text.split("\n")
    assert len(lines_of_first) == ROWS
    again = second.columns[0].text.split("\n")
    assert again[0].startswith("<b>理科")
    assert len(again) == 3  # the heading, and two rows that the first page had no place for
    assert "&lt;中国学会&gt;" in again[1]


def test_paper_never_ends_a_page_with_a_heading() -> None:
    filled = paper_matrix(ROWS - 2)
    section = replace(filled.sections[0], title="工科", discipline="engineering")
    pages = paper_pages(replace(filled, sections=(filled.sections[0], section)))
    assert "工科" not in pages[0].columns[0].text
    assert pages[1].columns[0].text.startswith("<b>工科")


def test_paper_heat_is_light_enough_for_ink() -> None:
    assert paper_fill("heat-6 is-claimed") == HEAT[5]
    assert paper_fill("state-done") == colours_of("state-done").fill
