"""The cache, forgiving: without it a page is slower, never broken."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
T = TypeVar("T")


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
    """Whether the cache is known to be away, so that the log says it once."""

    is_known = False


def _forgiven(call: Callable[[], T], otherwise: T) -> T:
    try:
        answer = call()
    except (RedisError, OSError) as error:
        if not Outage.is_known:
            logger.warning("The cache does not answer: %s", error)
        Outage.is_known = True
        return otherwise
    Outage.is_known = False
    return answer
