"""Files of registers between upload and application: checked once, kept encrypted for a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.ciphers import Unreadable, open_sealed, seal
from accounts.models import Job, User
from accounts.services.jobs import finish_job, report_progress, request_job
from societies.csv_rows import RowProblems
from societies.enums import UploadState
from societies.files import FilePlan, apply_plan, plan_file
from societies.files.building import Builder
from societies.files.columns import file_columns
from societies.files.kept import KeptPlan, packed, unpacked
from societies.files.planning import Progress
from societies.files.plans import stale_rows
from societies.models import RegisterUpload, Society
from societies.registers import REGISTERS, Register

KEPT_FOR = timedelta(days=1)
CHECK_TASK = "societies.tasks.check_upload_job"
APPLY_TASK = "societies.tasks.apply_upload_job"
_PURPOSE = "register upload"


class UploadLost(Exception):
    """The file is no longer kept, or under a secret that nobody has any more."""

    def __init__(self) -> None:
        super().__init__(_("The file can no longer be read. Upload it again."))


def keep_upload(
    *,
    register: Register,
    society: Society | None,
    name: str,
    data: bytes,
    by: User,
    at: datetime,
) -> RegisterUpload:
    """Keep a register's file that is to be checked."""
    return keep_file(kind=register.kind, society=society, name=name, data=data, by=by, at=at)


def keep_file(
    *, kind: str, society: Society | None, name: str, data: bytes, by: User, at: datetime
) -> RegisterUpload:
    """Keep a file that is to be looked at; of a person and kind only the last one, unless an
    earlier one is being applied."""
    earlier = RegisterUpload.objects.filter(by=by, kind=kind, society=society)
    earlier.exclude(state=UploadState.APPLYING).delete()
    upload = RegisterUpload(kind=kind, society=society, by=by, name=name[:200], uploaded_at=at)
    upload.content = _sealed(upload, data)
    upload.save()
    return upload


def _sealed(upload: RegisterUpload, data: bytes) -> bytes:
    return seal(data, purpose=_PURPOSE, place=_place(upload))


def _opened(upload: RegisterUpload, sealed: bytes | memoryview) -> bytes:
    try:
        return open_sealed(bytes(sealed), purpose=_PURPOSE, place=_place(upload))
    except Unreadable as error:
        raise UploadLost from error


def _place(upload: RegisterUpload) -> str:
    return f"{upload.kind}:{upload.society_id}:{upload.by_id}"


def content_of(upload: RegisterUpload) -> bytes:
    """Return the file's bytes; raises UploadLost."""
    return _opened(upload, upload.content)


def plan_of(upload: RegisterUpload) -> KeptPlan:
    """Return what a checked file would do; raises UploadLost."""
    return unpacked(_opened(upload, upload.plan))


def check_upload(
    *,
    upload: RegisterUpload,
    progress: Progress = lambda _done, _all: None,
    is_other: bool = False,
) -> None:
    """Find out what the file would do and keep that beside it; raises UploadLost.

    `is_other` says that somebody has looked at what it would have done before.
    """
    register = REGISTERS[upload.kind]
    societies = [upload.society] if upload.society else list(Society.objects.all())
    plan = plan_file(register, content_of(upload), upload.name, societies, progress)
    upload.plan = _sealed(upload, packed(plan, file_columns(register)))
    upload.created, upload.changed = len(plan.created), len(plan.changed)
    upload.state, upload.is_other = UploadState.CHECKED, is_other
    still_kept = RegisterUpload.objects.filter(pk=upload.pk).exclude(state=UploadState.APPLIED)
    names = ("plan", "created", "changed", "state", "is_other")
    still_kept.update(**{name: getattr(upload, name) for name in names})


def apply_upload(*, upload: RegisterUpload, by: User) -> None:
    """Write exactly what was found out, once; raises UploadLost.

    Raises RowProblems when the file has some, or records were changed since; then the file is
    checked anew, to be looked at again.
    """
    try:
        plan = _restored(upload)
        with transaction.atomic():
            stored = _locked(upload.pk)
            if stored.state == UploadState.APPLIED:
                return
            apply_plan(plan=plan, by=by)
            stored.state, stored.content, stored.plan = UploadState.APPLIED, b"", b""
            stored.save()
    except RowProblems:
        check_upload(upload=upload, is_other=True)
        raise


