"""Pages of imports: upload, progress, what a file would do, apply, discard, undo."""

from __future__ import annotations

import io
from typing import Any

import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from openpyxl import Workbook, load_workbook
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from members import tasks
from members.enums import ImportState
from members.models import Member, MemberImport
from members.selectors.imports import preview
from societies.models import Society
from tests.factories.members import dues, member
from tests.factories.societies import SocietyFactory, approver, auditor, editor, manager

pytestmark = pytest.mark.django_db
IMPORTS = "/societies/A-01/members/imports/"
NATIONAL = "/members/imports/"
HEAD = "registration_no,name,phone,grade,joined_on"


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do at once what a worker would do for members; others may wait."""

    def send_task(name: str, args: list[int]) -> None:
        module, _, task = name.rpartition(".")
        if module == tasks.__name__:
            getattr(tasks, task)(*args)

    monkeypatch.setattr(current_app, "send_task", send_task)


class Sender:
    """Sends requests and lets the worker do what they ask for."""

    def __init__(self, capture: DjangoCaptureOnCommitCallbacks) -> None:
        self._capture = capture

    def post(self, client: Client, url: str, **data: Any) -> Any:
        """Post and work."""
        with self._capture(execute=True):
            return client.post(url, data)

    def upload(self, client: Client, *rows: str, url: str = IMPORTS, head: str = HEAD) -> Any:
        """Upload a CSV; return the page that it leads to."""
        text = "\n".join((head, *rows))
        file = SimpleUploadedFile("会员.csv", text.encode())
        return self.post(client, f"{url}new/", file=file)


@pytest.fixture
def send(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Sender:
    """Requests whose jobs are done at once."""
    return Sender(django_capture_on_commit_callbacks)


def only_import() -> MemberImport:
    """The one import there is."""
    found: MemberImport = MemberImport.objects.get()
    return found


def test_file_is_checked_shown_and_applied(at_work: Client, society: Society, send: Sender) -> None:
    old = Member(society=society, registration_no="S-001", name="旧名")
    old.phone = "13800138000"
    old.save()
    url = send.upload(at_work, "S-001,新名,13900139000,,", "S-002,王小明,,senior,2017-01-01")[
        "Location"
    ]
    shown = at_work.get(url)
    assert [(tab[0], tab[2]) for tab in shown.context["tabs"]] == [("new", 1), ("changed", 1)]
    assert "王小明" in shown.content.decode()
    changed = at_work.get(url, {"show": "changed"}).content.decode()
    assert "旧名" in changed
    assert "新名" in changed
    assert "13900139000" not in changed
    assert Member.objects.count() == 1

    assert send.post(at_work, f"{url}apply/")["Location"] == url
    assert only_import().state == ImportState.APPLIED
    assert Member.objects.get(registration_no="S-002").grade == "senior"
    old.refresh_from_db()
    assert (old.name, old.phone) == ("新名", "13900139000")
    assert "旧名" in at_work.get(url).content.decode()
    history = at_work.get(f"/societies/A-01/members/{old.pk}/").content.decode()
    assert "会员.csv" in history


def test_rejected_rows_come_back_with_what_to_correct(
    at_work: Client, society: Society, send: Sender
) -> None:
    url = send.upload(at_work, "S-001,王,,,2017-02-30", "S-002,李,,,")["Location"]
    response = at_work.get(url)
    assert response.context["tabs"][0][0] == "rejected"
    [row] = response.context["rows"]
    with translation.override("en"):
        assert [problem.column for problem in preview(only_import(), [row.row])[0].problems] == [
            "joined on"
        ]
    assert "/apply/" not in response.content.decode()
    assert send.post(at_work, f"{url}apply/")["Location"] == url
    assert not Member.objects.exists()

    book: Any = at_work.get(f"{url}corrections.xlsx")
    cells = [
        cell.value
        for row in load_workbook(io.BytesIO(b"".join(book.streaming_content))).worksheets[0]
        for cell in row
    ]
    assert "S-001" in cells
    assert "2017-02-30" in cells


@pytest.mark.parametrize("rows", [("编号,姓名",), ()])
def test_file_that_is_no_table_says_why(
    at_work: Client, society: Society, send: Sender, rows: tuple[str, ...]
) -> None:
    url = send.upload(at_work, *rows, head="name,colour")["Location"]
    text = at_work.get(url).content.decode()
    assert "is-red" in text
    assert "colour" in text
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("会员.csv", b""),
        ("会员.pdf", b"%PDF-1.4"),
        ("会员.xlsx", b"half a file"),
        ("会员.xlsm", b"PK\x03\x04"),
    ],
)
def test_wrong_kind_of_file_is_refused_at_the_field(
    at_work: Client, society: Society, send: Sender, name: str, content: bytes
) -> None:
    file = SimpleUploadedFile(name, content)
    response = send.post(at_work, f"{IMPORTS}new/", file=file)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not MemberImport.objects.exists()


def test_discarded_file_is_gone(at_work: Client, society: Society, send: Sender) -> None:
    url = send.upload(at_work, "S-001,王,,,")["Location"]
    assert send.post(at_work, f"{url}discard/")["Location"] == IMPORTS
    assert only_import().state == ImportState.DISCARDED
    assert at_work.get(url).status_code == 200
    assert send.post(at_work, f"{url}apply/")["Location"] == url
    assert not Member.objects.exists()


def test_applied_file_is_undone_as_a_whole(at_work: Client, society: Society, send: Sender) -> None:
    old = member(society, 1, name="旧名")
    url = send.upload(at_work, f"{old.registration_no},新名,,,", "S-002,王,,,")["Location"]
    send.post(at_work, f"{url}apply/")
    assert Member.objects.count() == 2
    send.post(at_work, f"{url}undo/")
    assert only_import().state == ImportState.UNDONE
    assert [row.name for row in Member.objects.all()] == ["旧名"]


def test_file_that_something_built_on_says_why_it_stays(
    at_work: Client, society: Society, send: Sender
) -> None:
    url = send.upload(at_work, "S-001,王,,,")["Location"]
    send.post(at_work, f"{url}apply/")
    dues(Member.objects.get(), "60", "0")
    response = at_work.get(url)
    assert len(response.context["obstacles"]) == 1
    assert f"{url}undo/" not in response.content.decode()
    send.post(at_work, f"{url}undo/")
    assert Member.objects.count() == 1
    assert only_import().state == ImportState.APPLIED


def test_file_whose_members_changed_meanwhile_is_checked_again(
    at_work: Client, society: Society, send: Sender
) -> None:
    url = send.upload(at_work, "S-001,王,,,")["Location"]
    member(society, 1, registration_no="S-001", name="先到")
    send.post(at_work, f"{url}apply/")
    assert only_import().state == ImportState.FAILED
    assert f"{url}recheck/" in at_work.get(url).content.decode()
    send.post(at_work, f"{url}recheck/")
    found = only_import()
    assert (found.state, found.created, found.changed) == (ImportState.CHECKED, 0, 1)


def test_progress_tells_the_page_to_show_what_came_of_it(
    at_work: Client, society: Society, send: Sender
) -> None:
    url = send.upload(at_work, "S-001,王,,,")["Location"]
    there = at_work.get(f"{url}progress/", headers={"HX-Current-URL": f"http://testserver{url}"})
    assert there.headers["HX-Refresh"] == "true"
    elsewhere = at_work.get(f"{url}progress/", headers={"HX-Current-URL": "http://testserver/"})
    assert "HX-Refresh" not in elsewhere.headers


def test_file_still_being_checked_shows_how_far_it_is(
    at_work: Client, society: Society, monkeypatch: pytest.MonkeyPatch, send: Sender
) -> None:
    monkeypatch.setattr(current_app, "send_task", lambda *_args, **_kwargs: None)
    url = send.upload(at_work, "S-001,王,,,")["Location"]
    text = at_work.get(url).content.decode()
    assert f'hx-get="{url}progress/"' in text
    assert "/apply/" not in text


@pytest.mark.parametrize("number", [1, 3, 210])
def test_import_takes_as_many_queries_for_many_rows(
    at_work: Client,
    society: Society,
    send: Sender,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for place in range(number):
        member(society, place)
    rows = [f"A-01-{place},新名{place},,," for place in range(number)]
    url = send.upload(at_work, *rows)["Location"]
    at_work.get(url)
    with django_assert_num_queries(8):
        response = at_work.get(url)
    assert len(response.context["rows"]) == min(number, 50)
    at_work.get(IMPORTS)
    with django_assert_num_queries(7):
        at_work.get(IMPORTS)


def test_template_has_the_heads_that_the_import_reads(
    at_work: Client, society: Society, send: Sender
) -> None:
    response = at_work.get(f"{IMPORTS}template.xlsx")
    book = load_workbook(io.BytesIO(response.content))
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert len(heads) == 14
    filled = Workbook()
    sheet = filled.create_sheet("会员", 0)
    sheet.append(heads)
    sheet.append(["S-001", "王小明", *[None] * 12])
    out = io.BytesIO()
    filled.save(out)
    file = SimpleUploadedFile("会员.xlsx", out.getvalue())
    send.post(at_work, f"{IMPORTS}new/", file=file)
    assert only_import().created == 1


def test_manager_imports_members_of_any_society(
    client: Client, society: Society, send: Sender
) -> None:
    SocietyFactory(code="A-02")
    client.force_login(manager())
    head = f"society_code,{HEAD}"
    rows = ("A-01,S-001,王,,,", "A-02,S-002,李,,,")
    url = send.upload(client, *rows, url=NATIONAL, head=head)["Location"]
    send.post(client, f"{url}apply/")
    assert {row.society.code for row in Member.objects.select_related("society")} == {
        "A-01",
        "A-02",
    }
    client.force_login(approver(society))
    assert client.get(url).status_code == 403
    assert client.get(f"{IMPORTS}{only_import().pk}/").status_code == 404


def test_auditor_imports_nothing(client: Client, society: Society, send: Sender) -> None:
    client.force_login(auditor())
    assert client.get(IMPORTS).status_code == 403
    assert send.upload(client, "S-001,王,,,").status_code == 403
    assert not MemberImport.objects.exists()


def test_file_of_a_society_goes_back_to_its_people_alone(
    at_work: Client, client: Client, society: Society, send: Sender
) -> None:
    url = send.upload(at_work, "S-001,王,13800000001,,2017-02-30")["Location"]
    assert b"".join(at_work.get(f"{url}corrections.xlsx").streaming_content)  # type: ignore[attr-defined]
    client.force_login(manager())
    assert client.get(f"{url}corrections.xlsx").status_code == 403
    assert "corrections.xlsx" not in client.get(url).content.decode()
    own = send.upload(client, "S-001,王,13800000001,,2017-02-30")["Location"]
    assert b"".join(client.get(f"{own}corrections.xlsx").streaming_content)  # type: ignore[attr-defined]


def test_personal_values_of_a_change_are_hidden_from_cast(
    at_work: Client, client: Client, society: Society, send: Sender
) -> None:
    found = member(society, registration_no="S-001", name="王", email="old@example.org")
    url = send.upload(at_work, "S-001,new@example.org", head="registration_no,email")["Location"]
    detail = f"/societies/A-01/members/{found.pk}/"
    assert "old@example.org" in at_work.get(url).content.decode()
    send.post(at_work, f"{url}apply/")
    assert "old@example.org" in at_work.get(detail).content.decode()
    client.force_login(manager())
    for address in (url, detail):
        told = client.get(address).content.decode()
        assert "••••" in told
        assert "@example.org" not in told


def test_file_of_cast_stands_in_the_history_of_a_member(
    client: Client, society: Society, send: Sender
) -> None:
    client.force_login(manager())
    head = "society_code,registration_no,name"
    url = send.upload(client, "A-01,S-001,王", url=NATIONAL, head=head)["Location"]
    send.post(client, f"{url}apply/")
    client.force_login(editor(society))
    made = Member.objects.get()
    assert "会员.csv" in client.get(f"/societies/A-01/members/{made.pk}/").content.decode()
