"""Open data: every file holds what its dictionary says, and says what may be done with it."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pytest_django import Settings

from reforms.payload import digest_of
from reports import page_cache
from reports.data_dictionary import FORMS, DataFile, Field, dictionary
from tests.factories.societies import editor, manager
from tests.reports.world import MAY, World, correct_may, small_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june")]
ADDRESSES = {"{month}": "2017-05", "{year}": "2017"}


@pytest.fixture
def world() -> World:
    world = small_world()
    manager()
    return world


def address_of(file: DataFile) -> str:
    path = file.path
    for name, value in ADDRESSES.items():
        path = path.replace(name, value)
    return path


def table(client: Client, path: str) -> tuple[list[str], list[dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(client.get(path).content.decode("utf-8-sig")))
    rows = list(reader)
    return list(reader.fieldnames or ()), rows


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a JSON file under its name in the dictionary."""
    if isinstance(value, dict):
        parent = name.rsplit(".", 1)[-1]
        varying: dict[str, str] = {
            "tasks": "{number}",
            "disciplines": "{discipline}",
            "groups": "{group}",
        }
        for key, each in value.items():
            is_counted = parent == "tasks" and not key.isdigit()  # national.tasks.done and so on
            word = str(key) if is_counted else varying.get(parent, str(key))
            yield from leaves(each, f"{name}.{word}" if name else word)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, f"{name}[]")
    else:
        yield name, value


def fits(field: Field, value: Any) -> bool:
    """Whether a value is written as the dictionary says; JSON keeps numbers as numbers."""
    if value is None:
        return True
    if isinstance(value, bool) or field.type == "boolean":
        return field.type == "boolean" and isinstance(value, bool)
    if isinstance(value, int) != (field.type == "integer"):
        return False
    text = str(value)
    codes = {code.value for code in field.codes}
    return bool(FORMS[field.type].fullmatch(text)) and (not codes or text in codes)


@pytest.mark.parametrize("key", ["issue-json", "year-json"])
def test_dictionary_names_every_key_of_a_json_file(world: World, client: Client, key: str) -> None:
    file = dictionary().file(key)
    fields = {field.name: field for field in file.fields}
    found = list(leaves(json.loads(client.get(address_of(file)).content)))
    assert {name for name, _ in found} == set(fields)
    assert [(name, value) for name, value in found if not fits(fields[name], value)] == []


@pytest.mark.parametrize("key", ["issue-csv", "year-csv", "year-progress", "year-corrections"])
def test_dictionary_names_every_column_of_a_table(world: World, client: Client, key: str) -> None:
    correct_may(world)
    file = dictionary().file(key)
    fields = {field.name: field for field in file.fields}
    heads, rows = table(client, address_of(file))
    named = [re.sub(r"^task_\d+$", "task_N", head) for head in heads]
    assert list(dict.fromkeys(named)) == list(fields)
    assert rows
    for row in rows:
        for head, name in zip(heads, named, strict=True):
            form = FORMS[fields[name].type]
            assert row[head] == "" or form.fullmatch(row[head]), (head, row[head])


def test_dictionary_says_each_thing_in_both_languages() -> None:
    every = dictionary()
    assert len({file.key for file in every.files}) == len(every.files)
    for file in every.files:
        assert file.title_zh
        assert file.title_en
        assert len({field.name for field in file.fields}) == len(file.fields)
        for field in file.fields:
            assert field.title_zh
            assert field.title_en
            assert bool(field.note_zh) == bool(field.note_en)
            assert re.fullmatch(r"\d{4}-\d\d", field.since)


def test_dictionary_for_machines_is_the_same(client: Client) -> None:
    told = json.loads(client.get("/data/dictionary.json").content)
    assert told["licence"]["url"] == dictionary().licence_url
    assert [file["key"] for file in told["files"]] == [file.key for file in dictionary().files]
    assert all(file["fields"] for file in told["files"])


def test_year_holds_every_issue_with_its_digest(world: World, client: Client) -> None:
    told = json.loads(client.get("/data/2017/figures.json").content)
    assert [issue["month"] for issue in told["issues"]] == ["2017-04", "2017-05"]
    assert [digest_of(issue) for issue in told["issues"]] == [i["digest"] for i in told["issues"]]
    one = client.get("/issues/2017-05/figures.json").content
    assert hashlib.sha256(one).hexdigest() == told["issues"][1]["digest"]


def test_year_table_is_the_tables_of_its_issues(world: World, client: Client) -> None:
    _, rows = table(client, "/data/2017/figures.csv")
    _, may = table(client, "/issues/2017-05/figures.csv")
    assert [(row["month"], row["code"]) for row in rows] == [
        (month, code) for month in ("2017-04", "2017-05") for code in ("A-01", "A-02", "B-20")
    ]
    for whole, part in zip(rows[3:], may, strict=True):
        assert part == {name: whole[name] for name in part}


def test_progress_has_a_row_per_obliged_task(world: World, client: Client) -> None:
    _, rows = table(client, "/data/2017/progress.csv")
    owed = [r for r in rows if (r["month"], r["code"]) == ("2017-05", "A-01")]
    assert (owed[0]["task"], owed[0]["accepted"], owed[0]["state"]) == ("1", "100", "done")
    silent = [r for r in rows if r["code"] == "B-20"]
    assert {row["accepted"] for row in silent} == {""}


