"""Thresholds that CAST sets, and those that the text sets."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEvent, User
from reforms.models import CheckRequest, Task, Workplan
from reforms.services import workplan_edits
from reforms.thresholds import adjustable
from societies.models import Society
from tests.factories.societies import manager
from tests.reforms.exceptions.scene import AT, CHECK, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english", "one_factor")]


def save(task: Task, by: User, **values: Any) -> Task:
    return workplan_edits.update_thresholds(
        task=task,
        values=values,
        seen=workplan_edits.fingerprint({"checks": task.checks}),
        by=by,
        at=AT,
    )


def test_manager_changes_what_cast_sets(society: Society, workplan: Workplan) -> None:
    boss, task = manager(), workplan.tasks.get(number=2)
    save(task, boss, **{f"{CHECK}-months": 24})
    assert workplan.tasks.get(number=2).checks[0]["params"] == {"months": 24, "longer_months": 24}
    event = AuditEvent.objects.get(action="task.changed")
    assert event.before is not None
    assert event.before["checks"][0]["params"]["months"] == 12
    assert CheckRequest.objects.get().society == society
    assert Workplan.objects.get().version == 1


def test_threshold_of_the_text_cannot_be_changed(workplan: Workplan) -> None:
    task = workplan.tasks.get(number=1)
    assert list(adjustable(task.checks)) == []
    save(task, manager(), **{"individual_growth-percent": 5})
    assert workplan.tasks.get(number=1).checks[0]["params"] == {"percent": 15}
    assert not AuditEvent.objects.filter(action="task.changed").exists()


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({f"{CHECK}-months": 0}, f"{CHECK}-months"),
        ({f"{CHECK}-months": "twelve"}, f"{CHECK}-months"),
        ({f"{CHECK}-months": 25}, f"{CHECK}-longer_months"),
    ],
)
def test_unusable_threshold_is_refused(
    workplan: Workplan, values: dict[str, Any], key: str
) -> None:
    task = workplan.tasks.get(number=2)
    with pytest.raises(ValidationError) as caught:
        save(task, manager(), **values)
    assert list(caught.value.message_dict) == [key]
    assert workplan.tasks.get(number=2).checks == task.checks


def test_stale_thresholds_are_not_overwritten(workplan: Workplan) -> None:
    task = workplan.tasks.get(number=2)
    save(workplan.tasks.get(number=2), manager(), **{f"{CHECK}-months": 6})
    with pytest.raises(workplan_edits.StaleEdit):
        save(task, manager(), **{f"{CHECK}-months": 9})


def test_page_of_thresholds_saves_and_shows_conflicts(society: Society, workplan: Workplan) -> None:
    client = browser(manager())
    address = reverse("reforms:task-checks", kwargs={"year": 2017, "number": 2})
    seen = client.get(address).context["form"].initial["seen"]
    values = {"seen": seen, f"{CHECK}-months": "18", f"{CHECK}-longer_months": "36"}
    assert client.post(address, values).status_code == 302
    assert workplan.tasks.get(number=2).checks[0]["params"] == {"months": 18, "longer_months": 36}
    stale = client.post(address, {**values, f"{CHECK}-months": "19"})
    assert stale.status_code == 409
    assert "18" in stale.content.decode()
    wrong = client.post(address, {**values, f"{CHECK}-months": "0"})
    assert wrong.status_code == 422


def test_open_threshold_of_a_text_check_can_be_changed(workplan: Workplan) -> None:
    task = workplan.tasks.get(number=2)
    task.checks = [{**task.checks[0], "set_by": "text", "open": ["months"]}]
    assert [item.name for item in adjustable(task.checks)] == ["months"]
