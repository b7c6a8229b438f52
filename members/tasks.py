"""Background work of the members app."""

import logging
from collections.abc import Callable

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from accounts.models import Job
from accounts.services.jobs import finish_job, start_job
from members.services import imports

logger = logging.getLogger(__name__)


@shared_task
def check_members_job(job_id: int) -> None:
    """Check a file of members; run again it begins anew."""
    _run(job_id, lambda job: imports.check_import(job=job, today=timezone.localdate()))


@shared_task
def apply_members_job(job_id: int) -> None:
    """Apply a checked file of members; run again it finds it applied."""
    _run(job_id, lambda job: imports.apply_import(job=job, at=timezone.now()))


@shared_task
def undo_members_job(job_id: int) -> None:
    """Undo an applied file of members; run again it finds it undone."""
    _run(job_id, lambda job: imports.undo_import(job=job, at=timezone.now()))


@shared_task
def forget_member_files() -> int:
    """Delete files of members that were looked at and never applied; returns how many."""
    with scopes_disabled():
        return imports.expire_imports(at=timezone.now())


def _run(job_id: int, work: Callable[[Job], Job]) -> None:
    job = start_job(job_id=job_id)
    if job is None:
        return
    try:
        with scopes_disabled():
            ended = work(job)
    except Exception as error:
        # The message may hold what stands in the file: only its kind is kept.
        with scopes_disabled():
            imports.give_up(job=job)
        finish_job(job=job, error=type(error).__name__)
        raise
    logger.info("job %s: %s %s", job_id, ended.kind, "failed" if ended.error else "done")
