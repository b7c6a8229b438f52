"""Writing the records of registers: one at a time from a page, or many at once from a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from societies.models import Record, Society
from societies.models.record import FROM_PORTAL
from societies.registers import Column, Register
from societies.signals import registers_changed
from societies.uploads import CheckedFile

#: Rows per statement: far below what SQLite takes as parameters.
_BATCH = 500

Related = Mapping[str, Sequence[Society]]


class StaleRecord(Exception):
    """Somebody else saved the record since it was opened; `current` is what is stored now."""

    def __init__(self, current: Record) -> None:
        self.current = current
        super().__init__(str(current))


class RecordInUse(Exception):
    """Other records hang on the record, so that it cannot be taken away."""


@dataclass(frozen=True)
class Write:
    """A record as it shall be, with what changed: `before` is None for a new one.

    `related` holds the societies of fields that name several.
    """

    record: Record
    after: dict[str, Any]
    before: dict[str, Any] | None = None
    related: Related = field(default_factory=dict)


def values_of(register: Register, record: Record) -> dict[str, Any]:
    """Return the record's values by field as the audit trail keeps them; not those of others."""
    values: dict[str, Any] = {}
    for name in register.fields:
        described = record._meta.get_field(name)
        if isinstance(described, models.ForeignKey):
            values[name] = _words(getattr(record, name, None), getattr(record, described.attname))
        elif isinstance(described, models.ManyToManyField):
            values[name] = codes_of(record, name)
        else:
            values[name] = getattr(record, name)
    if register.has_file:
        values["file"] = cast("Any", record).file_name
    return values


def codes_of(record: Record, name: str) -> list[str]:
    """Return the codes of the societies that a stored record names in a field."""
    if record.pk is None:
        return []
    return _codes(getattr(record, name).all())


def _words(related: models.Model | None, key: Any) -> str | None:
    return None if key is None else str(related)


@transaction.atomic
def save_record(
    *,
    register: Register,
    record: Record,
    by: User | None,
    expected_version: int | None = None,
    upload: CheckedFile | None = None,
    removes_file: bool = False,
    related: Related | None = None,
    by_portal: bool = False,
) -> Record:
    """Save a new or changed record of a register, and its file where there is one; or take it off.

    Raises ValidationError, or StaleRecord when it was saved meanwhile. Saving what is stored
    already changes nothing.
    """
    stored = _stored(register, record, expected_version)
    _check_writer(stored, by_portal=by_portal)
    replaced = _set_file(record, stored, upload, removes_file=removes_file)
    record.version = stored.version + 1 if stored else 0
    record.full_clean()
    _check_key(register, record)
    named = related or {}
    change = _change(register, record, stored, named, has_new_file=upload is not None)
    if stored and not change.after:
        return stored
    record.save()
    touched = _named(register, [record.pk]) | _store_related(record, named) | {record.society_id}
    if replaced:
        _forget_file(*replaced)
    audit.record(
        action="register.changed" if stored else "register.created",
        subject=record,
        actor=by,
        scope=record.society.code,
        before=change.before,
        after=change.after,
    )
    _tell(register, touched | ({stored.society_id} if stored else set()))
    return record


def _codes(societies: Iterable[Society]) -> list[str]:
    return sorted(society.code for society in societies)


def _store_related(record: Record, related: Related) -> set[int]:
    """Name other societies in a stored record; return which."""
    for name, societies in related.items():
        getattr(record, name).set(societies)
    return {society.pk for societies in related.values() for society in societies}


def _stored(register: Register, record: Record, expected_version: int | None) -> Record | None:
    if record.pk is None:
        return None
    model = cast("Any", register.model)
    stored: Record = model.objects.select_for_update(no_key=True).get(pk=record.pk)
    if expected_version is not None and stored.version != expected_version:
        raise StaleRecord(stored)
    return stored


def _check_writer(stored: Record | None, *, by_portal: bool) -> None:
    """Leave records that the portal keeps to the portal."""
    if stored and stored.is_from_portal and not by_portal:
        raise ValidationError(FROM_PORTAL)


class _Change(NamedTuple):
    """The fields that change, as the trail tells them; a new record has no `before`."""

    before: dict[str, Any] | None
    after: dict[str, Any]


def _change(
    register: Register, record: Record, stored: Record | None, named: Related, *, has_new_file: bool
) -> _Change:
    before = values_of(register, stored) if stored else {}
    after = values_of(register, record) | {name: _codes(found) for name, found in named.items()}
    changed = _changed(before, after) | ({"file"} if has_new_file else set())
    return _Change(
        before={name: before[name] for name in changed} if stored else None,
        after={name: after[name] for name in changed},
    )


