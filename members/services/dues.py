"""Making the dues of a year from the standards in force, and undoing it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Value

from accounts.models import User
from accounts.services import audit
from members.days import member_on
from members.models import Dues, DuesCharge, DuesStandard, Member
from members.selectors.dues import standards_in_force, untouched_dues
from societies.models import Society
from societies.signals import registers_changed


class ChargeInUse(Exception):
    """Some of the dues were paid, changed or taken away since they were made."""


@transaction.atomic
def charge_dues(
    *, society: Society, year: int, on: date, at: datetime, by: User | None
) -> DuesCharge | None:
    """Let every member of a day owe what the standard of their grade asks for the year.

    Members whose dues of the year are recorded already, whose grade has no standard, or whose
    standard asks nothing are left alone; None when nobody is left. A statement per grade,
    however many members.
    """
    Society.objects.select_for_update(no_key=True).get(pk=society.pk)
    charge: DuesCharge = DuesCharge.objects.create(
        society=society, year=year, as_of=on, made_at=at, made_by=by
    )
    for standard in standards_in_force(society.pk, on):
        number = _charge_grade(standard, charge) if standard.amount else 0
        charge.members += number
        charge.amount += number * standard.amount
    if not charge.members:
        charge.delete()
        return None
    charge.save()
    _record("dues.charged", charge, by)
    return charge


@transaction.atomic
def undo_charge(*, charge: DuesCharge, at: datetime, by: User | None) -> DuesCharge:
    """Take away what was made at once; raises ChargeInUse when any of it is no longer as made.

    Done twice, the second time changes nothing.
    """
    stored: DuesCharge = DuesCharge.objects.select_for_update(of=("self",), no_key=True).get(
        pk=charge.pk
    )
    if stored.undone_at is not None:
        return stored
    if untouched_dues(stored).count() != stored.members:
        raise ChargeInUse
    untouched_dues(stored).delete()  # nothing hangs on dues: one statement, no row is read
    stored.undone_at = at
    stored.save(update_fields=["undone_at"])
    _record("dues.charge-undone", stored, by)
    return stored


def _record(action: str, charge: DuesCharge, by: User | None) -> None:
    audit.record(
        action=action,
        subject=charge.society,
        actor=by,
        scope=charge.society.code,
        after={
            "year": charge.year,
            "as_of": charge.as_of,
            "members": charge.members,
            "amount": charge.amount,
        },
    )
    registers_changed.send(sender=Dues, society_ids={charge.society_id})


def _charge_grade(standard: DuesStandard, charge: DuesCharge) -> int:
    """Insert the dues of one grade by one statement, however many members; return their number."""
    owing = (
        Member.objects.order_by()
        .filter(member_on(charge.as_of), society_id=standard.society_id)
        .filter(grade=standard.grade)
    )
    columns: dict[str, Any] = {
        "year": Value(charge.year),
        "owing": Value(standard.amount, output_field=_field("owing")),
        "paid": Value(Decimal(0), output_field=_field("paid")),
        "note": Value(""),
        "version": Value(0),
        "updated_at": Value(charge.made_at, output_field=models.DateTimeField()),
        "charge_id": Value(charge.pk),
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
        # The names are the model's own; every value is a parameter. The index says who has dues
        # already: a subquery was seen to be planned for an empty table and took minutes.
        cursor.execute(
            f"INSERT INTO {table} ({quoted}) {sql} ON CONFLICT (member_id, year) DO NOTHING", params
        )
        number: int = cursor.rowcount
    return number


def _field(name: str) -> Any:
    return Dues._meta.get_field(name)
