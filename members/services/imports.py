"""Imports of members: uploaded, checked, applied in one transaction, undone, thrown away."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Job, User
from accounts.services.jobs import finish_job, report_progress, request_job
from members.enums import ImportState, RowAction
from members.importing.corrections import MOST_ROWS, write_corrections
from members.importing.problems import FileProblems
from members.importing.reading import MAX_BYTES, SUFFIXES, Source
from members.importing.sealed import DamagedFile
from members.models import MemberImport, MemberImportRow
from members.services import import_files
from members.services.import_apply import ImportRefused, apply_rows, undo_rows
from members.services.import_check import Outcome, check_file
from members.services.import_doubts import doubtful_rows
from members.services.import_staging import REJECTED_COLUMNS, delete_rows, write_rows
from societies.models import Society
from societies.uploads import UploadProblem, check_workbook_archive, clean_name

CHECK_TASK = "members.tasks.check_members_job"
APPLY_TASK = "members.tasks.apply_members_job"
UNDO_TASK = "members.tasks.undo_members_job"
#: How long a file waits for somebody to apply it.
KEPT_FOR = timedelta(hours=24)
COUNTS = ("created", "changed", "unchanged", "rejected")
_TELL_EVERY = 1.0
_OPEN = (ImportState.CHECKED, ImportState.REJECTED, ImportState.FAILED)


class _Superseded(Exception):
    """A newer run of the same check writes now."""


def begin_import(*, society: Society | None, upload: UploadedFile[Any], by: User) -> MemberImport:
    """Keep an uploaded file and return its import, whose `job` is to be queued.

    Without a society the file may name any. Raises ValidationError for what is no table.
    """
    name = clean_name(upload.name or "")
    _check_upload(name, upload)
    kept = import_files.keep_file(upload.chunks())
    now = timezone.now()
    with transaction.atomic():
        member_import: MemberImport = MemberImport.objects.create(
            society=society,
            file=kept.path,
            file_name=name,
            size=kept.size,
            sha256=kept.sha256,
            requested_by=by,
            requested_at=now,
            expires_at=now + KEPT_FOR,
        )
        _ask(member_import, "check-members", CHECK_TASK, by)
    return member_import


def _check_upload(name: str, upload: UploadedFile[Any]) -> None:
    suffix = PurePath(name).suffix.lower()
    if not upload.size:
        raise ValidationError(_("The file is empty."))
    if upload.size > MAX_BYTES:
        raise ValidationError(
            _("The file has %(size)s MB; at most %(limit)s MB are allowed.")
            % {"size": -(-upload.size // 1024**2), "limit": MAX_BYTES // 1024**2}
        )
    try:
        if suffix not in SUFFIXES or suffix == ".xlsx":
            check_workbook_archive(name, cast("BinaryIO", upload.file), max_unpacked=10 * MAX_BYTES)
            upload.seek(0)
    except UploadProblem as error:
        raise ValidationError(str(error)) from error


def _ask(member_import: MemberImport, kind: str, task_name: str, by: User | None) -> Job:
    society = member_import.society
    place = {"code": society.code} if society else {}
    job, _created = request_job(
        kind=kind,
        key=f"{kind}:{member_import.pk}",
        task_name=task_name,
        params={
            "import": member_import.pk,
            "language": translation.get_language(),
            **place,
        },
        requested_by=by,
        url=reverse("members:import-detail", kwargs={**place, "pk": member_import.pk}),
    )
    member_import.job = job
    member_import.save(update_fields=["job"])
    return job


def _locked(pk: int) -> MemberImport:
    found: MemberImport = MemberImport.objects.select_for_update(of=("self",), no_key=True).get(
        pk=pk
    )
    return found


def check_import(*, job: Job, today: date) -> Job:
    """Check the file that the job names and stage what it would do; safe to run again."""
    member_import = _begin_run(job.params["import"])
    if member_import is None:
        return finish_job(job=job)
    try:
        write = _Writer(member_import)
        outcome = check_file(
            source=import_files.source_of(member_import),
            society=member_import.society,
            today=today,
            write=write,
            import_id=member_import.pk,
            progress=_Teller(job),
        )
        doubts = doubtful_rows(member_import)
        write(REJECTED_COLUMNS, doubts)
        member_import.doubtful = len(doubts)
        _keep_corrections(member_import, outcome, job)
        _end_run(member_import, outcome)
    except FileProblems as refusal:
        _refuse(member_import, refusal)
    except DamagedFile:
        _refuse(member_import, FileProblems(("", "file_damaged", {}), row=0))
    except _Superseded:
        is_open = MemberImport.objects.filter(pk=member_import.pk, state=ImportState.CHECKING)
        return job if is_open.exists() else finish_job(job=job)
    return finish_job(job=job, result={name: getattr(member_import, name) for name in COUNTS})


@transaction.atomic
def _begin_run(pk: int) -> MemberImport | None:
    member_import = _locked(pk)
    if member_import.state != ImportState.CHECKING:
        return None
    delete_rows(member_import, RowAction.values)
    # What an earlier check found goes with its rows: the file may not be readable any more.
    import_files.forget_corrections(member_import)
    for name in (*COUNTS, "doubtful"):
        setattr(member_import, name, 0)
    member_import.run = uuid4().hex
    member_import.save(update_fields=["run", "corrections", "doubtful", *COUNTS])
    return member_import


class _Writer:
    """Writes staged rows, as long as no newer run of the check has begun."""

    def __init__(self, member_import: MemberImport) -> None:
        self._pk, self._run = member_import.pk, member_import.run

    def __call__(self, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        with transaction.atomic():
            if _locked(self._pk).run != self._run:
                raise _Superseded
            write_rows(columns, rows)


class _Teller:
    """Says how far a job is, about once a second."""

    def __init__(self, job: Job) -> None:
        self._job, self._told = job, 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told >= _TELL_EVERY:
            self._told = now
            report_progress(job=self._job, done=done, total=total)


def _keep_corrections(member_import: MemberImport, outcome: Outcome, job: Job) -> None:
    """Write the user's rows with what to correct, where there is something."""
    if not (outcome.rejected or member_import.doubtful):
        return
    actions = (RowAction.REJECTED, RowAction.DOUBTFUL)
    rejected = (
        MemberImportRow.objects.filter(member_import=member_import, action__in=actions)
        .order_by("number")
        .values_list("number", "problems")
    )

    def write(target: BinaryIO) -> None:
        write_corrections(
            source=import_files.source_of(member_import),
            heads=outcome.columns,
            rejected=rejected.iterator(chunk_size=2000),
            is_whole=outcome.rows <= MOST_ROWS,
            target=target,
        )

    with translation.override(job.params.get("language")):
        member_import.corrections = import_files.keep_written(write)


