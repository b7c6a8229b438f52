"""Long jobs: one row per piece of work."""

import os
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine

from accounts import job_signs
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


NOW = datetime(2017, 5, 1, tzinfo=UTC)


def swept(monkeypatch: pytest.MonkeyPatch, *in_hand: Job) -> list[tuple[str, list[int]]]:
    """Sweep twice at NOW while workers have these jobs in hand; return what was queued again."""
    held = {job.pk for job in in_hand}
    monkeypatch.setattr("accounts.tasks.in_hand", held.intersection)
    with time_machine.travel(NOW, tick=False), patch("accounts.tasks.current_app") as app:
        sweep_jobs()
        assert sweep_jobs() == 0
    return [(call.args[0], call.kwargs["args"]) for call in app.send_task.call_args_list]


@pytest.mark.parametrize(
    ("state", "seconds", "is_queued"),
    [
        (JobState.RUNNING, 20, False),
        (JobState.RUNNING, 21, True),
        (JobState.QUEUED, 180, False),
        (JobState.QUEUED, 181, True),
        (JobState.DONE, 9999, False),
    ],
)
def test_sweeper_queues_again_what_is_stale_once(
    monkeypatch: pytest.MonkeyPatch, state: JobState, seconds: int, is_queued: bool
) -> None:
    job = JobFactory(heartbeat_at=NOW - timedelta(seconds=seconds), state=state)
    assert swept(monkeypatch) == ([(job.task_name, [job.pk])] if is_queued else [])


def test_sweeper_leaves_a_silent_job_to_the_worker_that_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long_ago = NOW - timedelta(hours=1)
    held, lost = JobFactory.create_batch(2, heartbeat_at=long_ago, state=JobState.RUNNING)
    assert swept(monkeypatch, held) == [(lost.task_name, [lost.pk])]


@pytest.mark.skipif("REDIS_URL" not in os.environ, reason="needs a real Valkey")
def test_signs_of_jobs_in_hand_are_found_and_expire() -> None:
    with job_signs.broker() as client:
        job_signs.leave_signs(client, [900_001])
        assert 0 < int(client.ttl("portal:job-in-hand:900001")) <= job_signs.LAST_SECONDS
        assert job_signs.in_hand([900_001, 900_002]) == {900_001}
        client.delete("portal:job-in-hand:900001")
    assert job_signs.in_hand([900_001]) == job_signs.in_hand([]) == set()
