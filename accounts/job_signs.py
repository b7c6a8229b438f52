"""Signs of life of running jobs, left in the broker by the worker that runs them."""

from __future__ import annotations

from collections.abc import Iterable

import redis
from django.conf import settings

#: A job whose worker left no sign for so long has lost it.
LAST_SECONDS = 15


def broker() -> redis.Redis:
    """Return a client of the broker that gives up soon."""
    return redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2)


def leave_signs(client: redis.Redis, jobs: Iterable[int]) -> None:
    """Say of each job that a worker has it in hand."""
    for job in jobs:
        client.set(_key(job), 1, ex=LAST_SECONDS)


def in_hand(jobs: Iterable[int]) -> set[int]:
    """Return those of the jobs that a worker has in hand; raises RedisError without a broker."""
    asked = list(jobs)
    if not asked:
        return set()
    with broker() as client:
        found = client.mget([_key(job) for job in asked])
    return {job for job, sign in zip(asked, found, strict=True) if sign is not None}


def _key(job: int) -> str:
    return f"portal:job-in-hand:{job}"
