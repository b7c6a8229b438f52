"""Files of registers between preview and application: kept encrypted, for a day at most."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.ciphers import open_sealed, seal
from accounts.models import User
from societies.models import RegisterUpload, Society
from societies.registers import Register

KEPT_FOR = timedelta(days=1)
_PURPOSE = "register upload"


def keep_upload(
    *,
    register: Register,
    society: Society | None,
    name: str,
    data: bytes,
    plan_digest: str,
    by: User,
    at: datetime,
) -> RegisterUpload:
    """Keep a file until its preview is applied or discarded; one a person and register."""
    RegisterUpload.objects.filter(by=by, kind=register.kind, society=society).delete()
    upload: RegisterUpload = RegisterUpload.objects.create(
        kind=register.kind,
        society=society,
        by=by,
        name=name[:200],
        content=seal(data, purpose=_PURPOSE),
        plan_digest=plan_digest,
        uploaded_at=at,
    )
    return upload


def content_of(upload: RegisterUpload) -> bytes:
    """Return the file's bytes; InvalidToken when the secret they were kept under is gone."""
    return open_sealed(bytes(upload.content), purpose=_PURPOSE)


def delete_expired_uploads(*, at: datetime) -> int:
    """Delete what nobody applied in time; return how many."""
    expired = RegisterUpload.objects.filter(uploaded_at__lt=at - KEPT_FOR)
    deleted: int = expired.delete()[0]
    return deleted


def discard_upload(*, upload: RegisterUpload) -> None:
    """Forget a file that was applied, or that nobody wants."""
    RegisterUpload.objects.filter(pk=upload.pk).delete()
