"""More time for one society: what is late, who is told, ending it, waiting with a seal."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, Notification
from reforms import months
from reforms.enums import ReportState
from reforms.models import DeadlineExtension, SealReminder, Workplan
from reforms.months import MonthStatus
from reforms.payload import ReportFact
from reforms.selectors import figures
from reforms.selectors.desk import month_cells
from reforms.selectors.month_overview import month_rows, seal_preview
from reforms.selectors.months import society_month
from reforms.services import extensions, sealing
from societies.models import Society
from tests.factories.reforms import report_of
from tests.factories.societies import SocietyFactory, editor, manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]

APRIL = dt.date(2017, 4, 1)
#: The sixth of May 2017, noon in Beijing: April was due the day before.
NOW = dt.datetime(2017, 5, 6, 4, 0, tzinfo=dt.UTC)
LAST_MOMENT = dt.datetime(2017, 5, 9, 15, 59, 59, tzinfo=dt.UTC)
TOO_LATE = dt.datetime(2017, 5, 9, 16, 0, tzinfo=dt.UTC)
NINTH = dt.date(2017, 5, 9)


def extend(society: Society, workplan: Workplan, **given: object) -> DeadlineExtension:
    """Give the society until the ninth of May for April."""
    values = {
        "society": society,
        "workplan": workplan,
        "month": APRIL,
        "due_on": NINTH,
        "reason": "换届期间专职人员交接",
        "by": manager(),
        "at": NOW,
        **given,
    }
    return extensions.extend_deadline(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(("extended", "day"), [(None, 5), (4, 5), (5, 5), (6, 6)])
def test_an_extension_never_gives_less_time(extended: int | None, day: int) -> None:
    more = extended and dt.date(2017, 5, extended)
    assert months.due_day(dt.date(2017, 5, 5), more or None) == dt.date(2017, 5, day)


@pytest.mark.parametrize(("at", "is_late"), [(LAST_MOMENT, False), (TOO_LATE, True)])
def test_the_extended_day_decides_everywhere(
    society: Society, workplan: Workplan, at: dt.datetime, is_late: bool
) -> None:
    extend(society, workplan)
    report = report_of(society, workplan, "2017-04", {1: 30}, first_submitted_at=at)
    fresh = Workplan.objects.get()
    report.workplan = fresh
    assert (report.due_on, report.is_late) == (NINTH, is_late)
    element = figures.live_payload(fresh, APRIL)["societies"][0]["report"]
    assert (element["late"], element["extended_to"]) == (is_late, "2017-05-09")
    assert month_rows(fresh, today=NINTH)[0].late == is_late
    assert bool(seal_preview(fresh, APRIL, today=NINTH).late) is is_late


def test_another_society_keeps_the_day_for_all(society: Society, workplan: Workplan) -> None:
    other = SocietyFactory()
    extend(society, workplan)
    report = report_of(other, workplan, "2017-04", {1: 30}, first_submitted_at=LAST_MOMENT)
    report.workplan = Workplan.objects.get()
    assert report.is_late
    facts = figures.report_facts(Workplan.objects.get(), APRIL)
    assert facts[other.pk].extended_to is None
    assert facts[society.pk] == ReportFact("none", None, None, NINTH)


@pytest.mark.parametrize(
    ("day", "status"),
    [(6, MonthStatus.DUE_SOON), (9, MonthStatus.DUE_SOON), (10, MonthStatus.OVERDUE)],
)
def test_the_month_is_open_until_the_extended_day(
    society: Society, workplan: Workplan, day: int, status: MonthStatus
) -> None:
    extend(society, workplan)
    fresh = Workplan.objects.get()
    at = dt.datetime(2017, 5, day, 4, 0, tzinfo=dt.UTC)
    page = society_month(society, fresh, APRIL, at=at)
    assert (page.status(at.date()), page.due_on) == (status, NINTH)
    cell = month_cells(society, at=at, sealed=set())[0]
    assert (cell.status, cell.due_on) == (status, NINTH)


def test_a_returned_report_gains_the_time_as_well(society: Society, workplan: Workplan) -> None:
    extend(society, workplan)
    report_of(
        society,
        workplan,
        "2017-04",
        {1: 30},
        state=ReportState.RETURNED,
        first_submitted_at=NOW,
        returned_due_on=dt.date(2017, 5, 7),
    )
    page = society_month(society, Workplan.objects.get(), APRIL, at=LAST_MOMENT)
    assert (page.due_on, page.status(NINTH)) == (NINTH, MonthStatus.RETURNED)


def test_the_society_is_told_and_the_trail_keeps_it(society: Society, workplan: Workplan) -> None:
    told = editor(society)
    extend(society, workplan)
    note = Notification.objects.get(recipient=told)
    assert (note.kind, note.params["due_on"]) == ("deadline-extended", "2017-05-09")
    event = AuditEvent.objects.get(action="deadline.extended")
    assert event.reason == "换届期间专职人员交接"
    assert event.scope == society.code


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"due_on": dt.date(2017, 5, 5)}, "due_on"),
        ({"reason": "  "}, "reason"),
        ({"month": dt.date(2016, 1, 1)}, None),
    ],
)
def test_a_wrong_extension_is_refused(
    society: Society, workplan: Workplan, given: dict[str, object], field: str | None
) -> None:
    with pytest.raises(ValidationError) as refused:
        extend(society, workplan, **given)
    if field:
        assert list(refused.value.message_dict) == [field]
    assert not DeadlineExtension.objects.exists()
    assert Workplan.objects.get().more_time == {}


def test_a_sealed_month_gives_no_more_time(society: Society, workplan: Workplan) -> None:
    sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)
    with pytest.raises(ValidationError):
        extend(society, workplan)


def test_a_longer_extension_replaces_the_running_one(society: Society, workplan: Workplan) -> None:
    extend(society, workplan)
    with pytest.raises(ValidationError):
        extend(society, workplan)
    extend(society, workplan, due_on=dt.date(2017, 5, 12))
    assert Workplan.objects.get().due_on(APRIL, society.pk) == dt.date(2017, 5, 12)
    assert DeadlineExtension.objects.filter(ended_on=None).count() == 1


def test_ending_early_leaves_this_day(society: Society, workplan: Workplan) -> None:
    extension = extend(society, workplan)
    with pytest.raises(ValidationError):
        extensions.end_extension(extension=extension, reason=" ", by=manager(), at=NOW)
    extensions.end_extension(extension=extension, reason="已可报送", by=manager(), at=NOW)
    assert Workplan.objects.get().due_on(APRIL, society.pk) == dt.date(2017, 5, 6)
    with pytest.raises(ValidationError):
        extensions.end_extension(extension=extension, reason="再次", by=manager(), at=NOW)


def test_the_seal_keeps_the_extended_day(society: Society, workplan: Workplan) -> None:
    extend(society, workplan)
    sealing.seal_month(workplan=Workplan.objects.get(), month=APRIL, at=NOW)
    element = society.figures.get().figures["report"]
    assert element == {
        "state": "none",
        "late": None,
        "submitted_on": None,
        "extended_to": "2017-05-09",
    }


def test_who_waits_is_reminded_once(workplan: Workplan) -> None:
    boss = manager()
    for day in (7, 8):
        extensions.remind_to_seal(
            workplan=workplan,
            month=APRIL,
            remind_on=dt.date(2017, 5, day),
            note="等两家学会",
            by=boss,
            at=NOW,
        )
    assert SealReminder.objects.get().remind_on == dt.date(2017, 5, 8)
    told = [
        extensions.tell_seal_reminders(at=dt.datetime(2017, 5, day, hour, tzinfo=dt.UTC))
        for day, hour in ((7, 15), (7, 16), (8, 4))
    ]
    assert told == [0, 1, 0]
    assert Notification.objects.get().params["note"] == "等两家学会"


def test_a_reminder_needs_a_later_day(workplan: Workplan) -> None:
    with pytest.raises(ValidationError):
        extensions.remind_to_seal(
            workplan=workplan, month=APRIL, remind_on=NOW.date(), note="", by=manager(), at=NOW
        )


def test_a_month_sealed_meanwhile_reminds_nobody(workplan: Workplan) -> None:
    extensions.remind_to_seal(
        workplan=workplan,
        month=APRIL,
        remind_on=dt.date(2017, 5, 7),
        note="",
        by=manager(),
        at=NOW,
    )
    sealing.seal_month(workplan=workplan, month=APRIL, at=NOW)
    assert extensions.tell_seal_reminders(at=LAST_MOMENT) == 0
