"""Registers as files of the list, and templates to fill in."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import AuditEvent
from societies.models import (
    Activity,
    Attendance,
    Society,
)
from tests.factories.societies import (
    editor,
    manager,
)
from tests.societies.register_scene import (
    exported,
    meeting,
    queries,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def test_export_gives_what_the_list_shows_in_its_order(client: Client, society: Society) -> None:
    meeting(society, "2017-05-02", title="甲")
    meeting(society, "2017-05-03", title="乙")
    meeting(society, "2017-05-04", title="丙", level="standing")
    client.force_login(editor(society))
    head, *rows = exported(client, "/registers/meetings/export.csv?level=council&sort=held_on")
    assert head[:3] == ["society_code", "level", "held_on"]
    assert [row[head.index("title")] for row in rows] == ["甲", "乙"]
    book = client.get("/registers/meetings/export.xlsx?level=council")
    notes = load_workbook(io.BytesIO(book.content)).worksheets[1]
    said = [cell.value for line in notes.iter_rows() for cell in line]
    assert any("council" in str(value) or "理事会" in str(value) for value in said)
    assert client.get("/registers/meetings/export.pdf").status_code == 404


def test_export_of_flagged_records_has_no_others(client: Client, society: Society) -> None:
    for title, approval in (("有批复", "国科奖社证字0001号"), ("无批复", "")):
        Activity.objects.create(
            society=society,
            kind="award",
            title=title,
            approval=approval,
            started_on=date(2017, 5, 2),
        )
    client.force_login(editor(society))
    head, *rows = exported(client, "/registers/activities/export.csv?flagged=on")
    assert [row[head.index("title")] for row in rows] == ["无批复"]


@pytest.mark.parametrize(("kind", "is_logged"), [("seats", True), ("rules", False)])
def test_export_of_personal_records_is_logged(
    client: Client, society: Society, kind: str, is_logged: bool
) -> None:
    person = editor(society)
    client.force_login(person)
    exported(client, f"/registers/{kind}/export.csv?q=张")
    events = AuditEvent.objects.filter(action="register.exported")
    assert events.exists() is is_logged
    for event in events:
        assert (event.actor, event.scope) == (person, "A-01")
        assert event.after is not None
        assert event.after["register"] == "seats"


def test_export_asks_as_many_queries_for_few_as_for_many(client: Client, society: Society) -> None:
    client.force_login(manager())
    made = meeting(society)
    client.get("/registers/attendance/export.csv")
    counts = set()
    for start, number in ((0, 1), (1, 2), (3, 207)):
        Attendance.objects.bulk_create(
            Attendance(society=society, meeting=made, name=f"人{start + n}", status="present")
            for n in range(number)
        )
        counts.add(queries(client, "/registers/attendance/export.csv"))
    assert len(counts) == 1


def test_template_holds_the_records_of_the_society_alone(
    client: Client, society: Society, other: Society
) -> None:
    meeting(society, title="我们的")
    meeting(other, title="他们的")
    client.force_login(editor(society))
    answer = client.get("/societies/A-01/registers/meetings/template/")
    cells = [
        cell.value
        for line in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows()
        for cell in line
    ]
    assert "我们的" in cells
    assert "他们的" not in cells
