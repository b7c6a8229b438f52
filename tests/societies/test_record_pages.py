"""The pages of one record: its values, form, file and end."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent
from societies.models import (
    Activity,
    Attendance,
    Branch,
    BranchActivity,
    Meeting,
    Resolution,
    Society,
    StaffMember,
)
from tests.factories.files import pdf_file
from tests.factories.societies import (
    SocietyFactory,
    auditor,
    editor,
    manager,
    reviewer,
)
from tests.societies.register_scene import HEAD, meeting, preview, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


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


def test_history_names_the_file_that_brought_a_change(client: Client, society: Society) -> None:
    client.cookies["language"] = "en"
    made = meeting(society)
    client.force_login(editor(society))
    url = preview(client, f"{HEAD}A-01,council,2017-05-02,新\n")
    client.post(f"{url}apply/")
    page = client.get(f"/registers/meetings/{made.pk}/").content.decode()
    assert "File: 会议.csv" in page
    assert "Reason" not in page


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


def test_a_form_calls_what_may_stay_open_unknown(client: Client, society: Society) -> None:
    client.force_login(editor(society))
    client.cookies["language"] = "zh-hans"
    page = client.get("/registers/seats/new/?society=A-01").content.decode()
    assert page.count(">不详</option>") == 5
    assert "-----" not in page
    assert "未知" not in page
