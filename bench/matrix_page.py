"""The matrix page, open and sealed, against a bare view of the same table.

Run `python bench/matrix_page.py` in the virtual environment: it tells the demo in a database of its
own (or uses the one of DATA_DIR) and asks each page in turn, all in one process, as one person.
The bare view reads the month with one query and renders the same cells through a Django template.
Times are processor time of this process, so that others on the machine do not count.
Other views of the open month are asked for just after a change too.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RUNS = 15
BARE = """<!DOCTYPE html><html><body><table class="matrix"><tbody>{% for row in rows %}<tr>
<th scope="row" title="{{ row.name }}"><a href="{{ row.url }}"><span>{{ row.code }}</span> {{ row.name }}</a></th>
<td class="report"><a class="badge-state" href="{{ row.url }}">{{ row.state }}</a></td>
<td class="num">{{ row.progress }}</td>
{% for cell in row.cells %}{% if cell %}<td class="{{ cell.css }}" data-n="{{ cell.number }}"><a href="{{ row.url }}#task-{{ cell.number }}" data-f="{{ cell.accepted }}|{{ cell.claimed }}">{{ cell.accepted }}</a></td>{% else %}<td></td>{% endif %}{% endfor %}
</tr>{% endfor %}</tbody></table></body></html>"""  # noqa: E501 -- one line per row, as on the page


def main() -> None:
    """Print each page's time and its ratio to the bare view."""
    sys.path[:0] = [str(ROOT), str(ROOT / "bench")]
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


def bare(_request: Any, year: int, ordinal: int) -> Any:
    """The same table from one query through a Django template, and nothing else."""
    from django.http import HttpResponse
    from django.template import Context, Engine

    from reforms.models import ProgressEntry

    template = Engine.get_default().from_string(BARE)
    rows: dict[str, dict[str, Any]] = {}
    entries = ProgressEntry.objects.filter(
        task__workplan__year=year, month_ordinal=ordinal
    ).order_by("society__code", "task__number")
    for code, name, state, number, claimed, accepted in entries.values_list(
        "society__code",
        "society__name_zh",
        "report__state",
        "task__number",
        "claimed_percent",
        "accepted_percent",
    ):
        row = rows.setdefault(
            code,
            {
                "code": code,
                "name": name,
                "state": state,
                "cells": [None] * 24,
                "url": f"/m/{code}/",
            },
        )
        heat = min((accepted or 0) * 6 // 100, 5) + 1
        cell = {"number": number, "accepted": accepted, "claimed": claimed, "css": f"heat-{heat}"}
        row["cells"][number - 1] = cell
    for row in rows.values():
        owed = [cell["accepted"] or 0 for cell in row["cells"] if cell]
        row["progress"] = f"{sum(owed) / len(owed):.1f}"
    return HttpResponse(template.render(Context({"rows": list(rows.values())})))


def measure() -> None:
    """Seed if need be, then ask the pages in turn."""
    from django.core.cache import cache
    from django.core.management import call_command
    from django.test import Client
    from django.urls import path
    from django.utils import timezone

    import config.urls
    from accounts.models import User
    from reforms.models import Workplan
    from reports.demo.seed import seed

    call_command("migrate", verbosity=0)
    if not Workplan.objects.exists():
        seed(now=timezone.now())
    config.urls.urlpatterns.append(path("bare/<int:year>/<int:ordinal>/", bare))
    client = Client()
    client.force_login(User.objects.get(username="manager"))
    pages = pages_of(client, Workplan.objects.order_by("-year")[0])
    tell(pages, in_turn(pages))
    cache.clear()


def pages_of(client: Any, workplan: Any) -> dict[str, Callable[[], Any]]:
    """What is asked, by name."""
    from django.core.cache import cache

    from reforms import months

    sealed = max(issue.month for issue in workplan.issues.all())
    month = next((m for m in workplan.months if m > sealed), sealed)
    tag = client.get(f"/matrix/?month={sealed:%Y-%m}").headers["ETag"]
    open_url = f"/matrix/?month={month:%Y-%m}"

    def after_a_change(view: str = "") -> Any:
        """Nothing is kept, as after every decision."""
        cache.clear()
        return client.get(open_url + view)

    return {
        # The last sealed month is full; of the open one only some reports are in.
        "bare": lambda: client.get(f"/bare/{workplan.year}/{months.month_ordinal(sealed)}/"),
        "open, something changed": after_a_change,
        "open": lambda: client.get(open_url),
        "sealed, first time": lambda: client.get(f"/matrix/?month={sealed:%Y-%m}"),
        "sealed": lambda: client.get(f"/matrix/?month={sealed:%Y-%m}"),
        "sealed, unchanged (304)": lambda: client.get(
            f"/matrix/?month={sealed:%Y-%m}", headers={"if-none-match": tag}
        ),
        "open: change": lambda: after_a_change("&show=change&sort=change&dir=desc"),
        "open: registers": lambda: after_a_change("&show=register&sort=unmet&group=yes"),
        "open: by task": lambda: after_a_change("&show=state&sort=t3&dir=desc"),
        "open: disciplines": lambda: after_a_change("&view=disciplines"),
    }


def in_turn(pages: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """The median of each page's seconds of processor time."""
    took: dict[str, list[float]] = {name: [] for name in pages}
    for run in range(RUNS + 2):
        for name, ask in pages.items():
            gc.collect()  # or whoever comes when the garbage is due would pay for all
            began = time.process_time()
            ask()
            if run > 1:
                took[name].append(time.process_time() - began)
    return {name: statistics.median(times) for name, times in took.items()}


def tell(pages: dict[str, Callable[[], Any]], took: dict[str, float]) -> None:
    """Print a line for each page, with its queries and size."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for name, ask in pages.items():
        with CaptureQueriesContext(connection) as queries:
            size = len(ask().content)
        print(
            f"{name:26} {took[name] * 1000:7.1f} ms  {took[name] / took['bare']:5.2f} × bare  "
            f"{len(queries):2} queries  {size // 1024:4} KB"
        )


if __name__ == "__main__":
    main()
