"""Tables as files that the browser keeps."""

from __future__ import annotations

from django.http import HttpResponse


def download(table: tuple[bytes, str], name: str) -> HttpResponse:
    """Answer with a table's bytes and type under a name."""
    content, content_type = table
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
