"""Disciplines and tasks for everybody: the figures, and the pages made of them."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client

import reforms
from reforms.models import MonthlyIssue, Task
from reforms.services.workplans import load_workplan
from reports.pages.task import TaskPage
from reports.selectors.public_parts import DisciplineFigures, TaskFigures, arrival
from reports.templatetags.trends import trend
from societies.enums import Discipline
from tests.factories.societies import manager
from tests.reports.world import MAY, NOW, World, small_world

pytestmark = pytest.mark.usefixtures("in_june")


@pytest.fixture
def world(db: None) -> World:
    world = small_world()
    manager()
    return world


def issue_of(world: World, month: dt.date = MAY) -> MonthlyIssue:
    return world.workplan.issues.select_related("workplan").get(month=month)


def test_discipline_is_the_mean_of_its_own_societies(world: World) -> None:
    science = DisciplineFigures(issue_of(world), Discipline.SCIENCE)
    assert [each.society.code for each in science.league] == ["A-01", "A-02"]
    assert science.mean == science.figures.payload["disciplines"]["science"]["mean"]
    assert list(science.means) == ["2017-04", "2017-05"]
    assert science.previous == science.means["2017-04"]
    assert science.reports == {"on_time": 1, "late": 1}
    first = science.tasks[0]
    assert (first.mean, first.societies, first.done) == ("54.0", 2, 1)  # (100 + 8) / 2
    assert first.national == "36.0"  # (100 + 8 + 0) / 3


def test_discipline_without_reports_has_its_societies_as_missing(world: World) -> None:
    engineering = DisciplineFigures(issue_of(world), Discipline.ENGINEERING)
    assert engineering.reports == {"missing": 1}
    assert engineering.states == {"no_data": len(engineering.elements[0]["tasks"])}


def test_task_counts_every_society_that_owes_it(world: World) -> None:
    task = Task.objects.get(workplan=world.workplan, number=1)
    figures = TaskFigures(issue_of(world), task)
    assert figures.national == {"mean": "36.0", "societies": 3, "done": 1}
    assert figures.means == {"2017-04": "16.0", "2017-05": "36.0"}
    assert sum(figures.bands) == 2  # no data stands in no band
    assert (figures.bands[0], figures.bands[-1]) == (1, 1)
    assert dict(figures.states) == {"done": 1, "no_data": 1, "behind": 1}
    assert [each.society.code for each in figures.bound] == ["A-01", "A-02", "B-20"]
    assert [(p.discipline, p.mean, p.done) for p in figures.parts] == [
        (Discipline.SCIENCE, "54.0", 1),
        (Discipline.ENGINEERING, "0.0", 0),
    ]


def test_task_that_nobody_owes_has_a_page_without_figures(world: World, client: Client) -> None:
    owed = issue_of(world).summary["tasks"]
    task = next(t for t in world.workplan.ordered_tasks if str(t.number) not in owed)
    page = TaskPage(task, TaskFigures(issue_of(world), task))
    assert page.stats == []
    response = client.get(f"/workplan/2017/tasks/{task.number}/")
    assert response.status_code == 200
    assert "chart-trend" not in response.content.decode()


def test_task_page_leads_to_its_neighbours(world: World, client: Client) -> None:
    text = client.get("/workplan/2017/tasks/2/").content.decode()
    assert "/workplan/2017/tasks/1/" in text
    assert "/workplan/2017/tasks/3/" in text
    assert "/workplan/2017/tasks/2/" not in text.split("<main", 1)[1]


@pytest.mark.django_db
def test_every_task_of_the_shipped_workplan_says_what_its_registers_are_asked() -> None:
    shipped = Path(reforms.__file__ or "").parent / "data" / "workplan-2017.yaml"
    workplan = load_workplan(text=shipped.read_text("utf-8"), at=NOW)
    for task in workplan.ordered_tasks:
        page = TaskPage(task, None)
        assert page.requirements
        assert page.evidence
        assert all(rule["title"] and rule["formula"] for rule in page.checks)


@pytest.mark.parametrize(
    ("state", "late", "expected"),
    [
        ("accepted", False, "on_time"),
        ("returned", True, "late"),
        ("accepted", None, "unknown"),
        ("none", None, "missing"),
        ("draft", None, "missing"),
    ],
)
def test_arrival_counts_as_the_national_figures_do(
    state: str, late: bool | None, expected: str
) -> None:
    assert arrival({"report": {"state": state, "late": late}}) == expected


def test_trend_leaves_gaps_where_there_is_no_figure() -> None:
    drawn = trend(["10.0", None, "30.0", "40.0"], 9)
    assert drawn.count("<polyline") == 2
    assert "10.0%" in drawn
    assert "40.0%" in drawn
    assert trend([None, None]) == ""
    assert "<circle" in trend(["100.0"])
