"""Views that CAST's people keep in the demo."""

from __future__ import annotations

from accounts.models import User
from reports.enums import SavedPage
from reports.models import SavedView
from reports.services.saved_views import save_view

_OF_MANAGER = (
    (SavedPage.MATRIX, "停滞任务", "show=state&state=stalled"),
    (SavedPage.MATRIX, "低于预期的学会", "behind=on&sort=progress"),
    (SavedPage.MATRIX, "自报完成而台账不符", "against=on"),
    (SavedPage.SOCIETIES, "工科学会", "discipline=engineering"),
)
_OF_REVIEWER = ((SavedPage.MATRIX, "我的学会 · 本月变化", "portfolio=on&show=change"),)


def keep_views() -> None:
    """Keep some views for the manager and each reviewer, unless somebody keeps any."""
    if SavedView.objects.exists():
        return
    people = User.objects.filter(username="manager") | User.objects.filter(
        username__startswith="reviewer-"
    )
    for person in people:
        own = _OF_MANAGER if person.username == "manager" else _OF_REVIEWER
        for page, name, query in own:
            save_view(person=person, page=page, name=name, query=query)
