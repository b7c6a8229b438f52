"""What `make run` reads from the environment and refuses."""

import os
import socket
from pathlib import Path

import pytest

from scripts import run


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("PORT", "HOST", "DATA_DIR", "DEMO"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def options(tmp_path: Path, port: int = 8000, host: str = "127.0.0.1") -> run.Options:
    return run.Options(host=host, port=port, data_dir=tmp_path, is_demo=True)


def test_options_have_defaults(clean: pytest.MonkeyPatch) -> None:
    found = run.read_options()
    assert found.url == "http://127.0.0.1:8000"
    assert found.data_dir == Path("var").resolve()
    assert found.is_demo


def test_options_come_from_the_environment(clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in (("PORT", "81"), ("HOST", "::"), ("DATA_DIR", str(tmp_path)), ("DEMO", "0")):
        clean.setenv(name, value)
    found = run.read_options()
    assert found.url == "http://[::1]:81"
    assert found.data_dir == tmp_path
    assert not found.is_demo


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1"])
def test_options_refuse_a_wrong_port(clean: pytest.MonkeyPatch, port: str) -> None:
    clean.setenv("PORT", port)
    with pytest.raises(run.CannotRun, match="PORT"):
        run.read_options()


def test_data_directory_has_one_portal(tmp_path: Path) -> None:
    lock = run.take_data_dir(tmp_path)
    with pytest.raises(run.CannotRun, match="another portal"):
        run.take_data_dir(tmp_path)
    os.close(lock)


def test_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(run.CannotRun, match="PORT"):
            run.check_port(options(tmp_path, other.getsockname()[1]))


def test_children_learn_the_data_directory(clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clean.setenv("ALLOWED_HOSTS", "portal.example")
    found = run.child_environment(options(tmp_path))
    assert found["DATA_DIR"] == str(tmp_path)
    assert found["DEMO"] == "1"
    assert found["SECURE"] == os.environ.get("SECURE", "0")
    assert found["ALLOWED_HOSTS"] == "portal.example"


def test_announcement_names_the_demo_sign_ins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts = '[{"username": "a-01", "password": "secret", "role": "editor", "society": "A-01"}]'
    (tmp_path / "demo-accounts.json").write_text(accounts, encoding="utf-8")
    run.announce(options(tmp_path), tmp_path / "logs")
    printed = capsys.readouterr().out
    assert "http://127.0.0.1:8000/accounts/login/" in printed
    assert "a-01" in printed
    assert "secret" in printed


def test_portal_that_does_not_answer_is_not_well(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert not run.is_well(options(tmp_path, port))


def test_data_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(run.CannotRun, match=r"cannot write to .*file.*DATA_DIR"):
        run.run(options(tmp_path / "file"))
