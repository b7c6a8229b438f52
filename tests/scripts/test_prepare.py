"""Preparing an installation: a new demo gets its tables at once, and nothing is left to migrate."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = """
import django
django.setup()
from django.core.management import call_command
from scripts import prepare
assert prepare.is_empty()
prepare.make_tables()
assert not prepare.is_empty()
call_command("migrate", check_unapplied=True, verbosity=0)
from societies.models import Society
assert Society.objects.count() == 0
"""


def test_a_new_database_gets_its_tables_at_once(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(tmp_path),
        "SECURE": "0",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
