"""Anyone can check a digest, a PDF or a file of figures against what the portal published."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from reforms.payload import digest_of
from reports.forms import MOST_TO_READ, MOST_TO_VERIFY, VerifyForm
from reports.models import BulletinEdition
from reports.page_cache import in_asked_language
from reports.selectors.verification import Found, verify, wanted


@in_asked_language
@csrf_exempt  # changes nothing and depends on nobody: the page can be shared like any public one
@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """Take a digest or a file; the file is read, compared and forgotten."""
    if request.method != "POST":
        return _page(request, VerifyForm())
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_TO_VERIFY:
        form = VerifyForm({})
        form.add_error("file", _("The file is larger than anything published here."))
        return _page(request, form, status=413)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    if upload := form.cleaned_data["file"]:
        digest, found = _verify_file(upload)
        return _page(request, VerifyForm(), digest=digest, found=found, name=upload.name)
    return redirect("reports:verify-digest", form.digest)


@in_asked_language
@require_safe
def verify_digest(request: HttpRequest, digest: str) -> HttpResponse:
    """Answer for a digest in the address, as printed codes lead here."""
    asked = wanted(digest)
    if asked is None:
        form = VerifyForm({"code": digest})
        return _page(request, form, status=404)
    return _page(request, VerifyForm(), digest=digest, found=verify(asked), whole=asked.is_whole)


@require_safe
def bulletin_edition(
    _request: HttpRequest, month: dt.date, language: str, number: int
) -> FileResponse:
    """Download an edition of a bulletin; it never changes."""
    edition = get_object_or_404(
        BulletinEdition, issue__month=month, language=language, number=number
    )
    try:
        file = edition.file.open("rb")
    except OSError as error:
        raise Http404(_("The file is no longer there.")) from error
    name = f"bulletin-{month:%Y-%m}-{number}-{language}.pdf"
    response = FileResponse(file, filename=name, content_type="application/pdf")
    response["ETag"] = f'"{edition.file_sha256}"'
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _page(
    request: HttpRequest,
    form: VerifyForm,
    *,
    status: int = 200,
    digest: str = "",
    found: list[Found] | None = None,
    name: str = "",
    whole: bool = True,
) -> HttpResponse:
    context = {"form": form, "digest": digest, "found": found, "name": name, "whole": whole}
    return render(request, "reports/verify.html", context, status=status)


def _verify_file(upload: UploadedFile[Any]) -> tuple[str, list[Found]]:
    """Compare a file by its bytes, or figures that were written anew by what they say."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    code = digest.hexdigest()
    asked = wanted(code)
    found = verify(asked) if asked else []
    is_readable = (upload.name or "").endswith(".json") and (upload.size or 0) <= MOST_TO_READ
    if found or not is_readable:
        return code, found
    again = wanted(_digest_of_json(upload))
    return (again.start, verify(again)) if again else (code, [])


def _digest_of_json(upload: UploadedFile[Any]) -> str:
    upload.seek(0)
    try:
        payload = json.loads(upload.read())
        return digest_of(payload) if isinstance(payload, dict) else ""
    except (ValueError, RecursionError):
        return ""