def _changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the fields that change; of a new record those that are filled."""
    if not before:
        return {name for name, value in after.items() if value not in (None, "", [], {})}
    return {name for name, value in after.items() if before[name] != value}


def _set_file(
    record: Record, stored: Record | None, upload: CheckedFile | None, *, removes_file: bool
) -> tuple[Storage, str] | None:
    """Give the record its file or none; return the storage and name of the one that goes."""
    if upload is None and not removes_file:
        return None
    holder = cast("Any", record)
    kept = cast("Any", stored).file if stored else None
    holder.file = ContentFile(upload.data, name=upload.name) if upload else ""
    holder.file_name = upload.name if upload else ""
    return (kept.storage, kept.name) if kept else None


def _forget_file(storage: Storage, name: str) -> None:
    """Take a file away once it is certain that no record names it."""

    def forget() -> None:
        storage.delete(name)

    transaction.on_commit(forget)


def _check_key(register: Register, record: Record) -> None:
    """Refuse a second record of the same key where no constraint of the table does."""
    attributes = {c.name: c.attribute for c in register.columns if isinstance(c, Column)}
    if any(name not in attributes for name in register.key):
        return  # the key reaches into another record, and the table has a constraint for it
    wanted = {attributes[name]: getattr(record, attributes[name]) for name in register.key}
    unknown = {f"{name}__isnull": True for name, value in wanted.items() if value is None}
    known = {name: value for name, value in wanted.items() if value is not None}
    others = cast("Any", register.model).objects.filter(society=record.society_id, **known)
    if others.filter(**unknown).exclude(pk=record.pk).exists():
        labels = [str(_label(record, name)) for name in wanted]
        raise ValidationError(
            _("There is a record with the same values already in: %(fields)s.")
            % {"fields": get_text_list(labels, _("and"))}
        )


def _label(record: Record, name: str) -> Any:
    return cast("Any", record._meta.get_field(name)).verbose_name


@transaction.atomic
def delete_record(
    *, register: Register, record: Record, by: User | None, reason: str, by_portal: bool = False
) -> None:
    """Take a record away; raises RecordInUse when others hang on it, ValidationError without
    a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the record is taken away.")})
    model = cast("Any", register.model)
    stored: Record = model.objects.select_for_update(no_key=True).get(pk=record.pk)
    _check_writer(stored, by_portal=by_portal)
    before = {name: value for name, value in values_of(register, stored).items() if value}
    touched = _named(register, [stored.pk])
    key, code = stored.pk, stored.society.code
    kept = cast("Any", stored).file if register.has_file else None
    try:
        stored.delete()
    except ProtectedError as error:
        names = sorted({str(item._meta.verbose_name_plural) for item in error.protected_objects})
        raise RecordInUse(
            _("Other records hang on it: %(records)s. Take those away first.")
            % {"records": get_text_list(names, _("and"))}
        ) from error
    stored.pk = key  # the trail names the record that was
    audit.record(
        action="register.deleted",
        subject=stored,
        actor=by,
        scope=code,
        before=before,
        reason=reason.strip(),
    )
    if kept:
        _forget_file(kept.storage, kept.name)
    _tell(register, touched | {stored.society_id})


@transaction.atomic
def write_records(
    *,
    register: Register,
    created: Sequence[Write],
    changed: Sequence[Write],
    by: User | None,
    source: str,
) -> None:
    """Write many records that were checked before; statements grow with batches, not with rows.

    `source`, such as a file's name, stands as the reason in the history of each.
    """
    if not created and not changed:
        return
    objects = cast("Any", register.model).objects
    objects.bulk_create([write.record for write in created], batch_size=_BATCH)
    for write in changed:
        write.record.version += 1
    if changed:
        objects.bulk_create(
            [write.record for write in changed],
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[*_written(register, changed), "version", "updated_at"],
        )
    touched = _named(register, [write.record.pk for write in changed])
    _set_related(register, [*created, *changed])
    for action, writes in (("register.created", created), ("register.changed", changed)):
        changes = [
            audit.Change(write.record, write.record.society.code, write.before, write.after)
            for write in writes
        ]
        audit.record_many(action=action, changes=changes, actor=by, reason=source)
    for write in (*created, *changed):
        touched.add(write.record.society_id)
        touched |= {society.pk for named in write.related.values() for society in named}
    _tell(register, touched)


def _written(register: Register, writes: Iterable[Write]) -> list[str]:
    """The columns of the table in which at least one record changes."""
    touched = {name for write in writes for name in write.after}
    return [
        name
        for name in register.fields
        if name in touched and not register.model._meta.get_field(name).many_to_many
    ]


def _named(register: Register, keys: Sequence[Any]) -> set[int]:
    """Return the societies that stored records name beside their own: it concerns them, too."""
    found: set[int] = set()
    for described in register.model._meta.many_to_many:
        through = cast("Any", described.remote_field).through
        mine = f"{register.model._meta.model_name}_id"
        for start in range(0, len(keys), _BATCH):
            rows = through.objects.filter(**{f"{mine}__in": keys[start : start + _BATCH]})
            found.update(rows.values_list("society_id", flat=True))
    return found


def _set_related(register: Register, writes: Sequence[Write]) -> None:
    """Store the societies that records name beside their own."""
    for described in register.model._meta.many_to_many:
        named = [write for write in writes if described.name in write.related]
        if not named:
            continue
        through = cast("Any", described.remote_field).through
        mine, theirs = f"{register.model._meta.model_name}_id", "society_id"
        keys = [write.record.pk for write in named]
        for start in range(0, len(keys), _BATCH):
            through.objects.filter(**{f"{mine}__in": keys[start : start + _BATCH]}).delete()
        through.objects.bulk_create(
            [
                through(**{mine: write.record.pk, theirs: society.pk})
                for write in named
                for society in write.related[described.name]
            ],
            batch_size=_BATCH,
        )


def _tell(register: Register, society_ids: set[int]) -> None:
    registers_changed.send(sender=register.model, society_ids=society_ids)
