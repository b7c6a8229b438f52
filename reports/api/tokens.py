"""Who holds a token, and what it opens now."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from accounts.models import ApiToken, User
from accounts.scopes import scopes_open_to
from accounts.services.tokens import token_of
from reports.api.problems import Problem
from reports.api.rates import check_rate
from societies.selectors import roles_of

_LONGEST = 200


@dataclass(frozen=True)
class Holder:
    """A token, its owner, and what both together may read."""

    token: ApiToken
    scopes: frozenset[str]

    @property
    def person(self) -> User:
        """Whose roles decide."""
        return self.token.owner

    def reach(self) -> AbstractContextManager[None]:
        """Open the scope of the owner: all societies for CAST, else their own."""
        roles = roles_of(self.person)
        reach: AbstractContextManager[None] = (
            scopes_disabled() if roles.is_cast else scope(society=list(roles.society_pks))
        )
        return reach


def holder_of(request: HttpRequest) -> Holder | None:
    """Return who asks, counting the request; None without a token, 401 for one not valid."""
    given = request.headers.get("Authorization")
    if given is None:
        check_rate(request, None)
        return None
    kind, _space, text = given.strip().partition(" ")
    token = None
    if kind.lower() == "bearer" and 0 < len(text) <= _LONGEST:
        token = token_of(text=text.strip(), at=timezone.now())
    if token is None:
        check_rate(request, None)  # guessing is counted by address
        raise refused(_("The token is wrong, expired or revoked."), "invalid_token")
    check_rate(request, str(token.pk))
    owner = token.owner
    if owner.requires_second_factor and not settings.DEMO and not is_mfa_enabled(owner):
        raise refused(_("The owner of the token must set up a second factor first."))
    open_now = {each.name for each in scopes_open_to(owner)}
    return Holder(token, frozenset(token.scopes) & open_now)


def refused(detail: str = "", error: str = "") -> Problem:
    """Return the refusal of who has no valid token."""
    how = f'Bearer realm="portal", error="{error}"' if error else 'Bearer realm="portal"'
    return Problem(401, detail, headers={"WWW-Authenticate": how})


def require_scope(holder: Holder | None, name: str) -> Holder:
    """Return who asks if the token opens that; 401 without a token, 403 with another one."""
    if holder is None:
        raise refused()
    if name and name not in holder.scopes:
        detail = _("The token does not open “%(name)s”, or its owner may not read it.")
        how = f'Bearer realm="portal", error="insufficient_scope", scope="{name}"'
        raise Problem(403, detail % {"name": name}, headers={"WWW-Authenticate": how})
    return holder
