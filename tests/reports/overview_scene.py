"""The overview of CAST, as a manager sees it."""

import datetime as dt

from django.test import Client

from reports.selectors.dashboard import Overview
from reports.selectors.months import calendar
from tests.reports.world import (
    MAY,
    NOW,
    World,
)


def page(client: Client, address: str) -> str:
    """Return the page's text; it must be there."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def overview(world: World, month: dt.date = MAY) -> Overview:
    """Return the overview of a month as a manager sees it."""
    return Overview(calendar(today=NOW.date(), with_figures=True), month)
