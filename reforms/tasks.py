"""Background work of the reforms app."""

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from accounts.services import jobs
from reforms import months
from reforms.models import Workplan
from reforms.services import corrections, sealing


@shared_task
def seal_month_job(job_id: int) -> None:
    """Seal the month a job names; running it again finds the month sealed."""
    job = jobs.start_job(job_id=job_id)
    if job is None:
        return
    workplan = Workplan.objects.get(year=job.params["workplan"])
    try:
        with scopes_disabled():
            issue, created = sealing.seal_month(
                workplan=workplan,
                month=months.parse_month(job.params["month"]),
                at=timezone.now(),
                by=job.requested_by,
            )
    except sealing.SealingError as refusal:
        jobs.finish_job(job=job, error=str(refusal))
        return
    result = {"number": issue.number, "digest": issue.digest, "created": created}
    jobs.finish_job(job=job, result=result)


@shared_task
def close_expired_reopenings() -> int:
    """Lock again what was opened and not used in time."""
    with scopes_disabled():
        return corrections.close_expired_reopenings(at=timezone.now())
