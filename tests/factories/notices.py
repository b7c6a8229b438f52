"""Test data: notices from CAST."""

import datetime as dt
from typing import Any

from django_scopes import scopes_disabled

from accounts.models import User
from societies.enums import NoticeAudience
from societies.models import Notice, Society
from societies.services.notices import send_notice, write_notice
from tests.factories.societies import manager

AT = dt.datetime(2017, 6, 1, 9, tzinfo=dt.UTC)


@scopes_disabled()  # type: ignore[untyped-decorator]  # the package has no types
def draft(*chosen: Society, by: User | None = None, **values: Any) -> Notice:
    """Write a draft for some societies, or for all."""
    written = {
        "title": "关于报送月度进展的通知",
        "text": "各全国学会：\n\n请按期报送。",
        "audience": NoticeAudience.SOCIETIES if chosen else NoticeAudience.ALL,
        "disciplines": [],
        "to_editors": True,
        "to_approvers": True,
        "confirm_by": None,
        **values,
    }
    return write_notice(values=written, chosen=chosen, by=by or manager(), at=AT)


@scopes_disabled()  # type: ignore[untyped-decorator]  # the package has no types
def sent(*chosen: Society, at: dt.datetime = AT, **values: Any) -> Notice:
    """Send a notice to some societies, or to all."""
    notice = draft(*chosen, **values)
    return send_notice(notice=notice, seen=notice.version, by=manager(), at=at)
