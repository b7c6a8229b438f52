"""The pages of the registers: index, list, record, form, taking away, file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled
from openpyxl import load_workbook

from accounts.models import AuditEvent
from societies.models import (
    Activity,
    Attendance,
    Branch,
    BranchActivity,
    BranchAssessment,
    Meeting,
    RegisterUpload,
    Resolution,
    RoleAssignment,
    Seat,
    Society,
    StaffMember,
)
from societies.registers import REGISTERS
from societies.services.register_uploads import content_of, delete_expired_uploads
from tests.factories.files import pdf_file
from tests.factories.societies import (
    SocietyFactory,
    approver,
    auditor,
    editor,
    manager,
    reviewer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unscoped() -> Iterator[None]:
    """Look at all societies outside of requests."""
    with scopes_disabled():
        yield


@pytest.fixture
def society() -> Society:
    made: Society = SocietyFactory(code="A-01", name_zh="中国数学会", name_en="Maths")
    return made


@pytest.fixture
def other() -> Society:
    made: Society = SocietyFactory(code="A-02", name_zh="中国物理学会")
    return made


def meeting(society: Society, day: str = "2017-05-02", **values: Any) -> Meeting:
    made: Meeting = Meeting.objects.create(
        **{"society": society, "level": "council", "held_on": date.fromisoformat(day), **values}
    )
    return made


def names(answer: Any) -> list[str]:
    return [str(row.record) for row in answer.context["rows"]]


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_index_counts_the_own_records_of_every_register(
    client: Client, society: Society, other: Society
) -> None:
    meeting(society)
    meeting(other)
    client.force_login(editor(society))
    answer = client.get("/societies/A-01/registers/")
    shown = {
        register.kind: counted.records
        for group in answer.context["groups"]
        for register, counted in group["registers"]
    }
    assert shown.keys() == REGISTERS.keys()
    assert (shown["meetings"], shown["seats"]) == (1, 0)
    assert client.get("/societies/A-02/registers/").status_code == 404


def test_index_of_cast_says_how_many_societies_have_records(
    client: Client, society: Society, other: Society
) -> None:
    meeting(society)
    meeting(society, "2017-05-03")
    meeting(other)
    client.force_login(auditor())
    answer = client.get("/registers/")
    (counted,) = (
        counted
        for group in answer.context["groups"]
        for register, counted in group["registers"]
        if register.kind == "meetings"
    )
    assert (counted.records, counted.societies) == (3, 2)


def test_a_societys_people_are_led_from_the_national_index_to_their_own(
    client: Client, society: Society
) -> None:
    client.force_login(editor(society))
    assert client.get("/registers/")["Location"] == "/societies/A-01/registers/"


@pytest.mark.parametrize("path", ["/registers/", "/societies/A-01/registers/"])
def test_index_asks_as_many_queries_for_few_records_as_for_many(
    client: Client, society: Society, path: str
) -> None:
    client.force_login(manager())
    client.get(path)
    counts = set()
    for day in range(1, 4):
        meeting(society, f"2017-05-0{day}")
        counts.add(queries(client, path))
    assert len(counts) == 1
    assert counts.pop() <= 15


@pytest.mark.parametrize("kind", REGISTERS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_register_has_a_list_and_a_form(
    client: Client, society: Society, kind: str, language: str
) -> None:
    client.cookies["language"] = language
    client.force_login(editor(society))
    listed = client.get(f"/registers/{kind}/?sort={REGISTERS[kind].listed[0]}")
    assert listed.status_code == 200
    assert f"/registers/{kind}/new/" in listed.content.decode()
    form = client.get(f"/registers/{kind}/new/")
    assert form.status_code == 200
    refused = client.post(f"/registers/{kind}/new/", {"version": "0"})
    assert refused.status_code == 200
    assert refused.context["form"].errors


def test_unknown_registers_and_records_are_not_found(client: Client, society: Society) -> None:
    client.force_login(editor(society))
    for path in ("/registers/nothing/", "/registers/meetings/99/", "/registers/nothing/1/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["丙", "乙", "甲"]),
        ("q=甲", ["甲"]),
        ("level=standing", ["乙"]),
        ("has_notice=1", ["甲"]),
        ("has_notice=0", ["乙"]),
        ("has_notice=unknown", ["丙"]),
        ("since=2017-05-03", ["丙", "乙"]),
        ("until=2017-05-02", ["甲"]),
        ("since=2017-05-03&until=2017-05-03", ["乙"]),
        ("sort=title", ["丙", "乙", "甲"]),
        ("sort=-title", ["甲", "乙", "丙"]),
        ("sort=held_on", ["甲", "乙", "丙"]),
        ("sort=society__code", ["丙", "乙", "甲"]),
        ("level=nonsense", ["丙", "乙", "甲"]),
        ("q=nothing", []),
    ],
)
def test_meetings_are_searched_filtered_and_sorted_in_the_address(
    client: Client, society: Society, query: str, found: list[str]
) -> None:
    meeting(society, "2017-05-02", title="甲", has_notice=True)
    meeting(society, "2017-05-03", title="乙", has_notice=False, level="standing")
    meeting(society, "2017-05-04", title="丙")
    client.force_login(editor(society))
    answer = client.get(f"/registers/meetings/?{query}")
    assert [row.record.title for row in answer.context["rows"]] == found
    assert answer.context["total"] == 3


def test_the_name_of_a_record_leads_to_it_and_its_day_where_it_has_none(
    client: Client, society: Society
) -> None:
    named = meeting(society, "2017-05-02", title="甲")
    nameless = meeting(society, "2017-05-03")
    client.force_login(editor(society))
    rows = {row.record: row for row in client.get("/registers/meetings/").context["rows"]}
    for record, text in ((named, "甲"), (nameless, "2017-05-03")):
        (link,) = [cell for cell in rows[record].cells if cell.url]
        assert (link.text, link.is_head) == (text, True)
        assert link.url == f"/registers/meetings/{record.pk}/"


def test_list_says_which_filters_applied(client: Client, society: Society) -> None:
    client.cookies["language"] = "en"
    client.force_login(editor(society))
    answer = client.get("/registers/meetings/?level=council&since=2017-05-02&has_notice=unknown")
    words = answer.context["asked"].words()
    assert words == "Level: council; Notice: unknown; Held on: from: 2017-05-02"


def test_people_of_a_society_list_their_own_records_only(
    client: Client, society: Society, other: Society
) -> None:
    meeting(society, title="我们的")
    meeting(other, title="他们的")
    client.force_login(approver(society))
    assert names(client.get("/registers/meetings/")) == ["2017-05-02 我们的"]
    assert client.get("/registers/meetings/?society=A-02").status_code == 404


def test_cast_lists_all_records_or_those_of_one_society(
    client: Client, society: Society, other: Society
) -> None:
    meeting(society, title="甲")
    meeting(other, title="乙")
    client.force_login(reviewer())
    assert len(names(client.get("/registers/meetings/"))) == 2
    answer = client.get("/registers/meetings/?society=A-02")
    assert names(answer) == ["2017-05-02 乙"]
    assert "/registers/meetings/new/" not in answer.content.decode()


def test_list_asks_as_many_queries_for_one_record_as_for_many(
    client: Client, society: Society
) -> None:
    client.force_login(manager())
    made = meeting(society)
    client.get("/registers/attendance/")
    counts = []
    for start, number in ((0, 1), (1, 2), (3, 207)):
        Attendance.objects.bulk_create(
            Attendance(society=society, meeting=made, name=f"人{start + n}", status="present")
            for n in range(number)
        )
        counts.append(queries(client, "/registers/attendance/?sort=meeting"))
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_flags_stand_in_list_and_page_and_filter(client: Client, society: Society) -> None:
    for title, approval in (("有批复", "国科奖社证字0001号"), ("无批复", "")):
        Activity.objects.create(
            society=society,
            kind="award",
            title=title,
            approval=approval,
            started_on=date(2017, 5, 2),
        )
    client.force_login(editor(society))
    answer = client.get("/registers/activities/")
    assert {row.record.title: len(row.flags) for row in answer.context["rows"]} == {
        "有批复": 0,
        "无批复": 1,
    }
    assert "register-flags" in answer.content.decode()
    assert names(client.get("/registers/activities/?flagged=on")) == ["无批复"]
    flagged = Activity.objects.get(title="无批复")
    (flag,) = client.get(f"/registers/activities/{flagged.pk}/").context["flags"]
    assert flag.source


def test_record_page_shows_values_children_and_history(client: Client, society: Society) -> None:
    made = meeting(society, title="三届五次", has_notice=False)
    Attendance.objects.create(society=society, meeting=made, name="张三", status="unexcused")
    Resolution.objects.create(society=society, meeting=made, title="修改章程", owner="李四")
    client.force_login(editor(society))
    client.post(f"/registers/meetings/{made.pk}/edit/", form_of_meeting(made, place="北京"))
    page = client.get(f"/registers/meetings/{made.pk}/").content.decode()
    for text in ("三届五次", "张三", "修改章程", "李四", "北京"):
        assert text in page
    assert f"/registers/attendance/new/?society=A-01&amp;meeting={made.pk}" in page


def test_record_page_asks_as_many_queries_for_few_children_as_for_many(
    client: Client, society: Society
) -> None:
    client.force_login(manager())
    branch = Branch.objects.create(society=society, name="中国数学会甲分会", kind="subsociety")
    path = f"/registers/branches/{branch.pk}/"
    client.get(path)
    counts = []
    for start, number in ((0, 1), (1, 2), (3, 47)):
        BranchActivity.objects.bulk_create(
            BranchActivity(
                society=society, branch=branch, held_on=date(2017, 5, 2), title=f"{start + n}"
            )
            for n in range(number)
        )
        counts.append(queries(client, path))
    (children, *_rest) = client.get(path).context["children"]
    assert (len(children.rows), children.total) == (20, 50)
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_list_of_children_is_kept_to_one_parent(client: Client, society: Society) -> None:
    first, second = meeting(society), meeting(society, "2017-05-03")
    for item, name in ((first, "甲"), (second, "乙")):
        Attendance.objects.create(society=society, meeting=item, name=name, status="present")
    client.force_login(editor(society))
    answer = client.get(f"/registers/attendance/?meeting={second.pk}")
    assert [row.record.name for row in answer.context["rows"]] == ["乙"]


def form_of_meeting(record: Meeting | None = None, **values: Any) -> dict[str, Any]:
    return {
        "version": str(record.version if record else 0),
        "level": record.level if record else "council",
        "held_on": str(record.held_on) if record else "2017-05-02",
        "title": record.title if record else "",
        "place": "",
        "has_notice": "unknown",
        "has_attendance": "unknown",
        "has_record": "unknown",
        "has_minutes": "unknown",
        "note": "",
        **values,
    }


def test_an_editor_adds_a_record_with_its_file(client: Client, society: Society) -> None:
    person = editor(society)
    client.force_login(person)
    upload = SimpleUploadedFile("纪要.pdf", pdf_file(), "application/pdf")
    answer = client.post(
        "/registers/meetings/new/", form_of_meeting(has_minutes="true", file=upload)
    )
    made = Meeting.objects.get()
    assert answer["Location"] == f"/registers/meetings/{made.pk}/"
    assert (made.society, made.has_minutes, made.has_notice) == (society, True, None)
    event = AuditEvent.objects.get(action="register.created")
    assert (event.actor, event.scope) == (person, "A-01")
    handed: Any = client.get(f"/registers/meetings/{made.pk}/file/")
    assert b"".join(handed.streaming_content) == pdf_file()
    assert "attachment" in handed["Content-Disposition"]
    assert handed["X-Content-Type-Options"] == "nosniff"
    client.force_login(editor(SocietyFactory()))
    assert client.get(f"/registers/meetings/{made.pk}/file/").status_code == 404


def test_a_stored_file_is_taken_away_unless_another_comes(client: Client, society: Society) -> None:
    client.force_login(editor(society))
    upload = SimpleUploadedFile("纪要.pdf", pdf_file(), "application/pdf")
    assert b"remove_file" not in client.get("/registers/meetings/new/").content
    client.post("/registers/meetings/new/", form_of_meeting(has_minutes="true", file=upload))
    pk = Meeting.objects.get().pk
    address = f"/registers/meetings/{pk}/edit/"
    assert b"remove_file" in client.get(address).content
    both = form_of_meeting(
        has_minutes="true",
        remove_file="on",
        file=SimpleUploadedFile("b.pdf", pdf_file(), "application/pdf"),
    )
    assert "remove_file" in client.post(address, both).context["form"].errors
    assert Meeting.objects.get().file_name == "纪要.pdf"
    client.post(address, form_of_meeting(has_minutes="true", remove_file="on"))
    assert Meeting.objects.get().file_name == ""
    assert client.get(f"/registers/meetings/{pk}/file/").status_code == 404


def test_a_record_without_a_file_has_none_to_hand_out(client: Client, society: Society) -> None:
    client.force_login(editor(society))
    assert client.get(f"/registers/meetings/{meeting(society).pk}/file/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"held_on": "2017-02-30"}, "held_on"),
        ({"held_on": ""}, "held_on"),
        ({"level": "everybody"}, "level"),
        ({"title": "长" * 201}, "title"),
    ],
)
def test_a_wrong_record_is_refused_and_nothing_typed_is_lost(
    client: Client, society: Society, wrong: dict[str, Any], field: str
) -> None:
    client.force_login(editor(society))
    answer = client.post("/registers/meetings/new/", form_of_meeting(place="海淀区", **wrong))
    assert answer.context["form"].errors.keys() == {field}
    assert "海淀区" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_file_of_another_kind_is_refused(client: Client, society: Society) -> None:
    client.force_login(editor(society))
    upload = SimpleUploadedFile("minutes.exe", b"MZ")
    answer = client.post("/registers/meetings/new/", form_of_meeting(file=upload))
    assert answer.context["form"].errors.keys() == {"file"}


def test_a_second_record_of_the_same_key_is_refused(client: Client, society: Society) -> None:
    meeting(society)
    client.force_login(editor(society))
    answer = client.post("/registers/meetings/new/", form_of_meeting())
    assert answer.context["form"].non_field_errors()
    assert Meeting.objects.count() == 1


def test_a_record_of_another_society_cannot_be_referred_to(
    client: Client, society: Society, other: Society
) -> None:
    theirs = meeting(other)
    client.force_login(editor(society))
    answer = client.post(
        "/registers/attendance/new/",
        {"version": "0", "meeting": str(theirs.pk), "name": "张三", "status": "present"},
    )
    assert answer.context["form"].errors.keys() == {"meeting"}
    assert not Attendance.objects.exists()


def test_add_from_a_record_has_the_reference_filled_in(client: Client, society: Society) -> None:
    made = meeting(society)
    client.force_login(editor(society))
    page = client.get(f"/registers/attendance/new/?society=A-01&meeting={made.pk}")
    assert re.search(rf'<option value="{made.pk}" selected>', page.content.decode())


def test_a_manager_chooses_the_society_of_a_new_record(client: Client, society: Society) -> None:
    client.force_login(manager())
    assert 'name="society"' in client.get("/registers/meetings/new/").content.decode()
    answer = client.post("/registers/meetings/new/?society=A-01", form_of_meeting())
    assert answer.status_code == 302
    assert Meeting.objects.get().society == society


@pytest.mark.parametrize("people", [reviewer, auditor])
def test_reviewers_and_auditors_read_registers_only(
    client: Client, society: Society, people: Any
) -> None:
    made = meeting(society)
    client.force_login(people())
    assert client.get(f"/registers/meetings/{made.pk}/").status_code == 200
    for path in (f"{made.pk}/edit/", f"{made.pk}/delete/", "new/?society=A-01", "new/"):
        assert client.get(f"/registers/meetings/{path}").status_code == 403
        assert client.post(f"/registers/meetings/{path}", {"reason": "x"}).status_code == 403
    assert Meeting.objects.count() == 1


def test_another_societys_record_is_not_found(
    client: Client, society: Society, other: Society
) -> None:
    made = meeting(other)
    client.force_login(editor(society))
    for path in ("", "edit/", "delete/"):
        assert client.get(f"/registers/meetings/{made.pk}/{path}").status_code == 404
    assert client.post(f"/registers/meetings/{made.pk}/delete/", {"reason": "x"}).status_code == 404


def test_a_second_save_shows_both_values_and_loses_neither(
    client: Client, society: Society
) -> None:
    made = meeting(society)
    client.force_login(editor(society))
    path = f"/registers/meetings/{made.pk}/edit/"
    assert client.post(path, form_of_meeting(made, place="他们的")).status_code == 302
    answer = client.post(path, form_of_meeting(made, place="我的"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "他们的" in page
    assert "我的" in page
    made.refresh_from_db()
    assert (made.place, made.version) == ("他们的", 1)
    assert answer.context["form"]["version"].value() == "1"
    assert client.post(path, form_of_meeting(made, place="我的")).status_code == 302
    made.refresh_from_db()
    assert (made.place, made.version) == ("我的", 2)


def test_a_record_is_taken_away_with_a_reason_only(client: Client, society: Society) -> None:
    made = meeting(society)
    client.force_login(editor(society))
    path = f"/registers/meetings/{made.pk}/delete/"
    assert client.post(path, {"reason": " "}).context["form"].errors
    assert Meeting.objects.exists()
    assert client.post(path, {"reason": "重复录入"}).status_code == 302
    assert not Meeting.objects.exists()
    assert AuditEvent.objects.get(action="register.deleted").reason == "重复录入"


def test_a_record_on_which_others_hang_stays(client: Client, society: Society) -> None:
    made = meeting(society)
    Attendance.objects.create(society=society, meeting=made, name="张三", status="present")
    client.force_login(editor(society))
    answer = client.post(f"/registers/meetings/{made.pk}/delete/", {"reason": "x"})
    assert answer.context["form"].non_field_errors()
    assert Meeting.objects.exists()


def activity(**values: Any) -> dict[str, Any]:
    return {
        "version": "0",
        "kind": "award",
        "title": "优秀论文奖",
        "started_on": "2017-05-02",
        **values,
    }


def test_an_activity_keeps_the_measures_of_its_kind_and_its_co_hosts(
    client: Client, society: Society, other: Society
) -> None:
    client.force_login(editor(society))
    answer = client.post(
        "/registers/activities/new/",
        activity(candidates="30", winners="0", co_hosts=[str(other.pk)]),
    )
    assert answer.status_code == 302, answer.context["form"].errors
    made = Activity.objects.get()
    assert made.measures == {"candidates": 30, "winners": 0}
    assert [host.code for host in made.co_hosts.all()] == ["A-02"]
    page = client.get(answer["Location"]).content.decode()
    assert "中国物理学会" in page


def test_a_measure_that_the_kind_does_not_have_is_refused_at_its_field(
    client: Client, society: Society
) -> None:
    client.force_login(editor(society))
    answer = client.post("/registers/activities/new/", activity(issues="12"))
    assert answer.context["form"].errors.keys() == {"issues"}
    assert not Activity.objects.exists()


def test_three_state_marks_are_kept_as_unknown_yes_and_no(client: Client, society: Society) -> None:
    client.force_login(editor(society))
    for answer, kept in (("unknown", None), ("true", True), ("false", False)):
        values = {
            "version": "0",
            "name": f"员工{answer}",
            "employment": "full_time",
            "has_contract": answer,
        }
        assert client.post("/registers/staff/new/", values).status_code == 302
        assert StaffMember.objects.get(name=f"员工{answer}").has_contract is kept


def test_numbers_narrow_a_list_by_term(client: Client, society: Society) -> None:
    for term in (3, 4):
        Seat.objects.create(society=society, term=term, body="council", name=f"理事{term}")
    client.force_login(editor(society))
    answer = client.get("/registers/seats/?term=4")
    assert [row.record.name for row in answer.context["rows"]] == ["理事4"]


def exported(client: Client, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


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


HEAD = "society_code,level,held_on,title\n"


def upload(client: Client, text: str, path: str = "/societies/A-01/registers/meetings/") -> Any:
    file = SimpleUploadedFile("会议.csv", text.encode(), "text/csv")
    return client.post(f"{path}upload/", {"file": file})


def preview(client: Client, text: str, path: str = "/societies/A-01/registers/meetings/") -> str:
    return str(upload(client, text, path)["Location"])


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


def test_an_unchanged_template_changes_nothing(client: Client, society: Society) -> None:
    meeting(society, title="三届五次", has_notice=True)
    client.force_login(editor(society))
    book = client.get("/societies/A-01/registers/meetings/template/").content
    file = SimpleUploadedFile("会议.xlsx", book)
    answer = client.post("/societies/A-01/registers/meetings/upload/", {"file": file})
    plan = client.get(answer["Location"]).context["plan"]
    assert (plan.unchanged, plan.rows, plan.problems) == (1, (), ())


def test_a_preview_shows_what_changes_and_only_applying_saves(
    client: Client, society: Society
) -> None:
    kept = meeting(society, title="旧题目")
    person = editor(society)
    client.force_login(person)
    url = preview(client, f"{HEAD}A-01,council,2017-05-02,新题目\nA-01,standing,2017-05-03,常务\n")
    page = client.get(url).content.decode()
    for text in ("旧题目", "新题目", "常务"):
        assert text in page
    kept.refresh_from_db()
    assert kept.title == "旧题目"
    answer = client.post(f"{url}apply/")
    assert answer["Location"] == "/registers/meetings/?society=A-01"
    kept.refresh_from_db()
    assert (kept.title, Meeting.objects.count()) == ("新题目", 2)
    assert not RegisterUpload.objects.exists()
    event = AuditEvent.objects.get(action="register.created")
    assert (event.actor, event.reason) == (person, "会议.csv")


def test_a_file_with_a_problem_changes_nothing_and_comes_back(
    client: Client, society: Society
) -> None:
    client.force_login(editor(society))
    url = preview(client, f"{HEAD}A-01,council,2017-05-02,好\nA-01,council,2017-02-30,坏\n")
    page = client.get(url).content.decode()
    assert "2017-02-30" in page
    assert "held_on" not in page
    assert f"{url}apply/" not in page
    book = load_workbook(io.BytesIO(client.get(f"{url}corrections/").content))
    cells = [str(cell.value) for line in book.worksheets[0].iter_rows() for cell in line]
    assert "坏" in cells
    assert client.post(f"{url}apply/")["Location"] == url
    assert not Meeting.objects.exists()


def test_a_form_calls_what_may_stay_open_unknown(client: Client, society: Society) -> None:
    client.force_login(editor(society))
    client.cookies["language"] = "zh-hans"
    page = client.get("/registers/seats/new/?society=A-01").content.decode()
    assert page.count(">不详</option>") == 5
    assert "-----" not in page
    assert "未知" not in page


def test_rows_of_another_society_are_refused(
    client: Client, society: Society, other: Society
) -> None:
    client.force_login(editor(society))
    url = preview(client, f"{HEAD}A-02,council,2017-05-02,他们的\n")
    assert client.get(url).context["plan"].problems
    client.post(f"{url}apply/")
    assert not Meeting.objects.exists()


def test_a_manager_uploads_rows_of_several_societies(
    client: Client, society: Society, other: Society
) -> None:
    client.force_login(manager())
    text = f"{HEAD}A-01,council,2017-05-02,甲\nA-02,council,2017-05-02,乙\n"
    url = preview(client, text, "/registers/meetings/")
    assert client.post(f"{url}apply/")["Location"] == "/registers/meetings/"
    assert Meeting.objects.count() == 2


def test_what_changed_since_the_preview_is_shown_before_it_is_applied(
    client: Client, society: Society
) -> None:
    client.force_login(editor(society))
    url = preview(client, f"{HEAD}A-01,council,2017-05-02,我的\n")
    meeting(society, title="他们的")
    assert client.post(f"{url}apply/")["Location"] == url
    assert Meeting.objects.get().title == "他们的"
    answer = client.get(url)
    assert answer.context["is_other"]
    assert "他们的" in answer.content.decode()
    client.post(f"{url}apply/")
    assert Meeting.objects.get().title == "我的"


def test_an_upload_is_kept_encrypted_and_for_its_person_alone(
    client: Client, society: Society
) -> None:
    client.force_login(editor(society))
    url = preview(client, f"{HEAD}A-01,council,2017-05-02,秘密\n")
    kept = RegisterUpload.objects.get()
    assert "秘密".encode() not in bytes(kept.content)
    assert "秘密" in content_of(kept).decode()
    for somebody in (approver(society), manager()):
        client.force_login(somebody)
        for path in (url, f"{url}corrections/"):
            assert client.get(path).status_code == 404
        assert client.post(f"{url}apply/").status_code == 404
    assert not Meeting.objects.exists()


def test_who_lost_the_role_cannot_apply(client: Client, society: Society) -> None:
    person = editor(society)
    client.force_login(person)
    url = preview(client, f"{HEAD}A-01,council,2017-05-02,甲\n")
    RoleAssignment.objects.filter(person=person).update(society=SocietyFactory())
    assert client.post(f"{url}apply/").status_code in {403, 404}
    assert not Meeting.objects.exists()


def test_an_upload_is_discarded(client: Client, society: Society) -> None:
    client.force_login(editor(society))
    url = preview(client, f"{HEAD}A-01,council,2017-05-02,甲\n")
    client.post(f"{url}discard/")
    assert not RegisterUpload.objects.exists()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(("hours", "left"), [(24, 1), (25, 0)])
def test_an_upload_that_nobody_applies_is_deleted_after_a_day(
    client: Client, society: Society, hours: int, left: int
) -> None:
    at = timezone.now()
    client.force_login(editor(society))
    preview(client, f"{HEAD}A-01,council,2017-05-02,甲\n")
    RegisterUpload.objects.update(uploaded_at=at)
    delete_expired_uploads(at=at + timedelta(hours=hours))
    assert RegisterUpload.objects.count() == left


@pytest.mark.parametrize(
    ("name", "data"),
    [("x.pdf", b"%PDF-"), ("x.csv", b""), ("x.xls", b"\xd0\xcf\x11\xe0")],
)
def test_another_kind_of_file_is_refused_at_once(
    client: Client, society: Society, name: str, data: bytes
) -> None:
    client.force_login(editor(society))
    answer = client.post(
        "/societies/A-01/registers/meetings/upload/", {"file": SimpleUploadedFile(name, data)}
    )
    assert answer.context["form"].errors.keys() == {"file"}
    assert not RegisterUpload.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [("x.xlsm", b"PK"), ("x.xlsx", b"PK half a file"), ("x.csv", b"name,\xff\xfe\x00\n1,2\n")],
)
def test_an_unreadable_file_says_why_and_changes_nothing(
    client: Client, society: Society, name: str, data: bytes
) -> None:
    client.force_login(editor(society))
    answer = client.post(
        "/societies/A-01/registers/meetings/upload/", {"file": SimpleUploadedFile(name, data)}
    )
    plan = client.get(answer["Location"]).context["plan"]
    assert plan.problems
    assert not plan.rows


def test_preview_asks_as_many_queries_for_few_rows_as_for_many(
    client: Client, society: Society
) -> None:
    for name in "甲乙丙":
        branch = Branch.objects.create(
            society=society, name=f"中国数学会{name}分会", kind="subsociety"
        )
        BranchAssessment.objects.create(society=society, branch=branch, year=2016, grade="passed")
    client.force_login(editor(society))
    head = "society_code,branch,year,grade\n"
    path = "/societies/A-01/registers/branch_assessments/"
    counts = []
    for number in (1, 3):
        rows = [
            f"A-01,中国数学会{name}分会,{year},excellent\n"
            for name in "甲乙丙"[:number]
            for year in (2016, 2017)
        ]
        url = preview(client, head + "".join(rows), path)
        counts.append(queries(client, url))
        assert len(client.get(url).context["changed"]) == number
    assert len(set(counts)) == 1
    assert counts[0] <= 15
