"""The supervisor: replaces who died, gives up on the hopeless, leaves nobody behind."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.processes import MOST_DEATHS, Hopeless, Program, Supervisor

PATIENCE_SECONDS = 60.0
SLEEPER = Program("sleeper", (sys.executable, "-c", "import time; time.sleep(600)"))
#: Starts a grandchild that outlives its parent unless the whole group is ended.
WITH_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""
PARENT = Program("parent", (sys.executable, "-c", WITH_CHILD))


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path, os.environ)
    yield supervisor
    supervisor.stop()


def until(is_over: Callable[[], bool]) -> bool:
    """Wait for something that happens in another process."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_over() and time.monotonic() < deadline:
        time.sleep(0.01)
    return is_over()


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def pid_of(supervisor: Supervisor) -> int:
    process = supervisor.children[0].process
    assert process is not None
    return process.pid


def test_dead_process_is_replaced_after_a_pause(supervisor: Supervisor) -> None:
    supervisor.start(SLEEPER)
    first = pid_of(supervisor)
    os.kill(first, signal.SIGKILL)
    assert until(lambda: not supervisor.children[0].is_alive())
    supervisor.look_after(now=100.0)
    supervisor.look_after(now=100.1)
    assert not supervisor.children[0].is_alive()
    supervisor.look_after(now=101.0)
    assert supervisor.children[0].is_alive()
    assert pid_of(supervisor) != first


def test_living_process_is_left_alone(supervisor: Supervisor) -> None:
    supervisor.start(SLEEPER)
    first = pid_of(supervisor)
    supervisor.look_after(now=100.0)
    assert pid_of(supervisor) == first


def test_process_that_keeps_dying_is_given_up(supervisor: Supervisor) -> None:
    supervisor.start(Program("failing", (sys.executable, "-c", "raise SystemExit(3)")))
    for death in range(MOST_DEATHS - 1):
        until(lambda: not supervisor.children[0].is_alive())
        supervisor.look_after(now=100.0 + death)
        supervisor.look_after(now=supervisor.children[0].due_at)
    until(lambda: not supervisor.children[0].is_alive())
    with pytest.raises(Hopeless, match="failing"):
        supervisor.look_after(now=105.0)


def test_rare_deaths_are_forgotten(supervisor: Supervisor) -> None:
    supervisor.start(Program("failing", (sys.executable, "-c", "raise SystemExit(3)")))
    for death in range(2 * MOST_DEATHS):
        until(lambda: not supervisor.children[0].is_alive())
        supervisor.look_after(now=100.0 * death)
        supervisor.look_after(now=100.0 * death + 50.0)
    assert len(supervisor.children[0].deaths) == 1


def test_stop_leaves_no_grandchild(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(PARENT)
    log = tmp_path / "parent.log"
    assert until(lambda: log.read_text("ascii").endswith("\n"))
    grandchild = int(log.read_text("ascii"))
    assert is_running(grandchild)
    supervisor.stop()
    assert until(lambda: not is_running(grandchild))
    assert not supervisor.children[0].is_alive()


def test_output_goes_to_the_log_and_is_appended(supervisor: Supervisor, tmp_path: Path) -> None:
    for _ in range(2):
        supervisor.start(Program("talker", (sys.executable, "-c", "print('hello')")))
    log = tmp_path / "talker.log"
    assert until(lambda: log.read_text("ascii") == "hello\nhello\n")
