"""What CAST says of passages of the demo's returned annual reports, and what is answered."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from reports.models import AnnualComment, AnnualReport

#: Chapter, passage, what CAST says, and the society's answer if there is one.
_SAID = (
    (
        "finance",
        "支出主要用于业务活动",
        "请说明管理费用占总费用的比例，并与上年比较。",
        "",
    ),
    (
        "members",
        "对连续两年未缴费的会员逐一联系核实",
        "请补充核实的人数和处理结果。",
        "已核实并在正文补充，未能联系的会员按章程暂停会员权利。",
    ),
)


def add_comments(report: AnnualReport, *, reviewer: User, editor: User, at: dt.datetime) -> None:
    """Comment on a report that was handed in; one thread is answered and settled."""
    for chapter, quote, text, answer in _SAID:
        answered_at = at + dt.timedelta(hours=20) if answer else None
        comment = AnnualComment.objects.create(
            report=report,
            chapter=chapter,
            quote=quote,
            text=text,
            written_at=at,
            written_by=reviewer,
            resolved_at=answered_at and answered_at + dt.timedelta(hours=4),
            resolved_by=reviewer if answer else None,
        )
        if answered_at:
            AnnualComment.objects.create(
                report=report,
                parent=comment,
                chapter=chapter,
                text=answer,
                from_cast=False,
                written_at=answered_at,
                written_by=editor,
            )
