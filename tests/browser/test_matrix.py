"""The matrix, the overview and the public pages in the browser: figures at hand, keys, phone."""

import pytest
import time_machine
from playwright.sync_api import Page, expect

from tests.browser.barriers import accessibility_faults
from tests.browser.conftest import Portal
from tests.factories.societies import manager
from tests.reports.world import NOW, small_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MAY_URL = "/matrix/?month=2017-05"


@pytest.fixture
def matrix(portal: Portal) -> Page:
    """The matrix of May as a manager sees it."""
    with time_machine.travel(NOW, tick=False):
        small_world()
    manager(username="head")
    portal.sign_in("head")
    return portal.open(MAY_URL)


def test_figures_of_a_cell_show_on_hover_and_focus(matrix: Page) -> None:
    tip = matrix.locator("#matrix-tip")
    expect(tip).to_be_hidden()
    matrix.locator("td[data-n='1'] > a").first.hover()
    expect(tip).to_contain_text("中国数学会")
    expect(tip).to_contain_text("22.2%")
    matrix.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    matrix.locator("td[data-n='2'] > a").nth(1).focus()
    expect(tip).to_contain_text("中国物理学会")
    matrix.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_keys_move_in_the_grid(matrix: Page) -> None:
    def place() -> str:
        return str(
            matrix.evaluate(
                "(() => { const link = document.activeElement, row = link.closest('tr');"
                " const code = row.querySelector('.code');"
                " return code ? code.textContent + ' ' + (link.parentElement.dataset.n || 'name')"
                " : row.className || 'head ' + link.textContent; })()"
            )
        )

    matrix.locator("td[data-n='1'] > a").first.focus()
    for key, expected in (
        ("ArrowRight", "A-01 2"),
        ("ArrowRight", "A-01 4"),  # the re-election task is not owed
        ("ArrowDown", "A-02 4"),
        ("End", "A-02 8"),
        ("Home", "A-02 name"),
        ("ArrowDown", "group-row"),
        ("ArrowDown", "B-20 name"),
        ("Control+Home", "A-01 name"),
        ("Control+End", "B-20 8"),
        ("PageUp", "A-01 8"),
        ("ArrowUp", "head 8"),  # the head that sorts by the task
    ):
        matrix.keyboard.press(key)
        assert place() == expected
    matrix.keyboard.press("Enter")
    matrix.wait_for_url("**sort=t8**")
    expect(matrix.locator("th[aria-sort='descending']")).to_have_text("8 ↓")


def test_typing_in_the_grid_jumps_to_a_society(matrix: Page) -> None:
    matrix.locator("td[data-n='1'] > a").first.focus()
    matrix.keyboard.type("jsj")
    said = matrix.locator("#matrix-jump-said")
    expect(said).to_contain_text("B-20 中国计算机学会 (1 / 1)")
    matrix.keyboard.press("Enter")
    expect(matrix.get_by_role("link", name="B-20 中国计算机学会")).to_be_focused()
    matrix.keyboard.press("Escape")
    expect(matrix.locator("#matrix-jump-to")).to_be_focused()
    matrix.keyboard.type("xyz")
    expect(said).not_to_contain_text("B-20")
    expect(said).not_to_be_empty()


def test_one_tab_stop_for_the_cells(matrix: Page) -> None:
    assert matrix.locator("td[data-n] > a[tabindex='0']").count() == 1


def test_filters_go_to_the_address_and_back(matrix: Page) -> None:
    matrix.select_option("select[name=discipline]", "engineering")
    matrix.locator(".matrix-filters button[type=submit]").click()
    expect(matrix.locator(".matrix tbody th .code")).to_have_text(["B-20"])
    assert "discipline=engineering" in matrix.url
    matrix.go_back()
    expect(matrix.locator(".matrix tbody th .code")).to_have_count(3)


def test_heads_stay_in_sight(matrix: Page) -> None:
    matrix.set_viewport_size({"width": 1440, "height": 320})
    matrix.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    head = matrix.locator(".matrix thead tr").last.locator("th").first
    expect(head).to_be_in_viewport()


def test_phone_shows_one_society_per_card(matrix: Page) -> None:
    matrix.set_viewport_size({"width": 390, "height": 844})
    assert matrix.evaluate("document.documentElement.scrollWidth") <= 390
    cards = matrix.locator(".matrix tbody tr:not(.group-row)")
    tops = [box["y"] for box in (cards.nth(at).bounding_box() for at in range(3)) if box]
    assert tops == sorted(set(tops))
    expect(matrix.locator(".matrix thead")).to_be_hidden()
    matrix.select_option("#id_sort", "progress")
    matrix.locator(".matrix-filters button[type=submit]").click()
    expect(matrix.locator(".matrix tbody .code").first).to_have_text("A-02")
    assert accessibility_faults(matrix) == []


@pytest.mark.parametrize("path", ["/dashboard/", "/dashboard/societies/A-01/"])
def test_charts_are_drawn_under_the_policy(matrix: Page, portal: Portal, path: str) -> None:
    page = portal.open(path)
    expect(page.locator("[data-chart] canvas").first).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/public/societies/A-01/", "/workplan/", "/issues/"])
@pytest.mark.parametrize("width", [1440, 390])
def test_public_pages_fit_the_screen(portal: Portal, path: str, width: int) -> None:
    with time_machine.travel(NOW, tick=False):
        small_world()
    manager()
    portal.page.set_viewport_size({"width": width, "height": 844})
    page = portal.open(path)
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "path",
    [
        MAY_URL,
        f"{MAY_URL}&show=register",
        f"{MAY_URL}&view=disciplines",
        "/dashboard/",
        "/dashboard/societies/A-01/",
        "/",
    ],
)
def test_pages_are_accessible(matrix: Page, portal: Portal, path: str) -> None:
    assert accessibility_faults(portal.open(path)) == []
