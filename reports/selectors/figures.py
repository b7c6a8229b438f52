"""Figures of a month for pages: as sealed, or as they stand now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django_scopes import scopes_disabled

from reforms.models import MonthlyIssue, Workplan
from reforms.payload import Payload, build_payload
from reforms.selectors import figures
from societies.models import Society


def payload_at(
    workplan: Workplan,
    month: dt.date,
    issue: MonthlyIssue | None,
    societies: Iterable[Society],
) -> Payload:
    """Return a month as sealed in `issue`, or else live over the active ones of `societies`.

    For CAST: the live figures are read over every society, whatever the scope.
    """
    if issue is not None:
        return figures.issue_payload(issue)
    active = [society for society in societies if society.is_active]
    with scopes_disabled():
        exact = figures.society_months(workplan, month, active)
    return build_payload(
        year=workplan.year, month=month, first=workplan.first_ordinal, societies=exact
    )


def elements_by_code(payload: Payload) -> dict[str, Payload]:
    """Return the societies' figures by code."""
    return {element["code"]: element for element in payload["societies"]}
