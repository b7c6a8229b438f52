"""A few small real files that the demo's societies offer as evidence."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw

from reforms.models import Evidence
from societies.models import Society

FOLDER = "evidence/demo/"
FILES = (
    ("理事会会议纪要.pdf", "application/pdf"),
    ("管理办法（印发稿）.pdf", "application/pdf"),
    ("活动现场照片.png", "image/png"),
    ("任务完成情况说明.pdf", "application/pdf"),
)


def _content(position: int, kind: str) -> bytes:
    page = Image.new("RGB", (595, 842), "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((60, 60, 535, 110), fill="#0f4c8a")
    for line in range(12 + position):
        draw.rectangle(
            (60, 150 + 40 * line, 535 - 37 * (line % 3), 158 + 40 * line), fill="#d9dee5"
        )
    buffer = io.BytesIO()
    page.save(buffer, "PDF" if kind.endswith("pdf") else "PNG")
    return buffer.getvalue()


def add_evidence(societies: list[Society], at: dt.datetime) -> dict[int, list[Evidence]]:
    """Give every society the same few files, stored once; returns them by society id."""
    rows = list(Evidence.objects.filter(society__in=societies, file__startswith=FOLDER))
    if not rows:
        rows = _make(societies, at)
    result: dict[int, list[Evidence]] = {}
    for row in rows:
        result.setdefault(row.society_id, []).append(row)
    return result


def _make(societies: list[Society], at: dt.datetime) -> list[Evidence]:
    stored = []
    for position, (name, kind) in enumerate(FILES):
        content = _content(position, kind)
        path = f"{FOLDER}{position}{name[-4:]}"
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(content))
        stored.append((name, kind, path, len(content), hashlib.sha256(content).hexdigest()))
    return Evidence.objects.bulk_create(
        Evidence(
            society=society,
            file=path,
            name=name,
            content_type=kind,
            size=size,
            sha256=digest,
            uploaded_at=at,
        )
        for society in societies
        for name, kind, path, size, digest in stored
    )