def test_corrections_are_rows_of_old_and_new_values(world: World, client: Client) -> None:
    assert table(client, "/data/2017/corrections.csv")[1] == []
    note = correct_may(world)
    _, rows = table(client, "/data/2017/corrections.csv")
    values = {row["field"]: (row["old"], row["new"]) for row in rows}
    assert values["task_1_accepted"] == ("100", "90")
    assert set(values) >= {"progress", "national_mean", "task_1_state"}
    assert {(row["code"], row["digest"]) for row in rows} == {("A-01", note.digest)}


@pytest.mark.parametrize("name", ["figures.json", "figures.csv", "progress.csv", "corrections.csv"])
def test_year_without_an_issue_has_no_files(client: Client, name: str) -> None:
    assert client.get(f"/data/2017/{name}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/issues/2017-05/figures.json", "/issues/2017-05/figures.csv", "/data/2017/figures.json"],
)
def test_data_is_for_scripts_of_every_site(world: World, client: Client, path: str) -> None:
    response = client.get(path, headers={"origin": "https://elsewhere.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert 'rel="license"' in response.headers["Link"]
    assert "Set-Cookie" not in response.headers
    again = client.get(path, headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_pages_are_not_for_scripts_of_other_sites(world: World, client: Client) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_states_licence_digest_and_fields(world: World, client: Client, language: str) -> None:
    text = client.get(f"/data/?lang={language}").content.decode()
    issue = world.workplan.issues.get(month=MAY)
    assert issue.digest in text
    assert dictionary().licence in text
    assert "societies[].tasks.{number}.accepted" in text
    for file in dictionary().files:
        assert f'href="{address_of(file)}"' in text


def test_page_tells_search_engines_of_the_data(world: World, client: Client) -> None:
    text = client.get("/data/").content.decode()
    block = text.split('<script type="application/ld+json">', 1)[1].split("</script>", 1)[0]
    facts = json.loads(block)
    assert facts["@type"] == "Dataset"
    assert facts["temporalCoverage"] == "2017-04/2017-05"
    assert len(facts["distribution"]) == len(dictionary().files)


def test_page_before_the_first_issue_explains_itself(client: Client) -> None:
    manager()
    response = client.get("/data/")
    assert response.status_code == 200
    assert "/data/2017/" not in response.content.decode().split("<main", 1)[1]


def test_site_map_names_every_page_in_both_languages(
    world: World, client: Client, settings: Settings
) -> None:
    settings.SITE_URL = "https://portal.example"
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    root = ET.fromstring(response.content)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    named = {element.text for element in root.iter(f"{space}loc")}
    for path in ("/", "/issues/2017-05/", "/public/societies/A-01/", "/workplan/2017/tasks/1/"):
        assert {f"https://portal.example{path}", f"https://portal.example{path}?lang=en"} <= named
    for url in sorted(filter(None, named)):
        if "/societies/" not in url and "/tasks/" not in url:
            assert client.get(url.removeprefix("https://portal.example")).status_code == 200


def test_robots_are_let_in_but_not_into_a_demonstration(client: Client, settings: Settings) -> None:
    settings.DEMO = False
    text = client.get("/robots.txt").content.decode()
    assert "Allow: /issues/" in text
    assert "/sitemap.xml" in text
    settings.DEMO = True
    page_cache.memory.pages.clear()
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()
    assert "Allow:" not in client.get("/robots.txt").content.decode()


def test_page_has_one_address_for_each_language(
    world: World, client: Client, settings: Settings
) -> None:
    settings.SITE_URL = "https://portal.example"
    text = client.get("/issues/").content.decode()
    assert '<link rel="canonical" href="https://portal.example/issues/">' in text
    assert 'hreflang="en" href="https://portal.example/issues/?lang=en"' in text
    text = client.get("/issues/?lang=en").content.decode()
    assert '<link rel="canonical" href="https://portal.example/issues/?lang=en">' in text
    assert '<html lang="en">' in text


def test_address_that_names_a_language_is_a_choice_of_it(world: World, client: Client) -> None:
    first = client.get("/issues/?lang=en")
    assert first.headers["Content-Language"] == "en"
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert '<html lang="en">' in client.get("/issues/").content.decode()
    again = client.get("/issues/?lang=en")
    assert "Set-Cookie" not in again.headers
    assert 'name="next" value="/issues/"' in again.content.decode()
    assert "Set-Cookie" not in client.get("/issues/?lang=xx").headers


def test_verification_speaks_the_language_of_its_address(client: Client) -> None:
    assert '<html lang="en">' in client.get("/verify/?lang=en").content.decode()
    assert client.post("/verify/", {}).status_code == 422


def test_search_keeps_its_words_when_the_language_changes(world: World, client: Client) -> None:
    text = client.get("/public/societies/?q=wlxh&lang=en").content.decode()
    assert 'name="next" value="/public/societies/?q=wlxh"' in text
    assert "A-02" in text
    assert "A-01" not in text


def test_signed_in_readers_of_data_get_the_same_file(world: World, client: Client) -> None:
    public = client.get("/data/2017/figures.csv").content
    client.force_login(editor(world.societies[0]))
    response = client.get("/data/2017/figures.csv")
    assert response.content == public
    assert response.headers["Cache-Control"] == "private, no-cache"
