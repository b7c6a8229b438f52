"""Making the dues of a year from the standards in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Value
from django.utils import timezone

from accounts.models import User
from accounts.services import audit
from members.days import member_on
from members.models import Dues, DuesStandard, Member
from members.selectors.dues import standards_in_force
from societies.models import Society
from societies.signals import registers_changed


@dataclass(frozen=True)
class Charged:
    """How many members' dues were made, and what they owe together in yuan."""

    members: int
    amount: Decimal


@transaction.atomic
def charge_dues(*, society: Society, year: int, on: date, by: User | None) -> Charged:
    """Let every member of a day owe what the standard of their grade asks for the year.

    Members whose dues of the year are recorded already, whose grade has no standard, or whose
    standard asks nothing are left alone; doing it twice adds nothing.
    """
    Society.objects.select_for_update(no_key=True).get(pk=society.pk)
    now, members, amount = timezone.now(), 0, Decimal(0)
    for standard in standards_in_force(society.pk, on):
        number = _charge_grade(standard, year, on, now) if standard.amount else 0
        members += number
        amount += number * standard.amount
    if members:
        audit.record(
            action="dues.charged",
            subject=society,
            actor=by,
            scope=society.code,
            after={"year": year, "as_of": on, "members": members, "amount": amount},
        )
        registers_changed.send(sender=Dues, society_ids={society.pk})
    return Charged(members, amount)


def _charge_grade(standard: DuesStandard, year: int, on: date, now: datetime) -> int:
    """Insert the dues of one grade by one statement, however many members; return their number."""
    recorded = Dues.objects.order_by().filter(member=OuterRef("pk"), year=year)
    owing = (
        Member.objects.order_by()
        .filter(member_on(on), ~Exists(recorded), society_id=standard.society_id)
        .filter(grade=standard.grade)
    )
    columns: dict[str, Any] = {
        "year": Value(year),
        "owing": Value(standard.amount, output_field=_field("owing")),
        "paid": Value(Decimal(0), output_field=_field("paid")),
        "note": Value(""),
        "version": Value(0),
        "updated_at": Value(now, output_field=models.DateTimeField()),
    }
    selected = owing.values_list("society_id", "pk").annotate(
        **{f"new_{name}": value for name, value in columns.items()}
    )
    sql, params = selected.query.sql_with_params()
    quoted = ", ".join(
        connection.ops.quote_name(name) for name in ("society_id", "member_id", *columns)
    )
    table = connection.ops.quote_name(Dues._meta.db_table)
    with connection.cursor() as cursor:
        # The names are the model's own; every value is a parameter.
        cursor.execute(f"INSERT INTO {table} ({quoted}) {sql}", params)
        number: int = cursor.rowcount
    return number


def _field(name: str) -> Any:
    return Dues._meta.get_field(name)
