"""Attachments of notices: checked as all uploads are, changed only while the notice is a draft."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from societies.models import Notice, NoticeFile
from societies.models.notice import notice_path
from societies.services.stored_files import stored
from societies.uploads import check_size, check_upload

#: So many files go out with one notice.
MOST_FILES = 10


def attach_file(
    *, notice: Notice, upload: UploadedFile[bytes], by: User, at: dt.datetime
) -> NoticeFile:
    """Check a file and keep it with a draft; UploadProblem or ValidationError if it cannot be.

    A large file takes seconds to check, so nobody else's writing waits for that.
    """
    check_size(upload.size or 0)
    checked = check_upload(upload.name or "", upload.read())
    file = NoticeFile(
        notice=notice,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.data),
        sha256=hashlib.sha256(checked.data).hexdigest(),
        uploaded_at=at,
    )
    path = notice_path(file, checked.name)
    with transaction.atomic():
        _refuse(notice, checked.name)
        with stored(file.file.storage, path, checked.data) as name:
            file.file = name
            file.save()
            after = {"name": file.name, "sha256": file.sha256, "size": file.size}
            audit.record(action="notice.attached", subject=notice, actor=by, after=after)
    return file


def _refuse(notice: Notice, name: str) -> None:
    """Say what speaks against another file; whoever sends the notice meanwhile comes first."""
    held = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    names = set(held.files.values_list("name", flat=True))
    if not held.is_draft:
        raise ValidationError(_("The notice is sent already: it can be withdrawn, not changed."))
    if name in names:
        raise ValidationError(_("A file of this name is attached already."))
    if len(names) >= MOST_FILES:
        raise ValidationError(
            _("At most %(count)s files go out with a notice.") % {"count": MOST_FILES}
        )


@transaction.atomic
def detach_file(*, file: NoticeFile, by: User) -> None:
    """Take a file off a draft."""
    notice = Notice.objects.select_for_update(no_key=True).get(pk=file.notice_id)
    if not notice.is_draft:
        raise ValidationError(_("The notice is sent already: it can be withdrawn, not changed."))
    before = {"name": file.name, "sha256": file.sha256}
    audit.record(action="notice.detached", subject=notice, actor=by, before=before)
    storage, name = file.file.storage, str(file.file.name)
    file.delete()

    def clear() -> None:
        storage.delete(name)

    transaction.on_commit(clear)
