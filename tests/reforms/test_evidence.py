"""Evidence: kept once, linked where it proves something, handed out safely."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scopes_disabled
from pytest_django import Settings

from accounts.models import AuditEvent, User
from reforms.models import Evidence, MonthlyReport, ProgressEntry, Workplan
from reforms.services.evidence import attach_evidence, attach_existing, detach_evidence
from reforms.services.reports import save_entry, submit_report
from societies.models import Society
from societies.uploads import UploadProblem
from tests.factories.files import pdf_file
from tests.factories.reforms import workplan_of
from tests.factories.societies import SocietyFactory, approver, auditor, editor

pytestmark = pytest.mark.django_db

MAY = dt.date(2017, 5, 1)
AT = dt.datetime(2017, 5, 20, 4, 0, tzinfo=dt.UTC)
ATTACH = "/months/A-01/2017-05/tasks/1/evidence/"


@pytest.fixture(autouse=True)
def unscoped() -> Iterator[None]:
    """Look at all societies, on a day in May."""
    with scopes_disabled(), time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def workplan() -> Workplan:
    """A workplan with the basic tasks 1 and 2."""
    return workplan_of(reelection=0, optional=0)


@pytest.fixture
def attach(society: Society, workplan: Workplan, clerk: User) -> Any:
    """Attach a file to a task of May."""

    def add(name: str = "a.pdf", data: bytes = pdf_file(), number: int = 1) -> Evidence:
        return attach_evidence(
            society=society,
            workplan=workplan,
            month=MAY,
            task=workplan.tasks.get(number=number),
            upload=SimpleUploadedFile(name, data),
            by=clerk,
            at=AT,
        )

    return add


def stored_files(settings: Settings) -> list[Path]:
    """The files on the disk."""
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_file_is_stored_under_a_random_name(attach: Any, settings: Settings) -> None:
    evidence = attach("议事规则.pdf")
    [path] = stored_files(settings)
    assert evidence.name == "议事规则.pdf"
    assert path.suffix == ".pdf"
    assert "议事规则" not in str(path)
    assert path.read_bytes() == pdf_file()


def test_same_file_is_kept_once(attach: Any, settings: Settings) -> None:
    assert attach() == attach()
    other_name = attach("b.pdf", number=2)
    assert other_name.name == "b.pdf"
    assert len(stored_files(settings)) == 1
    assert Evidence.objects.count() == 2


def test_refused_file_leaves_nothing(attach: Any, settings: Settings) -> None:
    with pytest.raises(UploadProblem):
        attach("a.exe")
    assert stored_files(settings) == []
    assert not MonthlyReport.objects.exists()


def test_full_disk_says_so_and_leaves_nothing(
    attach: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    save: Any = vars(FileSystemStorage)["_save"]

    def half_written(self: FileSystemStorage, name: str, content: Any) -> str:
        save(self, name, content)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", half_written)
    with pytest.raises(UploadProblem):
        attach()
    assert stored_files(settings) == []
    assert not Evidence.objects.exists()


def test_row_that_cannot_be_written_leaves_no_file(
    attach: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Evidence, *args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(Evidence, "save", fail)
    with pytest.raises(RuntimeError):
        attach()
    assert stored_files(settings) == []


def test_file_is_used_again_and_taken_off(
    attach: Any, society: Society, workplan: Workplan, clerk: User
) -> None:
    evidence = attach()
    use: dict[str, Any] = {
        "society": society,
        "workplan": workplan,
        "month": MAY,
        "task": workplan.tasks.get(number=2),
        "evidence": evidence,
        "by": clerk,
        "at": AT,
    }
    attach_existing(**use)
    attach_existing(**use)
    assert evidence.entries.count() == 2
    detach_evidence(**use)
    detach_evidence(**use)
    assert list(evidence.entries.values_list("task__number", flat=True)) == [1]
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["evidence.attached", "evidence.attached", "evidence.detached"]


# pages


@pytest.fixture
def at_work(client: Client, clerk: User, workplan: Workplan) -> Client:
    """A browser in which the editor is signed in."""
    client.force_login(clerk)
    return client


def content_of(answer: Any) -> bytes:
    """Read a download to its end."""
    return b"".join(answer.streaming_content)


def upload(client: Client, name: str = "a.pdf", data: bytes = pdf_file()) -> Any:
    """Send a file as the page does."""
    return client.post(ATTACH, {"file": SimpleUploadedFile(name, data)})


def test_upload_answers_with_the_list_of_files(at_work: Client) -> None:
    answer = upload(at_work, "议事规则.pdf")
    assert answer.status_code == 200
    assert "议事规则.pdf" in answer.json()["html"]


@pytest.mark.parametrize(
    ("name", "data"), [("a.exe", b"MZ"), ("a.pdf", b""), ("a.pdf", b"not a pdf")]
)
def test_refused_upload_says_why(at_work: Client, name: str, data: bytes) -> None:
    answer = upload(at_work, name, data)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert not Evidence.objects.exists()


def test_upload_without_a_file_says_so(at_work: Client) -> None:
    assert at_work.post(ATTACH).status_code == 422


def test_download_is_an_attachment_that_nobody_runs_or_keeps(at_work: Client) -> None:
    upload(at_work, "议事规则.pdf")
    evidence = Evidence.objects.get()
    answer = at_work.get(f"/evidence/A-01/{evidence.pk}/")
    assert content_of(answer) == pdf_file()
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"


def test_evidence_is_hidden_from_another_society_and_open_to_cast(
    client: Client, at_work: Client
) -> None:
    upload(at_work)
    address = f"/evidence/A-01/{Evidence.objects.get().pk}/"
    client.force_login(editor(SocietyFactory(code="A-02")))
    assert client.get(address).status_code == 404
    assert client.get("/evidence/A-01/").status_code == 404
    client.force_login(auditor())
    answer = client.get(address)
    assert answer.status_code == 200
    assert content_of(answer) == pdf_file()
    assert client.post(ATTACH).status_code == 403


def test_evidence_of_another_society_is_not_reached_through_the_own_address(
    client: Client, at_work: Client
) -> None:
    upload(at_work)
    pk = Evidence.objects.get().pk
    client.force_login(editor(SocietyFactory(code="A-02")))
    assert client.get(f"/evidence/A-02/{pk}/").status_code == 404
    answer = client.post("/months/A-02/2017-05/tasks/1/evidence/", {"evidence": pk})
    assert answer.status_code == 404
    assert client.post(f"/months/A-02/2017-05/tasks/1/evidence/{pk}/detach/").status_code == 404


def test_lost_file_is_explained(at_work: Client, settings: Settings) -> None:
    upload(at_work)
    for path in stored_files(settings):
        path.unlink()
    answer = at_work.get(f"/evidence/A-01/{Evidence.objects.get().pk}/")
    assert answer.status_code == 404
    assert Evidence.objects.get().sha256 in answer.content.decode()


def test_earlier_file_is_found_and_added(at_work: Client) -> None:
    upload(at_work, "议事规则.pdf")
    evidence = Evidence.objects.get()
    listed = at_work.get("/evidence/A-01/", {"q": "规则", "month": "2017-05", "task": "2"})
    assert 'name="evidence"' in listed.content.decode()
    assert "规则.pdf" not in at_work.get("/evidence/A-01/", {"q": "纪要"}).content.decode()
    answer = at_work.post(
        "/months/A-01/2017-05/tasks/2/evidence/", {"evidence": evidence.pk}, follow=True
    )
    assert answer.redirect_chain[0][0] == "/months/A-01/2017-05/#task-2"
    assert evidence.entries.count() == 2


def test_detaching_keeps_the_file(at_work: Client) -> None:
    upload(at_work)
    pk = Evidence.objects.get().pk
    answer = at_work.post(f"{ATTACH}{pk}/detach/")
    assert "a.pdf" not in answer.json()["html"]
    assert Evidence.objects.filter(pk=pk).exists()


def test_submitted_month_takes_no_files(
    at_work: Client, society: Society, workplan: Workplan, clerk: User
) -> None:
    upload(at_work)
    for task in workplan.tasks.all():
        save_entry(
            society=society,
            workplan=workplan,
            month=MAY,
            task=task,
            by=clerk,
            expected_version=0,
            at=AT,
            percent=10,
        )
    submit_report(report=MonthlyReport.objects.get(), by=approver(society), at=AT)
    assert upload(at_work, "b.pdf", pdf_file("b")).status_code == 423
    pk = Evidence.objects.get().pk
    assert at_work.post(f"{ATTACH}{pk}/detach/").status_code == 423
    assert ProgressEntry.objects.get(task__number=1).evidence.count() == 1


def test_list_queries_stay_the_same(
    at_work: Client, attach: Any, django_assert_num_queries: Any
) -> None:
    attach()
    at_work.get("/evidence/A-01/")
    with django_assert_num_queries(8):
        at_work.get("/evidence/A-01/")
    attach("b.pdf", pdf_file("b"), 2)
    attach("c.pdf", pdf_file("c"))
    with django_assert_num_queries(8):
        at_work.get("/evidence/A-01/")
