"""The pages of the registers: index and lists."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from societies.models import (
    Activity,
    Attendance,
    Premises,
    Seat,
    Society,
)
from societies.registers import REGISTERS
from societies.services.records import save_record
from tests.factories.societies import (
    approver,
    auditor,
    editor,
    manager,
    reviewer,
)
from tests.societies.register_scene import (
    meeting,
    names,
    queries,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


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
        cache.clear()
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


def test_list_says_how_many_there_are_and_how_many_of_them_it_shows(
    client: Client, society: Society
) -> None:
    client.cookies["language"] = "en"
    for day in (2, 3):
        meeting(society, f"2017-05-0{day}")
    client.force_login(editor(society))
    assert "2 records" in client.get("/registers/meetings/").content.decode()
    filtered = client.get("/registers/meetings/?since=2017-05-03").content.decode()
    assert "1 of 2 shown" in filtered


@pytest.mark.parametrize(
    "path", ["/registers/meetings/", "/societies/A-01/registers/", "/registers/"]
)
def test_numbers_of_records_are_kept_until_one_is_written(
    client: Client, society: Society, path: str
) -> None:
    meeting(society)
    client.force_login(manager() if path == "/registers/" else editor(society))
    client.get(path)
    kept = queries(client, path)
    cache.clear()
    assert queries(client, path) > kept
    assert queries(client, path) == kept


def test_new_record_is_counted_at_once(client: Client, society: Society) -> None:
    client.force_login(editor(society))
    for number in range(3):
        assert client.get("/registers/premises/").context["total"] == number
        rooms = Premises(society=society, address=f"北京{number}", tenure="owned")
        save_record(register=REGISTERS["premises"], record=rooms, by=None)


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


def test_list_of_children_is_kept_to_one_parent(client: Client, society: Society) -> None:
    first, second = meeting(society), meeting(society, "2017-05-03")
    for item, name in ((first, "甲"), (second, "乙")):
        Attendance.objects.create(society=society, meeting=item, name=name, status="present")
    client.force_login(editor(society))
    answer = client.get(f"/registers/attendance/?meeting={second.pk}")
    assert [row.record.name for row in answer.context["rows"]] == ["乙"]


def test_numbers_narrow_a_list_by_term(client: Client, society: Society) -> None:
    for term in (3, 4):
        Seat.objects.create(society=society, term=term, body="council", name=f"理事{term}")
    client.force_login(editor(society))
    answer = client.get("/registers/seats/?term=4")
    assert [row.record.name for row in answer.context["rows"]] == ["理事4"]
