"""The forgiving cache: like any cache with Valkey, like an empty one without."""

import os
import uuid

import pytest
from django.core.cache.backends.base import BaseCache

from config.cache import LEFT_ALONE_SECONDS, ForgivingRedisCache, Outage


@pytest.fixture(autouse=True)
def _no_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Outage, "is_known", False)
    monkeypatch.setattr(Outage, "asked_again_at", 0.0)


@pytest.fixture
def deaf() -> BaseCache:
    return ForgivingRedisCache("unix:///nowhere/valkey.sock?db=0", {})


def test_cache_without_valkey_is_empty(deaf: BaseCache) -> None:
    deaf.set("key", 1)
    assert deaf.get("key") is None
    assert deaf.get("key", "default") == "default"
    assert deaf.get_many(["key"]) == {}
    assert not deaf.has_key("key")
    assert not deaf.delete("key")
    assert not deaf.touch("key")


def test_cache_without_valkey_takes_everything(deaf: BaseCache) -> None:
    assert deaf.add("key", 1)
    assert deaf.incr("key", 2) == 2
    assert deaf.set_many({"key": 1}) == ["key"]
    deaf.delete_many(["key"])
    deaf.clear()


def test_cache_without_valkey_says_so_once(
    deaf: BaseCache, caplog: pytest.LogCaptureFixture
) -> None:
    deaf.get("key")
    deaf.get("key")
    assert caplog.text.count("does not answer") == 1


def test_cache_that_does_not_answer_is_left_alone_for_a_while(
    deaf: BaseCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    now = [100.0]

    def ask(*_args: object, **_kwargs: object) -> None:
        asked.append(now[0])
        raise TimeoutError

    monkeypatch.setattr("config.cache.time.monotonic", lambda: now[0])
    monkeypatch.setattr("config.cache.RedisCache.get", ask)
    for now[0] in (100.0, 100.1, 100.0 + LEFT_ALONE_SECONDS - 0.1):
        assert deaf.get("key", "default") == "default"
    assert asked == [100.0]
    now[0] = 100.0 + LEFT_ALONE_SECONDS
    deaf.get("key")
    assert asked == [100.0, now[0]]


def test_cache_that_answers_again_is_used_again(
    deaf: BaseCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf.get("key")
    assert Outage.is_known
    monkeypatch.setattr(Outage, "asked_again_at", 0.0)
    monkeypatch.setattr("config.cache.RedisCache.get", lambda *_args: "value")
    assert deaf.get("key") == "value"
    assert not Outage.is_known


@pytest.mark.skipif("REDIS_URL" not in os.environ, reason="needs a real Valkey")
def test_cache_with_valkey_keeps_values() -> None:
    cache = ForgivingRedisCache(os.environ["REDIS_URL"], {"KEY_PREFIX": uuid.uuid4().hex})
    assert cache.add("key", {"a": 1})
    assert not cache.add("key", 2)
    assert cache.get("key") == {"a": 1}
    assert cache.get_many(["key", "none"]) == {"key": {"a": 1}}
    assert cache.delete("key")
    assert cache.get("key") is None
