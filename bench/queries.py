"""Queries and time of each page at 210 societies × 24 tasks × 12 months, by who asks.

Run `python bench/queries.py` in the virtual environment: it tells the demo in a database of its own
(or uses the one of DATA_DIR) and asks each page twice, with nothing kept and then again.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BAR = 15
PAGES = {
    "": ("/", "/issues/", "/issues/2017-12/", "/issues/2017-12/explain/mean/",
         "/public/societies/", "/public/societies/A-01/",
         "/workplan/2017/", "/workplan/2017/tasks/2/", "/disciplines/", "/disciplines/engineering/",
         "/data/", "/policy/", "/data/2017/figures.json", "/annual-reports/"),
    "manager": ("/dashboard/", "/dashboard/compare/", "/dashboard/compare/?from=2017-06&to=2017-12",
                "/dashboard/compare/?from_day=2017-08-20&to_day=2017-11-20",
                "/explain/2017-12/mean/", "/explain/2017-12/societies/A-01/",
                "/explain/2017-12/societies/A-01/1/", "/views/",
                "/matrix/", "/matrix/?month=2017-12", "/matrix/?show=change",
                "/dashboard/societies/A-01/", "/dashboard/societies/A-01/history/",
                "/societies/A-01/history/", "/review/",
                "/plans/", "/months/", "/workplans/", "/societies/", "/societies/A-01/", "/people/",
                "/audit/", "/audit/?since=2017-01-01&q=A-01", "/annual-reports/all/",
                "/notifications/"),
    "reviewer-science": ("/dashboard/", "/matrix/?portfolio=1", "/review/", "/plans/"),
    "a01-editor": ("/desk/", "/plans/2017/A-01/", "/months/A-01/2017-12/", "/societies/A-01/",
                    "/annual-reports/2017/A-01/"),
}  # fmt: skip


def main() -> None:
    """Print a line per page; `!` marks more queries than the bar."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="bench-"))
    os.environ.update(SECURE="0", DEMO="1", DEBUG="0", LOG_LEVEL="ERROR")
    import django
    from django.conf import settings

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "whitenoise" not in each]
    django.setup()
    measure()


def measure() -> None:
    """Seed if need be, then ask each page."""
    from django.core.cache import cache
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from accounts.models import User
    from reforms.models import Workplan
    from reports import page_cache
    from reports.demo.seed import seed

    call_command("migrate", verbosity=0)
    if not Workplan.objects.exists():
        seed(now=timezone.now())
    for username, addresses in PAGES.items():
        client = Client()
        if username:
            client.force_login(User.objects.get(username=username))
        client.get("/notifications/")
        for address in addresses:
            cache.clear()
            page_cache.memory.ask_again()
            took, counts = [], []
            for _ in range(2):
                began = time.process_time()
                with CaptureQueriesContext(connection) as queries:
                    status = client.get(address, follow=True).status_code
                took.append((time.process_time() - began) * 1000)
                counts.append(len(queries))
            mark = "!" if counts[0] > BAR or status != 200 else " "
            print(
                f"{mark} {username or 'public':18} {address:36} {status}"
                f"  {counts[0]:3} queries {took[0]:6.0f} ms"
                f"  then {counts[1]:3} queries {took[1]:6.0f} ms"
            )


if __name__ == "__main__":
    main()
