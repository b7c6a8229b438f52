"""The public part of the API: the same figures as everywhere, in parts, unchanged, in limits."""

from __future__ import annotations

import base64
import html
import io
import json
import re
import time
import urllib.request
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from reforms.payload import digest_of
from reports import page_cache
from reports.webhook_http import signature
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.usefixtures("world")


def told(client: Client, path: str, **query: str) -> Any:
    response = client.get(f"/api/v1{path}", query)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def test_issue_is_what_the_command_prints(client: Client) -> None:
    printed = io.StringIO()
    call_command("month_figures", "2017-05", "--json", stdout=printed)
    content = client.get("/api/v1/issues/2017-05/").content
    assert content.decode() == printed.getvalue()
    figures = json.loads(content)
    assert figures["digest"] == digest_of(figures)


def test_month_in_work_is_not_told(client: Client) -> None:
    response = client.get("/api/v1/issues/2017-06/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_issues_are_told_newest_first_with_their_corrections(client: Client) -> None:
    found = told(client, "/issues/")["results"]
    assert [(each["month"], each["corrections"]) for each in found] == [
        ("2017-05", 1),
        ("2017-04", 0),
    ]
    assert told(client, "/issues/", workplan="2018")["results"] == []


def test_correction_tells_both_values(client: Client) -> None:
    [note] = told(client, "/corrections/", month="2017-05")["results"]
    assert (note["society"], note["reason"]) == ("A-01", "核对佐证后更正")
    assert {"field": "task_1_accepted", "old": 100, "new": 90} in note["changes"]
    assert note["figures"]["tasks"]["1"]["accepted"] == 90
    assert told(client, "/corrections/", society="A-02")["results"] == []


@pytest.mark.parametrize(
    ("name", "hit", "miss"),
    [("society", "A-01", "A-02"), ("q", "shuxue", "物理"), ("discipline", "science", "medicine")],
)
def test_corrections_are_filtered_as_on_the_page(
    client: Client, name: str, hit: str, miss: str
) -> None:
    assert len(told(client, "/corrections/", **{name: hit})["results"]) == 1
    assert told(client, "/corrections/", **{name: miss})["results"] == []


def test_chinese_is_written_as_it_is(client: Client) -> None:
    assert "中国数学会" in client.get("/api/v1/societies/").content.decode()


def test_addresses_of_one_network_share_their_rate(client: Client, settings: Settings) -> None:
    settings.API_RATES = {**settings.API_RATES, "address": 1}
    statuses = [
        client.get("/api/v1/issues/", REMOTE_ADDR=each).status_code
        for each in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1", "::ffff:192.0.2.1")
    ]
    assert statuses == [200, 429, 200, 200]


def sample(client: Client, name: str) -> str:
    page = client.get("/data/api/").content.decode()
    found = re.search(rf'id="sample-{name}"[^>]*><code>(.*?)</code>', page, re.DOTALL)
    assert found, name
    return html.unescape(found[1])


def test_sample_in_python_reads_every_part(
    client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def opened(request: urllib.request.Request) -> io.BytesIO:
        return io.BytesIO(client.get(request.full_url.replace("limit=200", "limit=1")).content)

    monkeypatch.setattr(urllib.request, "urlopen", opened)
    exec(sample(client, "python"), {})
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "A-01",
        "A-02",
        "B-20",
    ]


def test_sample_knows_our_signature_from_others(client: Client) -> None:
    names: dict[str, Any] = {}
    exec(sample(client, "webhook"), names)
    now, body, keys = int(time.time()), b'{"type":"ping"}', (b"new" * 8, b"old" * 8)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(now),
        "webhook-signature": " ".join(signature(key, "msg_1", now, body) for key in keys),
    }
    told_by = [f"whsec_{base64.b64encode(key).decode()}" for key in (*keys, b"not" * 8)]
    assert [names["is_genuine"](key, headers, body) for key in told_by] == [True, True, False]
    assert not names["is_genuine"](told_by[0], headers, body + b" ")
    late = {**headers, "webhook-timestamp": str(now - 301)}
    assert not names["is_genuine"](told_by[0], late, body)


def test_list_goes_on_where_it_stood_whatever_is_added(client: Client) -> None:
    first = told(client, "/societies/", limit="2", discipline="science")
    assert [each["code"] for each in first["results"]] == ["A-01", "A-02"]
    assert first["next"] is None
    first = told(client, "/societies/", limit="1")
    SocietyFactory(code="A-00", name_zh="在前的学会")
    following = client.get(first["next"])
    assert [each["code"] for each in json.loads(following.content)["results"]] == ["A-02"]


@pytest.mark.parametrize("text", ["物理", "wulixuehui", "physical", "zgwlxh", "A-02"])
def test_societies_are_found_as_on_the_page(client: Client, text: str) -> None:
    assert [each["code"] for each in told(client, "/societies/", q=text)["results"]] == ["A-02"]


