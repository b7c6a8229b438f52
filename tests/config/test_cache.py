"""The forgiving cache: like any cache with Valkey, like an empty one without."""

import os
import uuid

import pytest
from django.core.cache.backends.base import BaseCache

from config.cache import ForgivingRedisCache, Outage


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
    deaf: BaseCache, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Outage, "is_known", False)
    deaf.get("key")
    deaf.get("key")
    assert caplog.text.count("does not answer") == 1


@pytest.mark.skipif("REDIS_URL" not in os.environ, reason="needs a real Valkey")
def test_cache_with_valkey_keeps_values() -> None:
    cache = ForgivingRedisCache(os.environ["REDIS_URL"], {"KEY_PREFIX": uuid.uuid4().hex})
    assert cache.add("key", {"a": 1})
    assert not cache.add("key", 2)
    assert cache.get("key") == {"a": 1}
    assert cache.get_many(["key", "none"]) == {"key": {"a": 1}}
    assert cache.delete("key")
    assert cache.get("key") is None
