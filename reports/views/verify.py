"""Anyone can check a digest, a number, a PDF or a photo of its code against what was published."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from reports.annual.numbers import read_number
from reports.api.rates import may_send_file
from reports.forms.verify import MOST_TO_VERIFY, VerifyForm
from reports.models import BulletinEdition
from reports.page_cache import in_asked_language
from reports.selectors.annual_verification import numbered
from reports.selectors.verification import verify, wanted
from reports.services.signing import SigningKeyError, certificate_fingerprint, certificate_pem
from reports.services.verification import BusyError, verify_file


@in_asked_language
@csrf_exempt  # changes nothing and depends on nobody: the page can be shared like any public one
@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """Take a digest, a number or a file; the file is read, compared and forgotten."""
    if request.method != "POST":
        return _page(request, VerifyForm())
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_TO_VERIFY:
        form = VerifyForm({})
        form.add_error("file", _("The file is larger than anything published here."))
        return _page(request, form, status=413)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    if form.cleaned_data["file"]:
        return _verified_file(request, form)
    return redirect("reports:verify-digest", form.asked)


def _verified_file(request: HttpRequest, form: VerifyForm) -> HttpResponse:
    upload = form.cleaned_data["file"]
    try:
        answer = verify_file(
            upload.name or "", upload.read(), may_read=partial(may_send_file, request)
        )
    except BusyError:
        form.add_error("file", _("Many files are being verified just now. Try again in a minute."))
        response = _page(request, form, status=503)
        response["Retry-After"] = "60"
        return response
    return _page(
        request,
        VerifyForm(),
        answer=answer,
        digest=answer.digest,
        found=answer.found,
        name=upload.name,
    )


@in_asked_language
@require_safe
def verify_digest(request: HttpRequest, digest: str) -> HttpResponse:
    """Answer for a digest or number in the address, as printed codes lead here."""
    if number := read_number(digest):
        return _page(request, VerifyForm(), digest=digest, found=numbered(number))
    asked = wanted(digest)
    if asked is None:
        form = VerifyForm({"code": digest})
        return _page(request, form, status=404)
    return _page(request, VerifyForm(), digest=digest, found=verify(asked), is_whole=asked.is_whole)


@require_safe
def signing_certificate(_request: HttpRequest) -> HttpResponse:
    """The public certificate of the key that signs documents."""
    try:
        pem = certificate_pem()
    except SigningKeyError as error:
        raise Http404(_("No certificate is to be had just now.")) from error
    response = HttpResponse(pem, content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="certificate.pem"'
    response["Cache-Control"] = "public, max-age=3600"
    return response


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
    request: HttpRequest, form: VerifyForm, *, status: int = 200, **said: Any
) -> HttpResponse:
    context = {
        "form": form,
        "digest": "",
        "found": None,
        "answer": None,
        "name": "",
        "is_whole": True,
        "fingerprint": certificate_fingerprint(),
        **said,
    }
    return render(request, "reports/verify.html", context, status=status)
