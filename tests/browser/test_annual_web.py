"""The web edition of an annual report in the browser: charts, width, barriers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from reports.annual.parts import Shape
from tests.browser.barriers import barriers
from tests.browser.conftest import Portal
from tests.factories.reports import small_year
from tests.reports import annual_sample as sample
from tests.reports.annual_scene import published

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unscoped"),
]


def test_charts_are_drawn_as_they_come_near_and_all_before_printing(portal: Portal) -> None:
    edition = published(small_year())
    charts = tuple(
        replace(sample.chart(shape), code=f"chart-{shape}-{at}")
        for at in range(3)
        for shape in Shape
    )
    content = sample.content()
    content["chapters"][5] = sample.chapter(
        "members", html="<p>正文</p>", parts=(sample.figures(), sample.table(), *charts)
    )
    edition.content = content | {"glance": {"figures": None, "trends": []}}
    edition.save()
    page = portal.open("/annual-reports/public/2017/A-01/")
    canvases = page.locator("[data-chart] canvas")
    expect(canvases.first).to_be_visible()
    assert canvases.count() < len(charts)
    assert barriers(page) == []
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(canvases).to_have_count(len(charts))
