"""Taking staged rows into the register, and back out, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from accounts.services import audit
from members.enums import ImportState, RowAction
from members.importing.problems import message_of
from members.models import Dues, Member, MemberImport
from members.services import import_staging as staging
from societies.signals import registers_changed


class ImportRefused(Exception):
    """The register has changed: what was looked at no longer holds, and nothing was written."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(message_of(code, params))


def apply_rows(*, member_import: MemberImport, by: User | None, at: datetime) -> None:
    """Make and change the members of a checked import; raises ImportRefused."""
    try:
        with (
            transaction.atomic(),
            staging.roomy_cache(),
            staging.indexes_built_after(member_import.created),
        ):
            created = staging.insert_new(member_import, at=at)
    except IntegrityError as error:
        raise ImportRefused("number_taken") from error
    changed = staging.update_changed(member_import, at=at)
    if (created, changed) != (member_import.created, member_import.changed):
        raise ImportRefused("member_changed")
    societies = staging.societies_touched(member_import)
    member_import.state = ImportState.APPLIED
    member_import.applied_by, member_import.applied_at = by, at
    member_import.expires_at = None
    member_import.save()
    _record("members.imported", member_import, by, societies)


def undo_obstacles(member_import: MemberImport) -> list[ImportRefused]:
    """Return why an applied import can no longer be undone; nothing when it can."""
    made = Member.objects.filter(created_in=member_import)
    touched = member_import.created - made.filter(version=F("made_version")).count()
    touched += staging.count_changed_since(member_import) if member_import.changed else 0
    charged = Dues.objects.filter(member__created_in=member_import)
    paying = charged.order_by().values("member").distinct().count()
    obstacles = []
    if touched:
        obstacles.append(ImportRefused("undo_touched", count=touched))
    if paying:
        obstacles.append(ImportRefused("undo_dues", count=paying))
    return obstacles


def undo_rows(*, member_import: MemberImport, by: User | None, at: datetime) -> None:
    """Delete the members that an import made, and restore those it changed."""
    for obstacle in undo_obstacles(member_import):
        raise obstacle
    societies = set(
        Member.objects.filter(created_in=member_import)
        .order_by()
        .values_list("society_id", flat=True)
        .distinct()
    )
    societies |= staging.societies_touched(member_import)
    restored = staging.restore_changed(member_import, at=at)
    deleted = staging.delete_created(member_import)
    if (deleted, restored) != (member_import.created, member_import.changed):
        raise ImportRefused("undo_touched", count=member_import.created - deleted)
    staging.delete_rows(member_import, RowAction.values)
    member_import.state = ImportState.UNDONE
    member_import.undone_by, member_import.undone_at = by, at
    member_import.save()
    _record("members.import-undone", member_import, by, societies)


def _record(action: str, member_import: MemberImport, by: User | None, societies: set[int]) -> None:
    """Leave one event for the whole file: how many, and the file's digest; no personal data."""
    society = member_import.society
    names = ("created", "changed", "unchanged", "sha256")
    audit.record(
        action=action,
        subject=member_import,
        actor=by,
        scope=society.code if society else "",
        after={name: getattr(member_import, name) for name in names},
    )
    registers_changed.send(sender=MemberImport, society_ids=societies)
