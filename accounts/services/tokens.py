"""Tokens of the API: made by a person for programs, shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from accounts.scopes import scopes_open_to
from accounts.services import audit

#: Tells people, and programs that look for leaked secrets, what the text is.
MARK = "rpt_"
START = 10
MOST_TOKENS = 10
MOST_DAYS = 365
#: Use is noted once in this time.
_NOTED = timedelta(minutes=1)


def digest_of(text: str) -> str:
    """Return what is kept of a token: it has 256 random bits, so a plain digest hides it."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def create_token(
    *, owner: User, name: str, scopes: Iterable[str], days: int, at: datetime
) -> tuple[ApiToken, str]:
    """Make a token for one's own programs; return it with its text, which is never shown again.

    Raises ValidationError for a scope that the person's roles do not have, for more than a year,
    and beyond the number that one person may have.
    """
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    wanted = sorted(set(scopes))
    if not wanted or set(wanted) - {scope.name for scope in scopes_open_to(owner)}:
        raise ValidationError({"scopes": _("Choose what your roles let you read.")})
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("A token is valid for a year at most.")})
    if ApiToken.objects.valid(at=at).filter(owner=owner).count() >= MOST_TOKENS:
        raise ValidationError(
            _("You have %(count)s valid tokens: revoke one first.") % {"count": MOST_TOKENS}
        )
    text = MARK + secrets.token_urlsafe(32)
    token = ApiToken(
        owner=owner,
        name=name,
        start=text[:START],
        digest=digest_of(text),
        scopes=wanted,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    token.full_clean()
    token.save()
    after = {"name": name, "scopes": wanted, "expires_at": token.expires_at}
    audit.record(action="token.created", subject=token, actor=owner, after=after)
    return token, text


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User) -> ApiToken:
    """Let a token open nothing any more; once revoked it stays so."""
    stored = ApiToken.objects.select_for_update(no_key=True).get(pk=token.pk)
    if stored.revoked_at is None:
        stored.revoked_at = timezone.now()
        stored.save(update_fields=["revoked_at"])
        audit.record(action="token.revoked", subject=stored, actor=by)
    return stored


def revoke_all(*, owner: User, by: User) -> None:
    """Revoke every token of a person."""
    for token in ApiToken.objects.filter(owner=owner, revoked_at__isnull=True):
        revoke_token(token=token, by=by)


def revoke_unreachable(*, owner: User, by: User) -> None:
    """Revoke the tokens that name something which the person's roles no longer reach."""
    fresh = User.objects.get(pk=owner.pk)  # whose roles nobody has read before
    reach = {scope.name for scope in scopes_open_to(fresh)}
    for token in ApiToken.objects.filter(owner=owner, revoked_at__isnull=True):
        if set(token.scopes) - reach:
            revoke_token(token=token, by=by)


def token_of(*, text: str, at: datetime) -> ApiToken | None:
    """Return the valid token of that text with its owner, noting its use; None for any other."""
    found: ApiToken | None = (
        ApiToken.objects.valid(at=at).select_related("owner").filter(digest=digest_of(text)).first()
    )
    if found and (found.last_used_at is None or found.last_used_at < at - _NOTED):
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=at)
    return found
