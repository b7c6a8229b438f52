"""What commands about a month have in common: reading it and saying what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from reforms import months
from reforms.models import Workplan

#: Exit status of a command that was given something it cannot use.
BAD_INPUT = 2


def month_argument(text: str) -> dt.date:
    """Return the month written YYYY-MM; CommandError (exit 2) otherwise."""
    try:
        return months.parse_month(text)
    except ValueError as error:
        raise CommandError(
            _("month: “%(month)s” is not a month written YYYY-MM.") % {"month": text},
            returncode=BAD_INPUT,
        ) from error


def workplan_argument(month: dt.date, year: int | None) -> Workplan:
    """Return the workplan of a year, or the one that covers the month; CommandError (exit 2)."""
    if year is not None:
        workplan = workplan_of_year(year)
    else:
        covering = Workplan.objects.covering(month).first()
        if covering is None:
            raise CommandError(
                _("month: no workplan covers %(month)s.") % {"month": f"{month:%Y-%m}"},
                returncode=BAD_INPUT,
            )
        workplan = covering
    if not workplan.covers(month):
        raise CommandError(
            _("month: %(month)s is not a month of the %(year)s workplan.")
            % {"month": f"{month:%Y-%m}", "year": workplan.year},
            returncode=BAD_INPUT,
        )
    return workplan


def workplan_of_year(year: int) -> Workplan:
    """Return the workplan of a year; CommandError (exit 2) when there is none."""
    workplan = Workplan.objects.filter(year=year).first()
    if workplan is None:
        raise CommandError(
            _("workplan: there is none for %(year)s.") % {"year": year}, returncode=BAD_INPUT
        )
    return workplan


def day_argument(text: str | None, now: dt.datetime) -> dt.date:
    """Return the day written YYYY-MM-DD, today in Beijing without one; CommandError (exit 2)."""
    if text is None:
        return now.astimezone(months.BEIJING).date()
    try:
        is_shaped = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)
        return dt.date.fromisoformat(text if is_shaped else "")
    except ValueError as error:
        raise CommandError(
            _("as-of: “%(day)s” is not a date written YYYY-MM-DD.") % {"day": text},
            returncode=BAD_INPUT,
        ) from error
