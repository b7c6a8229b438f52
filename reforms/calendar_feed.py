"""A person's deadlines as an iCalendar stream (RFC 5545).

Pure: items in, bytes out; the moment is an argument. Deadlines are whole days in Beijing. An item
keeps its UID for good; whenever it says something else, its SEQUENCE grows and LAST-MODIFIED is
the moment in which that was noticed, so that a stream in which nothing is new is the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from icalendar import Alarm, Calendar, Event, Timezone

PRODUCT = "-//Society Reform Monitor//Deadlines//ZH"
ZONE = "Asia/Shanghai"
#: The hour in which a calendar program reminds, on each of the days asked for.
ALARM_HOUR = 9
#: How often a calendar program should look again.
REFRESH = dt.timedelta(hours=6)


@dataclass(frozen=True)
class CalendarItem:
    """One deadline as a calendar shows it; `key` is what it is about and never changes."""

    key: str
    day: dt.date
    summary: str
    description: str = ""
    url: str = ""
    is_done: bool = False
    is_cancelled: bool = False

    @property
    def print(self) -> str:
        """A short digest of all that the item says."""
        said = [
            self.day.isoformat(),
            self.summary,
            self.description,
            self.url,
            self.is_done,
            self.is_cancelled,
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


#: By key: print, sequence, and the moment of the last change; as JSON keeps it.
Revisions = Mapping[str, Any]


def revised(
    items: Iterable[CalendarItem], known: Revisions, *, at: dt.datetime
) -> dict[str, list[Any]]:
    """Return the revisions after a look at the items; what is no longer shown is remembered."""
    found: dict[str, list[Any]] = {key: list(value) for key, value in known.items()}
    moment = at.astimezone(dt.UTC).replace(microsecond=0).isoformat()
    for item in items:
        before = found.get(item.key)
        if before is None:
            found[item.key] = [item.print, 0, moment]
        elif before[0] != item.print:
            found[item.key] = [item.print, before[1] + 1, moment]
    return found


def stream(
    items: Iterable[CalendarItem],
    revisions: Revisions,
    *,
    name: str,
    host: str,
    alarm_days: Collection[int],
) -> bytes:
    """Write the calendar; `alarm_days` are days before a deadline on which programs remind."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    # An empty stream would not be one: a calendar has one component at least.
    calendar.add_component(Timezone.from_tzid(ZONE, first_date=dt.date(2016, 1, 1)))
    for item in sorted(items, key=lambda item: (item.day, item.key)):
        _print, sequence, moment = revisions[item.key]
        event = _event(item, sequence, dt.datetime.fromisoformat(moment))
        event.add("uid", f"{item.key}@{host}")
        if not (item.is_done or item.is_cancelled):
            for days in sorted(set(alarm_days), reverse=True):
                event.add_component(_alarm(item, days))
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _event(item: CalendarItem, sequence: int, changed_at: dt.datetime) -> Event:
    event = Event()
    event.add("summary", item.summary)
    event.add("dtstart", item.day)
    event.add("dtend", item.day + dt.timedelta(days=1))
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", sequence)
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody busy
    event.add("status", "CANCELLED" if item.is_cancelled else "CONFIRMED")
    if item.description:
        event.add("description", item.description)
    if item.url:
        event.add("url", item.url)
    return event


def _alarm(item: CalendarItem, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", item.summary)
    alarm.add("trigger", dt.timedelta(days=-days, hours=ALARM_HOUR))
    return alarm
