"""Background work of the societies app."""

import logging
from collections.abc import Callable

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from accounts.models import Job
from accounts.services.jobs import start_job
from societies.services import register_uploads

logger = logging.getLogger(__name__)


@shared_task
def check_upload_job(job_id: int) -> None:
    """Check a long file of a register; run again it begins anew."""
    _run(job_id, lambda job: register_uploads.run_check(job=job))


@shared_task
def apply_upload_job(job_id: int) -> None:
    """Apply a checked file of a register; run again it finds it applied."""
    _run(job_id, lambda job: register_uploads.run_apply(job=job))


@shared_task
def forget_uploads() -> int:
    """Delete files of registers that were looked at and never applied."""
    with scopes_disabled():
        return register_uploads.delete_expired_uploads(at=timezone.now())


def _run(job_id: int, work: Callable[[Job], Job]) -> None:
    job = start_job(job_id=job_id)
    if job is None:
        return
    with scopes_disabled():
        try:
            ended = work(job)
        except Exception as error:
            # The message may hold what stands in the file: only its kind is kept.
            register_uploads.give_up(job=job, kind=type(error).__name__)
            raise
    logger.info("job %s: %s %s", job_id, ended.kind, "failed" if ended.error else "done")