@transaction.atomic
def _end_run(member_import: MemberImport, outcome: Outcome) -> None:
    if _locked(member_import.pk).run != member_import.run:
        raise _Superseded
    member_import.columns = [name for _place, name in sorted(outcome.columns.items())]
    for name in COUNTS:
        setattr(member_import, name, getattr(outcome, name))
    member_import.state = ImportState.REJECTED if outcome.rejected else ImportState.CHECKED
    if not outcome.rows:
        member_import.state = ImportState.REJECTED
        member_import.problems = [(1, "", "no_rows", {})]
    member_import.checked_at = timezone.now()
    member_import.save()


@transaction.atomic
def _refuse(member_import: MemberImport, refusal: FileProblems) -> None:
    """Note why the file is no table of members; nothing of it is kept staged."""
    if _locked(member_import.pk).run != member_import.run:
        return
    delete_rows(member_import, RowAction.values)
    member_import.state = ImportState.REJECTED
    member_import.problems = [(refusal.row, *problem) for problem in refusal.problems]
    member_import.checked_at = timezone.now()
    member_import.save()


@transaction.atomic
def request_apply(*, member_import: MemberImport, by: User) -> Job:
    """Return the job, to be queued, that applies a checked import; else ValidationError."""
    stored = _locked(member_import.pk)
    if stored.state == ImportState.REJECTED or stored.rejected:
        raise ValidationError(_("Correct every row first: a file is applied as a whole."))
    if stored.state != ImportState.CHECKED:
        raise ValidationError(_("This import cannot be applied now."))
    if not stored.is_applicable:
        raise ValidationError(_("The file changes nothing."))
    stored.state, stored.applied_by = ImportState.APPLYING, by
    stored.save(update_fields=["state", "applied_by"])
    return _ask(stored, "apply-members", APPLY_TASK, by)


def apply_import(*, job: Job, at: datetime) -> Job:
    """Apply the import that the job names; one that is applied already is left alone."""
    try:
        with transaction.atomic():
            member_import = _locked(job.params["import"])
            if member_import.state == ImportState.APPLYING:
                apply_rows(member_import=member_import, by=member_import.applied_by, at=at)
    except ImportRefused as refusal:
        _fail(job.params["import"], refusal)
        return finish_job(job=job, error=str(refusal))
    import_files.forget_files(member_import)
    member_import.save(update_fields=["file", "corrections"])
    return finish_job(job=job)


@transaction.atomic
def _fail(pk: int, refusal: ImportRefused) -> None:
    member_import = _locked(pk)
    member_import.state = ImportState.FAILED
    member_import.problems = [(0, "", refusal.code, refusal.params)]
    member_import.save(update_fields=["state", "problems"])


