"""Whether the portal and what it stands on are well."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import redis
from celery import bootsteps
from celery.worker import state as worker_state
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.job_signs import broker, leave_signs

#: Tasks that carry out a job are called so, and take its number.
JOB_ENDING = "_job"
HEARTBEAT_KEY = "portal:worker-heartbeat"
HEARTBEAT_EVERY_SECONDS = 2.0
#: A worker that has been silent this long counts as gone.
HEARTBEAT_LASTS_SECONDS = 15


class Heartbeat(bootsteps.StartStopStep):
    """Has every worker write the time to the broker while its event loop turns."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent: Any, **kwargs: Any) -> None:
        super().__init__(parent, **kwargs)
        self.timer: Any = None

    def start(self, parent: Any) -> None:
        """Write now and then every few seconds."""
        self.beat()
        self.timer = parent.timer.call_repeatedly(HEARTBEAT_EVERY_SECONDS, self.beat)

    def stop(self, parent: Any) -> None:
        """Write no more; the last one expires by itself."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def beat(self) -> None:
        """Write the time; a broker that is down will be seen by the health page itself."""
        with suppress(redis.RedisError), broker() as client:
            client.set(HEARTBEAT_KEY, int(time.time()), ex=HEARTBEAT_LASTS_SECONDS)
            leave_signs(client, jobs_in_hand())


def jobs_in_hand() -> Iterator[int]:
    """Numbers of the jobs that this worker runs, whatever else it runs."""
    for request in list(worker_state.active_requests):
        if request.name.endswith(JOB_ENDING) and request.args:
            yield int(request.args[0])


@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 with the state of each part, or 503 when one of them is down."""
    parts = {name: _state(check) for name, check in CHECKS.items()}
    is_well = all(state == "ok" for state in parts.values())
    status = {"status": "ok" if is_well else "down"}
    return JsonResponse(status | parts, status=200 if is_well else 503)


def _state(check: Callable[[], bool]) -> str:
    try:
        return "ok" if check() else "down"
    except (DatabaseError, redis.RedisError):
        return "down"


def database_answers() -> bool:
    """Ask the database for a constant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def broker_answers() -> bool:
    """Ask the broker for a sign of life."""
    with broker() as client:
        return bool(client.ping())


def worker_beats() -> bool:
    """Look for the trace that a worker left in the last seconds."""
    with broker() as client:
        return bool(client.exists(HEARTBEAT_KEY))


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "broker": broker_answers,
    "worker": worker_beats,
}
