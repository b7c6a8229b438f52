"""A person's deadlines as a calendar to subscribe to, at a secret address."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from django_scopes import scope, scopes_disabled

from accounts.models import CalendarFeed, User
from accounts.services.calendars import calendar_of, note_use
from reforms.calendar_feed import revised, stream
from reports.pages.calendar import calendar_name, deadlines_of, host
from societies.selectors import roles_of


@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever made the address; any other address is not found."""
    feed = calendar_of(text=secret)
    if feed is None or _lacks_factor(feed.owner):
        raise Http404
    with _reach(feed.owner), translation.override(feed.owner.mail_language):
        content = _content(feed)
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    answered = get_conditional_response(request, etag=etag, response=response) or response
    answered["Cache-Control"] = "private, no-cache"
    return answered


def _content(feed: CalendarFeed) -> bytes:
    """Write the calendar, and remember what its entries say now."""
    now = timezone.now()
    today = timezone.localdate(now)
    deadlines = deadlines_of(feed.owner, today=today)
    revisions = revised(deadlines.items, feed.revisions, at=now)
    note_use(feed=feed, revisions=revisions, at=now)
    return stream(
        deadlines.items,
        revisions,
        name=calendar_name(),
        host=host(),
        alarm_days=deadlines.alarm_days,
    )


def _lacks_factor(owner: User) -> bool:
    """Whether the owner's roles ask for a second factor that is not set up."""
    return owner.requires_second_factor and not settings.DEMO and not is_mfa_enabled(owner)


def _reach(owner: User) -> AbstractContextManager[None]:
    """Open the scope of the owner, whoever is signed in beside it."""
    roles = roles_of(owner)
    reach: AbstractContextManager[None] = (
        scopes_disabled() if roles.is_cast else scope(society=list(roles.society_pks))
    )
    return reach
