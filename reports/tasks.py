"""Background work of the reports app."""

import logging
from collections.abc import Callable

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django_scopes import scopes_disabled
from kombu.exceptions import OperationalError

from accounts.models import Job
from accounts.services.jobs import finish_job, start_job
from accounts.tasks import queue_job
from reforms import months
from reports.services import (
    annual_bulk,
    annual_files,
    annual_preview,
    annual_reminders,
    annual_schedule,
    bulletin,
    development,
    webhook_sending,
)

logger = logging.getLogger(__name__)


@shared_task
def render_annual_report_job(job_id: int) -> None:
    """Render one annual report, or publish it; a job that has ended is left alone."""
    _run(job_id, annual_schedule.run_one)


@shared_task
def render_all_annual_reports_job(job_id: int) -> None:
    """Render the annual reports of a year; a job that has ended is left alone."""
    _run(job_id, annual_bulk.render_all)


@shared_task
def make_development_report_job(job_id: int) -> None:
    """Make the development report of a year; a job that has ended is left alone."""
    _run(job_id, development.make_report)


@shared_task
def forget_orphaned_files() -> int:
    """Remove files of annual reports that no row names; returns how many."""
    with scopes_disabled():
        return annual_files.forget_orphans(at=timezone.now())


@shared_task
def publish_due_annual_reports() -> int:
    """Publish the annual reports whose day has come in Beijing; returns how many were asked for."""
    now = timezone.now()
    with scopes_disabled():
        jobs = annual_schedule.request_due(today=now.astimezone(months.BEIJING).date(), at=now)
    for job in jobs:
        queue_job(job)
    return len(jobs)


@shared_task
def render_annual_preview_job(job_id: int) -> None:
    """Make a preview of an annual report; a job that has ended is left alone."""
    _run(job_id, annual_preview.render_preview)


@shared_task
def forget_annual_previews() -> int:
    """Remove previews of annual reports that are old, with their pictures; returns how many."""
    with scopes_disabled():
        return annual_preview.forget_previews(at=timezone.now())


@shared_task
def send_annual_reminders() -> int:
    """Remind societies of annual reports as today in Beijing asks for; returns how many."""
    now = timezone.now()
    today = now.astimezone(months.BEIJING).date()
    return annual_reminders.remind_of_annual_reports(today=today, at=now)


@shared_task
def render_bulletin_job(job_id: int) -> None:
    """Render the bulletin of an issue; a job that has ended is left alone."""
    _run(job_id, bulletin.render_bulletin)


@shared_task
def request_bulletins() -> int:
    """Ask for the bulletins that are not rendered yet; returns how many."""
    jobs = bulletin.request_bulletins()
    for job in jobs:
        queue_job(job)
    return len(jobs)


@shared_task
def send_webhooks() -> int:
    """Send what waits for webhooks; returns how many messages were tried."""
    tried = 0
    while more := webhook_sending.send_due(at=timezone.now()):
        tried += more
    return tried


def queue_webhooks() -> None:
    """Have waiting messages sent once they are committed; without a broker beat will."""

    def send() -> None:
        try:
            send_webhooks.delay()
        except OperationalError:
            logger.warning("no broker: messages to webhooks wait for the next minute")

    transaction.on_commit(send)


def _run(job_id: int, work: Callable[..., Job]) -> None:
    job = start_job(job_id=job_id)
    if job is None:
        return
    try:
        with scopes_disabled():
            ended = work(job=job)
    except Exception as error:
        finish_job(job=job, error=f"{type(error).__name__}: {error}")
        raise
    logger.info("job %s: %s %s", job_id, ended.kind, ended.error or "done")
