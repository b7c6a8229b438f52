"""Background jobs: the application, its timetable and the worker's heartbeat."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep-jobs": {
        "task": "accounts.tasks.sweep_jobs",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
}
