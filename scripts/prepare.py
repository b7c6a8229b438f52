"""Bring an installation up to date: catalogues, static files, database and, at first, demo data."""

import hashlib
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from scripts.messages import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Do all that is due; what is done already costs a glance."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    compile_catalogues()
    django.setup()
    call_command("check", stdout=StringIO())
    with ThreadPoolExecutor(1) as aside:
        collected = aside.submit(collect_static)
        if settings.DEMO and is_empty():
            make_tables()
        call_command("migrate", interactive=False, verbosity=0)
        make_signing_key()
        if settings.DEMO:
            seed_demo()
        collected.result()
    return 0


class NoMigrations:
    """Says of every app that it has no migrations, so that its tables are made from its models."""

    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


def is_empty() -> bool:
    """Whether the database holds no table yet."""
    return not connection.introspection.table_names()


def make_tables() -> None:
    """Make all tables at once and mark the migrations as done: a new demo has nothing to migrate.

    It takes a tenth of the time. That models and migrations say the same is tested on both
    databases.
    """
    with override_settings(MIGRATION_MODULES=NoMigrations()):
        call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    call_command("migrate", fake=True, interactive=False, verbosity=0)


def make_signing_key() -> None:
    """Make the key that signs documents before the first back-up is taken."""
    from reports.services.signing import key_file, signing_certificate  # noqa: PLC0415 - needs setup

    if key_file().is_ours and not key_file().path.exists():
        signing_certificate()


def collect_static() -> None:
    """Collect the static files when a source of theirs has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    digest = _static_digest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    print("Collecting static files", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(digest, encoding="ascii")


def _static_digest() -> str:
    sum_ = hashlib.sha256()
    folders = (ROOT / "static", ROOT / "assets")
    own = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    for path in sorted([*own, ROOT / "package-lock.json", ROOT / "config" / "settings.py"]):
        sum_.update(f"{path.relative_to(ROOT)}\0".encode())
        sum_.update(hashlib.sha256(path.read_bytes()).digest())
    return sum_.hexdigest()


def seed_demo() -> None:
    """Load the demo data once per data directory."""
    mark = Path(settings.DATA_DIR) / "demo-loaded"
    if mark.exists():
        return
    print("Loading demo data", flush=True)
    call_command("seed_demo", verbosity=0)
    mark.touch()


if __name__ == "__main__":
    sys.exit(main())
