"""What tokens open: what their owners may see, and nothing of anybody else."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, get_args

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled
from pytest_django import Settings

from accounts.models import User
from reforms.enums import SlipRuleCode, SlipState
from reforms.models import RegistryCheck
from reports.api.inner_schemas import SlipRuleKey, SlipStateKey
from societies.models import Society
from societies.services.people import deactivate, end_role
from tests.api.keys import bearer, key
from tests.factories.societies import auditor, editor, manager, reviewer
from tests.reports.world import NOW, World

pytestmark = pytest.mark.usefixtures("world")
OWN = [
    "/societies/A-01/reports/",
    "/societies/A-01/reports/2017-06/",
    "/societies/A-01/plans/",
    "/societies/A-01/checks/",
    "/societies/A-01/registers/",
    "/societies/A-01/slips/",
]
CAST = ["/months/2017-06/", "/review/"]


def ask(client: Client, path: str, text: str = "rpt_one") -> HttpResponse:
    response: HttpResponse = client.get(f"/api/v1{path}", headers=bearer(text))  # type: ignore[assignment]
    return response


def told(client: Client, path: str) -> Any:
    response = ask(client, path)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


@pytest.fixture
def own(world: World) -> Society:
    return world.societies[0]


@pytest.fixture
def person(own: Society) -> User:
    found: User = editor(own, name="编")
    key(found)
    return found


@pytest.mark.parametrize("path", OWN)
def test_society_reads_its_own_and_nobody_elses(client: Client, person: User, path: str) -> None:
    assert ask(client, path).status_code == 200
    assert ask(client, path.replace("A-01", "A-02")).status_code == 404


@pytest.mark.parametrize("path", CAST)
def test_society_does_not_read_what_is_for_cast(client: Client, person: User, path: str) -> None:
    response = ask(client, path)
    assert response.status_code == 403
    assert 'error="insufficient_scope"' in response["WWW-Authenticate"]


@pytest.mark.parametrize("path", [*OWN, *CAST])
def test_cast_reads_all(client: Client, path: str) -> None:
    key(auditor(name="督"))
    assert ask(client, path).status_code == 200


@pytest.mark.parametrize("path", [*OWN, *CAST, "/me/"])
def test_token_is_needed_even_by_those_signed_in(client: Client, path: str) -> None:
    client.force_login(manager(name="管"))
    response = client.get(f"/api/v1{path}")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="portal"')


def test_token_opens_its_scopes_only(client: Client, own: Society) -> None:
    key(editor(own), ["plans"])
    assert ask(client, "/societies/A-01/plans/").status_code == 200
    assert ask(client, "/societies/A-01/reports/").status_code == 403


@pytest.mark.parametrize("header", ["Bearer rpt_two", "Bearer ", "Basic rpt_one", "rpt_one", ""])
def test_wrong_token_is_refused_even_for_what_is_public(
    client: Client, person: User, header: str
) -> None:
    response = client.get("/api/v1/issues/", headers={"authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="portal", error="invalid_token"'


def test_token_opens_until_it_expires(client: Client, person: User) -> None:
    end = NOW + dt.timedelta(days=30)
    with time_machine.travel(end - dt.timedelta(seconds=1), tick=False):
        assert ask(client, "/me/").status_code == 200
    with time_machine.travel(end, tick=False):
        assert ask(client, "/me/").status_code == 401


def test_token_ends_with_the_role(client: Client, person: User) -> None:
    [role] = person.role_assignments.all()
    end_role(assignment=role, by=manager(name="管"), on=NOW.date())
    assert ask(client, "/me/").status_code == 401


def test_token_ends_with_the_account(client: Client, person: User) -> None:
    deactivate(person=person, reason="离职", by=manager(name="管"))
    User.objects.filter(pk=person.pk).update(is_active=True)
    assert ask(client, "/me/").status_code == 401


def test_token_asks_for_the_second_factor_of_its_owner(client: Client, settings: Settings) -> None:
    owner = manager(name="管")
    User.objects.filter(pk=owner.pk).update(requires_second_factor=True)
    key(owner)
    response = ask(client, "/me/")
    assert response.status_code == 401
    settings.DEMO = True
    assert ask(client, "/me/").status_code == 200


def test_use_is_noted_once_a_minute(client: Client, person: User) -> None:
    ask(client, "/me/")
    [token] = person.api_tokens.all()
    assert token.last_used_at == NOW
    with time_machine.travel(NOW + dt.timedelta(seconds=59), tick=False):
        ask(client, "/me/")
    token.refresh_from_db()
    assert token.last_used_at == NOW


def test_limit_is_counted_by_token(client: Client, person: User, settings: Settings) -> None:
    settings.API_RATES = {"address": 1, "token": 2}
    answers = [ask(client, "/me/").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert client.get("/api/v1/issues/").status_code == 200


def test_answer_is_for_the_asker_alone_and_not_sent_twice(client: Client, person: User) -> None:
    first = ask(client, "/societies/A-01/reports/")
    assert first["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first["Vary"]
    again = client.get(
        "/api/v1/societies/A-01/reports/", headers={**bearer(), "if-none-match": first["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_me_tells_what_the_token_opens(client: Client, person: User) -> None:
    found = told(client, "/me/")
    assert found["societies"] == ["A-01"]
    assert found["scopes"] == ["checks", "plans", "registers", "reports", "slips"]


def test_report_tells_its_entries(client: Client, person: User) -> None:
    found = told(client, "/societies/A-01/reports/2017-06/")
    assert (found["state"], found["late"]) == ("submitted", False)
    first = found["entries"][0]
    assert (first["task"], first["percent"], first["accepted"]) == (1, 100, None)


def test_plan_tells_its_commitments(client: Client, person: User) -> None:
    [version] = told(client, "/societies/A-01/plans/")["results"]
    assert version["state"] == "accepted"
    assert [each["task"] for each in version["commitments"]] == [4, 5, 6, 7, 8]


def test_checks_are_told_in_the_language_asked_for(
    client: Client, person: User, world: World
) -> None:
    task = world.workplan.ordered_tasks[0]
    with scopes_disabled():
        RegistryCheck.objects.create(
            society=world.societies[0],
            task=task,
            check_name="premises",
            verdict="met",
            inputs={},
            threshold={"set_by": "text"},
            remedy={},
            as_of=NOW.date(),
            computed_at=NOW,
        )
    [check] = told(client, "/societies/A-01/checks/")["results"]
    assert (check["task"], check["verdict"], check["set_by"]) == (1, "met", "text")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("state=open&level=blue&rule=by_hand&discipline=science&workplan=2017", 1),
        ("state=unanswered&overdue=true&q=A-01", 0),
        ("state=closed", 0),
        ("level=red", 0),
        ("workplan=2018", 0),
        ("q=A-02", 0),
    ],
)
def test_register_of_slips_is_filtered_as_on_its_page(
    client: Client, world: World, query: str, count: int
) -> None:
    key(manager(name="管"))
    found = told(client, f"/slips/?{query}")["results"]
    assert [each["society"] for each in found] == ["A-01"] * count


def test_register_of_slips_shows_a_society_its_own(client: Client, world: World) -> None:
    key(editor(world.societies[1], name="别"))
    assert told(client, "/slips/")["results"] == []


@pytest.mark.parametrize("query", ["state=none", "level=green", "rule=x", "q=" + "x" * 61])
def test_register_of_slips_names_what_no_filter_knows(
    client: Client, person: User, query: str
) -> None:
    assert ask(client, f"/slips/?{query}").status_code == 422


def test_keys_of_slips_are_those_of_the_portal() -> None:
    assert get_args(SlipStateKey) == tuple(SlipState.values)
    assert get_args(SlipRuleKey) == tuple(SlipRuleCode.values)


def test_slips_are_told_by_state(client: Client, person: User) -> None:
    [slip] = told(client, "/societies/A-01/slips/?state=issued")["results"]
    assert (slip["level"], slip["number"]) == ("blue", 1)
    assert told(client, "/societies/A-01/slips/?state=closed")["results"] == []


def test_open_month_is_told_as_it_stands(client: Client) -> None:
    key(manager(name="管"))
    found = told(client, "/months/2017-06/")
    assert (found["number"], found["digest"], len(found["societies"])) == (None, None, 3)
    assert told(client, "/months/2017-05/")["number"] == 2
    assert ask(client, "/months/2017-07/").status_code == 404  # it has not begun


def test_queue_counts_the_portfolio_when_asked(client: Client, world: World) -> None:
    key(reviewer(world.societies[1], name="联"))
    june = {"workplan": 2017, "month": "2017-06", "submitted": 1, "returned": 0, "accepted": 0}
    assert june in told(client, "/review/")["months"]
    assert june not in told(client, "/review/?own=true")["months"]


@pytest.mark.parametrize("path", [*OWN, *CAST])
def test_inner_answers_take_few_queries(client: Client, path: str) -> None:
    key(manager(name="管"))
    ask(client, path)
    with CaptureQueriesContext(connection) as asked:
        ask(client, path)
    assert len(asked) <= 15
