"""Background work of the accounts app."""

import logging

from celery import current_app, shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.job_signs import in_hand
from accounts.models import Job
from accounts.services import jobs, mail
from accounts.services.trail_check import keep_head

logger = logging.getLogger(__name__)


def queue_job(job: Job) -> None:
    """Hand a job to the workers once its row is committed; without a broker the sweeper will."""

    def send() -> None:
        try:
            current_app.send_task(job.task_name, args=[job.pk])
        except OperationalError:
            logger.warning("no broker: job %s waits for the sweeper", job.pk)

    transaction.on_commit(send)


@shared_task
def sweep_jobs() -> int:
    """Queue again every job whose worker died; returns how many."""
    stale = jobs.stale_jobs(in_hand=in_hand)
    for job in stale:
        current_app.send_task(job.task_name, args=[job.pk])
    return len(stale)


@shared_task
def send_pending_mail() -> int:
    """Send e-mails that wait in the notification table; returns how many went out."""
    return mail.send_pending_mail(at=timezone.now())


@shared_task
def send_digests() -> int:
    """Send the daily and weekly digests that are due; returns how many went out."""
    return mail.send_digests(at=timezone.now())


@shared_task
def keep_trail_head() -> bool:
    """Write the end of the audit trail down outside the database; returns whether it had moved."""
    return keep_head(path=settings.AUDIT_HEADS, at=timezone.now())
