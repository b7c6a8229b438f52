"""The health page: what is well, what is down, and that it says which."""

import inspect
import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from django.db import OperationalError
from django.test import Client

from accounts.job_signs import broker
from config import health


@pytest.fixture
def all_well(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in health.CHECKS:
        monkeypatch.setitem(health.CHECKS, name, lambda: True)


def failing(error: Exception) -> Callable[[], bool]:
    def check() -> bool:
        raise error

    return check


@pytest.mark.django_db
def test_health_is_ok_when_all_is_well(client: Client, all_well: None) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "broker": "ok",
        "worker": "ok",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "check"),
    [
        ("database", failing(OperationalError("gone"))),
        ("broker", failing(redis.ConnectionError("gone"))),
        ("worker", failing(redis.TimeoutError("gone"))),
        ("worker", lambda: False),
    ],
)
def test_health_names_what_is_down(
    client: Client,
    all_well: None,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    check: Callable[[], bool],
) -> None:
    monkeypatch.setitem(health.CHECKS, part, check)
    response = client.get("/healthz")
    assert response.status_code == 503
    states = response.json()
    assert states.pop("status") == "down"
    assert {name for name, state in states.items() if state == "down"} == {part}


@pytest.mark.django_db
def test_health_is_never_cached(client: Client, all_well: None) -> None:
    assert "no-store" in client.get("/healthz")["Cache-Control"]


@pytest.mark.django_db
def test_health_takes_no_post(client: Client, all_well: None) -> None:
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_database_answers() -> None:
    assert health.database_answers()


def test_broker_that_is_not_there_raises(settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock?db=0"
    with pytest.raises(redis.ConnectionError):
        health.broker_answers()


def test_heartbeat_forgives_a_broker_that_is_not_there(settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock?db=0"
    health.Heartbeat(SimpleNamespace()).beat()


needs_valkey = pytest.mark.skipif("REDIS_URL" not in os.environ, reason="needs a real Valkey")


@needs_valkey
def test_worker_is_well_after_a_beat_only() -> None:
    with broker() as client:
        client.delete(health.HEARTBEAT_KEY)
        assert health.broker_answers()
        assert not health.worker_beats()
        health.Heartbeat(SimpleNamespace()).beat()
        assert health.worker_beats()
        assert 0 < int(client.ttl(health.HEARTBEAT_KEY)) <= health.HEARTBEAT_LASTS_SECONDS


@needs_valkey
def test_heartbeat_repeats_until_stopped() -> None:
    calls: list[float] = []
    cancelled: list[bool] = []
    entry = SimpleNamespace(cancel=lambda: cancelled.append(True))

    def call_repeatedly(seconds: float, _beat: Callable[[], None]) -> SimpleNamespace:
        calls.append(seconds)
        return entry

    worker = SimpleNamespace(timer=SimpleNamespace(call_repeatedly=call_repeatedly))
    heartbeat = health.Heartbeat(worker)
    heartbeat.start(worker)
    heartbeat.stop(worker)
    heartbeat.stop(worker)
    assert calls == [health.HEARTBEAT_EVERY_SECONDS]
    assert cancelled == [True]


def test_worker_says_which_jobs_it_has_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    requests = [
        SimpleNamespace(name="reforms.tasks.seal_month_job", args=[7]),
        SimpleNamespace(name="accounts.tasks.sweep_jobs", args=[]),
        SimpleNamespace(name="reforms.tasks.seal_month_job", args=None),
    ]
    monkeypatch.setattr("celery.worker.state.active_requests", requests)
    assert list(health.jobs_in_hand()) == [7]


def test_every_task_of_a_job_is_called_so() -> None:
    """The worker knows jobs by the names of their tasks."""
    from celery import current_app  # noqa: PLC0415

    current_app.loader.import_default_modules()
    takes = {
        name
        for name, task in current_app.tasks.items()
        if "job_id" in inspect.signature(task.run).parameters
    }
    assert takes
    assert {name for name in takes if not name.endswith(health.JOB_ENDING)} == set()
