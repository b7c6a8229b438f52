"""Translation catalogues: collect the strings, check that none is missing, compile them.

Compiling takes Babel, so that running the portal needs no gettext on the machine.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
SOURCES = (
    "accounts",
    "config",
    "members",
    "reforms",
    "reports",
    "societies",
    "static",
    "templates",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def main(arguments: list[str]) -> int:
    """Do what the one argument says: collect, check or compile."""
    match arguments:
        case ["collect"]:
            return collect(ROOT)
        case ["check"]:
            return check()
        case ["compile"]:
            compile_catalogues()
            return 0
    print("usage: python -m scripts.messages collect|check|compile", file=sys.stderr)
    return 2


def collect(root: Path) -> int:
    """Bring the catalogues of a source tree up to date with its strings."""
    (root / "locale").mkdir(exist_ok=True)
    ignored = [f"--ignore={name}" for name in ("node_modules", ".venv", "var", "tests", "bench")]
    for domain in ("django", "djangojs"):
        call = [sys.executable, "manage.py", "makemessages", "--locale", LOCALE, "--domain", domain]
        form = ["--no-wrap", "--add-location", "file", *ignored]
        done = subprocess.run([*call, *form], cwd=root, check=False, capture_output=True, text=True)
        if done.returncode:
            print(done.stdout, done.stderr, file=sys.stderr)
            return done.returncode
    for path in catalogues(root):
        _drop_date(path)
    return 0


def check() -> int:
    """Collect in a copy of the tree and name every string without a proper translation."""
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory)
        for name in ("locale", *SOURCES):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("*.pyc"))
        shutil.copy(ROOT / "manage.py", copy)
        if collect(copy):
            return 1
        problems = [line for path in catalogues(copy) for line in problems_of(path)]
    for line in problems:
        print(line)
    print(f"{len(problems)} problems" if problems else "complete")
    return 1 if problems else 0


def problems_of(path: Path) -> Iterator[str]:
    """Yield a line per string that is missing, fuzzy, obsolete or at odds with its placeholders."""
    catalog = _read(path)
    for message in catalog:
        if not message.id:
            continue
        where = f"{path.name}: {_strings(message.id)[0]!r}"
        strings = _strings(message.string)
        if message.fuzzy:
            yield f"{where} is fuzzy"
        elif not all(strings):
            yield f"{where} is not translated"
        elif not _placeholders_agree(message, strings):
            yield f"{where} has other placeholders in its translation"
    for message in catalog.obsolete.values():
        yield f"{path.name}: {_strings(message.id)[0]!r} is obsolete"


def compile_catalogues() -> None:
    """Write the .mo beside every .po that is newer."""
    for source in catalogues(ROOT):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        catalog = _read(source)
        with target.open("wb") as file:
            write_mo(file, catalog)


def catalogues(root: Path) -> list[Path]:
    """Return every .po of a source tree."""
    return sorted((root / "locale").glob("*/LC_MESSAGES/*.po"))


def _drop_date(path: Path) -> None:
    """Take out the date of collecting, which would change the file when nothing else did."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith('"POT-Creation-Date:')]
    path.write_text("".join(kept), encoding="utf-8")


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def _strings(value: str | Sequence[str] | None) -> list[str]:
    """Return the forms of a message, which is a single one unless it has plurals."""
    return [value] if isinstance(value, str) else list(value or [""])


def _placeholders_agree(message: Message, strings: list[str]) -> bool:
    wanted = set(PLACEHOLDER.findall(_strings(message.id)[-1]))
    return all(set(PLACEHOLDER.findall(string)) == wanted for string in strings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
