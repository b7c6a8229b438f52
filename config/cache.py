"""The cache, forgiving: without it a page is slower, never broken."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
T = TypeVar("T")
#: A cache that did not answer is not asked again for so long: nobody waits for it at every step.
LEFT_ALONE_SECONDS = 10.0


class ForgivingRedisCache(RedisCache):
    """Treats a cache that does not answer as an empty one, and says so in the log."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _forgiven(
            lambda: super(ForgivingRedisCache, self).get(key, default, version), default
        )

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        _forgiven(lambda: super(ForgivingRedisCache, self).set(key, value, *args, **kwargs), None)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        return _forgiven(
            lambda: super(ForgivingRedisCache, self).add(key, value, *args, **kwargs), True
        )

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        return _forgiven(
            lambda: super(ForgivingRedisCache, self).touch(key, *args, **kwargs), False
        )

    def delete(self, key: Any, version: int | None = None) -> bool:
        return _forgiven(lambda: super(ForgivingRedisCache, self).delete(key, version), False)

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        return _forgiven(lambda: super(ForgivingRedisCache, self).get_many(keys, version), {})

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return _forgiven(lambda: super(ForgivingRedisCache, self).has_key(key, version), False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return _forgiven(lambda: super(ForgivingRedisCache, self).incr(key, delta, version), delta)

    def set_many(self, data: dict[Any, Any], *args: Any, **kwargs: Any) -> list[Any]:
        return _forgiven(
            lambda: super(ForgivingRedisCache, self).set_many(data, *args, **kwargs), list(data)
        )

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        _forgiven(lambda: super(ForgivingRedisCache, self).delete_many(keys, version), None)

    def clear(self) -> None:
        _forgiven(super().clear, None)


class Outage:
    """Whether the cache is known to be away, so that the log says it once and pages go on."""

    is_known = False
    asked_again_at = 0.0


def _forgiven(call: Callable[[], T], otherwise: T) -> T:
    if Outage.is_known and time.monotonic() < Outage.asked_again_at:
        return otherwise
    try:
        answer = call()
    except (RedisError, OSError) as error:
        if not Outage.is_known:
            logger.warning("The cache does not answer: %s", error)
        Outage.is_known = True
        Outage.asked_again_at = time.monotonic() + LEFT_ALONE_SECONDS
        return otherwise
    Outage.is_known = False
    return answer
