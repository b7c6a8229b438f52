"""The timetable and the worker's heartbeat."""

from celery.schedules import crontab

from config.celery import app
from config.health import Heartbeat

#: Whatever has an hour of its own runs once a day.
DAY = 24 * 60 * 60


def test_timetable_names_tasks_that_exist() -> None:
    app.loader.import_default_modules()
    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, name


def test_timetable_lets_nothing_pile_up() -> None:
    for name, entry in app.conf.beat_schedule.items():
        schedule = entry["schedule"]
        period = DAY if isinstance(schedule, crontab) else schedule
        assert entry["options"]["expires"] < period, name


def test_worker_has_a_heartbeat() -> None:
    assert app.conf.accept_content == ["json"]
    assert Heartbeat in app.steps["worker"]
