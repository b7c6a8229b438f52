"""Long files of registers: checked and applied by the worker, once, whatever happens to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import JobState
from accounts.models import Job
from societies.enums import UploadState
from societies.models import Meeting, RegisterUpload, Society
from societies.services import register_uploads
from societies.services.register_uploads import delete_expired_uploads
from societies.tasks import apply_upload_job, check_upload_job
from tests.factories.societies import editor
from tests.societies.register_scene import HEAD, meeting, preview

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]
TEXT = f"{HEAD}A-01,council,2017-05-02,新\nA-01,standing,2017-05-03,常务\n"


@pytest.fixture
def client(client: Client, society: Society, settings: Settings) -> Client:
    settings.REGISTER_ROWS_AT_ONCE = 1
    client.force_login(editor(society))
    return client


def job_of(url: str) -> Job:
    job: Job = Job.objects.get(pk=RegisterUpload.objects.get(pk=int(url.split("/")[-2])).job_id)
    return job


def checked(client: Client) -> str:
    url = preview(client, TEXT)
    check_upload_job(job_of(url).pk)
    return url


def applying(client: Client) -> tuple[str, int]:
    url = checked(client)
    assert client.post(f"{url}apply/")["Location"] == url
    return url, job_of(url).pk


def state() -> str:
    return str(RegisterUpload.objects.get().state)


def test_a_long_file_is_checked_by_a_job_that_the_page_follows(client: Client) -> None:
    url = preview(client, TEXT)
    assert f"{url}progress/" in client.get(url).content.decode()
    assert client.post(f"{url}apply/")["Location"] == url
    check_upload_job(job_of(url).pk)
    polled = client.get(f"{url}progress/", headers={"HX-Current-URL": f"http://portal{url}"})
    assert polled["HX-Refresh"] == "true"
    assert len(client.get(url).context["plan"].created) == 2
    assert not Meeting.objects.exists()


def test_a_long_file_is_applied_by_a_job_once(client: Client) -> None:
    url, job = applying(client)
    assert state() == UploadState.APPLYING
    assert not Meeting.objects.exists()
    apply_upload_job(job)
    assert (Meeting.objects.count(), state()) == (2, UploadState.APPLIED)
    kept = RegisterUpload.objects.get()
    assert (bytes(kept.content), bytes(kept.plan)) == (b"", b"")
    page = client.get(url)
    assert (page.context["upload"].created, page.context["upload"].changed) == (2, 0)
    Meeting.objects.all().delete()
    Job.objects.filter(pk=job).update(state=JobState.RUNNING)  # killed before it could say so
    apply_upload_job(job)
    assert not Meeting.objects.exists()
    assert Job.objects.get(pk=job).state == JobState.DONE


def test_asking_twice_gives_one_job(client: Client) -> None:
    url, job = applying(client)
    client.post(f"{url}apply/")
    assert job_of(url).pk == job
    assert Job.objects.filter(kind="apply-register").count() == 1


def test_a_job_that_breaks_down_leaves_nothing_and_lets_the_file_be_applied_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, job = applying(client)

    def broken(**_values: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(register_uploads, "apply_plan", broken)
        with pytest.raises(ZeroDivisionError):
            apply_upload_job(job)
    assert (Job.objects.get(pk=job).state, state()) == (JobState.FAILED, UploadState.CHECKED)
    client.post(f"{url}apply/")
    apply_upload_job(job_of(url).pk)
    assert Meeting.objects.count() == 2


def test_what_changed_since_is_looked_at_again(client: Client, society: Society) -> None:
    url, job = applying(client)
    meeting(society, title="他们的")
    apply_upload_job(job)
    assert Meeting.objects.get().title == "他们的"
    assert Job.objects.get(pk=job).error
    page = client.get(url)
    assert page.context["upload"].is_other
    assert (len(page.context["plan"].changed), len(page.context["plan"].created)) == (1, 1)


def test_a_file_that_is_being_applied_is_neither_discarded_nor_replaced_nor_too_old(
    client: Client,
) -> None:
    url, job = applying(client)
    client.post(f"{url}discard/")
    preview(client, TEXT)
    delete_expired_uploads(at=timezone.now() + timedelta(days=3))
    assert state() == UploadState.APPLYING
    apply_upload_job(job)
    assert Meeting.objects.count() == 2


def test_a_discarded_file_is_not_checked(client: Client) -> None:
    url = preview(client, TEXT)
    job = job_of(url).pk
    client.post(f"{url}discard/")
    check_upload_job(job)
    assert Job.objects.get(pk=job).state == JobState.FAILED
    assert not RegisterUpload.objects.exists()


@pytest.mark.parametrize(("seconds", "waits"), [(5, False), (15, True)])
def test_a_page_whose_job_nobody_takes_up_says_that_it_waits(
    client: Client, seconds: int, waits: bool
) -> None:
    url = preview(client, TEXT)
    Job.objects.update(created_at=timezone.now() - timedelta(seconds=seconds))
    for path in (url, f"{url}progress/"):
        assert client.get(path).context["is_waiting"] is waits


def test_a_file_that_the_worker_cannot_open_says_so(client: Client) -> None:
    url = preview(client, TEXT)
    RegisterUpload.objects.update(content=b"sealed under a key that nobody has")
    job = job_of(url).pk
    check_upload_job(job)
    assert Job.objects.get(pk=job).error
    assert Job.objects.get(pk=job).error in client.get(url).content.decode()
