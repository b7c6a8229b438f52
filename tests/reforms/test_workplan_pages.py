"""Pages of the workplan: everybody signed in reads it, a manager changes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scopes_disabled
from pytest_django import Settings

from accounts.models import AuditEvent, User
from reforms.models import MonthDeadline, Task, Workplan
from reforms.services.sealing import seal_month
from tests.factories.reforms import workplan_of
from tests.factories.societies import SocietyFactory, auditor, editor, manager

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> Iterator[None]:
    """Look at all societies in the test itself; no second factor here."""
    settings.DEMO = True
    with scopes_disabled():
        yield


@pytest.fixture
def workplan() -> Workplan:
    """Tasks 1 and 2 are basic, 3 belongs to the re-election, 4 to 9 are optional."""
    workplan = workplan_of()
    workplan.tasks.update(requirements_zh=["做到甲", "做到乙"], requirements_en=["Do A", "Do B"])
    return workplan


def signed_in(user: User, language: str = "en") -> Client:
    """A browser of that person, in a language."""
    client = Client()
    client.force_login(user)
    client.cookies["language"] = language
    return client


def address(name: str, **kwargs: Any) -> str:
    return reverse(f"reforms:{name}", kwargs={"year": 2017} | kwargs)


def form_values(client: Client, path: str) -> dict[str, str]:
    """What the browser would send back of a form as it stands."""
    form = client.get(path).context["form"]
    values = {}
    for bound in form:
        value = bound.field.prepare_value(bound.value())
        values[bound.html_name] = str(bound.field.widget.format_value(value) or "")
    return values


def test_society_reads_the_workplan_in_its_language(workplan: Workplan) -> None:
    person = editor(SocietyFactory())
    english = signed_in(person).get(address("workplan-detail")).content.decode()
    chinese = signed_in(person, "zh-hans").get(address("workplan-detail")).content.decode()
    assert "Do A" in english
    assert "做到甲" in chinese
    assert address("workplan-edit") not in english


def test_requirements_fall_back_to_chinese(workplan: Workplan) -> None:
    workplan.tasks.update(requirements_en=[])
    page = signed_in(auditor()).get(address("workplan-detail")).content.decode()
    assert "做到甲" in page


def test_only_a_manager_changes_the_workplan(workplan: Workplan) -> None:
    names: list[tuple[str, dict[str, Any]]] = [
        ("workplan-edit", {}),
        ("workplan-deadlines", {}),
        ("workplan-roll", {}),
        ("task-edit", {"number": 1}),
    ]
    for person in (editor(SocietyFactory()), auditor()):
        client = signed_in(person)
        for name, kwargs in names:
            assert client.get(address(name, **kwargs)).status_code == 403
            assert client.post(address(name, **kwargs)).status_code == 403
    for name, kwargs in names:
        assert signed_in(manager()).get(address(name, **kwargs)).status_code == 200
    assert Workplan.objects.count() == 1


def test_list_without_workplans_says_how_the_first_one_comes() -> None:
    page = signed_in(manager()).get(reverse("reforms:workplan-list")).content.decode()
    assert "load_workplan" in page


def test_unknown_year_and_task_are_not_found(workplan: Workplan) -> None:
    client = signed_in(manager())
    assert client.get(address("workplan-detail", year=2031)).status_code == 404
    assert client.get(address("task-edit", number=99)).status_code == 404


def test_manager_changes_dates_and_margins(workplan: Workplan) -> None:
    client = signed_in(manager())
    values = form_values(client, address("workplan-edit"))
    values |= {"report_due_day": "8", "last_month": "2017-11"}
    response = client.post(address("workplan-edit"), values)
    assert response["Location"] == address("workplan-detail")
    saved = Workplan.objects.get()
    assert (saved.report_due_day, saved.last_month) == (8, dt.date(2017, 11, 1))
    assert AuditEvent.objects.get(action="workplan.changed").after == {
        "report_due_day": 8,
        "last_month": "2017-11-01",
    }


def test_manager_asks_for_sealed_cover_sheets(workplan: Workplan) -> None:
    client = signed_in(manager())
    said = "accepted only with the scan of its sealed cover sheet"
    assert said not in client.get(address("workplan-detail")).content.decode()
    values = form_values(client, address("workplan-edit")) | {"annual_seal_is_required": "on"}
    client.post(address("workplan-edit"), values)
    assert Workplan.objects.get().annual_seal_is_required
    assert said in client.get(address("workplan-detail")).content.decode()


def test_what_does_not_fit_is_told_beside_the_field_and_kept(workplan: Workplan) -> None:
    client = signed_in(manager())
    values = form_values(client, address("workplan-edit"))
    values |= {"first_month": "2017年4月", "title_zh": "新标题", "behind_margin": "101"}
    response = client.post(address("workplan-edit"), values)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"first_month", "behind_margin"}
    assert "新标题" in response.content.decode()
    assert Workplan.objects.get().version == 0


def test_manager_changes_the_days_of_reminders(workplan: Workplan) -> None:
    client = signed_in(manager())
    values = form_values(client, address("workplan-edit"))
    given = {"remind_before": "5，2、0", "remind_after": "1 7", "remind_reelection_months": "12"}
    assert client.post(address("workplan-edit"), values | given).status_code == 302
    workplan.refresh_from_db()
    days = {"before": [5, 2, 0], "after": [1, 7], "reelection_months": [12]}
    assert workplan.reminder_days == days
    assert "reminded again: 1 · 7" in client.get(address("workplan-detail")).content.decode()
    values = form_values(client, address("workplan-edit"))
    assert values["remind_before"] == "5, 2, 0"


@pytest.mark.parametrize("typed", ["0", "91", "1, 1", "one", "-1"])
def test_days_that_cannot_be_are_refused_beside_their_field(workplan: Workplan, typed: str) -> None:
    client = signed_in(manager())
    values = form_values(client, address("workplan-edit"))
    answer = client.post(address("workplan-edit"), values | {"remind_after": typed})
    assert answer.status_code == 422
    assert "remind_after" in answer.context["form"].errors
    assert f'value="{typed}"' in answer.content.decode()


def test_service_refusal_is_told_beside_its_field(workplan: Workplan) -> None:
    with scopes_disabled():
        seal_month(
            workplan=workplan,
            month=dt.date(2017, 4, 1),
            at=dt.datetime(2017, 5, 12, tzinfo=dt.UTC),
        )
    client = signed_in(manager())
    values = form_values(client, address("workplan-edit")) | {"first_month": "2017-03"}
    response = client.post(address("workplan-edit"), values)
    assert "first_month" in response.context["form"].errors


def test_conflict_shows_both_values_and_the_next_save_goes_ahead(workplan: Workplan) -> None:
    client = signed_in(manager())
    values = form_values(client, address("workplan-edit")) | {"title_zh": "我的标题"}
    other = form_values(client, address("workplan-edit")) | {"title_zh": "他的标题"}
    client.post(address("workplan-edit"), other)
    response = client.post(address("workplan-edit"), values)
    page = response.content.decode()
    assert response.status_code == 409
    assert "我的标题" in page
    assert "他的标题" in page
    assert Workplan.objects.get().title_zh == "他的标题"
    again = values | {"seen": response.context["form"]["seen"].value()}
    client.post(address("workplan-edit"), again)
    assert Workplan.objects.get().title_zh == "我的标题"


def test_manager_changes_a_task(workplan: Workplan) -> None:
    client = signed_in(manager())
    path = address("task-edit", number=4)
    values = form_values(client, path) | {
        "requirements_zh": "一\n\n二\n",
        "requirements_en": "One\nTwo",
        "evidence_zh": "照片\n名单",
        "indicator_zh": "次数",
        "unit_zh": "次",
        "weight": "2.5",
        "due_month": "2017-06",
    }
    response = client.post(path, values)
    assert response["Location"].endswith("#task-4")
    task = Task.objects.get(number=4)
    assert task.requirements_zh == ["一", "二"]
    assert task.evidence_kinds == [{"zh": "照片", "en": ""}, {"zh": "名单", "en": ""}]
    assert task.indicator["unit_zh"] == "次"
    assert (str(task.weight), task.due_month) == ("2.50", dt.date(2017, 6, 1))


def test_task_that_does_not_fit_is_told_beside_the_fields(workplan: Workplan) -> None:
    client = signed_in(manager())
    path = address("task-edit", number=4)
    values = form_values(client, path) | {
        "requirements_en": "Only one",
        "evidence_zh": "照片",
        "evidence_en": "Photo\nList",
        "indicator_zh": "次数",
        "weight": "0",
        "due_month": "2018-01",
    }
    errors = client.post(path, values).context["form"].errors
    assert {"requirements_en", "evidence_en", "unit_zh", "weight"} <= set(errors)
    fitting = form_values(client, path) | {"due_month": "2018-01"}
    assert set(client.post(path, fitting).context["form"].errors) == {"due_month"}


def test_task_conflict_shows_both(workplan: Workplan) -> None:
    client = signed_in(manager())
    path = address("task-edit", number=4)
    mine, theirs = form_values(client, path), form_values(client, path)
    client.post(path, theirs | {"requirements_zh": "他的\n两行"})
    response = client.post(path, mine | {"requirements_zh": "我的\n两行"})
    assert response.status_code == 409
    assert [conflict["mine"] for conflict in response.context["conflicts"]] == ["我的\n两行"]
    assert [conflict["theirs"] for conflict in response.context["conflicts"]] == ["他的\n两行"]


def test_manager_gives_a_month_its_own_deadline(workplan: Workplan) -> None:
    client = signed_in(manager())
    path = address("workplan-deadlines")
    client.post(path, form_values(client, path) | {"2017-04": "2017-05-12"})
    assert MonthDeadline.objects.get().due_on == dt.date(2017, 5, 12)
    refused = client.post(path, form_values(client, path) | {"2017-12": "2017-11-01"})
    assert set(refused.context["form"].errors) == {"2017-12"}
    page = client.get(address("workplan-detail")).content.decode()
    assert "2017-05-12" in page
    assert "set for this month" in page


def test_deadline_of_a_sealed_month_cannot_be_typed(workplan: Workplan) -> None:
    seal_month(
        workplan=workplan,
        month=dt.date(2017, 4, 1),
        at=dt.datetime(2017, 5, 12, tzinfo=dt.UTC),
    )
    client = signed_in(manager())
    path = address("workplan-deadlines")
    client.post(path, form_values(client, path) | {"2017-04": "2017-05-30"})
    assert not MonthDeadline.objects.exists()


def test_rolling_forward_shows_the_dates_first(workplan: Workplan) -> None:
    client = signed_in(manager())
    path = address("workplan-roll")
    assert "2018-05-22" in client.get(path).content.decode()
    shown = client.get(path, {"year": "2019", "first_month": "2019-01"}).content.decode()
    assert "2019-01" in shown
    assert Workplan.objects.count() == 1
    response = client.post(path, {"year": "2019", "first_month": "2019-01", "last_month": ""})
    assert response["Location"] == address("workplan-detail", year=2019)
    assert Workplan.objects.get(year=2019).tasks.count() == 9


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year": "2017"}, "year"),
        ({"year": "1999"}, "year"),
        ({"year": "20x9"}, "year"),
        ({"year": "2018", "first_month": "2017-12"}, "first_month"),
        ({"year": "2018", "last_month": "2018-01"}, "__all__"),
    ],
)
def test_rolling_forward_refuses_what_does_not_fit(
    workplan: Workplan, values: dict[str, str], field: str
) -> None:
    response = signed_in(manager()).post(address("workplan-roll"), values)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert Workplan.objects.count() == 1


def test_rolling_forward_twice_says_that_the_year_is_there(workplan: Workplan) -> None:
    client = signed_in(manager())
    client.cookies["language"] = "en"
    client.post(address("workplan-roll"), {"year": "2018"})
    page = client.post(address("workplan-roll"), {"year": "2018"}).content.decode()
    assert "There is a workplan of this year already." in page


def test_pages_take_as_many_queries_for_many_tasks_as_for_few() -> None:
    workplan_of(basic=1, reelection=1, optional=1)
    workplan_of(year=2018, basic=9, reelection=9, optional=9)
    client = signed_in(manager())

    def queries(year: int) -> int:
        path = address("workplan-detail", year=year)
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    assert queries(2017) == queries(2018) <= 15
