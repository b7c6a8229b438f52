"""Steps of an import as people and the worker take them, for tests."""

from accounts.models import Job, User
from members import tasks
from members.enums import RowAction
from members.models import Member, MemberImport
from members.selectors.imports import rows_of
from members.services import imports
from societies.models import Society
from tests.factories.members import (
    upload,
)


def checked(data: bytes, by: User, society: Society | None, name: str = "m.csv") -> MemberImport:
    """Upload a file and let its job check it."""
    item = imports.begin_import(society=society, upload=upload(data, name), by=by)
    return run(item)


def run(item: MemberImport) -> MemberImport:
    """Run the job of an import as the worker does."""
    item.refresh_from_db()
    assert item.job is not None
    task = {
        imports.CHECK_TASK: tasks.check_members_job,
        imports.APPLY_TASK: tasks.apply_members_job,
        imports.UNDO_TASK: tasks.undo_members_job,
    }[item.job.task_name]
    task(item.job.pk)
    found: MemberImport = MemberImport.objects.get(pk=item.pk)
    return found


def job_of(item: MemberImport) -> Job:
    """The job of an import."""
    assert item.job is not None
    return item.job


def applied(data: bytes, by: User, society: Society | None) -> MemberImport:
    """Upload, check and apply a file."""
    item = checked(data, by, society)
    imports.request_apply(member_import=item, by=by)
    return run(item)


def undone(item: MemberImport, by: User) -> MemberImport:
    """Ask for the undoing of an import and run its job."""
    imports.request_undo(member_import=item, by=by)
    return run(item)


def counts(item: MemberImport) -> tuple[int, int, int, int]:
    """New, changed, unchanged and rejected rows."""
    return (item.created, item.changed, item.unchanged, item.rejected)


def state_of_register() -> list[dict[str, object]]:
    """Everything the register says, but when it was written."""
    hidden = ("updated_at", "version", "made_version", "row_digest")
    rows = Member.objects.order_by("registration_no").values()
    return [{name: row[name] for name in row if name not in hidden} for row in rows]


def problems_in(item: MemberImport) -> set[tuple[int, str, str]]:
    """The refused cells: row, column and code."""
    rows = rows_of(item, RowAction.REJECTED)
    return {(row.number, column, code) for row in rows for column, code, _params in row.problems}
