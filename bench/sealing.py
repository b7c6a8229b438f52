"""Sealing a month of 210 societies with their checks, against reading and writing the rows bare.

The floor reads every progress entry and the rows of the registers that the checks look at, without
judging anything, and copies every sealed row.

Run `python bench/sealing.py` in the virtual environment: it tells the demo in a database of its
own, seals the open months again and again in transactions that are rolled back, and prints medians
of the clock and of the processor time of this process; the ratio is of processor time.
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
RUNS = 7


def main() -> None:
    """Print the time, the queries and the ratio to the floor."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="bench-"))
    os.environ.setdefault("SECURE", "0")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    measure()


def measure() -> None:
    """Seed, then seal and read bare in turn."""
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone
    from django_scopes import scopes_disabled

    from reforms.models import Workplan
    from reforms.services import sealing
    from reports.demo.seed import seed

    call_command("migrate", verbosity=0)
    seed(now=timezone.now())
    workplan = Workplan.objects.order_by("-year").first()
    if workplan is None:
        raise SystemExit("no workplan")
    sealed = set(workplan.issues.values_list("month", flat=True))
    month = next(m for m in workplan.months if m not in sealed)

    def seal() -> None:
        with scopes_disabled():
            sealing.seal_month(workplan=workplan, month=month, at=timezone.now())

    pairs = [(timed(seal), timed(lambda: read_bare(workplan))) for _ in range(RUNS)]
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        seal()
        transaction.set_rollback(True)
    clock, processor = (statistics.median(one[at] for one, _ in pairs) for at in (0, 1))
    ratio = statistics.median(one[1] / other[1] for one, other in pairs)
    print(
        f"sealing {month:%Y-%m}: {clock * 1000:.0f} ms by the clock, "
        f"{processor * 1000:.0f} ms of processor time, {len(queries)} queries"
    )
    print(f"ratio to reading entries and registers and copying sealed rows bare: {ratio:.2f}")


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the clock and of the processor; what was written is rolled back."""
    from django.db import transaction

    with transaction.atomic():
        began = time.perf_counter(), time.process_time()
        work()
        taken = time.perf_counter() - began[0], time.process_time() - began[1]
        transaction.set_rollback(True)
    return taken


def read_bare(workplan: Any) -> None:
    """Read the rows that a seal is made of and copy those that it leaves, judging nothing."""
    from django.db import connection
    from django_scopes import scopes_disabled

    from reforms.models import ProgressEntry

    with scopes_disabled():
        rows = list(
            ProgressEntry.objects.filter(task__workplan=workplan).values_list(
                "society_id", "task_id", "month_ordinal", "claimed_percent", "accepted_percent"
            )
        )
        read = [
            list(found.values_list("society_id", *names))
            for found, names in registers(workplan.year)
        ]
    with connection.cursor() as cursor:
        for table in ("reforms_societyfigure", "reforms_sealedchecks"):
            cursor.execute(f"CREATE TEMPORARY TABLE copy AS SELECT * FROM {table}")
            cursor.execute("DROP TABLE copy")
    if not rows or not all(read):
        raise SystemExit("no entries, or an empty register")


def registers(year: int) -> tuple[tuple[Any, tuple[str, ...]], ...]:
    """The records that the checks look at, with the fields that they look at."""
    from societies.models import (
        Activity,
        Attendance,
        Branch,
        Meeting,
        Resolution,
        Seat,
        StaffMember,
    )

    return (
        (Seat.objects, ("body", "name", "role", "is_grassroots", "birth_year", "from_on", "to_on")),
        (Meeting.objects.filter(held_on__year=year), ("level", "held_on", "has_record")),
        (Attendance.objects.filter(meeting__held_on__year=year), ("name", "status")),
        (Resolution.objects.filter(meeting__held_on__year=year), ("due_on", "done_on")),
        (Branch.objects, ("name", "parent", "set_up_on", "last_activity_on", "closed_on")),
        (StaffMember.objects, ("name", "employment", "grade", "duty", "from_on", "to_on")),
        (Activity.objects.filter(started_on__year=year), ("kind", "approval", "measures")),
    )


if __name__ == "__main__":
    main()
