"""Background work of the accounts app."""

from celery import current_app, shared_task

from accounts.services import jobs, notifications


@shared_task
def sweep_jobs() -> int:
    """Queue again every job whose worker died; returns how many."""
    stale = jobs.stale_jobs()
    for job in stale:
        current_app.send_task(job.task_name, args=[job.pk])
    return len(stale)


@shared_task
def send_pending_mail() -> int:
    """Send e-mails that wait in the notification table; returns how many went out."""
    return notifications.send_pending_mail()