def test_society_is_told_month_by_month(client: Client) -> None:
    found = told(client, "/societies/A-01/figures/")["results"]
    assert [(each["month"], each["tasks"]["1"]["accepted"]) for each in found] == [
        ("2017-04", 40),
        ("2017-05", 100),
    ]


def test_workplan_tells_where_its_tasks_stand(client: Client) -> None:
    plan = told(client, "/workplans/2017/")
    assert plan["tasks"][0]["societies"] == 3
    assert plan["tasks"][0]["done"] == 1


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/issues/?limit=0", "query.limit"),
        ("/issues/?limit=201", "query.limit"),
        ("/issues/?cursor=WyJTb2NpZXR5IiwiQS0wMSJd", "query.cursor"),  # one of another list
        ("/issues/?cursor=!", "query.cursor"),
        ("/issues/?mounth=2017-05", "query.mounth"),
        ("/issues/2017-13/", "path.month"),
        ("/issues/0000-01/", "path.month"),
        ("/societies/?discipline=art", "query.discipline"),
        ("/societies/A-1/", "path.code"),
    ],
)
def test_mistake_is_named_at_its_place(client: Client, path: str, place: str) -> None:
    response = client.get(f"/api/v1{path}")
    assert response.status_code == 422
    [mistake] = json.loads(response.content)["errors"]
    assert mistake["place"] == place


def test_refusal_speaks_the_language_asked_for(client: Client) -> None:
    path = "/api/v1/issues/?limit=201"
    english = json.loads(client.get(path, headers={"accept-language": "en"}).content)
    chinese = json.loads(client.get(path, headers={"accept-language": "zh-CN"}).content)
    assert english["errors"][0]["message"] == "At most 200."
    assert chinese["errors"][0]["message"] == "最大为200。"


@pytest.mark.parametrize("path", ["/issues/2017-05/", "/issues/?limit=1", "/openapi.json"])
def test_what_is_unchanged_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(f"/api/v1{path}")
    again = client.get(f"/api/v1{path}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Access-Control-Allow-Origin"] == again["Access-Control-Allow-Origin"] == "*"


def test_head_tells_all_but_the_content(client: Client) -> None:
    whole, head = client.get("/api/v1/issues/"), client.head("/api/v1/issues/")
    assert head.content == b""
    assert head["Content-Length"] == str(len(whole.content))
    assert head["ETag"] == whole["ETag"]


def test_options_tell_scripts_of_other_sites_what_they_may(client: Client) -> None:
    response = client.options("/api/v1/issues/")
    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert "Authorization" in response["Access-Control-Allow-Headers"]


def test_nothing_can_be_written(client: Client) -> None:
    response = client.post("/api/v1/issues/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_too_many_requests_are_told_when_to_come_back(client: Client, settings: Settings) -> None:
    settings.API_RATES = {**settings.API_RATES, "address": 2}
    answers = [client.get("/api/v1/issues/", REMOTE_ADDR="192.0.2.1") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    assert client.get("/api/v1/issues/", REMOTE_ADDR="192.0.2.2").status_code == 200


@pytest.mark.parametrize(
    "path", ["/issues/", "/issues/2017-05/", "/societies/", "/workplans/2017/", "/corrections/"]
)
def test_number_of_queries_does_not_grow(client: Client, path: str) -> None:
    def queries() -> int:
        page_cache.memory.pages.clear()
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/api/v1{path}")
        return len(asked)

    queries()  # after it, what is published is known for a second
    before = queries()
    for number in range(3):
        SocietyFactory(code=f"D-{30 + number}")
    assert queries() == before <= 15


def test_page_about_the_api_names_every_address(client: Client) -> None:
    paths = json.loads(client.get("/api/v1/openapi.json").content)["paths"]
    page = client.get("/data/api/").content.decode()
    assert paths
    assert all(path in page for path in paths)


def test_policy_is_what_the_page_says(client: Client) -> None:
    found = told(client, "/policy/")["results"]
    page = client.get("/policy/").content.decode()
    assert {each["kind"] for each in found} == {"basis", "rule"}
    assert all(each["title_zh"] in page for each in found)
    assert all(ask["text_zh"] in page for each in found for ask in each["asks"])
    assert all(f'id="{each["page"].partition("#")[2]}"' in page for each in found)
    notice = next(each for each in found if each["key"] == "workplan-2017")
    assert (notice["date"], notice["workplan"], notice["number"]) == ("2017-04-21", 2017, None)


@pytest.mark.parametrize("path", ["/issues/?limit=1&limit=2", "/societies/?q=a&q=b"])
def test_filter_said_twice_is_refused(client: Client, path: str) -> None:
    response = client.get(f"/api/v1{path}")
    assert response.status_code == 422
    [mistake] = json.loads(response.content)["errors"]
    assert mistake["place"].startswith("query.")