@transaction.atomic
def give_up(*, job: Job) -> None:
    """Let an import whose job broke down be checked again or discarded."""
    member_import = _locked(job.params["import"])
    if member_import.is_waiting:
        member_import.state = ImportState.FAILED
        member_import.save(update_fields=["state"])


@transaction.atomic
def request_recheck(*, member_import: MemberImport, by: User) -> Job:
    """Return the job, to be queued, that checks a file again after the register has changed."""
    stored = _locked(member_import.pk)
    if stored.state not in _OPEN or not stored.file:
        raise ValidationError(_("This import cannot be checked again."))
    stored.state, stored.problems = ImportState.CHECKING, []
    stored.expires_at = timezone.now() + KEPT_FOR
    stored.save(update_fields=["state", "problems", "expires_at"])
    return _ask(stored, "check-members", CHECK_TASK, by)


@transaction.atomic
def request_undo(*, member_import: MemberImport, by: User) -> Job:
    """Return the job, to be queued, that takes an applied import back; else ValidationError."""
    stored = _locked(member_import.pk)
    if stored.state != ImportState.APPLIED:
        raise ValidationError(_("Only an applied import can be undone."))
    stored.undone_by = by
    stored.save(update_fields=["undone_by"])
    return _ask(stored, "undo-members", UNDO_TASK, by)


def undo_import(*, job: Job, at: datetime) -> Job:
    """Undo the import that the job names, while nothing is built on it."""
    try:
        with transaction.atomic():
            member_import = _locked(job.params["import"])
            if member_import.state == ImportState.APPLIED:
                undo_rows(member_import=member_import, by=member_import.undone_by, at=at)
    except ImportRefused as refusal:
        return finish_job(job=job, error=str(refusal))
    return finish_job(job=job)


@transaction.atomic
def discard_import(*, member_import: MemberImport) -> MemberImport:
    """Throw a file away that was not applied; else ValidationError."""
    stored = _locked(member_import.pk)
    if stored.state not in (*_OPEN, ImportState.CHECKING):
        raise ValidationError(_("This import cannot be discarded."))
    _discard(stored)
    return stored


def _discard(member_import: MemberImport) -> None:
    delete_rows(member_import, RowAction.values)
    import_files.forget_files(member_import)
    member_import.state, member_import.run = ImportState.DISCARDED, ""
    member_import.save()


def expire_imports(*, at: datetime) -> int:
    """Throw away what nobody applied in time, and the new rows of what was; returns how many."""
    waiting = MemberImport.objects.filter(state__in=(*_OPEN, ImportState.CHECKING))
    expired = list(waiting.filter(expires_at__lte=at).values_list("pk", flat=True))
    for pk in expired:
        with transaction.atomic():
            member_import = _locked(pk)
            if member_import.state in (*_OPEN, ImportState.CHECKING):
                _discard(member_import)
    over = MemberImport.objects.filter(state=ImportState.APPLIED)
    spent = (RowAction.NEW, RowAction.DOUBTFUL)
    kept = MemberImportRow.objects.filter(member_import__in=over, action__in=spent)
    for member_import in over.filter(pk__in=kept.order_by().values("member_import").distinct()):
        delete_rows(member_import, spent)
    return len(expired)


def open_corrections(member_import: MemberImport) -> BinaryIO | None:
    """Return the workbook with the user's rows and what to correct, or None without one."""
    if not member_import.corrections:
        return None
    try:
        opened = import_files.open_file(member_import.corrections)
        opened.read(1)  # a file under a key that is gone shows it here, not while it is sent
        opened.seek(0)
    except (FileProblems, DamagedFile):
        return None
    return opened


def import_now(
    *, source: Source, sha256: str, size: int, today: date, at: datetime, is_dry: bool
) -> Outcome:
    """Check a file of any societies and apply it at once, all of it or nothing.

    Raises FileProblems, or ImportRefused when the register changed meanwhile.
    """
    if is_dry:
        return check_file(source=source, society=None, today=today, write=None)
    with transaction.atomic():
        member_import = MemberImport.objects.create(
            file_name=source.name[:120],
            sha256=sha256,
            size=size,
            requested_at=at,
            state=ImportState.APPLYING,
        )
        outcome = check_file(
            source=source,
            society=None,
            today=today,
            write=write_rows,
            import_id=member_import.pk,
        )
        if outcome.rejected or not (outcome.created or outcome.changed):
            transaction.set_rollback(True)
            return outcome
        for name in ("created", "changed", "unchanged"):
            setattr(member_import, name, getattr(outcome, name))
        apply_rows(member_import=member_import, by=None, at=at)
    return outcome
