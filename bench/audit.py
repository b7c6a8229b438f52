"""The audit trail at 400,000 events: the list as it is asked, against a bare view of its table.

Run `python bench/audit.py` in the virtual environment: it fills an SQLite file and a PostgreSQL of
its own (or uses the database of DATABASE_URL, filled before) and asks each page in turn, as one
person. The number of events may be given as an argument. Half of the events are entries of single
tasks; a record, a person and a society of which there is little lie far back. A bare view fetches
the last 50 rows of the table and renders them through a Django template. Times are by the clock,
because PostgreSQL works in processes of its own; the load of the machine stands in the last line.
"""

from __future__ import annotations

import hashlib
import os
import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from databases import begin, on_each_database

ROOT = Path(__file__).resolve().parent.parent
RUNS = 11
BATCH = 10_000
EVENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000
BEGIN = datetime(2017, 4, 21, tzinfo=UTC)
BARE = """<!DOCTYPE html><html><body><table>{% for row in rows %}<tr>
{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table></body></html>"""
LIST = "/audit/"
#: Actions with their kind of record, and how many of a hundred events they are.
KINDS = (
    ("entry.changed", "progressentry", 50),
    ("report.submitted", "monthlyreport", 15),
    ("entry.decided", "progressentry", 15),
    ("members.imported", "memberimport", 10),
    ("register.changed", "seat", 10),
)
PAGES = (
    ("all", LIST),
    ("… the last page to turn to", f"{LIST}?page=200"),
    ("of the most frequent action", f"{LIST}?action=entry.changed"),
    ("of an action long ago", f"{LIST}?action=workplan.loaded"),
    ("of the most frequent kind", f"{LIST}?kind=progressentry"),
    ("of a kind long ago", f"{LIST}?kind=workplan"),
    ("of one record", f"{LIST}?subject=workplan:1"),
    ("by who does most", f"{LIST}?who=busy"),
    ("by who did something long ago", f"{LIST}?who=early"),
    ("of one society", f"{LIST}?society=A-07"),
    ("of one society, whole history", "/societies/A-07/history/"),
    ("of some days", f"{LIST}?since=2017-09-01&until=2017-09-03"),
    ("of some days and a kind", f"{LIST}?since=2017-09-01&until=2017-09-30&kind=seat"),
    ("with words that many have", f"{LIST}?q=%E8%BF%9B%E5%B1%95"),
    ("with words long ago", f"{LIST}?q=%E5%B7%A5%E4%BD%9C%E8%A6%81%E7%82%B9"),
    ("with words nobody wrote", f"{LIST}?q=zzzz"),
    ("with words, of one society", f"{LIST}?society=A-07&q=zzzz"),
)


def main() -> None:
    """Print a line per page: its time, its ratio to the bare view, its queries."""
    if on_each_database():
        return
    begin()
    from django_scopes import scopes_disabled

    with scopes_disabled():
        fill()
    measure()


def fill() -> None:
    """Write the trail unless it is there: the same events on every machine."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from accounts.models import AuditEvent, User
    from societies.enums import Role
    from societies.models import RoleAssignment, Society

    if AuditEvent.objects.filter(action="entry.changed").exists():
        return
    call_command("load_societies", "societies/data/national_societies.csv", verbosity=0)
    names = ("busy-editor", "other-editor", "early-manager")
    makers = [User.objects.create_user(username=name) for name in names]
    manager = User.objects.create_user(username="manager", password=None, name="manager")
    RoleAssignment.objects.create(person=manager, role=Role.MANAGER, started_on=BEGIN.date())
    chance = random.Random(2017)
    codes = list(Society.objects.values_list("code", flat=True))
    with transaction.atomic():
        for start in range(0, EVENTS, BATCH):
            numbers = range(start, min(start + BATCH, EVENTS))
            AuditEvent.objects.bulk_create(
                [event(n, chance, codes, makers) for n in numbers], batch_size=500
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def event(number: int, chance: random.Random, codes: list[str], makers: list[Any]) -> Any:
    """One event; the first few are of a kind and by a person of which there is little."""
    from accounts.models import AuditEvent

    action, kind, _weight = chance.choices(KINDS, [weight for _action, _kind, weight in KINDS])[0]
    busy, other, early = makers
    code, by = chance.choice(codes), other if chance.random() < 0.2 else busy
    label, reason = f"{code} 2017-{chance.randint(4, 12):02} 任务{number % 24 + 1}", "进展更新"
    if number < 3:
        action, kind, by, label, reason = "workplan.loaded", "workplan", early, "工作要点", ""
    return AuditEvent(
        at=BEGIN + timedelta(minutes=number),
        actor=by,
        actor_label=by.username,
        origin="192.0.2.1",
        action=action,
        subject_type=kind,
        subject_id=str(number // 7 + 1),
        subject_label=label,
        scope=code if kind != "workplan" else "",
        before={"percent": number % 100, "narrative": "上月情况"},
        after={"percent": number % 100 + 1, "narrative": "完成章程修订，召开理事会审议"},
        reason=reason,
        previous_digest="0" * 64,
        digest=hashlib.sha256(f"event {number}".encode()).hexdigest(),
    )


def bare(_request: Any) -> Any:
    """The last 50 events: one query and a template."""
    from django.http import HttpResponse
    from django.template import Context, Engine

    from accounts.models import AuditEvent

    names = ("pk", "at", "actor_label", "action", "subject_label", "before", "after", "reason")
    rows = list(AuditEvent.objects.values_list(*names)[:50])
    return HttpResponse(Engine.get_default().from_string(BARE).render(Context({"rows": rows})))


def measure() -> None:
    """Ask every page in turn, again and again after warming up."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import path

    import config.urls
    from accounts.models import User

    config.urls.urlpatterns.append(path("bare/", bare))
    client = Client()
    client.force_login(User.objects.get(username="manager"))
    pages = (("bare", "/bare/"), *PAGES)
    took: dict[str, list[float]] = {address: [] for _name, address in pages}
    for turn in range(RUNS + 1):
        for _name, address in pages:
            began = time.perf_counter()
            client.get(address)
            if turn:
                took[address].append((time.perf_counter() - began) * 1000)
    floor = statistics.median(took["/bare/"])
    for name, address in pages:
        with CaptureQueriesContext(connection) as queries:
            status = client.get(address).status_code
        middle, worst = statistics.median(took[address]), max(took[address])
        print(
            f"{name:32} {status} {middle:7.1f} ms (worst {worst:6.1f})"
            f"  {middle / floor:5.2f} × bare  {len(queries):2} queries"
        )
    print(f"{EVENTS:,} events, load {os.getloadavg()[0]:.1f}, {connection.vendor}")


if __name__ == "__main__":
    main()
