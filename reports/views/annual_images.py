"""Pictures of an annual report: uploaded by the society, shown to it and to CAST."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import signed_in
from reforms.models import Workplan
from reports.models import AnnualImage
from reports.services.annual import ensure_report
from reports.services.annual_images import add_image
from societies.access import society_page
from societies.models import Society
from societies.uploads import UploadProblem, check_size


@require_POST
@society_page("reports.edit_annual_report")
def annual_report_image_add(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Keep a picture for the text; answers its digest and address, or 422 with the reason."""
    report = ensure_report(society=society, workplan=get_object_or_404(Workplan, year=year))
    try:
        data = _data(request.FILES.get("image"))
        image = add_image(
            report=report,
            data=data,
            alt=request.POST.get("alt", ""),
            by=signed_in(request),
            at=timezone.now(),
        )
    except UploadProblem as problem:
        return JsonResponse({"problem": str(problem)}, status=422)
    except ValidationError as error:
        return JsonResponse({"problem": " ".join(error.messages)}, status=422)
    address = reverse("reports:annual-report-image", args=(year, society.code, image.sha256))
    return JsonResponse({"digest": image.sha256, "alt": image.alt, "address": address})


def _data(upload: UploadedFile[bytes] | None) -> bytes:
    if upload is None:
        raise UploadProblem(_("Choose a picture."))
    check_size(upload.size or 0)
    data: bytes = upload.read()
    return data


@require_safe
@society_page("reports.view_annual_report")
def annual_report_image(
    _request: HttpRequest, society: Society, year: int, sha256: str
) -> FileResponse:
    """A picture of the text."""
    images = AnnualImage.objects.filter(report__society=society, report__workplan__year=year)
    image = get_object_or_404(images, sha256=sha256)
    try:
        opened = image.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("The file is no longer there.")) from None
    response = FileResponse(opened, content_type=image.media_type)
    # The address names the bytes, which never change; only this person's browser keeps them.
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
