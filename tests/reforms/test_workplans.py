"""Workplans in the services: loaded, loaded again, rolled forward, edited."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

import reforms
from accounts.models import AuditEvent
from reforms.models import CheckRequest, MonthDeadline, MonthlyIssue, Task, TaskGroup, Workplan
from reforms.selectors.workplans import current_workplan
from reforms.services.workplan_edits import (
    StaleEdit,
    fingerprint,
    own_deadlines,
    set_deadlines,
    update_task,
    update_workplan,
)
from reforms.services.workplans import load_workplan, roll_forward, task_values, workplan_values
from reforms.workplan_file import WorkplanFileError
from tests.factories.reforms import accepted_plan, report_of, workplan_of
from tests.factories.societies import SocietyFactory, manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english")]

PATH = Path(reforms.__file__).parent / "data" / "workplan-2017.yaml"
SHIPPED = PATH.read_text("utf-8")
APRIL, DECEMBER = dt.date(2017, 4, 1), dt.date(2017, 12, 1)


def load(text: str = SHIPPED) -> Workplan:
    """Load a file, now."""
    return load_workplan(text=text, at=timezone.now())


def sealed(workplan: Workplan, month: dt.date) -> MonthlyIssue:
    """Seal a month without figures."""
    return MonthlyIssue.objects.create(
        workplan=workplan,
        month=month,
        number=workplan.issue_number(month),
        sealed_at=timezone.now(),
        as_of=timezone.now(),
        digest="0" * 64,
        summary={"national": {}},
    )


def test_shipped_file_makes_the_workplan_of_2017() -> None:
    workplan = load()
    kinds = list(workplan.groups.order_by("position").values_list("kind", flat=True))
    assert (workplan.year, kinds) == (2017, ["basic", "reelection", "optional"])
    counts = [group.tasks.count() for group in workplan.groups.order_by("position")]
    assert counts == [7, 4, 13]
    assert (workplan.first_month, workplan.last_month) == (APRIL, DECEMBER)
    task = workplan.tasks.get(number=12)
    assert task.indicator["unit_en"] == "meetings"
    assert task.evidence_kinds[0]["zh"]


def test_same_file_again_changes_nothing() -> None:
    workplan = load()
    ids = list(workplan.tasks.values_list("pk", flat=True))
    load()
    workplan.refresh_from_db()
    assert list(workplan.tasks.values_list("pk", flat=True)) == ids
    assert (workplan.version, AuditEvent.objects.count()) == (0, 1)


def test_changed_file_updates_tasks_in_place_and_says_so_in_the_trail() -> None:
    workplan = load()
    pk = workplan.tasks.get(number=1).pk
    load(SHIPPED.replace("weight: 1\n", "weight: 2.50\n", 1))
    workplan.refresh_from_db()
    assert Task.objects.get(pk=pk).weight == Decimal("2.5")
    assert workplan.version == 1
    assert AuditEvent.objects.filter(action="workplan.reloaded").count() == 1


def test_changed_file_has_the_checks_of_every_society_computed_again() -> None:
    societies = [SocietyFactory() for _ in range(2)]
    load()
    assert set(CheckRequest.objects.values_list("society", flat=True)) == {s.pk for s in societies}
    CheckRequest.objects.all().delete()
    load()
    assert not CheckRequest.objects.exists()
    load(SHIPPED.replace("percent: 15", "percent: 16", 1))
    assert CheckRequest.objects.count() == 2


def without_task(number: int) -> str:
    """The shipped file without its last task."""
    return SHIPPED[: SHIPPED.index(f"      - number: {number}\n")]


def test_task_nobody_speaks_of_may_be_left_out() -> None:
    workplan = load()
    load(without_task(24))
    assert not workplan.tasks.filter(number=24).exists()


def test_task_with_a_commitment_cannot_be_left_out() -> None:
    workplan = load()
    accepted_plan(SocietyFactory(), workplan, [12, 13, 14, 15, 24])
    with pytest.raises(WorkplanFileError, match="24"):
        load(without_task(24))
    assert workplan.tasks.filter(number=24).exists()


def test_task_with_an_entry_cannot_be_left_out() -> None:
    workplan = load()
    report_of(SocietyFactory(), workplan, "2017-04", {24: 10})
    with pytest.raises(WorkplanFileError, match="24"):
        load(without_task(24))


def test_month_with_reports_cannot_be_left_out() -> None:
    workplan = load()
    report_of(SocietyFactory(), workplan, "2017-12", {1: 10})
    with pytest.raises(WorkplanFileError, match="2017-12"):
        load(SHIPPED.replace('last_month: "2017-12"', 'last_month: "2017-11"'))


def test_first_month_stands_once_an_issue_is_sealed() -> None:
    workplan = load()
    sealed(workplan, APRIL)
    with pytest.raises(WorkplanFileError, match="first_month"):
        load(SHIPPED.replace('first_month: "2017-04"', 'first_month: "2017-03"'))


def test_months_of_another_year_cannot_be_covered_twice() -> None:
    workplan_of(year=2016, first_month=dt.date(2016, 4, 1), last_month=dt.date(2017, 4, 1), basic=1)
    with pytest.raises(WorkplanFileError, match="2016"):
        load()
    assert Workplan.objects.count() == 1


def test_command_reports_and_is_quiet_about_the_second_time() -> None:
    out = StringIO()
    call_command("load_workplan", str(PATH), "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"workplan": 2017, "groups": 3, "tasks": 24}


@pytest.mark.parametrize(
    ("content", "place"),
    [(b"year: 2017\nyear: 2018\n", "line 2"), (b"- 1\n", "Write keys"), (b"\xff\xfe", "decode")],
)
def test_command_names_the_place_and_exits_with_2(
    tmp_path: Path, content: bytes, place: str
) -> None:
    path = tmp_path / "workplan.yaml"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=place) as caught:
        call_command("load_workplan", str(path))
    assert caught.value.returncode == 2
    assert not Workplan.objects.exists()


def test_command_exits_with_2_when_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("load_workplan", str(tmp_path / "none.yaml"))
    assert caught.value.returncode == 2


def test_rolling_forward_copies_everything_and_moves_the_dates() -> None:
    source = load()
    Workplan.objects.update(annual_seal_is_required=True)
    source.refresh_from_db()
    source.tasks.filter(number=3).update(due_month=dt.date(2017, 6, 1))
    target = roll_forward(source=source, year=2018)
    assert (target.first_month, target.last_month) == (dt.date(2018, 4, 1), dt.date(2018, 12, 1))
    assert (target.issued_on, target.plan_due_on) == (dt.date(2018, 4, 21), dt.date(2018, 5, 22))
    assert target.annual_report_due_on == dt.date(2019, 3, 31)
    assert target.reminder_days == source.reminder_days != {}
    assert target.annual_seal_is_required
    assert target.title_zh == "中国科协2018年学会改革工作要点"
    assert target.tasks.get(number=6).title_zh == "公开发布学会2018年年报"
    assert target.tasks.get(number=6).citation_zh == source.tasks.get(number=6).citation_zh
    assert target.tasks.get(number=3).due_month == dt.date(2018, 6, 1)
    assert target.tasks.get(number=24).group.workplan == target
    assert (source.tasks.count(), source.groups.count()) == (24, 3)


def test_rolling_forward_with_other_months_keeps_due_months_within() -> None:
    source = workplan_of()
    source.tasks.filter(number=1).update(due_month=dt.date(2017, 5, 1))
    target = roll_forward(source=source, year=2018, first_month=dt.date(2018, 7, 1))
    assert target.tasks.get(number=1).due_month == dt.date(2018, 7, 1)


def test_rolling_forward_from_a_leap_day_takes_the_last_day() -> None:
    source = workplan_of(
        year=2024, issued_on=dt.date(2024, 2, 29), plan_due_on=dt.date(2024, 5, 22)
    )
    assert roll_forward(source=source, year=2025).issued_on == dt.date(2025, 2, 28)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year": 2017}, "year"),
        ({"year": 2018, "first_month": dt.date(2017, 12, 1)}, "first_month"),
        ({"year": 2018, "last_month": dt.date(2018, 3, 1)}, "__all__"),
    ],
)
def test_rolling_forward_refuses_what_does_not_fit(values: dict[str, Any], field: str) -> None:
    source = workplan_of()
    with pytest.raises(ValidationError) as caught:
        roll_forward(source=source, **values)
    assert field in caught.value.message_dict
    assert (Workplan.objects.count(), TaskGroup.objects.count()) == (1, 3)


def test_rolling_forward_refuses_months_of_another_workplan() -> None:
    source = workplan_of(last_month=dt.date(2018, 4, 1))
    with pytest.raises(ValidationError) as caught:
        roll_forward(source=source, year=2018)
    assert "first_month" in caught.value.message_dict


@pytest.mark.parametrize(
    ("today", "year"),
    [("2016-01-01", 2017), ("2017-04-01", 2017), ("2018-02-01", 2017), ("2019-05-01", 2019)],
)
def test_current_workplan_is_that_of_the_month(today: str, year: int) -> None:
    workplan_of(basic=1)
    workplan_of(year=2019, basic=1)
    found = current_workplan(today=dt.date.fromisoformat(today))
    assert found is not None
    assert found.year == year


def test_no_workplan_no_current_one() -> None:
    assert current_workplan(today=dt.date(2017, 4, 1)) is None


def edit(workplan: Workplan, **values: Any) -> Workplan:
    """Change a workplan as somebody who sees it as it is."""
    seen = fingerprint(workplan_values(Workplan.objects.get(pk=workplan.pk)))
    return update_workplan(
        workplan=workplan, values=values, seen=seen, by=manager(), at=timezone.now()
    )


def test_edit_is_kept_with_before_and_after() -> None:
    workplan = edit(workplan_of(), report_due_day=8)
    event = AuditEvent.objects.get(action="workplan.changed")
    assert (event.before, event.after) == ({"report_due_day": 5}, {"report_due_day": 8})
    assert workplan.version == 1


def test_edit_of_the_day_for_annual_reports_has_checks_computed_again() -> None:
    workplan, society = workplan_of(), SocietyFactory()
    edit(workplan, report_due_day=8)
    assert not CheckRequest.objects.exists()
    edit(workplan, annual_report_due_on=dt.date(2018, 3, 2))
    assert CheckRequest.objects.get().society == society


def test_edit_that_changes_nothing_leaves_no_trace() -> None:
    workplan = edit(workplan_of(), report_due_day=5)
    assert (workplan.version, AuditEvent.objects.count()) == (0, 0)


def test_edit_of_what_somebody_changed_meanwhile_is_refused() -> None:
    workplan = workplan_of()
    seen = fingerprint(workplan_values(workplan))
    edit(workplan, report_due_day=8)
    with pytest.raises(StaleEdit) as caught:
        update_workplan(
            workplan=workplan, values={"report_due_day": 9}, seen=seen, by=None, at=timezone.now()
        )
    assert caught.value.current.report_due_day == 8  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"plan_due_on": dt.date(2017, 4, 20)}, "__all__"),
        ({"last_month": dt.date(2017, 3, 1)}, "__all__"),
        ({"report_due_day": 0}, "report_due_day"),
        ({"behind_margin": 101}, "behind_margin"),
        ({"stalled_months": 1}, "stalled_months"),
    ],
)
def test_edit_refuses_what_does_not_fit(values: dict[str, Any], field: str) -> None:
    workplan = workplan_of()
    with pytest.raises(ValidationError) as caught:
        edit(workplan, **values)
    assert field in caught.value.message_dict
    assert fingerprint(workplan_values(Workplan.objects.get())) == fingerprint(
        workplan_values(workplan)
    )


def test_task_edit_is_kept_and_stale_one_refused() -> None:
    task = workplan_of().tasks.select_related("group").get(number=1)
    seen = fingerprint(task_values(Task.objects.select_related("group").get(pk=task.pk)))
    values = {"weight": Decimal(2), "requirements_zh": ["做到"]}
    update_task(task=task, values=values, seen=seen, by=manager())
    assert Task.objects.get(pk=task.pk).weight == 2
    with pytest.raises(StaleEdit):
        update_task(task=task, values={"weight": Decimal(3)}, seen=seen, by=None)
    assert AuditEvent.objects.filter(action="task.changed").count() == 1


def deadlines(workplan: Workplan, due_on: dict[dt.date, dt.date | None]) -> None:
    """Set deadlines as somebody who sees them as they are."""
    seen = fingerprint(own_deadlines(workplan))
    set_deadlines(workplan=workplan, due_on=due_on, seen=seen, by=None)


def test_month_gets_a_deadline_of_its_own_and_loses_it() -> None:
    workplan = workplan_of()
    deadlines(workplan, {APRIL: dt.date(2017, 5, 12)})
    assert Workplan.objects.get().deadlines[APRIL] == dt.date(2017, 5, 12)
    deadlines(workplan, {APRIL: None})
    assert Workplan.objects.get().deadlines[APRIL] == dt.date(2017, 5, 5)


def test_deadline_of_a_sealed_month_stands() -> None:
    workplan = workplan_of()
    deadlines(workplan, {APRIL: dt.date(2017, 5, 12)})
    sealed(workplan, APRIL)
    with pytest.raises(ValidationError) as caught:
        deadlines(workplan, {APRIL: dt.date(2017, 5, 13)})
    assert "2017-04" in caught.value.message_dict
    deadlines(workplan, {APRIL: dt.date(2017, 5, 12), DECEMBER: dt.date(2018, 1, 10)})
    assert MonthDeadline.objects.count() == 2


def test_deadline_before_its_month_is_refused() -> None:
    with pytest.raises(ValidationError):
        deadlines(workplan_of(), {DECEMBER: dt.date(2017, 11, 30)})
