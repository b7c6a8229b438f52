"""Queries and time of each page at 210 societies × 24 tasks × 12 months, by who asks.

Run `python bench/queries.py` in the virtual environment: it tells the demo in a database of its own
(or uses the one of DATA_DIR) and asks each page twice, with nothing kept and then again. OPEN is
the month in work, DAY a day two months ago.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BAR = 15
PAGES = {
    "": ("/", "/issues/", "/issues/2017-12/", "/issues/2017-12/explain/mean/",
         "/public/societies/", "/public/societies/?q=wlxh", "/public/societies/A-01/",
         "/workplan/2017/", "/workplan/2017/tasks/2/", "/disciplines/", "/disciplines/engineering/",
         "/corrections/", "/verify/", "/data/", "/policy/", "/data/2017/figures.json",
         "/data/2017/progress.csv", "/annual-reports/", "/api/v1/issues/",
         "/api/v1/issues/2017-12/", "/api/v1/societies/?limit=100", "/api/v1/societies/A-01/",
         "/api/v1/societies/A-01/figures/", "/api/v1/workplans/2017/", "/api/v1/corrections/",
         "/api/v1/annual-reports/", "/api/v1/policy/"),
    "manager": ("/dashboard/", "/dashboard/?month=OPEN", "/dashboard/compare/",
                "/dashboard/compare/?from=2017-06&to=2017-12",
                "/dashboard/compare/?from_day=2017-08-20&to_day=2017-11-20",
                "/dashboard/compare/?from_day=DAY&to=OPEN",
                "/explain/2017-12/mean/", "/explain/2017-12/societies/A-01/",
                "/explain/2017-12/societies/A-01/1/", "/explain/OPEN/mean/", "/views/",
                "/matrix/", "/matrix/?month=2017-12", "/matrix/?show=change",
                "/dashboard/societies/A-01/", "/dashboard/societies/A-01/history/",
                "/societies/A-01/history/", "/review/", "/slips/", "/slips/A-01/",
                "/plans/", "/months/", "/months/OPEN/", "/months/2017-12/", "/workplans/",
                "/workplans/2017/", "/workplans/2017/slip-rules/", "/notices/", "/notices/all/",
                "/webhooks/", "/societies/", "/societies/A-01/", "/people/",
                "/audit/", "/audit/?since=2017-01-01&q=A-01", "/annual-reports/all/",
                "/notifications/"),
    "reviewer-science": ("/dashboard/", "/matrix/?portfolio=1", "/review/", "/slips/", "/plans/"),
    "a01-editor": ("/desk/", "/plans/2017/A-01/", "/months/A-01/2017-12/", "/months/A-01/OPEN/",
                    "/slips/A-01/", "/notices/", "/societies/A-01/", "/evidence/A-01/",
                    "/annual-reports/2017/A-01/"),
}  # fmt: skip
#: What a manager's token reads.
KEYED = (
    "/api/v1/me/", "/api/v1/societies/A-01/reports/", "/api/v1/societies/A-01/reports/OPEN/",
    "/api/v1/societies/A-01/plans/", "/api/v1/societies/A-01/checks/",
    "/api/v1/societies/A-01/registers/", "/api/v1/societies/A-01/slips/", "/api/v1/months/OPEN/",
    "/api/v1/review/",
)  # fmt: skip


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
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from accounts.models import User
    from accounts.scopes import scopes_open_to
    from accounts.services.tokens import create_token
    from reforms.models import Workplan
    from reports.demo.seed import seed
    from reports.selectors.months import calendar

    call_command("migrate", verbosity=0)
    if not Workplan.objects.exists():
        seed(now=timezone.now())
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 1_000_000)
    year = Workplan.objects.order_by("-year")[0]
    months = calendar(today=timezone.localdate())
    month = months.unsealed[0] if months.unsealed else year.last_month
    values = {"OPEN": f"{month:%Y-%m}", "DAY": f"{months.today - timedelta(60)}"}
    for username, addresses in PAGES.items():
        client = Client()
        if username:
            client.force_login(User.objects.get(username=username))
        client.get("/notifications/")
        ask(client, username or "public", addresses, values)
    manager = User.objects.get(username="manager")
    scopes = [scope.name for scope in scopes_open_to(manager)]
    _token, text = create_token(
        owner=manager, name="bench", scopes=scopes, days=1, at=timezone.now()
    )
    ask(Client(headers={"Authorization": f"Bearer {text}"}), "manager's token", KEYED, values)


def ask(client: Any, who: str, addresses: Iterable[str], values: Mapping[str, str]) -> None:
    """Ask each address with nothing kept and again, and print a line."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from reports import page_cache

    for written in addresses:
        address = written
        for name, value in values.items():
            address = address.replace(name, value)
        cache.clear()
        page_cache.memory.ask_again()
        took, counts = [], []
        for _ in range(2):
            began = time.process_time()
            with CaptureQueriesContext(connection) as queries:
                status = client.get(address, follow=True).status_code
            took.append((time.process_time() - began) * 1000)
            counts.append(len(queries))
        mark = "!" if max(counts) > BAR or status != 200 else " "
        print(
            f"{mark} {who:18} {address:36} {status}"
            f"  {counts[0]:3} queries {took[0]:6.0f} ms"
            f"  then {counts[1]:3} queries {took[1]:6.0f} ms"
        )


if __name__ == "__main__":
    main()
