"""A supervision slip as an official document."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from reforms.enums import SlipEventKind, SlipState
from reforms.models import SlipEvent
from reforms.services.slip_records import event_of
from reports.pdf.process import RenderError
from reports.services.slip_document import compose_slip, render_slip
from tests.factories.slips import ISSUED_AT
from tests.reforms.slips.scene import Scene, browser, build_scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "one_factor")]


@pytest.fixture
def scene() -> Scene:
    """A society with its people."""
    return build_scene()


def test_document_names_number_cause_days_and_what_became_of_it(scene: Scene) -> None:
    slip = scene.slip(
        level="red", state=SlipState.CLOSED, ended_at=ISSUED_AT + dt.timedelta(days=9)
    )
    raised = SlipEvent(slip=slip, kind=SlipEventKind.RAISED, at=ISSUED_AT, level="red")
    html = compose_slip(slip, [raised])
    for words in (
        "督〔2017〕1号",
        "督办等级：红色",
        "关于2017年4月月度进展逾期未报的督办单",
        "中国数学会：",
        "应于2017年5月5日前报送",
        "于2017年6月2日升为红色",
        "于2017年6月9日前书面答复",
        "已于2017年6月11日办结",
        "2017年6月2日印发",
    ):
        assert words in html, words


def test_document_says_what_was_known_on_the_day_it_bears(scene: Scene) -> None:
    first = {"points": "30.2", "progress": "19.8", "expected": "50.0"}
    later = {"points": "42.8", "progress": "32.2", "expected": "75.0"}
    slip = scene.slip(rule="behind", month=dt.date(2017, 4, 1), facts=first, level="yellow")
    issued = event_of(slip, SlipEventKind.ISSUED, at=ISSUED_AT, rule="behind", facts=first)
    slip.month, slip.facts, slip.level = dt.date(2017, 7, 1), later, "red"
    raised = event_of(
        slip,
        SlipEventKind.RAISED,
        at=ISSUED_AT + dt.timedelta(days=70),
        rule="behind",
        facts=later,
    )
    html = compose_slip(slip, [raised, issued])
    assert "关于截至2017年4月改革进度滞后的督办单" in html
    assert "据2017年4月监测通报数据，改革任务总体进度为19.8%" in html
    assert "于2017年8月11日升为红色。据2017年7月监测通报数据，改革任务总体进度为32.2%" in html


def test_document_of_a_slip_by_hand_keeps_its_paragraphs(scene: Scene) -> None:
    slip = scene.slip(rule="by_hand", subject="换届筹备", reason="第一段。\n\n<b>第二段</b>")
    html = compose_slip(slip, [])
    assert "<p>第一段。</p><p>&lt;b&gt;第二段&lt;/b&gt;</p>" in html
    assert "三、督办依据" not in html


def test_document_is_drawn_without_a_missing_character(scene: Scene) -> None:
    slip = scene.slip()
    drawn = render_slip(slip, [])
    assert drawn.data.startswith(b"%PDF-")
    assert (drawn.missing, drawn.pages) == ("", 2)
    assert render_slip(slip, []).data == drawn.data


def test_renderer_that_fails_leads_back_to_the_slip(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise RenderError("killed")

    monkeypatch.setattr("reports.views.slip_document.render_slip", fail)
    keys = {"code": "A-01", "pk": scene.slip().pk}
    answer = browser(scene.clerk).get(reverse("reports:slip-document", kwargs=keys))
    assert answer["Location"] == reverse("reforms:slip-detail", kwargs=keys)
