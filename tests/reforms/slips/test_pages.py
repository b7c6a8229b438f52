"""Pages of slips: the register of CAST, a society's own, one slip, and its rules."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from accounts.models import Notification, User
from accounts.services.notifications import notification_text
from reforms.enums import SlipLevel, SlipRuleCode, SlipState
from reforms.forms.slips import AnswerForm
from reforms.models import SupervisionSlip, Workplan
from reforms.services import slips as services
from reforms.services.slip_issuing import supervise
from tests.factories.slips import slip_of
from tests.factories.societies import SocietyFactory
from tests.reforms.slips.scene import ANSWER, AT, REASON, Scene, browser, build_scene
from tests.reforms.slips.test_issuing import rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english", "one_factor")]


@pytest.fixture
def scene() -> Scene:
    """A society with its people."""
    return build_scene()


def page(name: str, slip: SupervisionSlip) -> str:
    return reverse(f"reforms:slip-{name}", kwargs={"code": slip.society.code, "pk": slip.pk})


def text(user: User, address: str, **query: Any) -> str:
    answer = browser(user).get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_society_answers_with_a_file_and_cast_closes(scene: Scene) -> None:
    slip = scene.slip()
    file = SimpleUploadedFile("说明.pdf", b"%PDF-1.4\n%%EOF")
    clerk = browser(scene.clerk)
    answer = clerk.post(
        page("answer", slip), {"seen": 0, "text": ANSWER, "file": file, "hand": "1"}
    )
    assert answer["Location"] == page("detail", slip)
    slip.refresh_from_db()
    assert slip.draft_evidence is not None
    assert slip.draft_evidence.name == "说明.pdf"

    values = {"seen": slip.version, "text": ANSWER}
    assert browser(scene.secretary).post(page("send", slip), values).status_code == 302
    slip.refresh_from_db()
    shown = text(scene.officer, page("detail", slip))
    assert ANSWER in shown
    assert "说明.pdf" in shown
    closing = {"seen": slip.version, "reason": REASON}
    assert browser(scene.officer).post(page("close", slip), closing).status_code == 302
    assert REASON in text(scene.clerk, page("detail", slip))


def test_stale_page_is_409_and_keeps_what_was_typed(scene: Scene) -> None:
    slip = scene.slip()
    services.acknowledge(slip=slip, seen=0, by=scene.clerk, at=AT)
    answer = browser(scene.secretary).post(page("send", slip), {"seen": 0, "text": ANSWER})
    assert answer.status_code == 409
    assert ANSWER in answer.content.decode()
    slip.refresh_from_db()
    assert (slip.state, slip.draft_text) == (SlipState.ACKNOWLEDGED, "")


def test_file_that_cannot_be_kept_is_refused_and_the_text_stays(scene: Scene) -> None:
    slip = scene.slip()
    file = SimpleUploadedFile("程序.exe", b"MZ")
    answer = browser(scene.clerk).post(
        page("answer", slip), {"seen": 0, "text": ANSWER, "file": file}
    )
    assert answer.status_code == 422
    assert ANSWER in answer.content.decode()
    slip.refresh_from_db()
    assert slip.draft_text == ""


def test_draft_is_not_shown_to_cast(scene: Scene) -> None:
    slip = scene.slip(draft_text=ANSWER, draft_by=scene.clerk, draft_at=AT)
    assert ANSWER in text(scene.clerk, page("detail", slip))
    assert ANSWER not in text(scene.officer, page("detail", slip))


def test_page_has_the_same_queries_however_long_the_history(scene: Scene) -> None:
    def queries(slip: SupervisionSlip) -> int:
        client = browser(scene.officer)
        client.get(page("detail", slip))
        with CaptureQueriesContext(connection) as caught:
            client.get(page("detail", slip))
        return len(caught)

    slip = scene.slip(draft_text=ANSWER)
    services.send_answer(slip=slip, seen=0, by=scene.secretary, at=AT)
    few = queries(slip)
    for _ in range(2):
        slip.refresh_from_db()
        services.return_answer(
            slip=slip, reason=REASON, due_on=None, seen=slip.version, by=scene.officer, at=AT
        )
        slip.refresh_from_db()
        services.send_answer(slip=slip, seen=slip.version, by=scene.secretary, at=AT)
    assert queries(slip) == few <= 15


def test_register_filters_sorts_and_has_the_same_queries(scene: Scene) -> None:
    other = SocietyFactory(code="B-01", name_zh="中国电子学会", discipline="engineering")
    scene.slip(1)
    slip_of(other, scene.workplan, 2, level=SlipLevel.RED, case="b")
    slip_of(other, scene.workplan, 3, state=SlipState.CLOSED, rule=SlipRuleCode.PLAN_LATE)
    address = reverse("reforms:slip-list")

    def numbers(**query: Any) -> list[int]:
        answer = browser(scene.chief).get(address, query)
        return [slip.number for slip in answer.context["slips"]]

    assert numbers() == [2, 1]
    assert numbers(sort="society") == [1, 2]
    assert numbers(level="red") == [2]
    assert numbers(state="all", sort="new") == [3, 2, 1]
    assert numbers(state="closed") == [3]
    assert numbers(rule="plan_late", state="all") == [3]
    assert numbers(discipline="engineering") == [2]
    assert numbers(q="电子") == [2]
    assert numbers(q="督〔2017〕1号") == [1]
    assert numbers(q="a-01") == [1]
    assert numbers(year=2016) == [2, 1]
    assert numbers(level="green") == [2, 1]
    assert numbers(overdue="on") == [2, 1]

    client = browser(scene.chief)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(10, 30):
        slip_of(other, scene.workplan, number, case=f"{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 15


def test_export_states_its_filters_and_keeps_formulas_out(scene: Scene) -> None:
    scene.slip(rule=SlipRuleCode.BY_HAND, subject="=1+1", reason=REASON)
    address = reverse("reforms:slip-export", kwargs={"kind": "xlsx"})
    answer = browser(scene.chief).get(address, {"level": "blue"})
    book = load_workbook(io.BytesIO(answer.content))
    cells = [[cell.value for cell in row] for row in book.worksheets[0]]
    assert cells[1][:4] == ["A-01", "中国数学会", "理科", "督〔2017〕1号"]
    assert book.worksheets[0]["G2"].data_type == "s"
    about = {row[0].value: row[1].value for row in book.worksheets[1]}
    assert about["等级"] == "蓝色"
    kind = reverse("reforms:slip-export", kwargs={"kind": "csv"})
    assert "'=1+1" in browser(scene.chief).get(kind).content.decode()
    bad = reverse("reforms:slip-export", kwargs={"kind": "pdf"})
    assert browser(scene.chief).get(bad).status_code == 404


def test_desk_and_list_show_what_waits(scene: Scene) -> None:
    slip = scene.slip()
    scene.slip(2, case="2017-05", state=SlipState.CLOSED)
    desk = text(scene.clerk, reverse("reforms:desk"))
    assert reverse("reforms:slip-society", kwargs={"code": "A-01"}) in desk
    assert f"{slip.answer_due_on}" in desk
    own = text(scene.clerk, reverse("reforms:slip-society", kwargs={"code": "A-01"}))
    assert "督〔2017〕2号" in own


def test_reviewer_issues_by_hand_and_mistakes_stay_on_the_page(scene: Scene) -> None:
    address = reverse("reforms:slip-create", kwargs={"code": "A-01", "year": 2017})
    client = browser(scene.officer)
    assert client.get(address).status_code == 200
    bad = client.post(address, {"level": "blue", "subject": "换届筹备", "reason": "短"})
    assert bad.status_code == 422
    assert "换届筹备" in bad.content.decode()
    assert not SupervisionSlip.objects.exists()
    good = {"level": "blue", "subject": "换届筹备", "reason": REASON, "task": ""}
    assert client.post(address, good).status_code == 302
    assert SupervisionSlip.objects.get().subject == "换届筹备"


def test_every_notice_reads_in_words(scene: Scene) -> None:
    scene.workplan.slip_rules = [rule("report_late")]
    scene.workplan.save()
    for day in (6, 8, 9, 20):
        at = AT.replace(month=5, day=day)
        supervise(workplan=scene.workplan, today=at.date(), at=at)
    slip = SupervisionSlip.objects.get()
    slip.draft_text = ANSWER
    slip.save()
    services.hand_to_approver(slip=slip, by=scene.clerk)
    services.send_answer(slip=slip, seen=slip.version, by=scene.secretary, at=AT)
    slip.refresh_from_db()
    services.return_answer(
        slip=slip, reason=REASON, due_on=None, seen=slip.version, by=scene.officer, at=AT
    )
    slip.refresh_from_db()
    services.withdraw_slip(slip=slip, reason=REASON, seen=slip.version, by=scene.chief, at=AT)
    said = {n.kind: notification_text(n) for n in Notification.objects.all()}
    assert set(said) == {
        "slip-issued",
        "slip-escalated",
        "slip-raised",
        "slip-drafted",
        "slip-answered",
        "slip-returned",
        "slip-withdrawn",
    }
    assert all("督〔2017〕1号" in subject for subject, _body in said.values())
    assert said["slip-issued"][0].endswith("Monthly report of April 2017 not submitted in time")


class TestRules:
    """The page of the rules."""

    @pytest.fixture
    def workplan(self, scene: Scene) -> Workplan:
        """A workplan with one rule."""
        known = {**rule("report_late"), "set_by": "cast", "citation_zh": "依", "citation_en": "B"}
        scene.workplan.slip_rules = [known]
        scene.workplan.save()
        return scene.workplan

    def values(self, scene: Scene, **changes: Any) -> dict[str, Any]:
        """What the browser would send of the form as it stands."""
        address = reverse("reforms:workplan-slip-rules", kwargs={"year": 2017})
        form = browser(scene.chief).get(address).context["form"]
        sent = {bound.html_name: bound.value() for bound in form}
        kept = {name: value for name, value in sent.items() if value not in (None, False)}
        return {**kept, **changes}

    def post(self, scene: Scene, values: dict[str, Any]) -> Any:
        address = reverse("reforms:workplan-slip-rules", kwargs={"year": 2017})
        return browser(scene.chief).post(address, values)

    def test_manager_changes_a_threshold(self, scene: Scene, workplan: Workplan) -> None:
        before = workplan.version
        answer = self.post(scene, self.values(scene, **{"report_late.levels.red": 9}))
        assert answer.status_code == 302
        workplan.refresh_from_db()
        assert workplan.slip_rules[0]["levels"] == {"blue": 1, "yellow": 4, "red": 9}
        assert workplan.slip_rules[0]["citation_zh"] == "依"
        assert workplan.version == before + 1

    def test_same_values_change_nothing(self, scene: Scene, workplan: Workplan) -> None:
        before = workplan.slip_rules
        assert self.post(scene, self.values(scene)).status_code == 302
        workplan.refresh_from_db()
        assert (workplan.slip_rules, workplan.version) == (before, 0)

    def test_rule_taken_out_of_force_is_gone(self, scene: Scene, workplan: Workplan) -> None:
        values = self.values(scene)
        del values["report_late.on"]
        self.post(scene, values)
        workplan.refresh_from_db()
        assert workplan.slip_rules == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"report_late.levels.yellow": 1},
            {"report_late.levels.blue": 0},
            {"report_late.answer_days": ""},
            {"report_late.reviewer_days": 1},
            {"behind.on": "on"},
        ],
    )
    def test_rule_that_does_not_fit_is_refused(
        self, scene: Scene, workplan: Workplan, changes: dict[str, Any]
    ) -> None:
        before = workplan.slip_rules
        assert self.post(scene, self.values(scene, **changes)).status_code == 422
        workplan.refresh_from_db()
        assert workplan.slip_rules == before

    def test_two_managers_see_each_other(self, scene: Scene, workplan: Workplan) -> None:
        values = self.values(scene, **{"report_late.levels.red": 9})
        Workplan.objects.update(slip_rules=[])
        assert self.post(scene, values).status_code == 409
        workplan.refresh_from_db()
        assert workplan.slip_rules == []


def test_day_of_acknowledgement_that_is_past_is_said(scene: Scene) -> None:
    shown = text(scene.clerk, page("detail", scene.slip()))
    assert "请立即签收并答复" in shown
    later = dt.date(2999, 1, 1)
    due = scene.slip(2, case="2", acknowledge_due_on=later, answer_due_on=later)
    assert "请于2999-01-01前签收" in text(scene.clerk, page("detail", due))


def test_help_of_the_file_follows_the_language_of_the_reader() -> None:
    field = AnswerForm.base_fields["file"]
    with override("zh-hans"):
        assert "文件" in str(field.help_text)
    assert "One file" in str(field.help_text)


def test_answer_that_came_back_is_no_new_draft(scene: Scene) -> None:
    """The approver is told that CAST asks anew, until somebody writes."""
    slip = scene.slip()
    services.send_answer(
        slip=slip, text=ANSWER, evidence=None, seen=slip.version, by=scene.secretary, at=AT
    )
    later = AT + dt.timedelta(hours=1)
    slip.refresh_from_db()
    back = services.return_answer(
        slip=slip, reason=REASON, due_on=None, seen=slip.version, by=scene.officer, at=later
    )
    shown = text(scene.secretary, page("detail", slip))
    assert "中国科协要求重新答复" in shown
    assert 'class="desk-now is-blue"' in shown
    services.save_draft(
        slip=back,
        text=ANSWER * 2,
        evidence=None,
        seen=back.version,
        by=scene.clerk,
        at=later + dt.timedelta(hours=1),
    )
    assert "请审核答复稿并报送中国科协" in text(scene.secretary, page("detail", slip))


def test_late_acknowledgement_is_marked(scene: Scene) -> None:
    slip = scene.slip(acknowledge_due_on=AT.date())
    slip.acknowledged_at = AT
    assert not slip.is_acknowledged_late
    slip.acknowledged_at = AT.replace(hour=0) + dt.timedelta(days=1)
    assert slip.is_acknowledged_late
