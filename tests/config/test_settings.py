"""What the settings promise when nothing is set, and on one's own machine."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

NAMES = (
    "DEBUG", "DEMO", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SECURE_HSTS_SECONDS", "MEDIA_ROOT", "REDIS_URL",
    "CELERY_BROKER_URL", "DATABASES", "EMAIL_FILE_PATH",
)  # fmt: skip


def settings_with(data_dir: Path, **environment: str) -> dict[str, Any]:
    """Return the settings that a process of its own reads from an environment."""
    code = (
        "import json; from config import settings;"
        f"print(json.dumps({{name: getattr(settings, name) for name in {NAMES}}}, default=str))"
    )
    clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), **environment}
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean, capture_output=True, check=True, text=True
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_settings_are_safe_when_nothing_is_set(tmp_path: Path) -> None:
    found = settings_with(tmp_path)
    assert found["DEBUG"] is False
    assert found["DEMO"] is False
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SESSION_COOKIE_SECURE"] is True
    assert found["CSRF_COOKIE_SECURE"] is True
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert found["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60


def test_settings_keep_everything_in_the_data_directory(tmp_path: Path) -> None:
    found = settings_with(tmp_path)
    assert found["MEDIA_ROOT"] == str(tmp_path / "media")
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "db.sqlite3")
    assert found["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    assert (tmp_path / "secret-key").exists()


def test_settings_wait_for_a_busy_sqlite(tmp_path: Path) -> None:
    options = settings_with(tmp_path)["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 20
    assert "WAL" in options["init_command"]


def test_settings_take_servers_from_the_environment(tmp_path: Path) -> None:
    found = settings_with(
        tmp_path, DATABASE_URL="postgres://u:p@db/portal", REDIS_URL="redis://broker:6379/0"
    )
    assert found["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert "transaction_mode" not in found["DATABASES"]["default"].get("OPTIONS", {})
    assert found["CELERY_BROKER_URL"] == "redis://broker:6379/0"


def test_settings_on_plain_http_leave_cookies_usable(tmp_path: Path) -> None:
    found = settings_with(tmp_path, SECURE="0")
    assert found["SECURE_SSL_REDIRECT"] is False
    assert found["SESSION_COOKIE_SECURE"] is False
    assert found["SESSION_COOKIE_NAME"] == "sessionid"
    assert found["SECURE_HSTS_SECONDS"] == 0


def test_jobs_outlive_a_killed_worker() -> None:
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]


def test_no_job_is_handed_out_twice_while_it_runs() -> None:
    lasts = settings.CELERY_VISIBILITY_TIMEOUT
    assert lasts > settings.CELERY_TASK_TIME_LIMIT
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] == lasts
    assert settings.CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS["visibility_timeout"] == lasts


@pytest.mark.django_db
def test_foreign_keys_are_enforced() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("other databases know no other way")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)


@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client: Client) -> None:
    for path in ("/healthz", "/accounts/login/", "/no-such-page"):
        response = client.get(path)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        assert "default-src 'none'" in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert response["X-Frame-Options"] == "DENY", path
        assert response["X-Content-Type-Options"] == "nosniff", path
        assert response["Referrer-Policy"] == "same-origin", path


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    response = client.post(
        "/accounts/signup/",
        {"username": "guest", "password1": "Quite-long-8", "password2": "Quite-long-8"},
    )
    assert "_auth_user_id" not in client.session
    assert response.status_code in {200, 302, 403, 404}


@pytest.mark.django_db
def test_language_is_kept_in_a_cookie(client: Client) -> None:
    response = client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"})
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert client.get("/accounts/login/")["Content-Language"] == "en"
