"""Background work of the reports app."""

import logging
from collections.abc import Callable

from celery import shared_task
from django_scopes import scopes_disabled

from accounts.models import Job
from accounts.services.jobs import finish_job, start_job
from reports.services import annual_jobs

logger = logging.getLogger(__name__)


@shared_task
def render_annual_report_job(job_id: int) -> None:
    """Render one annual report; a job that has ended is left alone."""
    _run(job_id, annual_jobs.render_one)


@shared_task
def render_all_annual_reports_job(job_id: int) -> None:
    """Render the annual reports of a year; a job that has ended is left alone."""
    _run(job_id, annual_jobs.render_all)


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
