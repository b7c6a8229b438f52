"""A small annual report's content with a part of every kind, for what shows it."""

from __future__ import annotations

from typing import Any

from reports.annual.chapters import chapter_kinds
from reports.annual.parts import (
    Chart,
    Column,
    Figure,
    Figures,
    Kind,
    Part,
    Series,
    Shape,
    Source,
    Table,
    Words,
    plain,
)

PICTURE = "ab" * 32
TEXT = (
    "<p>本年度会员服务<strong>稳步</strong>推进，见<a href='https://example.org/a?b=1&amp;c=2'>"
    "说明</a>。</p><h3>会员日</h3><ul><li>走访</li><li>讲座</li></ul>"
    f'<figure><img data-image="{PICTURE}" alt="会员日现场"><figcaption>会员日</figcaption></figure>'
    "<table><caption>走访安排</caption><tbody><tr><th>地点</th><th>人数</th></tr>"
    "<tr><td>成都</td><td>120</td></tr></tbody></table>"
)
_SOURCE = Source(Words("会员台账", "Register of members"), "members", "2017-12-31")


def words(zh: str, en: str) -> Words:
    return Words(zh, en)


def figures() -> Figures:
    """Two figures, one with the year before."""
    count = words("名", "members")
    formula = words("年末在册会员", "Members on the last day")
    return Figures(
        "member-figures",
        words("会员概况", "Members at a glance"),
        (
            Figure(
                "total", words("会员总数", "Members"), "12345", Kind.NUMBER, count, formula, "12000"
            ),
            Figure("dues", words("会费收缴率", "Dues paid"), None, Kind.PERCENT, count, formula),
        ),
        _SOURCE,
    )


def table(**changes: Any) -> Table:
    """A table of amounts with a total, and rows that are not listed."""
    values: dict[str, Any] = {
        "code": "member-kinds",
        "title": words("会员构成", "Members by kind"),
        "columns": (
            Column("kind", words("类别", "Kind")),
            Column("count", words("人数", "Number"), Kind.NUMBER),
            Column("dues", words("会费", "Dues"), Kind.MONEY),
        ),
        "rows": (
            (words("个人会员", "Individuals"), "12000", "1234567.5"),
            ("=1+1", None, "-0.005"),
        ),
        "source": _SOURCE,
        "total": (words("合计", "Total"), "12345", None),
        "left_out": 3,
    }
    return Table(**{**values, **changes})


def chart(shape: Shape = Shape.LINE) -> Chart:
    """Two years of one series; the first is not known."""
    return Chart(
        f"member-{shape}",
        words("会员五年变化", "Members over the years"),
        shape,
        (words("2016年", "2016"), words("2017年", "2017"), words("2018年", "2018")),
        (Series("total", words("会员", "Members"), (None, "12000", "4000")),),
        Kind.NUMBER,
        words("名", "members"),
        _SOURCE,
    )


def chapter(code: str, *, html: str = "", parts: tuple[Part, ...] = ()) -> dict[str, Any]:
    """A chapter as the content holds it."""
    kind = next(each for each in chapter_kinds() if each.code == code)
    return {
        "code": code,
        "title_zh": kind.title.zh,
        "title_en": kind.title.en,
        "head": kind.head,
        "in_short": kind.in_short,
        "html": html,
        "summary": "",
        "parts": [plain(part) for part in parts],
    }


def content() -> dict[str, Any]:
    """All chapters; only the one on members says something."""
    written = {"members": chapter("members", html=TEXT, parts=(figures(), table(), chart()))}
    return {
        "layout": 3,
        "year": 2017,
        "as_of": "2017-12-31",
        "workplan": {"year": 2017, "title_zh": "工作要点", "title_en": "Workplan"},
        "society": {"code": "A-01", "name_zh": "中国数学会", "name_en": "Mathematical Society"},
        "chapters": [written.get(k.code, chapter(k.code)) for k in chapter_kinds()],
        "images": {
            PICTURE: {"alt": "会员日现场", "media_type": "image/png", "width": 40, "height": 30}
        },
    }
