"""Long jobs: one row per piece of work, safe to start twice and to take up again after a kill."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.enums import JobState, Topic
from accounts.models import Job, User
from accounts.services.notifications import notify

#: A waiting job of which nothing was heard for this long is queued again.
STALE_AFTER = timedelta(minutes=3)
#: A running one sooner: the worker that has it in hand says so every few seconds.
LOST_AFTER = timedelta(seconds=20)


@transaction.atomic
def request_job(
    *,
    kind: str,
    key: str,
    task_name: str,
    params: dict[str, Any],
    requested_by: User | None,
    url: str = "",
    total: int = 0,
) -> tuple[Job, bool]:
    """Return the unfinished job with this key, or a new one, and whether it is new."""
    now = timezone.now()
    return Job.objects.get_or_create(
        key=key,
        state__in=(JobState.QUEUED, JobState.RUNNING),
        defaults={
            "kind": kind,
            "state": JobState.QUEUED,
            "task_name": task_name,
            "params": params,
            "requested_by": requested_by,
            "url": url,
            "total": total,
            "created_at": now,
            "heartbeat_at": now,
        },
    )


def start_job(*, job_id: int) -> Job | None:
    """Mark the job running and return it; None when it has already ended."""
    now = timezone.now()
    started = Job.objects.unfinished().filter(pk=job_id)
    if not started.update(state=JobState.RUNNING, started_at=now, heartbeat_at=now):
        return None
    return Job.objects.get(pk=job_id)


def report_progress(*, job: Job, done: int, total: int) -> None:
    """Say how far the job is; also its sign of life."""
    job.done, job.total, job.heartbeat_at = done, total, timezone.now()
    job.save(update_fields=["done", "total", "heartbeat_at"])


@transaction.atomic
def finish_job(*, job: Job, result: dict[str, Any] | None = None, error: str = "") -> Job:
    """End the job, well or with an error, and tell who asked for it."""
    job.state = JobState.FAILED if error else JobState.DONE
    job.error = error
    job.result = result or {}
    job.finished_at = timezone.now()
    if not error and job.total:
        job.done = job.total
    job.save()
    if job.requested_by:
        notify(
            recipients=[job.requested_by],
            kind="job-failed" if error else "job-done",
            topic=Topic.JOBS,
            params={"kind": job.kind, "params": job.params, "error": error},
            url=job.url,
        )
    return job


def stale_jobs(*, in_hand: Callable[[list[int]], set[int]]) -> list[Job]:
    """Take up jobs whose worker died: refresh their sign of life and return them.

    `in_hand` says which of them a worker still runs.
    """
    at = timezone.now()
    silent = [
        job
        for job in Job.objects.stale(at=at, after=LOST_AFTER)
        if job.state == JobState.RUNNING or job.heartbeat_at < at - STALE_AFTER
    ]
    kept = in_hand([job.pk for job in silent])
    stale = [job for job in silent if job.pk not in kept]
    for job in stale:
        job.heartbeat_at = timezone.now()
        job.save(update_fields=["heartbeat_at"])
    return stale
