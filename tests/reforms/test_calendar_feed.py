"""The iCalendar stream: what a program reads out of it, and when an entry counts as changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from icalendar import Calendar

from reforms.calendar_feed import CalendarItem, revised, stream

AT = dt.datetime(2017, 6, 1, 9, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=1)
ITEM = CalendarItem("report-2017-05-A-01", dt.date(2017, 6, 5), "五月月报")
LONG = CalendarItem(
    "slip-1",
    dt.date(2017, 6, 5),
    "逗号, 分号; 反斜线\\ 换行\n" + "很长的标题" * 30,
    "BEGIN:VEVENT\r\nEND:VCALENDAR",
    "https://portal.example/slips/",
)


def written(*items: CalendarItem, known: Any = None, alarm_days: tuple[int, ...] = ()) -> bytes:
    revisions = revised(items, known or {}, at=AT)
    return stream(items, revisions, name="截止日期", host="portal.example", alarm_days=alarm_days)


def events(data: bytes) -> list[Any]:
    return Calendar.from_ical(data).walk("VEVENT")


def test_deadline_is_a_whole_day_that_keeps_nobody_busy() -> None:
    (event,) = events(written(ITEM))
    assert event.decoded("dtstart") == dt.date(2017, 6, 5)
    assert event.decoded("dtend") == dt.date(2017, 6, 6)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert (event["transp"], event["status"]) == ("TRANSPARENT", "CONFIRMED")
    assert event["uid"] == "report-2017-05-A-01@portal.example"
    assert event.decoded("dtstamp") == event.decoded("last-modified") == AT


def test_calendar_says_its_zone_and_is_one_without_any_deadline() -> None:
    calendar = Calendar.from_ical(written())
    assert calendar["x-wr-timezone"] == "Asia/Shanghai"
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == "Asia/Shanghai"
    assert calendar.walk("VEVENT") == []


def test_any_text_survives_and_breaks_nothing() -> None:
    data = written(LONG, ITEM)
    assert max(map(len, data.split(b"\r\n"))) <= 75
    both = events(data)
    assert [event["uid"].partition("@")[0] for event in both] == [ITEM.key, LONG.key]
    assert str(both[1]["summary"]) == LONG.summary
    assert both[1]["url"] == LONG.url


def test_programs_remind_at_nine_on_the_days_asked_for() -> None:
    (event,) = events(written(ITEM, alarm_days=(0, 3, 1, 3)))
    triggers = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert triggers == [
        dt.timedelta(days=-3, hours=9),
        dt.timedelta(days=-1, hours=9),
        dt.timedelta(hours=9),
    ]
    assert event.walk("VALARM")[0]["description"] == "五月月报"


def test_nobody_is_reminded_of_what_is_done_or_withdrawn() -> None:
    done, gone = replace(ITEM, is_done=True), replace(LONG, is_cancelled=True)
    both = events(written(done, gone, alarm_days=(1,)))
    assert [event["status"] for event in both] == ["CONFIRMED", "CANCELLED"]
    assert not [alarm for event in both for alarm in event.walk("VALARM")]


def test_sequence_grows_only_when_an_entry_says_something_else() -> None:
    first = revised([ITEM], {}, at=AT)
    assert revised([ITEM], first, at=LATER) == first
    moved = replace(ITEM, day=dt.date(2017, 6, 9))
    second = revised([moved], first, at=LATER)
    assert second[ITEM.key][1:] == [1, "2017-06-02T09:00:00+00:00"]
    third = revised([ITEM], second, at=LATER)
    assert third[ITEM.key][1] == 2
    (event,) = events(stream([ITEM], third, name="", host="h", alarm_days=()))
    assert event["sequence"] == 2
    assert event.decoded("last-modified") == LATER


def test_entry_that_comes_back_goes_on_counting() -> None:
    first = revised([ITEM], {}, at=AT)
    assert revised([], first, at=LATER) == first
    again = revised([replace(ITEM, is_done=True)], revised([], first, at=LATER), at=LATER)
    assert again[ITEM.key][1] == 1


def test_same_items_give_the_same_bytes() -> None:
    known = revised([ITEM, LONG], {}, at=AT)
    one = stream([ITEM, LONG], known, name="a", host="h", alarm_days=(1,))
    other = stream([LONG, ITEM], known, name="a", host="h", alarm_days=(1,))
    assert one == other
