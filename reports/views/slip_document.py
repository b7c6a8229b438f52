"""The official document of a supervision slip."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from reforms.selectors.slips import events_of, slips_of
from reports.pdf.process import RenderError
from reports.services.slip_document import render_slip
from societies.access import society_page
from societies.models import Society


@require_GET
@society_page("reforms.view_slips")
def slip_document(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Give a slip as PDF; a renderer that fails leads back to the slip and says so."""
    slip = get_object_or_404(slips_of(society), pk=pk)
    try:
        document = render_slip(slip, events_of(slip))
    except RenderError:
        messages.error(request, _("The document could not be made just now. Try again later."))
        return redirect("reforms:slip-detail", code=society.code, pk=pk)
    response = HttpResponse(document.data, content_type="application/pdf")
    name = f"{slip.number_text}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
