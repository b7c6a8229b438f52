"""Registers as files: lists out as tables, templates to fill in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from accounts.selectors import signed_in
from societies.access import register_or_404, register_page, society_page
from societies.models import Society
from societies.registers import Register
from societies.resources import export_records, template_workbook
from societies.services.exports import record_export
from societies.spreadsheets import XLSX_TYPE
from societies.views.registers import filtered, society_of


@require_safe
@register_page("societies.list_registers")
def register_export(request: HttpRequest, register: Register, suffix: str) -> HttpResponse:
    """Give the list, as filtered and sorted, as a workbook or CSV."""
    society = society_of(request)
    asked = filtered(request, register, society)
    words = asked.words()
    content, content_type = export_records(register, asked.exported, suffix, words)
    if register.is_personal:
        record_export(register=register, society=society, filters=words, by=signed_in(request))
    about = f"{register.kind}-{society.code}" if society else register.kind
    return download(content, content_type, f"{about}-{timezone.localdate():%Y%m%d}.{suffix}")


@require_safe
@society_page("societies.view_registers")
def register_template(_request: HttpRequest, society: Society, kind: str) -> HttpResponse:
    """Give a workbook to fill in, with the society's records in it."""
    register = register_or_404(kind)
    language = translation.get_language() or "zh-hans"
    content = template_workbook(register, society, language)
    return download(content, XLSX_TYPE, f"{register.kind}-{society.code}.xlsx")


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Hand out bytes under a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
