"""Background jobs: the application, its timetable and the worker's heartbeat."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # What expires unsent is sent by the next one: nothing piles up while no worker is there.
    "queue-lost-jobs-again": {
        "task": "accounts.tasks.sweep_jobs",
        "schedule": 15.0,
        "options": {"expires": 12},
    },
    "send-waiting-mail": {
        "task": "accounts.tasks.send_pending_mail",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    # What is due is judged by moments of the day, not by the run: one that comes late is enough.
    "send-digests": {
        "task": "accounts.tasks.send_digests",
        "schedule": 600.0,
        "options": {"expires": 550},
    },
    "answer-lost-requests-for-checks": {
        "task": "reforms.tasks.sweep_check_requests",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    # Somebody who cuts off the end of the trail must also find the file where it is written down.
    "keep-head-of-the-trail": {
        "task": "accounts.tasks.keep_trail_head",
        "schedule": crontab(minute=0),  # whenever the portal was started
        "options": {"expires": 3000},
    },
    # A new day can change a verdict by itself: a term runs out, a resolution is overdue.
    "compute-all-checks": {
        "task": "reforms.tasks.recompute_all_checks",
        "schedule": crontab(hour=3, minute=10),
        "options": {"expires": 6 * 60 * 60},
    },
    # After the checks: a claim against the registers is one of the rules of slips.
    "issue-supervision-slips": {
        "task": "reforms.tasks.issue_slips",
        "schedule": crontab(hour=3, minute=40),
        "options": {"expires": 6 * 60 * 60},
    },
    # By day only, and often: whoever was told is not told again, and a missed run is made up for.
    "remind-of-deadlines": {
        "task": "reforms.tasks.send_reminders",
        "schedule": crontab(hour="7-20", minute=20),
        "options": {"expires": 50 * 60},
    },
    "remind-of-annual-reports": {
        "task": "reports.tasks.send_annual_reminders",
        "schedule": crontab(hour="7-20", minute=25),
        "options": {"expires": 50 * 60},
    },
    # Judged by the day in Beijing: soon after midnight, and after whatever held it up.
    "publish-due-annual-reports": {
        "task": "reports.tasks.publish_due_annual_reports",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "forget-orphaned-files": {
        "task": "reports.tasks.forget_orphaned_files",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "tell-webhooks": {
        "task": "reports.tasks.send_webhooks",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "forget-old-previews": {
        "task": "reports.tasks.forget_annual_previews",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "forget-uploads-of-yesterday": {
        "task": "societies.tasks.forget_uploads",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "forget-files-of-members": {
        "task": "members.tasks.forget_member_files",
        "schedule": 600.0,
        "options": {"expires": 550},
    },
    "close-expired-reopenings": {
        "task": "reforms.tasks.close_expired_reopenings",
        "schedule": 300.0,
        "options": {"expires": 250},
    },
    # After a seal or a correction the bulletin follows within a minute.
    "render-bulletins": {
        "task": "reports.tasks.request_bulletins",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "remind-of-months-to-seal": {
        "task": "reforms.tasks.tell_seal_reminders",
        "schedule": 900.0,
        "options": {"expires": 850},
    },
}


@app.on_after_configure.connect
def watch_worker(sender: Celery, **_kwargs: object) -> None:
    """Give every worker a heartbeat; imported late, for it needs the settings."""
    from config.health import Heartbeat  # noqa: PLC0415

    sender.steps["worker"].add(Heartbeat)
