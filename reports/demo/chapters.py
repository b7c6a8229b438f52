"""Chapters of the demo's annual reports: invented text, and a picture drawn for it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw

from accounts.models import User
from reports.annual.chapters import chapter_kinds
from reports.annual.rich_text import clean_html
from reports.demo.registers.chance import subject_of
from reports.models import AnnualReport, AnnualReportSection

_FILE = Path(__file__).with_name("chapters.yaml")
#: The smallest and the largest of each number in the texts, by its letter.
_NUMBERS = {"a": (12, 21), "b": (8, 17), "c": (3, 6), "d": (2, 4), "f": (84, 93)}
_SIZE = (960, 480)


@cache
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return texts


def write_chapters(
    report: AnnualReport,
    rng: random.Random,
    *,
    by: User,
    at: dt.datetime,
    codes: Collection[str] | None = None,
    picture: str = "",
) -> None:
    """Write the chapters of these codes, or all; `picture` is the digest of one to show."""
    values: dict[str, Any] = {
        "name": report.society.name_zh,
        "x": subject_of(report.society),
        "year": report.workplan.year,
        "next": report.workplan.year + 1,
        **{letter: rng.randint(*bounds) for letter, bounds in _NUMBERS.items()},
    }
    texts = _texts()
    AnnualReportSection.objects.bulk_create(
        AnnualReportSection(
            report=report,
            chapter=kind.code,
            html=_html(rng.choice(texts[kind.code]), values, picture),
            summary=texts["summaries"].get(kind.code, "").format(**values),
            version=1,
            updated_by=by,
            updated_at=at,
        )
        for kind in chapter_kinds()
        if codes is None or kind.code in codes
    )


def _html(text: str, values: dict[str, Any], picture: str) -> str:
    figure = ""
    if picture:
        words = _texts()["picture"]
        caption = words["caption"].format(**values)
        figure = (
            f'<figure><img data-image="{picture}" alt="{words["alt"]}">'
            f"<figcaption>{caption}</figcaption></figure>"
        )
    lines = text.replace("[picture]", figure).splitlines()
    return clean_html("".join(line.strip() for line in lines).format(**values))


def picture_words() -> str:
    """What the picture shows, for those who do not see it."""
    words: str = _texts()["picture"]["alt"]
    return words


@cache
def hall_picture() -> bytes:
    """A hall with a screen, a stage and rows of people, drawn as a JPEG."""
    width, height = _SIZE
    tone = Image.linear_gradient("L").resize(_SIZE)
    image = Image.composite(
        Image.new("RGB", _SIZE, (34, 52, 88)), Image.new("RGB", _SIZE, (150, 172, 204)), tone
    )
    draw = ImageDraw.Draw(image)
    draw.rectangle((300, 50, 660, 220), fill=(240, 244, 250), outline=(90, 110, 150), width=6)
    for place, length in enumerate((240, 180, 210)):
        draw.rectangle((340, 90 + place * 36, 340 + length, 104 + place * 36), fill=(96, 128, 180))
    draw.polygon([(220, 240), (740, 240), (800, 280), (160, 280)], fill=(120, 92, 66))
    for row in range(6):
        top, size = 290 + row * 30, 18 + row * 5
        for seat in range(-(row % 2) * size, width, size * 2):
            shade = 40 + row * 6
            draw.ellipse((seat, top, seat + size, top + size), fill=(shade, shade + 6, shade + 20))
            draw.rectangle(
                (seat - 4, top + size, seat + size + 4, height + 60), fill=(shade, shade, 70)
            )
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
