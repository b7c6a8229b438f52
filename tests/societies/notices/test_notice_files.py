"""Files of notices: attached, given to who received the notice, refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scopes_disabled

from societies.models import NoticeFile, Society
from tests.factories.notices import draft
from tests.factories.societies import SocietyFactory, editor
from tests.societies.notices.scene import PDF, address, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor", "at_notices")]


def test_attachment_is_a_download_for_those_who_received_the_notice(
    own: Society, as_editor: Client, as_manager: Client
) -> None:
    notice = draft(own)
    upload = SimpleUploadedFile("附件1：表.pdf", PDF)
    as_manager.post(address(notice, "attach"), {"file": upload})
    with scopes_disabled():
        file = NoticeFile.objects.get()
    url = address(notice, "file", file_pk=file.pk)
    assert as_editor.get(url).status_code == 404
    as_manager.post(address(notice, "send"), {"seen": "0"})
    answer: Any = as_editor.get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert signed_in(editor(SocietyFactory())).get(url).status_code == 404
    refused = as_manager.post(address(notice, "detach", file_pk=file.pk))
    assert refused.status_code == 422


def test_lost_attachment_is_not_found(own: Society, as_manager: Client) -> None:
    notice = draft(own)
    as_manager.post(address(notice, "attach"), {"file": SimpleUploadedFile("表.pdf", PDF)})
    with scopes_disabled():
        file = NoticeFile.objects.get()
    file.file.storage.delete(str(file.file.name))
    assert as_manager.get(address(notice, "file", file_pk=file.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("表.pdf", b"MZ", "内容与扩展名不符"),
        ("表.exe", PDF, "pdf"),
        ("表.pdf", b"", "空"),
    ],
)
def test_file_that_may_not_be_kept_is_refused_at_its_field(
    as_manager: Client, name: str, data: bytes, said: str
) -> None:
    notice = draft()
    answer = as_manager.post(address(notice, "attach"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert said in str(answer.context["attach_form"].errors["file"])
    with scopes_disabled():
        assert not NoticeFile.objects.exists()


def test_same_name_and_too_many_files_are_refused(
    as_manager: Client, django_capture_on_commit_callbacks: Any
) -> None:
    notice = draft()
    for number in range(11):
        upload = SimpleUploadedFile(f"附件{number}.pdf", PDF)
        answer = as_manager.post(address(notice, "attach"), {"file": upload})
        if number == 0:
            again = SimpleUploadedFile("附件0.pdf", PDF)
            assert as_manager.post(address(notice, "attach"), {"file": again}).status_code == 422
    assert answer.status_code == 422
    with scopes_disabled():
        assert NoticeFile.objects.count() == 10
        file = NoticeFile.objects.first()
    assert file is not None
    with django_capture_on_commit_callbacks(execute=True):
        as_manager.post(address(notice, "detach", file_pk=file.pk))
    assert not file.file.storage.exists(str(file.file.name))


def test_file_that_the_disk_does_not_take_leaves_nothing(
    as_manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = draft()

    def full(*_args: Any, **_more: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage.save", full)
    answer = as_manager.post(address(notice, "attach"), {"file": SimpleUploadedFile("表.pdf", PDF)})
    assert answer.status_code == 422
    with scopes_disabled():
        assert not NoticeFile.objects.exists()
