"""Pages of the registers at 500,000 members and 30,000 seats, against bare views of the same rows.

Run `python bench/registers.py` in the virtual environment: it fills an SQLite file and a PostgreSQL
of its own (or uses the database of DATABASE_URL, filled before) and asks each page in turn, as one
person, after a first sight with nothing kept. The number of MEMBERS may be given as an argument.
A bare view counts the rows of a table, fetches the first 50 in an index's order and renders them
through a Django template: what a list of them cannot do without. Times are by the clock, because
PostgreSQL works in processes of its own; the load of the machine stands in the last line.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from databases import begin, on_each_database

ROOT = Path(__file__).resolve().parent.parent
RUNS = 11
BATCH = 10_000
MEMBERS = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
SEATS = 143
TODAY = date.today()  # noqa: DTZ011 -- the pages take today in the portal's zone, near enough
BARE = """<!DOCTYPE html><html><body><p>{{ total }}</p><table>{% for row in rows %}<tr>
{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table></body></html>"""
LIST = "/societies/A-01/members/"
#: Each page and the bare view that is its floor.
PAGES = (
    ("members", LIST, "members"),
    ("… of a grade and sector", f"{LIST}?grade=senior&sector=university", "members"),
    ("… of a region", f"{LIST}?region=%E5%8C%97%E4%BA%AC", "members"),
    ("… searched by part of a name", f"{LIST}?q=%E6%B5%B7%E6%B6%9B", "members"),
    ("… searched in vain", f"{LIST}?q=zzzz", "members"),
    ("… by name, downwards", f"{LIST}?sort=-name", "members"),
    ("… by day of joining", f"{LIST}?sort=joined_on", "members"),
    ("… everybody recorded", f"{LIST}?status=any", "members"),
    ("… the last page", f"{LIST}?page=100", "members"),
    ("one member", f"{LIST}MEMBER/", "members"),
    ("counts of members", f"{LIST}counts/", "members"),
    ("dues", f"{LIST}dues/", "members"),
    ("dues of every member", "/registers/dues/?society=A-01", "members"),
    ("declared counts", f"{LIST}declared/", "members"),
    ("members of all societies", "/members/", "members"),
    ("registers of all societies", "/registers/", "seats"),
    ("registers of one society", "/societies/A-01/registers/", "seats"),
    ("seats", "/registers/seats/", "seats"),
    ("… the last page", "/registers/seats/?page=600", "seats"),
    ("… searched and sorted", "/registers/seats/?q=%E6%B5%B7&sort=-birth_year", "seats"),
    ("declared counts of all", "/registers/declared_counts/", "seats"),
    ("attendance by meeting", "/registers/attendance/?sort=meeting", "seats"),
    ("governance calendar", "/overviews/governance/", "seats"),
    ("meetings of all societies", "/overviews/meetings/", "seats"),
    ("offices of all societies", "/overviews/office/", "seats"),
    ("activities of all societies", "/overviews/activities/", "seats"),
)


def main() -> None:
    """Print a line per page: its time, its ratio to its floor, its queries."""
    if on_each_database():
        return
    begin()
    from django_scopes import scopes_disabled

    with scopes_disabled():
        fill()
    measure()


def fill() -> None:
    """Fill the registers unless they are; the same rows on every machine and day but today's."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from accounts.models import User
    from members.models import Member
    from societies.enums import Role
    from societies.models import RoleAssignment, Society

    if Member.objects.exists():
        return
    chance = random.Random(2017)
    call_command("load_societies", "societies/data/national_societies.csv", verbosity=0)
    manager = User.objects.create_user(username="manager", password=None, name="manager")
    RoleAssignment.objects.create(person=manager, role=Role.MANAGER, started_on=date(2017, 1, 1))
    with transaction.atomic():
        fill_registers(list(Society.objects.all()), chance)
        fill_members(Society.objects.get(code="A-01"), chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def names(chance: random.Random) -> str:
    """A name of two or three characters."""
    family, given = (
        "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许",
        "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀海平",
    )
    return chance.choice(family) + "".join(chance.choices(given, k=chance.choice((1, 2, 2))))


def fill_members(society: Any, chance: random.Random) -> None:
    """One large society: a fiftieth are units, a tenth has left."""
    from members.enums import MemberGrade
    from members.models import Member
    from societies.enums import Sector, Sex

    regions = ("北京市", "上海市", "广东省", "江苏省", "湖北省", "四川省", "陕西省", "")
    grades = ("ordinary", "ordinary", "ordinary", "senior", "student", "fellow", "")
    begin = date(TODAY.year - 30, 1, 1)
    days = (TODAY - begin).days
    assert set(grades) - {""} <= set(MemberGrade.values)

    def one(number: int) -> Any:
        joined = begin + timedelta(chance.randrange(days))
        left = joined + timedelta(chance.randrange(1, 3000)) if chance.random() < 0.1 else None
        return Member(
            society=society,
            registration_no=f"A01{number:08}",
            name=names(chance),
            kind="unit" if number % 50 == 0 else "individual",
            grade=chance.choice(grades),
            gender=chance.choice(Sex.values),
            sector=chance.choice(Sector.values),
            region=chance.choice(regions),
            employer="某大学",
            joined_on=joined,
            left_on=left if left and left <= TODAY else None,
        )

    for start in range(0, MEMBERS, BATCH):
        Member.objects.bulk_create(
            [one(n) for n in range(start, min(start + BATCH, MEMBERS))], batch_size=500
        )
    fill_dues(society)


def fill_dues(society: Any) -> None:
    """Let every member owe for two years, as the page makes dues; half of them paid the last."""
    from django.db.models import F
    from django.utils import timezone

    from members.enums import MemberGrade
    from members.models import Dues, DuesStandard
    from members.services.dues import charge_dues

    for grade in MemberGrade.values:
        day = date(2017, 1, 1)
        DuesStandard.objects.create(
            society=society, grade=grade, amount=50, resolved_on=day, effective_on=day
        )
    for year in (TODAY.year - 1, TODAY.year):
        began = time.perf_counter()
        on, at = date(year, 1, 1), timezone.now()
        charge = charge_dues(society=society, year=year, on=on, at=at, by=None)
        if charge is not None:
            print(f"dues of {charge.members:,} made in {time.perf_counter() - began:.1f} s")
    paid = Dues.objects.annotate(half=F("pk") % 2).filter(half=0, year=TODAY.year)
    paid.update(paid=F("owing"), paid_on=TODAY, version=1)


def fill_registers(societies: list[Any], chance: random.Random) -> None:
    """Councils, meetings with attendance, staff, Party bodies, activities, declared counts."""
    for register_rows in rows_of(societies, chance):
        type(register_rows[0]).objects.bulk_create(register_rows, batch_size=500)
    from societies.models import Attendance, Meeting, Resolution

    attendances, resolutions = [], []
    for meeting in Meeting.objects.all():
        resolutions.append(
            Resolution(
                society_id=meeting.society_id,
                meeting=meeting,
                title="关于分支机构的决议",
                due_on=meeting.held_on + timedelta(60),
            )
        )
        attendances += [
            Attendance(
                society_id=meeting.society_id,
                meeting=meeting,
                name=f"{names(chance)}{number}",
                status=chance.choice(("present", "present", "excused", "unexcused")),
            )
            for number in range(20)
        ]
    Attendance.objects.bulk_create(attendances, batch_size=500)
    Resolution.objects.bulk_create(resolutions, batch_size=500)


def rows_of(societies: list[Any], chance: random.Random) -> Iterator[list[Any]]:
    """Rows of the registers that hang on nothing but the society, table by table."""
    yield from governance_rows(societies, chance)
    yield from meeting_rows(societies, chance)
    yield from office_rows(societies, chance)
    yield from activity_rows(societies, chance)


def governance_rows(societies: list[Any], chance: random.Random) -> Iterator[list[Any]]:
    """Terms and seats."""
    from societies.models import CouncilTerm, Seat

    yield [
        CouncilTerm(
            society=each,
            term=9,
            starts_on=date(TODAY.year - 3, 1, 1),
            ends_on=TODAY + timedelta(chance.randrange(-100, 700)),
        )
        for each in societies
    ]
    yield [
        Seat(
            society=each,
            term=9,
            body="council",
            name=f"{names(chance)}{number}",
            role=("president", "vice_president", "secretary_general")[number]
            if number < 3
            else "member",
            is_grassroots=chance.choice((True, False, None)),
            birth_year=chance.randint(TODAY.year - 80, TODAY.year - 30),
            from_on=date(TODAY.year - 3, 1, 1),
        )
        for each in societies
        for number in range(SEATS)
    ]


def meeting_rows(societies: list[Any], chance: random.Random) -> Iterator[list[Any]]:
    """Four meetings of each level in the year."""
    from societies.models import Meeting

    yield [
        Meeting(
            society=each,
            level=level,
            held_on=date(TODAY.year, 1, 1) + timedelta(number * 90 + chance.randrange(90)),
            title=f"第{number}次会议",
            has_attendance=True,
            has_record=chance.choice((True, None)),
            has_minutes=True,
        )
        for each in societies
        for number in range(4)
        for level in ("council", "standing", "president", "secretary_general")
    ]


def office_rows(societies: list[Any], chance: random.Random) -> Iterator[list[Any]]:
    """Staff and Party bodies."""
    from societies.models import PartyBody, StaffMember

    yield [
        StaffMember(
            society=each,
            name=f"{names(chance)}{number}",
            employment=chance.choice(("full_time", "part_time")),
            from_on=date(TODAY.year - chance.randrange(9), 3, 1),
        )
        for each in societies
        for number in range(12)
    ]
    yield [
        PartyBody(society=each, layer=layer, approved_on=date(TODAY.year - 1, 5, 1))
        for each in societies
        for layer in ("council", "office", "branch")
    ]


def activity_rows(societies: list[Any], chance: random.Random) -> Iterator[list[Any]]:
    """Activities, and how many members were declared."""
    from members.models import DeclaredCount
    from societies.models import Activity

    yield [
        Activity(
            society=each,
            kind=kind,
            title=f"第{number}届",
            started_on=date(TODAY.year, 1, 2) + timedelta(chance.randrange(200)),
            measures={},
        )
        for each in societies
        for number in range(10)
        for kind in kinds()
    ]
    yield [
        DeclaredCount(society=each, as_of=date(year, 12, 31), individual=9_000, unit=80)
        for each in societies
        for year in (TODAY.year - 2, TODAY.year - 1)
    ]


def kinds() -> list[str]:
    """Two kinds of activities."""
    from societies.activity_kinds import activity_kinds

    return list(activity_kinds().kinds)[:2]


def bare(_request: Any, table: str) -> Any:
    """How many rows there are, and the first 50: two queries and a template."""
    from django.http import HttpResponse
    from django.template import Context, Engine
    from django_scopes import scopes_disabled

    from members.models import Member
    from societies.models import Seat

    with scopes_disabled():
        if table == "members":
            found = Member.objects.filter(society__code="A-01").order_by(
                "society", "registration_no"
            )
        else:
            found = Seat.objects.order_by("pk")
        fields = ("pk", "name", "society__code", "version", "note", "updated_at")
        context = Context({"total": found.count(), "rows": list(found.values_list(*fields)[:50])})
    return HttpResponse(Engine.get_default().from_string(BARE).render(context))


def in_turn(client: Any, addresses: list[str]) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Milliseconds of each address, warm, by run; and at first sight with nothing kept."""
    from django.core.cache import cache

    took: dict[str, list[float]] = {address: [] for address in addresses}
    first: dict[str, float] = {}
    for turn in range(RUNS + 2):
        for address in addresses:
            if turn == 1:  # the code is warm, the counts are not
                cache.clear()
            began = time.perf_counter()
            client.get(address)
            if turn == 1:
                first[address] = (time.perf_counter() - began) * 1000
            if turn > 1:
                took[address].append((time.perf_counter() - began) * 1000)
    return took, first


def measure() -> None:
    """Ask every page with nothing kept, then in turn again and again after warming up."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import path
    from django_scopes import scopes_disabled

    import config.urls
    from accounts.models import User
    from members.models import Member

    config.urls.urlpatterns.append(path("bare/<slug:table>/", bare))
    client = Client()
    client.force_login(User.objects.get(username="manager"))
    with scopes_disabled():
        one = str(Member.objects.order_by("pk").values_list("pk", flat=True)[1000])
    asked = {f"bare {table}": f"/bare/{table}/" for table in ("members", "seats")}
    addresses = list(asked.values()) + [url.replace("MEMBER", one) for _name, url, _ in PAGES]
    took, first = in_turn(client, addresses)
    lines = [*((name, url, name[5:]) for name, url in asked.items()), *PAGES]
    for (name, _url, table), address in zip(lines, addresses, strict=True):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            status = client.get(address).status_code
        middle, worst = statistics.median(took[address]), max(took[address])
        ratio = middle / statistics.median(took[f"/bare/{table}/"])
        print(
            f"{name:32} {status} {middle:7.1f} ms (worst {worst:6.1f}, first {first[address]:6.0f})"
            f"  {ratio:5.2f} × bare {table}  {len(queries):2} queries at first"
        )
    print(f"load {os.getloadavg()[0]:.1f}, {connection.vendor}")


if __name__ == "__main__":
    main()
