"""The stamped scan of a cover sheet, drawn: paper, code, a red seal a little askew."""

from __future__ import annotations

import datetime as dt
import io
from math import cos, pi, sin

import segno
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from accounts.models import User
from reports.models import AnnualReport, AnnualReportVersion
from reports.services.annual_seal import add_scan
from reports.services.seal_document import printed_number, seal_address

#: Dots of A4 at 150 dpi, and how many of them are a millimetre.
SIZE, MM = (1240, 1754), 1240 / 210
PAPER, INK, RED = (250, 249, 244), (30, 30, 32), (198, 28, 36)
_FONTS = settings.FONTS_DIR / "noto-serif-sc"


def add_seal(report: AnnualReport, *, by: User, at: dt.datetime) -> None:
    """Upload the scan of the version handed in, as the society would."""
    version = report.submitted_version
    if version is None:
        return
    out = io.BytesIO()
    _scan(version).save(out, "JPEG", quality=72)
    upload = SimpleUploadedFile("用印页扫描件.jpg", out.getvalue())
    add_scan(report=report, upload=upload, by=by, at=at)


def _scan(version: AnnualReportVersion) -> Image.Image:
    page = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(page)
    society = version.report.society.name_zh
    code = io.BytesIO()
    segno.make(seal_address(version), error="m").save(code, kind="png", scale=8, border=0)
    side = round(36 * MM)
    page.paste(Image.open(code).convert("RGB").resize((side, side)), (_at(148), _at(22)))
    number, on = printed_number(version), timezone.localdate(version.created_at)
    _write(draw, 28, 22, f"编号：{number}", 12)
    _write(draw, 105, 72, society, 22, is_bold=True, anchor="ma")
    _write(draw, 105, 84, f"{version.report.workplan.year}年年度报告用印页", 18, anchor="ma")
    draw.line((_at(28), _at(97), _at(184), _at(97)), fill=RED, width=4)
    _write(draw, 28, 106, f"{version.report.workplan.issuer_zh}：", 16)
    _write(draw, 39, 116, f"我会报送的年度报告（第{version.number}版）由我会编制，", 16)
    _write(draw, 28, 126, "内容真实、准确、完整，同意按规定向社会公布。", 16)
    for place, line in enumerate((society, number, version.digest[:32], version.digest[32:])):
        _write(draw, 34, 142 + 9 * place, line, 12)
    draw.rectangle((_at(28), _at(139), _at(184), _at(180)), outline=INK, width=2)
    _write(draw, 28, 192, "法定代表人（签字）：", 16)
    _write(draw, 126, 236, f"{on.year}年{on.month}月{on.day}日", 16)
    _stamp(draw, society)
    return page.rotate(0.8, fillcolor=PAPER, resample=Image.Resampling.BICUBIC)


def _at(millimetres: float) -> int:
    return round(millimetres * MM)


def _write(
    draw: ImageDraw.ImageDraw,
    x: float,
    y: float,
    text: str,
    points: int,
    *,
    is_bold: bool = False,
    anchor: str = "la",
) -> None:
    weight = "700Bold" if is_bold else "400Regular"
    font = ImageFont.truetype(
        str(_FONTS / weight / f"NotoSerifSC_{weight}.ttf"), points * 150 // 72
    )
    draw.text((_at(x), _at(y)), text, fill=INK, font=font, anchor=anchor)


def _stamp(draw: ImageDraw.ImageDraw, name: str) -> None:
    """A round seal: ring, star, and the name across; no seal of anybody."""
    x, y, radius = _at(145), _at(212), _at(21)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=RED, width=9)
    points = [
        (x + r * sin(pi * k / 5), y - r * cos(pi * k / 5) - _at(3))
        for k, r in ((k, _at(7) if k % 2 == 0 else _at(2.7)) for k in range(10))
    ]
    draw.polygon(points, fill=RED)
    font = ImageFont.truetype(
        str(_FONTS / "700Bold" / "NotoSerifSC_700Bold.ttf"), min(34, 3 * radius // (2 * len(name)))
    )
    draw.text((x, y + _at(8)), name, fill=RED, font=font, anchor="ma")
