"""Background work of the reforms app."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from accounts.services import jobs
from reforms import months
from reforms.models import Workplan
from reforms.services import checks, corrections, extensions, reminders, sealing, slip_issuing
from societies.models import Society

#: A request older than this has lost its job: the sweep answers it.
LOST_AFTER = timedelta(minutes=1)


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


@shared_task
def tell_seal_reminders() -> int:
    """Remind managers of months they wanted to look at again today."""
    return extensions.tell_seal_reminders(at=timezone.now())


@shared_task
def recompute_checks(society_ids: list[int]) -> int:
    """Answer what is asked for of these societies; returns how many had asked."""
    with scopes_disabled():
        return checks.answer_requests(at=timezone.now(), society_ids=society_ids)


@shared_task
def sweep_check_requests() -> int:
    """Answer requests whose job was lost; returns how many."""
    now = timezone.now()
    with scopes_disabled():
        return checks.answer_requests(at=now, until=now - LOST_AFTER)


@shared_task
def recompute_all_checks() -> int:
    """Compute the checks of every active society as of today; returns how many societies."""
    with scopes_disabled():
        societies = list(Society.objects.active())
        checks.compute(societies=societies, at=timezone.now())
    return len(societies)


@shared_task
def issue_slips() -> int:
    """Do what the rules of slips ask for today in Beijing; returns how many slips it touched."""
    now = timezone.now()
    today = now.astimezone(months.BEIJING).date()
    touched = 0
    for workplan in checks.running_workplans(today=today):
        done = slip_issuing.supervise(workplan=workplan, today=today, at=now)
        touched += len(done.issued) + len(done.raised) + len(done.closed) + len(done.escalated)
    return touched


@shared_task
def send_reminders() -> int:
    """Remind people of deadlines as today in Beijing asks for; returns how many were told."""
    now = timezone.now()
    return reminders.remind(today=now.astimezone(months.BEIJING).date(), at=now)
