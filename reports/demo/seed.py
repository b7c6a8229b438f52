"""Seeding the demo as a whole; what is there already is left alone."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django_scopes import scopes_disabled

import reforms
import societies as societies_app
from accounts.models import User
from reforms import months
from reforms.models import Workplan
from reforms.services.workplans import load_workplan, roll_forward
from reports.demo.annual import Publication, add_annual_reports, begin_annual_reports
from reports.demo.notices import add_notices
from reports.demo.people import add_people, give_passwords, new_passwords
from reports.demo.plans import People
from reports.demo.registers.fill import fill_registers
from reports.demo.reminders import add_reminders
from reports.demo.societies import fill_profiles
from reports.demo.views import keep_views
from reports.demo.year import tell_year
from reports.services.annual_pool import ProcessPool
from societies.enums import Discipline, Role
from societies.models import RoleAssignment, Society
from societies.services.societies import load_societies

WORKPLAN_FILE = Path(reforms.__file__ or "").parent / "data" / "workplan-2017.yaml"
SOCIETIES_FILE = Path(societies_app.__file__ or "").parent / "data" / "national_societies.csv"

#: How many more objects there must be before the next search for garbage.
GARBAGE_AFTER = 100_000


@dataclass
class SeedResult:
    """What seeding added: years told now, years found, and the accounts that sign in."""

    told: list[int] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    accounts: int = 0


def seed(
    *,
    now: dt.datetime,
    years: tuple[int, ...] = (),
    limit: int | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> SeedResult:
    """Seed the years (by default that of the workplan file and the current one).

    `limit` loads only so many societies, spread over the list, for tests.
    """
    path = Path(settings.DATA_DIR) / "demo-accounts.json"
    with scopes_disabled(), _collecting_rarely(), ThreadPoolExecutor(1) as aside:
        source = _workplan(now, say)
        members = _societies(now.year, limit)
        codes = [society.code for society in members]
        passwords = aside.submit(new_passwords, path, codes)
        people = add_people(members, since=source.issued_on)
        _fill_registers(members, source, now, say)
        wanted = years or tuple(sorted({source.year, now.astimezone(months.BEIJING).year}))
        result = _tell(source, wanted, members, people, now, say)
        keep_views()
        add_notices(members, people, User.objects.get(username="manager"), now=now)
        add_reminders(now)
        result.accounts = len(give_passwords(path, codes, passwords.result()))
    return result


def _tell(
    source: Workplan,
    years: tuple[int, ...],
    members: list[Society],
    people: People,
    now: dt.datetime,
    say: Callable[[str], None],
) -> SeedResult:
    """Tell the years that are not there yet; a year's PDFs are rendered while the next is told."""
    result = SeedResult()
    manager = User.objects.get(username="manager")
    publications: list[Publication] = []
    with ProcessPool(1) as pool:
        for year in years:
            workplan = _rolled(source, year)
            if workplan.plans.exists():
                result.found.append(year)
                continue
            with transaction.atomic():
                tell_year(workplan, members, people, _reviewers(), manager, now=now, say=say)
            if now.astimezone(months.BEIJING).year > year:
                publications += add_annual_reports(
                    workplan, members, people, manager, now=now, pool=pool
                )
            else:
                begin_annual_reports(workplan, members, people, now=now)
            result.told.append(year)
        for publication in publications:
            publication.publish(by=manager, at=now)
    return result


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Look for garbage in cycles less often: there is little among so many rows."""
    usual = gc.get_threshold()
    gc.set_threshold(GARBAGE_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _fill_registers(
    members: list[Society], source: Workplan, now: dt.datetime, say: Callable[[str], None]
) -> None:
    """Fill the registers up to now, for the year of the first workplan and the current one."""
    years = tuple(sorted({source.year, now.astimezone(months.BEIJING).year}))
    written = fill_registers(members, years=years, now=now)
    say(f"registers: {written.total()} records")


def _workplan(now: dt.datetime, say: Callable[[str], None]) -> Workplan:
    if not Workplan.objects.exists():
        load_workplan(text=WORKPLAN_FILE.read_text(encoding="utf-8"), at=now)
        say(f"workplan loaded ({now:%Y-%m-%d})")
    source = Workplan.objects.order_by("year").first()
    if source is None:
        raise RuntimeError("the workplan file holds no workplan")
    return source


def _societies(term_year: int, limit: int | None) -> list[Society]:
    if not Society.objects.exists():
        load_societies(data=_lines(SOCIETIES_FILE.read_bytes(), limit))
    members = list(Society.objects.active())
    if not any(society.credit_code for society in members):
        fill_profiles(members, term_year=term_year)
    return members


def _rolled(source: Workplan, year: int) -> Workplan:
    """Return the workplan of a year; a later year is rolled forward and runs from January."""
    existing = Workplan.objects.filter(year=year).first()
    if existing is not None:
        return existing
    workplan = roll_forward(
        source=source,
        year=year,
        first_month=dt.date(year, 1, 1),
        last_month=dt.date(year, 12, 1),
    )
    shift = source.first_month.month - 1
    workplan.issued_on = _earlier(workplan.issued_on, shift)
    workplan.plan_due_on = _earlier(workplan.plan_due_on, shift)
    workplan.full_clean()
    workplan.save()
    return workplan


def _earlier(on: dt.date, by_months: int) -> dt.date:
    ordinal = months.month_ordinal(on) - by_months
    return months.month_start(ordinal).replace(day=min(on.day, 28))


def _reviewers() -> dict[str, User]:
    reviewers = RoleAssignment.objects.in_force().filter(role=Role.REVIEWER)
    by_discipline = {
        item.discipline: assignment.person
        for assignment in reviewers.select_related("person").prefetch_related("person__portfolio")
        for item in assignment.person.portfolio.all()
        if item.discipline
    }
    return {discipline: by_discipline[discipline] for discipline in Discipline.values}


def _lines(data: bytes, limit: int | None) -> bytes:
    """Return the file with so many of its societies, or as it is."""
    head, *lines = data.splitlines(keepends=True)
    step = 1 if limit is None else max(1, len(lines) // limit)
    return b"".join((head, *lines[::step][:limit]))
