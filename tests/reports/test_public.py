"""What the public reads: sealed figures only, cached, verifiable, without any account."""

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
from fractions import Fraction

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from reforms.services import extensions, sealing
from reports import page_cache
from reports.pages.archive import archive
from reports.pages.home import HomePage
from reports.pages.issue import IssuePage, report_badge
from reports.selectors.public import IssueFigures, PublishedYear, issues_with_corrections
from tests.factories.societies import editor, manager
from tests.reports.world import APRIL, JUNE, MAY, NOW, World, correct_may, sent, small_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june")]
PAGES = (
    "/",
    "/issues/",
    "/issues/2017-05/",
    "/issues/2017-05/figures.json",
    "/issues/2017-05/figures.csv",
    "/public/societies/",
    "/public/societies/A-02/",
    "/workplan/",
    "/workplan/2017/",
    "/workplan/2017/tasks/1/",
    "/disciplines/",
    "/disciplines/science/",
    "/corrections/",
    "/policy/",
)


@pytest.fixture
def world() -> World:
    """Three societies, two sealed months, one open; somebody has an account."""
    world = small_world()
    manager()
    return world


def page(client: Client, address: str) -> str:
    """Return the page's text; it must be there."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_public_page_is_there_in_both_languages(
    world: World, client: Client, address: str, language: str
) -> None:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in response.headers["Vary"]
    assert "Accept-Language" in response.headers["Vary"]
    assert "Set-Cookie" not in response.headers


def test_home_shows_the_latest_issue(world: World, client: Client) -> None:
    issue = world.workplan.issues.get(month=MAY)
    text = page(client, "/")
    assert issue.digest in text
    assert f"{issue.summary['national']['mean']}%" in text
    for society in world.societies:
        assert society.name_zh in text


def test_home_shows_nothing_of_the_open_month(world: World, client: Client) -> None:
    text = page(client, "/public/societies/A-01/")
    assert "heat-6" in text
    assert "2017-06" not in text


def test_home_before_the_first_seal_is_friendly(client: Client) -> None:
    manager()
    assert "/public/societies/" in page(client, "/")
    for address in (
        "/issues/",
        "/public/societies/",
        "/workplan/",
        "/annual-reports/",
        "/disciplines/",
        "/disciplines/science/",
    ):
        assert client.get(address).status_code == 200
    assert client.get("/workplan/2017/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/issues/2017-06/",
        "/issues/2017-06/figures.json",
        "/issues/2016-01/",
        "/issues/2017-13/",
        "/public/societies/Z-99/",
        "/public/societies/A-01/?workplan=1999",
        "/workplan/1999/",
        "/workplan/2017/tasks/99/",
        "/workplan/1999/tasks/1/",
        "/disciplines/alchemy/",
        "/disciplines/?workplan=1999",
    ],
)
def test_what_is_not_published_is_not_found(world: World, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_data_has_the_bytes_of_the_digest(world: World, client: Client) -> None:
    issue = world.workplan.issues.get(month=MAY)
    response = client.get("/issues/2017-05/figures.json")
    assert hashlib.sha256(response.content).hexdigest() == issue.digest
    assert json.loads(response.content)["month"] == "2017-05"


def test_table_has_a_row_per_society(world: World, client: Client) -> None:
    text = client.get("/issues/2017-05/figures.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["code"] for row in rows] == ["A-01", "A-02", "B-20"]
    assert rows[0]["task_1"] == "100"
    assert rows[2]["progress"] == ""
    assert rows[1]["report_late"] == "1"


def test_unchanged_page_answers_304(world: World, client: Client) -> None:
    first = client.get("/")
    again = client.get("/", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Cache-Control"] == "public, max-age=60"


def test_kept_page_takes_no_query(world: World, client: Client) -> None:
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) == 0


def test_noise_in_an_address_neither_renders_nor_stays(world: World, client: Client) -> None:
    first = client.get("/issues/?utm=noise&lang=zh").content
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/issues/").content == first
        assert client.get("/issues/?workplan=1999&x=2").content == first
        assert client.get("/data/2017/figures.csv?x=1").content.startswith(b"\xef\xbb\xbf")
        assert client.get("/data/2017/figures.csv?x=2").content
    assert b"noise" not in first
    assert sum("reforms_societyfigure" in query["sql"] for query in queries) <= 1


def test_page_goes_compressed_to_who_takes_it(world: World, client: Client) -> None:
    for address in ("/", "/data/2017/figures.csv", "/api/v1/issues/2017-05/"):
        plain = client.get(address)
        for takes in ("gzip, deflate, br", "br;q=1.0, GZIP;q=0.5", "*"):
            packed = client.get(address, headers={"accept-encoding": takes})
            assert packed.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(packed.content) == plain.content
        assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}"
        assert all("Accept-Encoding" in each.headers["Vary"] for each in (plain, packed))
        known = {"accept-encoding": "gzip", "if-none-match": packed.headers["ETag"]}
        again = client.get(address, headers=known)
        assert (again.status_code, again.content) == (304, b"")


def test_page_goes_plain_to_who_does_not(world: World, client: Client) -> None:
    for takes in ("", "identity", "br", "gzip;q=0", "gzip; q=0.0, br", "xgzip"):
        response = client.get("/", headers={"accept-encoding": takes})
        assert "Content-Encoding" not in response.headers
        assert response.content.startswith(b"<!DOCTYPE html>")


def test_new_issue_shows_at_once(world: World, client: Client) -> None:
    before = client.get("/")
    with scopes_disabled(), time_machine.travel(sent(7, 12), tick=False):
        sealing.seal_month(workplan=world.workplan, month=JUNE, at=sent(7, 12))
    after = client.get("/")
    assert after.headers["ETag"] != before.headers["ETag"]
    assert "/issues/2017-06/figures.json" in after.content.decode()


def test_correction_is_shown_with_old_and_new(world: World, client: Client) -> None:
    page(client, "/issues/2017-05/")
    note = correct_may(world)
    text = page(client, "/issues/2017-05/")
    assert "核对佐证后更正" in text
    assert "<del>100%</del> → <ins>90%</ins>" in text
    assert "第1项任务 · 状态" in text
    assert note.digest in text
    assert note.issue.digest in text
    assert "核对佐证后更正" in page(client, "/public/societies/A-01/")
    assert "核对佐证后更正" not in page(client, "/public/societies/A-02/")


def test_correction_leaves_the_data_as_sealed(world: World, client: Client) -> None:
    before = client.get("/issues/2017-05/figures.json").content
    correct_may(world)
    assert client.get("/issues/2017-05/figures.json").content == before


def test_signed_in_readers_get_a_private_page(world: World, client: Client) -> None:
    client.force_login(editor(world.societies[0]))
    response = client.get("/")
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_search_finds_by_name_and_is_kept_apart(world: World, client: Client) -> None:
    kept = len(page_cache.memory.pages)
    text = page(client, "/public/societies/?q=物理")
    assert "中国物理学会" in text
    assert "中国数学会" not in text
    assert len(page_cache.memory.pages) == kept
    with CaptureQueriesContext(connection) as queries:
        assert page(client, "/public/societies/?q=物理") == text
    assert not queries.captured_queries
    assert "中国数学会" in page(client, "/public/societies/?q=数学")
    assert "<script>" not in page(client, "/public/societies/?q=<script>")


@pytest.mark.parametrize("addresses", [PAGES, [f"/public/societies/?q={n}" for n in range(4)]])
def test_memory_stays_small(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    is_asked = "?" in addresses[0]
    memory = page_cache.asked_memory if is_asked else page_cache.memory
    memory.pages.clear()
    monkeypatch.setattr(memory, "size", 0)
    monkeypatch.setattr(memory, "most_bytes", 50_000)
    for address in addresses:
        client.get(address)
        assert memory.pages
        assert memory.size == sum(len(page.content) for page in memory.pages.values())
        assert len(memory.pages) <= 1 or memory.size <= 50_000


def test_pages_are_read_only(world: World, client: Client) -> None:
    for address in PAGES:
        assert client.post(address).status_code == 405


def test_public_society_reads_no_plan_and_no_open_month(world: World) -> None:
    year = PublishedYear(world.societies[0], world.workplan, JUNE)
    assert year.commitments == {}
    assert [f"{month:%Y-%m}" for month in year.months] == ["2017-04", "2017-05"]


def test_equal_progress_shares_a_rank(client: Client) -> None:
    manager()
    small_world(2)
    text = page(client, "/issues/2017-05/")
    ranks = [part.split("<", 1)[0] for part in text.split('class="num rank">')[1:]]
    assert ranks == ["1", "2", "2", "2", "5"]


@pytest.mark.parametrize("address", PAGES)
def test_public_pages_take_as_many_queries_for_few_as_for_many(
    client: Client, address: str
) -> None:
    manager()
    counts = []
    for extra in (0, 2):
        with transaction.atomic():
            small_world(extra)
            page_cache.memory.pages.clear()
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
            transaction.set_rollback(True)
        page_cache.forget_stamp()
    assert counts[0] == counts[1] <= 15


def test_old_issue_keeps_its_own_series(world: World, client: Client) -> None:
    text = page(client, "/issues/2017-04/")
    assert world.workplan.issues.get(month=APRIL).digest in text
    assert world.workplan.issues.get(month=MAY).digest not in text


@pytest.mark.parametrize(
    ("state", "late", "badge"),
    [
        ("accepted", False, "on_time"),
        ("accepted", True, "late"),
        ("accepted", None, "accepted"),
        ("returned", True, "late"),
        ("none", None, "not_submitted"),
        ("draft", None, "not_submitted"),
    ],
)
def test_report_badge_tells_how_the_report_came(state: str, late: bool | None, badge: str) -> None:
    assert report_badge({"report": {"state": state, "late": late}}) == badge


@pytest.mark.parametrize(
    ("mean", "expected", "said"),
    [
        ("41.3", "33.3", "8.0 points above the expected 33.3%"),
        ("31.0", "33.3", "2.3 points below the expected 33.3%"),
        ("33.3", "33.3", "as expected"),
        (None, "33.3", "no society has figures"),
    ],
)
def test_answer_says_how_far_the_country_is(
    world: World, english: None, mean: str | None, expected: str, said: str
) -> None:
    figures = IssueFigures(world.workplan.issues.get(month=MAY))
    figures.payload["national"].update(mean=mean, expected=expected)
    assert said in IssuePage(figures).answer


def test_answer_is_what_search_engines_show(world: World, client: Client) -> None:
    answer = IssuePage(IssueFigures(world.workplan.issues.get(month=MAY))).answer
    for address in ("/", "/issues/2017-05/"):
        assert f'<meta name="description" content="{answer}">' in page(client, address)


def test_home_lists_no_task_twice(world: World, client: Client) -> None:
    home = HomePage(IssueFigures(world.workplan.issues.get(month=MAY)))
    first = [task.number for task, _ in home.first_tasks]
    last = [task.number for task, _ in home.last_tasks]
    assert first[0] == 1
    assert not set(first) & set(last)


def test_archive_says_what_changed_since_the_month_before(world: World) -> None:
    [year] = archive(list(issues_with_corrections()))
    may, april = year.lines
    means = [line.issue.summary["national"]["mean"] for line in year.lines]
    assert Fraction(may.change or "") == Fraction(means[0]) - Fraction(means[1])
    assert april.change is None
    assert year.progress.series[0].values[:3] == (float(means[1]), float(means[0]), None)


@pytest.mark.parametrize("typed", ["wlxh", "zhongguo wuli", "A-02", "a02", "Physical", "物理"])
def test_societies_are_found_by_whatever_people_type(
    world: World, client: Client, typed: str
) -> None:
    text = client.get("/public/societies/", {"q": typed}).content.decode()
    assert "中国物理学会" in text
    assert "中国数学会" not in text
    assert '<meta name="robots" content="noindex">' in text


def test_corrections_of_all_issues_stand_on_one_page(world: World, client: Client) -> None:
    assert "核对佐证后更正" not in page(client, "/corrections/")
    note = correct_may(world)
    text = page(client, "/corrections/")
    assert "<del>100%</del> → <ins>90%</ins>" in text
    assert note.digest in text
    assert "/data/2017/corrections.csv" in text
    assert note.digest in page(client, "/corrections/?q=sxh&year=2017&discipline=science")
    for other in ("q=wlxh", "year=2016", "discipline=medicine"):
        is_known = other != "year=2016"  # a year without issues counts as not given
        assert (note.digest in page(client, f"/corrections/?{other}")) is not is_known


def test_more_time_is_published_with_the_report(world: World, client: Client) -> None:
    society = world.societies[2]
    with scopes_disabled():
        extensions.extend_deadline(
            society=society,
            workplan=world.workplan,
            month=JUNE,
            due_on=dt.date(2017, 7, 9),
            reason="换届期间专职人员交接",
            by=manager(),
            at=NOW,
        )
        sealing.seal_month(workplan=world.workplan, month=JUNE, at=sent(7, 12))
    for address in ("/issues/2017-06/", "/disciplines/engineering/", "/"):
        text = page(client, f"{address}?lang=en")
        assert text.count("deadline extended to 2017-07-09") == 1, address
    assert "deadline extended" not in page(client, "/issues/2017-05/?lang=en")
    client.force_login(manager())
    text = page(client, f"/dashboard/societies/{society.code}/?lang=en")
    assert "deadline extended to 2017-07-09" in text