def _restored(upload: RegisterUpload) -> FilePlan:
    """Return the plan with its records; RowProblems when some no longer are as they were."""
    register = REGISTERS[upload.kind]
    columns, kept = file_columns(register), plan_of(upload)
    if list(kept.columns) != [column.name for column in columns]:
        raise stale_rows([1])
    facts = kept.rows([*kept.created, *kept.changed], columns)
    rows, stale = Builder(register, columns).built(facts)
    if stale:
        raise stale_rows(stale)
    return FilePlan(register, upload.name, rows=tuple(rows), problems=tuple(kept.problems))


def _locked(pk: int) -> RegisterUpload:
    uploads = RegisterUpload.objects.select_for_update(of=("self",), no_key=True)
    stored: RegisterUpload | None = uploads.filter(pk=pk).first()
    if stored is None:
        raise UploadLost
    return stored


# -- long files, by the worker


def request_check(*, upload: RegisterUpload) -> Job:
    """Return the job, to be queued, that checks a file."""
    url = reverse("societies:register-preview", kwargs={"pk": upload.pk})
    return _ask(upload, "check-register", CHECK_TASK, upload.by, url)


@transaction.atomic
def request_apply(*, upload: RegisterUpload, by: User) -> Job:
    """Return the job, to be queued, that applies a checked file."""
    stored = _locked(upload.pk)
    if stored.state == UploadState.CHECKED:
        stored.state = UploadState.APPLYING
        stored.save(update_fields=["state"])
    return _ask(stored, "apply-register", APPLY_TASK, by, stored.list_url)


def _ask(upload: RegisterUpload, kind: str, task_name: str, by: User, url: str) -> Job:
    params = {"upload": upload.pk, "language": translation.get_language()}
    if upload.society:
        params["code"] = upload.society.code
    job, _is_new = request_job(
        kind=kind,
        key=f"{kind}:{upload.pk}",
        task_name=task_name,
        params=params,
        requested_by=by,
        url=url,
    )
    upload.job = job
    upload.save(update_fields=["job"])
    return job


def _upload_of(job: Job) -> RegisterUpload:
    uploads = RegisterUpload.objects.select_related("society")
    upload: RegisterUpload | None = uploads.filter(pk=job.params["upload"]).first()
    if upload is None:
        raise UploadLost
    return upload


def run_check(*, job: Job) -> Job:
    """Check the file that the job names; safe to run again."""

    def tell(done: int, total: int) -> None:
        report_progress(job=job, done=done, total=total)

    with translation.override(job.params["language"]):
        try:
            check_upload(upload=_upload_of(job), progress=tell)
        except UploadLost as lost:
            return finish_job(job=job, error=str(lost))
    return finish_job(job=job)


def run_apply(*, job: Job) -> Job:
    """Apply the file that the job names; one that is applied already is left alone."""
    if job.requested_by is None:
        raise TypeError("somebody applies a file")
    with translation.override(job.params["language"]):
        try:
            upload = _upload_of(job)
            if upload.state == UploadState.APPLYING:
                apply_upload(upload=upload, by=job.requested_by)
        except UploadLost as lost:
            return finish_job(job=job, error=str(lost))
        except RowProblems:
            message = _("Records changed since the preview. Look at it again.")
            return finish_job(job=job, error=message)
    return finish_job(job=job)


def give_up(*, job: Job, kind: str) -> Job:
    """End a job that broke down; a file whose application did can be applied again."""
    applying = RegisterUpload.objects.filter(pk=job.params["upload"], state=UploadState.APPLYING)
    applying.update(state=UploadState.CHECKED)
    with translation.override(job.params["language"]):
        message = _("The work broke off (%(kind)s); nothing was changed. Try again.")
        return finish_job(job=job, error=message % {"kind": kind})


# -- the end


def delete_expired_uploads(*, at: datetime) -> int:
    """Delete what nobody applied in time, and what is left of what was applied; return how many."""
    expired = RegisterUpload.objects.filter(
        ~Q(state=UploadState.APPLYING), uploaded_at__lt=at - KEPT_FOR
    )
    deleted: int = expired.delete()[0]
    return deleted


def discard_upload(*, upload: RegisterUpload) -> bool:
    """Forget a file that was applied or that nobody wants; not one that is being applied."""
    kept = RegisterUpload.objects.filter(pk=upload.pk).exclude(state=UploadState.APPLYING)
    return bool(kept.delete()[0])
