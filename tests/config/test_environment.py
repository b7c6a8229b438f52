"""Secret key, socket and broker address."""

import stat
from pathlib import Path

from config.environment import LONGEST_SOCKET_PATH, broker_url, secret_key, valkey_socket


def test_secret_key_is_made_once(tmp_path: Path) -> None:
    first = secret_key(tmp_path / "data")
    assert len(first) >= 50
    assert secret_key(tmp_path / "data") == first


def test_secret_key_differs_between_installations(tmp_path: Path) -> None:
    assert secret_key(tmp_path / "a") != secret_key(tmp_path / "b")


def test_secret_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    secret_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_secret_key_leaves_no_draft(tmp_path: Path) -> None:
    secret_key(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_socket_lies_in_the_data_directory(tmp_path: Path) -> None:
    assert valkey_socket(Path("/srv/portal")) == Path("/srv/portal/valkey.sock")


def test_socket_of_a_long_path_is_short_and_its_own() -> None:
    one, other = (valkey_socket(Path("/srv") / ("x" * 120) / name) for name in ("one", "other"))
    assert len(str(one)) <= LONGEST_SOCKET_PATH
    assert one != other


def test_broker_url_of_a_socket_has_celerys_scheme() -> None:
    assert broker_url("unix:///srv/v.sock?db=3") == "redis+socket:///srv/v.sock?virtual_host=3"
    assert broker_url("unix:///srv/v.sock") == "redis+socket:///srv/v.sock?virtual_host=0"


def test_broker_url_of_a_server_stands() -> None:
    assert broker_url("redis://broker:6379/0") == "redis://broker:6379/0"
