"""Evidence of a month: kept once, linked to the tasks and months that it proves."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from accounts.services import audit
from reforms.models import Evidence, ProgressEntry, Task, Workplan
from reforms.models.evidence import evidence_path
from reforms.selectors.months import SocietyMonth
from reforms.services.entries import entry_in_month, open_month
from societies.models import Society
from societies.services.stored_files import stored
from societies.uploads import CheckedFile, check_size, check_upload

log = logging.getLogger(__name__)


def attach_evidence(
    *,
    society: Society,
    workplan: Workplan,
    month: dt.date,
    task: Task,
    upload: UploadedFile[bytes],
    by: User,
    at: dt.datetime,
) -> Evidence:
    """Check and keep a file, and link it to a task of a month; UploadProblem if it cannot be.

    A large file takes seconds to check, so nobody else's writing waits for that.
    """
    checked = _checked(upload)
    with transaction.atomic():
        page = open_month(society=society, workplan=workplan, month=month, at=at)
        return _attach(page, task, checked, by=by, at=at)


def attach_in_month(
    *, page: SocietyMonth, task: Task, upload: UploadedFile[bytes], by: User, at: dt.datetime
) -> Evidence:
    """Keep a file for a task of a month opened by `open_month` in the same transaction."""
    return _attach(page, task, _checked(upload), by=by, at=at)


def _checked(upload: UploadedFile[bytes]) -> CheckedFile:
    check_size(upload.size or 0)
    return check_upload(upload.name or "", upload.read())


def keep_evidence(
    *, society: Society, upload: UploadedFile[bytes], by: User, at: dt.datetime
) -> Evidence:
    """Check and keep a file among the society's evidence; UploadProblem if it cannot be."""
    checked = _checked(upload)
    with transaction.atomic():
        return _kept(society, checked, by, at)


def _attach(
    page: SocietyMonth, task: Task, checked: CheckedFile, *, by: User, at: dt.datetime
) -> Evidence:
    entry = entry_in_month(page, task)
    evidence = _kept(page.society, checked, by, at)
    _link(entry, evidence, by=by, at=at)
    return evidence


@transaction.atomic
def attach_existing(
    *,
    society: Society,
    workplan: Workplan,
    month: dt.date,
    task: Task,
    evidence: Evidence,
    by: User,
    at: dt.datetime,
) -> Evidence:
    """Link a file that the society has kept already to another task or month."""
    if evidence.society_id != society.pk:
        raise ValueError("evidence of another society")
    page = open_month(society=society, workplan=workplan, month=month, at=at)
    entry = entry_in_month(page, task)
    _link(entry, evidence, by=by, at=at)
    return evidence


@transaction.atomic
def detach_evidence(
    *,
    society: Society,
    workplan: Workplan,
    month: dt.date,
    task: Task,
    evidence: Evidence,
    by: User,
    at: dt.datetime,
) -> None:
    """Take a file off a task of a month; the society keeps it among its evidence."""
    page = open_month(society=society, workplan=workplan, month=month, at=at)
    entry = entry_in_month(page, task)
    if not entry.evidence.filter(pk=evidence.pk).exists():
        return
    entry.evidence.remove(evidence)
    _touch(entry, by=by, at=at)
    audit.record(
        action="evidence.detached",
        subject=entry,
        actor=by,
        scope=society.code,
        before={"name": evidence.name, "sha256": evidence.sha256},
    )


def _link(entry: ProgressEntry, evidence: Evidence, *, by: User, at: dt.datetime) -> None:
    if entry.evidence.filter(pk=evidence.pk).exists():
        return
    entry.evidence.add(evidence)
    _touch(entry, by=by, at=at)
    audit.record(
        action="evidence.attached",
        subject=entry,
        actor=by,
        scope=entry.society.code,
        after={"name": evidence.name, "sha256": evidence.sha256, "size": evidence.size},
    )


def _touch(entry: ProgressEntry, *, by: User, at: dt.datetime) -> None:
    """Say who changed the entry; its version stays, for its fields are as they were."""
    entry.updated_by, entry.updated_at = by, at
    entry.save(update_fields=["updated_by", "updated_at"])


def _kept(society: Society, checked: CheckedFile, by: User, at: dt.datetime) -> Evidence:
    """Return the society's evidence with this content and name, stored at most once."""
    digest = hashlib.sha256(checked.data).hexdigest()
    same = list(Evidence.objects.filter(society=society, sha256=digest))
    for known in same:
        if known.name == checked.name:
            return known
    evidence = Evidence(
        society=society,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.data),
        sha256=digest,
        uploaded_at=at,
        uploaded_by=by,
    )
    if same:
        evidence.file = same[0].file.name
        evidence.save()
    else:
        _store(evidence, checked)
    return evidence


def _store(evidence: Evidence, checked: CheckedFile) -> None:
    """Write the file, then its row; what fails leaves neither behind."""
    path = evidence_path(evidence, checked.name)
    with stored(evidence.file.storage, path, checked.data) as name:
        evidence.file = name
        evidence.save()
