"""What commands about a month have in common: reading it and saying what is wrong with it."""

from __future__ import annotations

import datetime as dt

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
        workplan = Workplan.objects.filter(year=year).first()
        if workplan is None:
            raise CommandError(
                _("workplan: there is none for %(year)s.") % {"year": year}, returncode=BAD_INPUT
            )
    else:
        workplan = Workplan.objects.covering(month).first()
        if workplan is None:
            raise CommandError(
                _("month: no workplan covers %(month)s.") % {"month": f"{month:%Y-%m}"},
                returncode=BAD_INPUT,
            )
    if not workplan.covers(month):
        raise CommandError(
            _("month: %(month)s is not a month of the %(year)s workplan.")
            % {"month": f"{month:%Y-%m}", "year": workplan.year},
            returncode=BAD_INPUT,
        )
    return workplan
