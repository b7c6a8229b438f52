"""The calendar of one person in words: own societies one by one, a portfolio counted by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from accounts.templatetags.portal import local_filter, month_label
from reforms.calendar_feed import CalendarItem
from reforms.models import Workplan
from reports.selectors.duties import (
    Duty,
    DutyKind,
    duties_of,
    own_confirmations,
    recent_workplans,
)
from societies.governance_words import sentence
from societies.models import Society
from societies.selectors import Roles, roles_of

#: Societies that the description of a counted deadline names.
NAMED = 20
#: Days for which re-elections of a portfolio are shown ahead; their own a society sees for good.
LOOKED_AHEAD = 366


@dataclass(frozen=True)
class Deadlines:
    """What a calendar shows, and the days before a deadline on which programs remind."""

    items: tuple[CalendarItem, ...]
    alarm_days: tuple[int, ...]


def deadlines_of(user: User, *, today: dt.date) -> Deadlines:
    """What a person's calendar shows on a day in Beijing, by the roles held now."""
    workplans = recent_workplans(today)
    begun = [workplan for workplan in workplans if workplan.first_month <= today]
    days = begun[-1].reminder_days.get("before", ()) if begun else ()
    return Deadlines(tuple(_items(user, workplans, today)), tuple(days))


def _items(user: User, workplans: list[Workplan], today: dt.date) -> list[CalendarItem]:
    roles = roles_of(user)
    own, watched = _societies(roles)
    everybody = list({s.pk: s for s in (*own, *watched)}.values())
    duties = duties_of(everybody, workplans, today=today)
    keys = {society.pk for society in own}
    items = [
        _own_item(duty, is_named=len(own) > 1 or roles.is_cast)
        for duty in (
            *(duty for duty in duties if duty.society.pk in keys),
            *(own_confirmations(user, today=today) if own else ()),
        )
    ]
    keys = {society.pk for society in watched}
    latest = today + dt.timedelta(days=LOOKED_AHEAD)
    return items + _counted_items(
        duty
        for duty in duties
        if duty.society.pk in keys and (duty.kind != DutyKind.REELECTION or duty.day <= latest)
    )


def calendar_name() -> str:
    """Return the name under which programs list the calendar."""
    return f"{_('Deadlines')} · {_('Society Reform Monitor')}"


