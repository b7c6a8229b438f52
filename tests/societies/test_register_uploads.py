"""Files of registers from upload to application, in the browser."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AuditEvent
from societies.models import (
    Branch,
    BranchAssessment,
    Meeting,
    RegisterUpload,
    RoleAssignment,
    Society,
)
from societies.services.register_uploads import content_of, delete_expired_uploads
from societies.views import register_previews
from tests.factories.societies import (
    SocietyFactory,
    approver,
    editor,
    manager,
)
from tests.societies.register_scene import (
    HEAD,
    meeting,
    preview,
    queries,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def test_an_unchanged_template_changes_nothing(client: Client, society: Society) -> None:
    meeting(society, title="三届五次", has_notice=True)
    client.force_login(editor(society))
    book = client.get("/societies/A-01/registers/meetings/template/").content
    file = SimpleUploadedFile("会议.xlsx", book)
    answer = client.post("/societies/A-01/registers/meetings/upload/", {"file": file})
    plan = client.get(answer["Location"]).context["plan"]
    assert (plan.created, plan.changed, plan.unchanged, plan.problems) == ([], [], 1, [])


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
    assert answer.context["upload"].is_other
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
    page = client.get(answer["Location"])
    assert page.context["plan"].problems
    assert "corrections" not in page.content.decode()
    assert client.get(f"{answer['Location']}corrections/").status_code == 404
    assert client.post(f"{answer['Location']}apply/")["Location"] == answer["Location"]


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
        assert len(client.get(url).context["preview"].changed_rows) == number
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_a_preview_shows_what_is_filled_and_which_rules_are_broken(
    client: Client, society: Society
) -> None:
    client.force_login(editor(society))
    head = "kind,title,started_on,approval,issues,sci_indexed\n"
    text = f"{head}journal,数学学报,2017-01-01,,12,1\naward,陈省身奖,2017-05-02,,,\n"
    url = preview(client, text, "/societies/A-01/registers/activities/")
    shown = client.get(url).context["preview"]
    assert [column.name for column in shown.columns] == [
        *("kind", "title", "started_on", "issues", "sci_indexed")
    ]
    journal, award = shown.created_rows
    assert [text for _label, text in journal.cells[1:]] == ["数学学报", "2017-01-01", "12", "是"]
    assert (len(journal.flags), len(award.flags)) == (0, 1)
    assert str(award.flags[0].message) in client.get(url).content.decode()


def test_a_preview_has_pages_for_each_sort_of_rows(
    client: Client, society: Society, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_previews, "PER_PAGE", 2)
    client.force_login(editor(society))
    url = preview(
        client, HEAD + "".join(f"A-01,council,2017-05-0{n},第{n}次\n" for n in range(1, 6))
    )
    first = client.get(url).context["preview"]
    assert (first.created.total, [row.number for row in first.created_rows]) == (5, [2, 3])
    last = client.get(f"{url}?created=3&changed=9")
    assert [row.number for row in last.context["preview"].created_rows] == [6]
    assert "created=2" in last.content.decode()


def test_a_preview_says_when_a_record_it_changes_is_no_longer_as_it_was(
    client: Client, society: Society
) -> None:
    meeting(society, title="旧")
    client.force_login(editor(society))
    url = preview(client, f"{HEAD}A-01,council,2017-05-02,新\n")
    Meeting.objects.update(version=7)
    assert client.get(url).context["preview"].stale == [2]
    Meeting.objects.all().delete()
    assert client.get(url).context["preview"].stale == [2]


@pytest.mark.parametrize(
    ("field", "action"), [("plan", ""), ("plan", "apply/"), ("content", "corrections/")]
)
def test_a_file_whose_key_is_gone_is_to_be_uploaded_again(
    client: Client, society: Society, field: str, action: str
) -> None:
    client.force_login(editor(society))
    url = preview(client, f"{HEAD}A-01,council,2017-02-30,甲\n")
    RegisterUpload.objects.update(**{field: b"sealed under a key that nobody has"})
    ask = client.post if action == "apply/" else client.get
    answer: Any = ask(f"{url}{action}", follow=True)
    assert answer.redirect_chain[-1][0] == "/societies/A-01/registers/meetings/upload/"
    (said,) = answer.context["messages"]
    assert said.level_tag == "error"
    assert not RegisterUpload.objects.exists()
