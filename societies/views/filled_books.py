"""Workbooks that were filled in elsewhere: taken, shown to who sent them, forgotten."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.selectors import signed_in
from societies.filled_books import FilledBookProblem
from societies.forms.uploads import FilledBookForm
from societies.models import RegisterUpload, Society
from societies.services.register_uploads import UploadLost, discard_upload, keep_file


def taken_file(
    request: HttpRequest,
    form: FilledBookForm,
    *,
    kind: str,
    society: Society,
    read: Callable[[bytes, str], object],
) -> RegisterUpload | None:
    """Keep the file of a valid form; None when `read` refuses it, which the form then says."""
    file = form.cleaned_data["file"]
    data = file.read()
    try:
        read(data, file.name)
    except FilledBookProblem as problem:
        form.add_error("file", str(problem))
        return None
    by, at = signed_in(request), timezone.now()
    return keep_file(kind=kind, society=society, name=file.name, data=data, by=by, at=at)


def shown_file(
    request: HttpRequest,
    pk: int,
    *,
    kind: str,
    society: Society,
    show: Callable[[RegisterUpload], HttpResponse],
    back: HttpResponse,
) -> HttpResponse:
    """Answer about a person's own file with what `show` makes of it.

    One that is no longer there, or lies under a key that nobody has any more, leads back.
    """
    uploads = RegisterUpload.objects.filter(kind=kind, society=society, by=signed_in(request))
    upload: RegisterUpload | None = uploads.filter(pk=pk).first()
    if upload is not None:
        upload.society = society
        try:
            return show(upload)
        except (UploadLost, FilledBookProblem):  # applied meanwhile, by a second click
            pass
    messages.warning(request, _("This file was applied or discarded already."))
    return back


def discarded(request: HttpRequest, upload: RegisterUpload, *, back: HttpResponse) -> HttpResponse:
    """Forget a file and say so."""
    discard_upload(upload=upload)
    messages.success(request, _("The file is discarded; nothing was changed."))
    return back


def changed_since() -> str:
    """Say that what was looked at is no longer so."""
    return _("The portal changed since you looked at the file. Look again; nothing is saved.")
