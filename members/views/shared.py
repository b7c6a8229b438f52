"""What the pages of a society's members have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.selectors import signed_in
from societies.models import Society


def society_context(request: HttpRequest, society: Society) -> dict[str, Any]:
    """The society, and what the person may do with its members."""
    user = signed_in(request)
    return {
        "society": society,
        "may_import": user.has_perm("members.import_members", society),
        "may_change": user.has_perm("members.change_member", society),
        "reads_personal": user.has_perm("members.view_personal", society),
    }
