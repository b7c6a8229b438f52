"""Importing 200,000 members, against writing the same rows bare and against django-import-export.

Run `python bench/member_import.py` in the virtual environment: it makes a file, starts a
PostgreSQL of its own, and takes turns on SQLite and on PostgreSQL, each run in a process of its
own on an empty database. "Bare" is the quickest known way to write such a file without a question
asked: `COPY` into a temporary table and one upsert on PostgreSQL, `executemany` of an upsert on
SQLite, into the same table with the same indexes; numbers unencrypted, nothing checked. Ours reads,
checks, encrypts, compares, stages and applies. On SQLite the processor time of the process counts,
on PostgreSQL, which works in processes of its own, the clock. ROWS and RUNS may be given as
arguments; `--xlsx` has ours read the same rows from a workbook, `--database` measures one alone.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from databases import databases

ROOT = Path(__file__).resolve().parent.parent
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROWS, RUNS, SLICE = 200_000, 3, 5_000
COLUMNS = [
    "society_code",
    "registration_no",
    "name",
    "kind",
    "grade",
    "gender",
    "birth_on",
    "id_number",
    "phone",
    "email",
    "employer",
    "sector",
    "region",
    "joined_on",
    "left_on",
]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def main() -> None:
    """Measure in turn, each in a new process, and print medians and ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    parser.add_argument("runs", nargs="?", type=int, default=RUNS)
    parser.add_argument("--xlsx", action="store_true")
    parser.add_argument("--database", choices=("SQLite", "PostgreSQL"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, databases(Path(name)) as urls:
        path = Path(name) / "members.csv"
        make_file(path, asked.rows)
        ours = make_workbook(path) if asked.xlsx else path
        for label, url in urls.items():
            if asked.database in (None, label):
                print(f"{label}: {asked.rows:,} rows, {ours.suffix[1:]}", flush=True)
                report(label, [turn(path, ours, url) for _ in range(asked.runs)], asked.rows)


def report(label: str, turns: list[dict[str, Any]], rows: int) -> None:
    """Print what was measured."""
    for name in ("bare", "ours", "unchanged"):
        rate = rows / statistics.median(turn[name]["seconds"] for turn in turns)
        print(f"  {name:10} {rate:10,.0f} rows/s", end="")
        print(f"  peak {max(turn[name]['megabytes'] for turn in turns):,} MB")
    one = statistics.median(SLICE / turn["import_export"]["seconds"] for turn in turns)
    print(f"  import-export, row by row, {SLICE:,} rows: {one:,.0f} rows/s")

    def ratio(above: str, below: str) -> float:
        return float(statistics.median(t[above]["seconds"] / t[below]["seconds"] for t in turns))

    print(f"  {label}: ours is {ratio('bare', 'ours'):.0%} as fast as writing bare")
    print(f"  {label}: an unchanged file is {ratio('ours', 'unchanged'):.1f} times faster")


def turn(path: Path, ours: Path, url: str) -> dict[str, Any]:
    """One round of every way, each in a process of its own."""
    found = {}
    for name in ("bare", "ours", "unchanged", "import_export"):
        file = ours if name in ("ours", "unchanged") else path
        done = subprocess.run(
            [sys.executable, __file__, "--way", name, str(file)],
            env={**os.environ, "DATABASE_URL": url},
            check=True,
            capture_output=True,
            text=True,
        )
        found[name] = json.loads(done.stdout.splitlines()[-1])
    return found


def make_file(path: Path, rows: int) -> None:
    """Write a file of members as a large society has them."""
    rng = random.Random(4)
    surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
    given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅"
    employers = [f"第{number}大学" for number in range(300)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for number in range(rows):
            born = dt.date(1950, 1, 1) + dt.timedelta(days=rng.randrange(18_000))
            body = f"{110_101 + rng.randrange(800)}{born:%Y%m%d}{rng.randrange(1000):03d}"
            total = sum(int(c) * weight for c, weight in zip(body, _WEIGHTS, strict=True))
            row = (
                "A-01",
                f"S{number:08d}M",
                rng.choice(surnames) + rng.choice(given) + rng.choice(given),
                "individual",
                rng.choice(("ordinary", "senior", "student", "fellow")),
                rng.choice(("male", "female")),
                born,
                body + "10X98765432"[total % 11],
                f"1{rng.randrange(3, 10)}{rng.randrange(10**9):09d}",
                f"m{number}@example.org",
                rng.choice(employers),
                rng.choice(("university", "institute", "enterprise")),
                rng.choice(("北京", "上海", "广东", "江苏", "浙江", "四川", "湖北", "陕西")),
                dt.date(2000, 1, 1) + dt.timedelta(days=rng.randrange(6200)),
                "",
            )
            writer.writerow(row)


def make_workbook(path: Path) -> Path:
    """Write the same rows as spreadsheets do: every text once, cells that point to it."""

    def links(*targets: tuple[str, str]) -> str:
        each = (
            f'<Relationship Id="{k}" Type="{_RELATIONS}/{k}" Target="{to}"/>' for k, to in targets
        )
        return f"<Relationships>{''.join(each)}</Relationships>"

    texts: dict[str, int] = {}
    target = path.with_suffix(".xlsx")
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book,
        path.open(encoding="utf-8", newline="") as stream,
    ):
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("_rels/.rels", links(("officeDocument", "xl/workbook.xml")))
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns:r="{_RELATIONS}"><sheets><sheet r:id="worksheet"/></sheets>'
            "</workbook>",
        )
        parts = (("worksheet", "sheet1.xml"), ("sharedStrings", "sharedStrings.xml"))
        book.writestr("xl/_rels/workbook.xml.rels", links(*parts))
        with book.open("xl/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b"<worksheet><sheetData>")
            for number, row in enumerate(csv.reader(stream), 1):
                cells = (
                    f'<c r="{chr(65 + place)}{number}" t="s"><v>'
                    f"{texts.setdefault(text, len(texts))}</v></c>"
                    for place, text in enumerate(row)
                    if text
                )
                sheet.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as shared:
            shared.write(b"<sst>")
            shared.writelines(f"<si><t>{text}</t></si>".encode() for text in texts)
            shared.write(b"</sst>")
    return target


def run_way(name: str, path: Path) -> None:
    """Write the file one way into the database, and print seconds and megabytes."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django_scopes import scopes_disabled

    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    with scopes_disabled():
        call_command("migrate", verbosity=0, skip_checks=True)
        society = prepare(is_empty=name != "unchanged")
        way: Callable[[Path, int], None] = {
            "bare": write_bare,
            "ours": import_ours,
            "unchanged": import_ours,
            "import_export": import_by_rows,
        }[name]
        began = clock()
        way(path, society)
        seconds = clock() - began
    # The kernel's own figure: that of getrusage begins with the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak}))


def prepare(*, is_empty: bool) -> int:
    """Return the society's key; take out what an earlier run wrote."""
    from django.db import connection

    from societies.models import Society

    society, _new = Society.objects.get_or_create(
        code="A-01", defaults={"name_zh": "中国测量学会", "discipline": "science"}
    )
    if is_empty:
        with connection.cursor() as cursor:
            for table in ("members_memberimportrow", "members_member"):
                if connection.vendor == "postgresql":
                    cursor.execute(f"TRUNCATE {table} CASCADE")
                else:
                    cursor.execute(f"DELETE FROM {table}")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return society.pk


def import_ours(path: Path, _society: int) -> None:
    """Read, check, encrypt, compare, stage and apply, as the command and the jobs do."""
    from django.utils import timezone

    from members.importing.reading import Source
    from members.services.imports import import_now

    outcome = import_now(
        source=Source(path.name, lambda: path.open("rb")),
        sha256="",
        size=path.stat().st_size,
        today=timezone.localdate(),
        at=timezone.now(),
        is_dry=False,
    )
    if outcome.rejected:
        raise SystemExit(f"{outcome.rejected} rows rejected")


_BARE = [
    "registration_no",
    "name",
    "kind",
    "grade",
    "gender",
    "birth_on",
    "id_number_key",
    "phone_key",
    "email",
    "employer",
    "sector",
    "region",
    "joined_on",
]
_REST = "left_reason, note, version, updated_at, society_id"


def write_bare(path: Path, society: int) -> None:
    """Upsert the file as it stands: nothing is checked, encrypted or compared."""
    from django.db import connection, transaction

    from members.services.import_staging import roomy_cache

    changes = ", ".join(f"{name} = excluded.{name}" for name in _BARE[1:])
    upsert = f"ON CONFLICT (registration_no) DO UPDATE SET {changes}"
    names = ", ".join(_BARE)
    rest = f"'', '', 0, '2026-01-01 00:00:00+00:00', {society}"
    with transaction.atomic(), connection.cursor() as cursor, path.open("rb") as stream:
        if connection.vendor == "postgresql":
            fields = ", ".join(
                f"{name} {'date' if name.endswith('_on') else 'text'}" for name in COLUMNS
            )
            cursor.execute(f"CREATE TEMPORARY TABLE bare ({fields}) ON COMMIT DROP")
            with cursor.copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy:
                while block := stream.read(1 << 20):
                    copy.write(block)
            taken = names.replace("_key", "")
            cursor.execute(
                f"INSERT INTO members_member ({names}, {_REST}) "
                f"SELECT {taken}, {rest} FROM bare {upsert}"
            )
            return
        lines = csv.reader(line.decode() for line in stream)
        next(lines)
        marks = ", ".join(["%s"] * len(_BARE))
        statement = f"INSERT INTO members_member ({names}, {_REST}) VALUES ({marks}, {rest}) "
        # By the driver itself, which keeps no copy of the rows, and with as much cache as ours.
        statement = (statement + upsert).replace("%s", "?")
        with roomy_cache():
            connection.connection.executemany(statement, (row[1:14] for row in lines))


def import_by_rows(path: Path, society: int) -> None:
    """Take in the first rows as django-import-export does by itself."""
    import tablib
    from import_export import resources

    from members.models import Member

    class MemberResource(resources.ModelResource):
        """Members as they come, a row at a time."""

        class Meta:
            model = Member
            import_id_fields = ("registration_no",)
            fields = [name for name in _BARE if not name.endswith("_key")]
            skip_unchanged = True

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            instance.society_id = society

    with path.open(encoding="utf-8", newline="") as stream:
        head, *rows = (row for row, _n in zip(csv.reader(stream), range(SLICE + 1), strict=False))
    result = MemberResource().import_data(tablib.Dataset(*rows, headers=head), raise_errors=True)
    if result.has_errors():
        raise SystemExit("import-export refused rows")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        run_way(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
