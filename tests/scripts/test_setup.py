"""The setup: names what a person must install, and does nothing twice."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import setup


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record the commands instead of running them."""
    recorded: list[list[str]] = []

    def run(command: list[str], **_kwargs: object) -> "subprocess.CompletedProcess[str]":
        recorded.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    return recorded


def lacks(monkeypatch: pytest.MonkeyPatch, *libraries: str) -> None:
    monkeypatch.setattr(setup, "_loads", lambda library: library not in libraries)


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the names are Debian's")


@linux_only
def test_missing_library_without_apt_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    lacks(monkeypatch, "libharfbuzz-subset.so.0")
    monkeypatch.setattr(setup, "_apt", lambda: None)
    with pytest.raises(setup.SetupError, match=r"libharfbuzz-subset0$"):
        setup.system_packages(is_dev=False)


@linux_only
def test_missing_library_with_apt_is_installed(
    monkeypatch: pytest.MonkeyPatch, calls: list[list[str]]
) -> None:
    lacks(monkeypatch, "libpango-1.0.so.0")
    monkeypatch.setattr(setup, "_apt", lambda: ["apt-get"])
    setup.system_packages(is_dev=False)
    assert calls[-1][:2] == ["apt-get", "install"]
    assert calls[-1][-1] == "libpango-1.0-0"


def test_nothing_missing_calls_nothing(
    monkeypatch: pytest.MonkeyPatch, calls: list[list[str]]
) -> None:
    lacks(monkeypatch)
    setup.system_packages(is_dev=False)
    assert calls == []


@linux_only
def test_browser_is_for_the_tests_only(monkeypatch: pytest.MonkeyPatch) -> None:
    lacks(monkeypatch)
    monkeypatch.setattr(setup, "_apt", lambda: None)
    monkeypatch.setattr(setup, "_which", lambda program: program == "xgettext")
    setup.system_packages(is_dev=False)
    with pytest.raises(setup.SetupError, match=r"chromium$"):
        setup.system_packages(is_dev=True)


def test_lock_is_installed_once_and_again_when_it_changes(
    monkeypatch: pytest.MonkeyPatch, calls: list[list[str]], tmp_path: Path
) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "venv").mkdir()
    lock = tmp_path / "requirements" / "base.txt"
    lock.write_text("django==5.2.19\n", encoding="ascii")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / "venv")
    setup.python_packages("base.txt")
    setup.python_packages("base.txt")
    assert len(calls) == 1
    assert "--require-hashes" in calls[0]
    lock.write_text("django==5.2.20\n", encoding="ascii")
    setup.python_packages("base.txt")
    assert len(calls) == 2


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Sources of an editor of one file, and a program that would bundle it."""
    sources, modules = tmp_path / "editor", tmp_path / "node_modules"
    program = modules / "@esbuild" / "some-machine" / "bin" / "esbuild"
    program.parent.mkdir(parents=True)
    program.touch()
    sources.mkdir()
    (sources / "main.js").write_text("start();", encoding="ascii")
    (tmp_path / "package-lock.json").write_text("{}", encoding="ascii")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "NODE_MODULES", modules)
    monkeypatch.setattr(setup, "EDITOR_SOURCES", sources)
    monkeypatch.setattr(setup, "EDITOR", modules / ".portal" / "editor.js")
    return sources


def test_editor_is_bundled_once_and_again_when_it_changes(
    editor: Path, calls: list[list[str]]
) -> None:
    setup.bundle_editor()
    assert calls[0][1] == str(editor / "main.js")
    setup.EDITOR.touch()
    setup.bundle_editor()
    assert len(calls) == 1
    (editor / "main.js").write_text("begin();", encoding="ascii")
    setup.bundle_editor()
    assert len(calls) == 2
    setup.EDITOR.unlink()
    setup.bundle_editor()
    assert len(calls) == 3


def test_editor_without_a_program_to_bundle_it_is_said(
    editor: Path, calls: list[list[str]]
) -> None:
    next(setup.NODE_MODULES.rglob("esbuild")).unlink()
    with pytest.raises(setup.SetupError, match="esbuild"):
        setup.bundle_editor()
    assert calls == []


def test_old_python_is_told_which_one_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "OLDEST", (99, 0))
    monkeypatch.setattr(setup, "NEWER_PYTHONS", ())
    assert setup.main([]) == 1
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err


@pytest.mark.parametrize("lock", ["base.txt", "dev.txt", "node.txt"])
def test_locks_name_no_address_and_hash_everything(lock: str) -> None:
    text = (setup.ROOT / "requirements" / lock).read_text(encoding="utf-8")
    assert "://" not in text
    entries = [entry for entry in text.replace("\\\n", " ").splitlines() if "==" in entry]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_development_lock_holds_the_base() -> None:
    def pinned(lock: str) -> set[str]:
        text = (setup.ROOT / "requirements" / lock).read_text(encoding="utf-8")
        return {line.split(" ")[0] for line in text.splitlines() if "==" in line}

    assert pinned("base.txt") <= pinned("dev.txt")
