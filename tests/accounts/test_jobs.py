"""Long jobs: one row per piece of work."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine

from accounts.enums import JobState
from accounts.models import Job, Notification
from accounts.services import jobs
from accounts.tasks import sweep_jobs
from tests.factories.accounts import JobFactory, UserFactory

pytestmark = pytest.mark.django_db


def ask(key: str = "k") -> tuple[Job, bool]:
    return jobs.request_job(
        kind="seal-month", key=key, task_name="t", params={"a": 1}, requested_by=None
    )


def test_request_job_gives_the_unfinished_job_of_the_same_key() -> None:
    job, is_new = ask()
    assert is_new
    assert ask() == (job, False)
    assert ask("other")[1]
    jobs.finish_job(job=job)
    assert ask()[1]


def test_start_job_refuses_one_that_has_ended() -> None:
    job, _ = ask()
    started = jobs.start_job(job_id=job.pk)
    assert started is not None
    assert started.state == JobState.RUNNING
    assert jobs.start_job(job_id=job.pk) == job, "taken up again after a kill"
    jobs.finish_job(job=started)
    assert jobs.start_job(job_id=job.pk) is None


def test_finish_job_tells_who_asked() -> None:
    person = UserFactory()
    job = JobFactory(requested_by=person, total=10, done=4, url="/x/")
    jobs.finish_job(job=job)
    assert (job.state, job.done, job.percent, job.is_finished) == ("done", 10, 100, True)
    notice = Notification.objects.get()
    assert (notice.recipient, notice.kind, notice.url) == (person, "job-done", "/x/")
    jobs.finish_job(job=JobFactory(requested_by=person), error="坏了")
    assert Notification.objects.filter(kind="job-failed").get().params["error"] == "坏了"


def test_report_progress_is_a_sign_of_life() -> None:
    job = JobFactory(heartbeat_at=datetime(2017, 1, 1, tzinfo=UTC))
    jobs.report_progress(job=job, done=1, total=3)
    job.refresh_from_db()
    assert (job.percent, job.heartbeat_at.year > 2017) == (33, True)


def test_sweeper_queues_again_what_is_stale_once() -> None:
    now = datetime(2017, 5, 1, tzinfo=UTC)
    stale = JobFactory(heartbeat_at=now - timedelta(minutes=4), state=JobState.RUNNING)
    JobFactory(heartbeat_at=now - timedelta(minutes=2), state=JobState.RUNNING)
    JobFactory(heartbeat_at=now - timedelta(days=1), state=JobState.DONE)
    with time_machine.travel(now, tick=False), patch("accounts.tasks.current_app") as app:
        assert sweep_jobs() == 1
        assert sweep_jobs() == 0
    app.send_task.assert_called_once_with(stale.task_name, args=[stale.pk])
