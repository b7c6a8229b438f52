"""Child processes that start together, are replaced when they die, and all end together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

#: A process that dies this often within the window is beyond help.
MOST_DEATHS = 5
WINDOW_SECONDS = 60.0
#: How long a process may take to end by itself.
GRACE_SECONDS = 20.0

_PR_SET_PDEATHSIG = 1


class Hopeless(Exception):
    """A process that does not stay alive."""


@dataclass(frozen=True)
class Program:
    """What to start, and by which signal it ends when its supervisor is killed."""

    name: str
    command: tuple[str, ...]
    orphan_signal: signal.Signals = signal.SIGTERM


@dataclass
class Child:
    """One running program, its log and the times at which it died."""

    program: Program
    log: Path
    environment: Mapping[str, str]
    inherited: tuple[int, ...]
    process: "subprocess.Popen[bytes] | None" = None
    deaths: list[float] = field(default_factory=list)
    due_at: float = 0.0

    def start(self) -> None:
        """Start it in a process group of its own, so that a signal reaches its children too."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                start_new_session=True,
                pass_fds=self.inherited,
                preexec_fn=die_with_parent(self.program.orphan_signal),  # noqa: PLW1509
            )

    def signal(self, number: signal.Signals, *, group: bool = False) -> None:
        """Send a signal to the process or, with `group`, to its children too."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.process.pid, number)

    def is_alive(self) -> bool:
        """Tell whether it runs."""
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    """Keeps children alive until told to stop; the last one started is the first one ended."""

    logs: Path
    environment: Mapping[str, str]
    inherited: tuple[int, ...] = ()
    children: list[Child] = field(default_factory=list)

    def start(self, program: Program) -> None:
        """Start a program and look after it from now on."""
        log = self.logs / f"{program.name}.log"
        child = Child(program, log, self.environment, self.inherited)
        child.start()
        self.children.append(child)

    def look_after(self, *, now: float) -> None:
        """Replace who died, a little later each time; raise `Hopeless` when that does not help."""
        for child in self.children:
            if child.is_alive():
                continue
            if child.process is not None:
                self._note_death(child, now=now)
            elif now >= child.due_at:
                child.start()

    def _note_death(self, child: Child, *, now: float) -> None:
        code = child.process.returncode if child.process else 0
        child.signal(signal.SIGKILL, group=True)
        child.process = None
        child.deaths = [at for at in child.deaths if now - at < WINDOW_SECONDS] + [now]
        if len(child.deaths) >= MOST_DEATHS:
            raise Hopeless(f"{child.program.name} does not stay alive; see {child.log}")
        child.due_at = now + 2.0 ** (len(child.deaths) - 1) / 2
        say(f"{child.program.name} ended with code {code}; starting it again")

    def stop(self) -> None:
        """End every child: ask the last one first, and kill what does not listen."""
        for child in reversed(self.children):
            child.signal(signal.SIGTERM)
            deadline = time.monotonic() + GRACE_SECONDS
            while child.is_alive() and time.monotonic() < deadline:
                time.sleep(0.05)
            child.signal(signal.SIGKILL, group=True)
            if child.process is not None:
                child.process.wait()


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """Return what a child does before it starts: ask the kernel to end it when its parent dies."""
    if not sys.platform.startswith("linux"):
        return _nothing
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, int(number))

    return ask


def _nothing() -> None:
    return None


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)