def host() -> str:
    """Return what makes the portal's entries differ from those of others."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _societies(roles: Roles) -> tuple[list[Society], list[Society]]:
    """The societies the person works for, and those the person looks after; in one query."""
    looked_after = Q(is_active=True)
    if not (roles.is_manager or roles.is_auditor):
        looked_after &= Q(pk__in=roles.portfolio_societies) | Q(
            discipline__in=roles.portfolio_disciplines
        )
    wanted = Q(pk__in=roles.society_pks)
    if roles.is_cast:
        wanted |= looked_after
    found = list(Society.objects.filter(wanted).order_by("code"))
    own = [society for society in found if society.pk in roles.society_pks]
    if not roles.is_cast:
        return own, []
    everywhere = roles.is_manager or roles.is_auditor
    return own, [
        society
        for society in found
        if society.is_active
        and (
            everywhere
            or society.pk in roles.portfolio_societies
            or society.discipline in roles.portfolio_disciplines
        )
    ]


def _own_item(duty: Duty, *, is_named: bool) -> CalendarItem:
    """One deadline of one society."""
    said = _title(duty)
    if is_named:
        said = f"{said} · {_named(duty)}"
    lines = [_until()]
    if duty.usual is not None and duty.day > duty.usual:
        lines.insert(0, _("More time was given: the usual day was %(day)s.") % {"day": duty.usual})
    if duty.kind == DutyKind.REELECTION:
        lines = [sentence(duty.about["entry"])]
    if duty.is_cancelled:
        lines = [_("Withdrawn by CAST: nothing has to be done.")]
    return CalendarItem(
        key=f"{duty.kind}-{duty.key}-{duty.society.code}",
        day=duty.day,
        summary=f"✓ {said}" if duty.is_done and not duty.is_cancelled else said,
        description="\n".join(lines),
        url=f"{settings.SITE_URL}{_page_of(duty)}",
        is_done=duty.is_done,
        is_cancelled=duty.is_cancelled,
    )


def _counted_items(duties: Iterable[Duty]) -> list[CalendarItem]:
    """One entry for what many societies have to do by one day, with how many still have to."""
    together: dict[tuple[DutyKind, str, dt.date | None], list[Duty]] = {}
    for duty in duties:
        if not duty.is_cancelled:
            together.setdefault(_group(duty), []).append(duty)
    return [_counted_item(key, found) for key, found in together.items()]


def _group(duty: Duty) -> tuple[DutyKind, str, dt.date | None]:
    """What a deadline is counted with: its thing, and its day unless all have the same."""
    if duty.kind == DutyKind.SLIP:
        return duty.kind, "", duty.day
    is_usual = duty.day == duty.usual or duty.kind in (DutyKind.PLAN, DutyKind.ANNUAL)
    return duty.kind, duty.key, None if is_usual else duty.day


def _counted_item(
    group: tuple[DutyKind, str, dt.date | None], duties: Collection[Duty]
) -> CalendarItem:
    kind, key, own_day = group
    first = next(iter(duties))
    owing = [duty for duty in duties if not duty.is_done]
    said = _title(first, counted=True)
    if own_day is not None and kind == DutyKind.REPORT:
        said = pgettext("calendar", "%(what)s (more time given)") % {"what": said}
    count = ngettext("%(count)s society", "%(count)s societies", len(duties))
    whose = count % {"count": len(duties)} if len(duties) > 1 else _named(first)
    said = f"{said} · {whose}"
    if kind != DutyKind.REELECTION:
        open_ones = _("%(count)s still open") % {"count": len(owing)} if owing else _("all done")
        said = f"{said} · {open_ones}"
    parts = ["all", kind.value, key, own_day.isoformat() if own_day else ""]
    return CalendarItem(
        key="-".join(part for part in parts if part),
        day=first.day,
        summary=said if owing else f"✓ {said}",
        description=_names(owing),
        url=f"{settings.SITE_URL}{_list_of(kind, first)}",
        is_done=not owing,
    )


def _names(duties: Collection[Duty]) -> str:
    """Name the first societies of a deadline, and say how many more there are."""
    comma = pgettext("between items of a list", ", ")
    named = [_named(duty) for duty in duties][:NAMED]
    text = comma.join(named)
    if (more := len(duties) - len(named)) > 0:
        text += _(" and %(count)s more") % {"count": more}
    return text


def _named(duty: Duty) -> str:
    return f"{duty.society.code} {local_filter(duty.society, 'name')}"


def _title(duty: Duty, *, counted: bool = False) -> str:
    if duty.kind in (DutyKind.REPORT, DutyKind.RETURNED):
        words = {
            DutyKind.REPORT: pgettext("calendar", "Monthly report due: %(month)s"),
            DutyKind.RETURNED: pgettext("calendar", "Returned report due again: %(month)s"),
        }[duty.kind]
        return words % {"month": month_label(duty.about["month"])}
    if duty.kind == DutyKind.SLIP:
        if counted:
            return pgettext("calendar", "Answers to supervision slips due")
        text = pgettext("calendar", "Answer to supervision slip due: %(number)s")
        return text % {"number": duty.about["number"]}
    if duty.kind == DutyKind.REELECTION:
        return str(capfirst(str(duty.about["entry"].kind.label)))
    if duty.kind == DutyKind.NOTICE:
        return pgettext("calendar", "Notice to be confirmed: %(title)s") % duty.about
    words = {
        DutyKind.PLAN: pgettext("calendar", "Reform plan due: %(year)s"),
        DutyKind.ANNUAL: pgettext("calendar", "Annual report due: %(year)s"),
    }[duty.kind]
    return words % duty.about


def _until() -> str:
    return _("In time until 23:59:59 of this day, Beijing time.")


def _page_of(duty: Duty) -> str:
    """The page on which the society does it."""
    code = duty.society.code
    if duty.kind in (DutyKind.REPORT, DutyKind.RETURNED):
        return reverse("reforms:report-detail", args=(code, duty.about["month"]))
    if duty.kind == DutyKind.SLIP:
        return reverse("reforms:slip-detail", args=(code, duty.about["pk"]))
    if duty.kind == DutyKind.NOTICE:
        return reverse("societies:notice-detail", args=(duty.about["pk"],))
    if duty.kind == DutyKind.REELECTION:
        return reverse("societies:register-governance", args=(code,))
    names = {DutyKind.PLAN: "reforms:plan-detail", DutyKind.ANNUAL: "reports:annual-report-detail"}
    return reverse(names[duty.kind], kwargs={"year": duty.about["year"], "code": code})


def _list_of(kind: DutyKind, first: Duty) -> str:
    """The list that shows what is counted."""
    if kind in (DutyKind.REPORT, DutyKind.RETURNED):
        return reverse("reforms:month-detail", args=(first.about["month"],))
    names = {
        DutyKind.PLAN: "reforms:plan-queue",
        DutyKind.ANNUAL: "reports:annual-report-list",
        DutyKind.SLIP: "reforms:slip-list",
        DutyKind.REELECTION: "societies:register-calendar",
    }
    return reverse(names[kind])
