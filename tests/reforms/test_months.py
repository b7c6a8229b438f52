"""Months, due days and the standing of a monthly report."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reforms.months import (
    BEIJING,
    MonthStatus,
    is_late,
    month_ordinal,
    month_start,
    parse_month,
    report_due_on,
    report_status,
)

JUNE = 2017 * 12 + 5
DUE_ON = dt.date(2017, 7, 5)


class TestMonths:
    @given(st.dates())
    def test_month_start_is_the_first_day_of_the_ordinal(self, on: dt.date) -> None:
        assert month_start(month_ordinal(on)) == on.replace(day=1)

    def test_month_ordinal_steps_over_the_year(self) -> None:
        assert month_ordinal(dt.date(2018, 1, 31)) == month_ordinal(dt.date(2017, 12, 1)) + 1

    def test_parse_month_reads_the_first_day(self) -> None:
        assert parse_month("2017-06") == dt.date(2017, 6, 1)

    @pytest.mark.parametrize(
        "text",
        ["2017-13", "2017-00", "2017-6", "2017-06-01", "201706", "\uff12017-06", "", " 2017-06"],
    )
    def test_parse_month_refuses_anything_else(self, text: str) -> None:
        with pytest.raises(ValueError, match="month"):
            parse_month(text)


class TestReportDueOn:
    def test_report_is_due_in_the_next_month(self) -> None:
        assert report_due_on(JUNE, due_day=5) == DUE_ON

    def test_report_of_december_is_due_in_january(self) -> None:
        assert report_due_on(2017 * 12 + 11, due_day=5) == dt.date(2018, 1, 5)

    def test_report_due_day_is_cut_to_the_length_of_the_month(self) -> None:
        assert report_due_on(2017 * 12, due_day=31) == dt.date(2017, 2, 28)


class TestIsLate:
    def test_the_last_second_of_the_beijing_day_is_on_time(self) -> None:
        assert not is_late(dt.datetime(2017, 7, 5, 23, 59, 59, 999999, BEIJING), DUE_ON)

    def test_beijing_midnight_is_late(self) -> None:
        assert is_late(dt.datetime(2017, 7, 6, tzinfo=BEIJING), DUE_ON)

    def test_a_utc_time_is_judged_in_beijing(self) -> None:
        assert not is_late(dt.datetime(2017, 7, 5, 15, 59, 59, tzinfo=dt.UTC), DUE_ON)
        assert is_late(dt.datetime(2017, 7, 5, 16, tzinfo=dt.UTC), DUE_ON)

    def test_a_time_without_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            is_late(dt.datetime(2017, 7, 5, tzinfo=BEIJING).replace(tzinfo=None), DUE_ON)


class TestReportStatus:
    @pytest.mark.parametrize("state", [None, "draft", "in_society_review"])
    @pytest.mark.parametrize(
        ("today", "status"),
        [
            (dt.date(2017, 5, 31), MonthStatus.NOT_DUE),
            (dt.date(2017, 6, 1), MonthStatus.OPEN),
            (dt.date(2017, 7, 1), MonthStatus.OPEN),
            (dt.date(2017, 7, 2), MonthStatus.DUE_SOON),
            (dt.date(2017, 7, 5), MonthStatus.DUE_SOON),
            (dt.date(2017, 7, 6), MonthStatus.OVERDUE),
        ],
    )
    def test_report_not_yet_submitted_follows_the_calendar(
        self, state: str | None, today: dt.date, status: MonthStatus
    ) -> None:
        assert report_status(month=JUNE, due_on=DUE_ON, today=today, state=state) is status

    @pytest.mark.parametrize("state", ["submitted", "accepted"])
    def test_report_submitted_is_never_overdue(self, state: str) -> None:
        status = report_status(month=JUNE, due_on=DUE_ON, today=dt.date(2018, 1, 1), state=state)
        assert status == state

    @pytest.mark.parametrize(
        ("today", "status"),
        [
            (dt.date(2017, 7, 12), MonthStatus.RETURNED),
            (dt.date(2017, 7, 13), MonthStatus.OVERDUE),
        ],
    )
    def test_report_returned_is_measured_by_its_own_due_date(
        self, today: dt.date, status: MonthStatus
    ) -> None:
        assert (
            report_status(
                month=JUNE,
                due_on=DUE_ON,
                today=today,
                state="returned",
                returned_due_on=dt.date(2017, 7, 12),
            )
            is status
        )

    def test_report_returned_without_a_date_stays_returned(self) -> None:
        status = report_status(
            month=JUNE, due_on=DUE_ON, today=dt.date(2018, 1, 1), state="returned"
        )
        assert status is MonthStatus.RETURNED

    @pytest.mark.parametrize("state", [None, "accepted", "returned"])
    def test_report_of_a_sealed_month_is_sealed(self, state: str | None) -> None:
        status = report_status(
            month=JUNE, due_on=DUE_ON, today=dt.date(2017, 5, 1), state=state, is_sealed=True
        )
        assert status is MonthStatus.SEALED

    def test_report_due_soon_days_is_a_setting(self) -> None:
        status = report_status(month=JUNE, due_on=DUE_ON, today=DUE_ON, state=None, due_soon_days=0)
        assert status is MonthStatus.DUE_SOON
