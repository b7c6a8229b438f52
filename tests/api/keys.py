"""Tokens for tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from accounts.models import ApiToken, User
from accounts.scopes import scopes_open_to
from accounts.services.tokens import START, digest_of
from tests.reports.world import NOW

#: The text of a token whose owner manages.
MANAGERS = "rpt_of-the-manager"


def key(
    owner: User, scopes: Iterable[str] | None = None, *, days: int = 30, text: str = "rpt_one"
) -> ApiToken:
    """Give a person a token, for all that the roles allow unless scopes are named."""
    named = [scope.name for scope in scopes_open_to(owner)] if scopes is None else list(scopes)
    return ApiToken.objects.create(
        owner=owner,
        name="核对程序",
        start=text[:START],
        digest=digest_of(text),
        scopes=named,
        created_at=NOW,
        expires_at=NOW + dt.timedelta(days=days),
    )


def bearer(text: str = "rpt_one") -> dict[str, str]:
    """Return the header that carries a token."""
    return {"Authorization": f"Bearer {text}"}
