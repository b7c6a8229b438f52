"""The page of a month in the hands of its people: saving, conflicts, sending, receipts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from accounts.models import User
from reforms.enums import Decision, ReportState
from reforms.models import Evidence, MonthlyReport, ProgressEntry, Submission, Workplan
from reforms.services import review, sealing
from societies.models import Society
from tests.factories.files import pdf_file
from tests.factories.reforms import accepted_plan, report_of, workplan_of
from tests.factories.societies import (
    SocietyFactory,
    approver,
    auditor,
    editor,
    manager,
    reviewer,
)

pytestmark = pytest.mark.django_db

MAY = dt.date(2017, 5, 1)
AT = dt.datetime(2017, 5, 20, 4, 0, tzinfo=dt.UTC)
PAGE = "/months/A-01/2017-05/"
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def a_day_in_may() -> Iterator[None]:
    """Let it be a day in May; look at all societies outside of requests."""
    with scopes_disabled(), time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def society() -> Society:
    """A society."""
    society: Society = SocietyFactory(code="A-01", name_zh="中国数学会")
    return society


@pytest.fixture
def workplan() -> Workplan:
    """A workplan with the basic tasks 1 and 2, and 4 to 9 to choose."""
    return workplan_of()


@pytest.fixture
def clerk(society: Society) -> User:
    """The society's editor."""
    return editor(society, name="李编辑")


@pytest.fixture
def chief(society: Society) -> User:
    """The society's approver."""
    return approver(society, name="王秘书长")


@pytest.fixture
def at_work(client: Client, clerk: User, workplan: Workplan) -> Client:
    """A browser in which the editor is signed in, in English."""
    client.force_login(clerk)
    client.cookies["language"] = "en"
    return client


def typed(number: int, version: int = 0, seen: str = "-", **values: Any) -> dict[str, Any]:
    """The fields of a task as the page posts them."""
    fields = {"version": version, "seen": seen, "narrative": "", **values}
    return {f"t{number}-{name}": value for name, value in fields.items()}


def save_one(client: Client, number: int = 1, **values: Any) -> Any:
    """Post one task as the page does when its field is left."""
    return client.post(f"{PAGE}tasks/{number}/", typed(number, **values))


def percents() -> dict[int, int | None]:
    """The percents in the database by task number."""
    return dict(ProgressEntry.objects.values_list("task__number", "percent"))


# looking


def test_looking_writes_nothing(at_work: Client) -> None:
    assert at_work.get(PAGE).status_code == 200
    assert not MonthlyReport.objects.exists()


def test_page_names_what_is_missing_and_last_month(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-04", {1: 35})
    save_one(at_work, 2, percent="60")
    page = at_work.get(PAGE).content.decode()
    assert "1 / 2" in page
    assert '<a href="#task-1" data-jump>' in page
    assert "last month 35%" in page


def test_month_that_has_not_begun_says_when(at_work: Client) -> None:
    answer = at_work.get("/months/A-01/2017-06/")
    assert answer.status_code == 404
    assert "2017-06-01" in answer.content.decode()
    assert at_work.post("/months/A-01/2017-06/", typed(1, percent="5")).status_code == 404


@pytest.mark.parametrize("address", ["/months/A-01/2018-05/", "/months/A-99/2017-05/"])
def test_month_or_society_that_is_not_there_is_not_found(at_work: Client, address: str) -> None:
    assert at_work.get(address).status_code == 404


def test_cast_reads_and_cannot_write(client: Client, workplan: Workplan, society: Society) -> None:
    for person in (auditor(), manager(), reviewer(society)):
        client.force_login(person)
        page = client.get(PAGE)
        assert page.status_code == 200
        assert "t1-percent" not in page.content.decode()
        assert client.post(PAGE, typed(1, percent="5")).status_code == 403
        assert save_one(client, percent="5").status_code == 403
    assert not MonthlyReport.objects.exists()


def test_task_has_an_address_of_its_own(at_work: Client) -> None:
    assert at_work.get(f"{PAGE}tasks/2/")["Location"] == f"{PAGE}#task-2"
    assert at_work.get(f"{PAGE}tasks/5/").status_code == 404


@pytest.mark.parametrize("role", ["editor", "approver", "reviewer"])
def test_queries_stay_the_same_at_one_and_three_tasks(
    client: Client, society: Society, role: str
) -> None:
    workplan = workplan_of(basic=3, reelection=0, optional=0)
    person = {"editor": editor, "approver": approver, "reviewer": reviewer}[role](society)
    client.force_login(person)
    report_of(society, workplan, "2017-04", {1: 10})
    report = report_of(society, workplan, "2017-05", {1: 20}, state=ReportState.DRAFT)
    counts = {}
    for address in (PAGE, f"{PAGE}check/"):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as one:
            client.get(address)
        counts[address] = len(one)
        assert len(one) <= MOST_QUERIES
    tasks = {task.number: task for task in workplan.tasks.all()}
    for number in (2, 3):
        ProgressEntry.objects.create(
            report=report, society=society, task=tasks[number], month_ordinal=2017 * 12 + 4
        )
    evidence = Evidence.objects.create(
        society=society, file="x.pdf", name="x.pdf", size=1, sha256="0", uploaded_at=AT
    )
    for entry in report.entries.all():
        entry.evidence.add(evidence)
    for address, count in counts.items():
        with CaptureQueriesContext(connection) as three:
            client.get(address)
        assert len(three) == count


# one task at a time


def test_task_saves_itself_and_says_when(at_work: Client) -> None:
    answer = save_one(at_work, percent=" ３５％ ", narrative="line\r\nline", measured_value="")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["version"], body["saved_at"], body["values"]["percent"]) == (1, "12:00", 35)
    assert "1 / 2" in body["head"]
    assert ProgressEntry.objects.get().narrative == "line\nline"


@pytest.mark.parametrize("percent", ["37.5", "101", "-1", "abc", "１０１"])
def test_percent_that_is_none_is_refused_at_its_field(at_work: Client, percent: str) -> None:
    answer = save_one(at_work, percent=percent)
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"percent": ["A percent is a whole number from 0 to 100."]}
    assert not MonthlyReport.objects.exists()


@pytest.mark.parametrize("value", ["x", "1e400", "1.234", "NaN"])
def test_measured_value_that_is_none_is_refused_at_its_field(at_work: Client, value: str) -> None:
    assert list(save_one(at_work, measured_value=value).json()["errors"]) == ["measured_value"]


def test_measured_value_with_commas_is_read(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    assert save_one(at_work, measured_value="18,204.5").json()["values"]["measured_value"] == (
        "18204.5"
    )


def test_too_long_text_is_refused_at_its_field(at_work: Client) -> None:
    answer = save_one(at_work, narrative="长" * 4001)
    assert list(answer.json()["errors"]) == ["narrative"]


def test_fall_without_a_reason_is_refused_at_its_field(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-04", {1: 35})
    assert list(save_one(at_work, percent="34").json()["errors"]) == ["fall_reason"]
    assert save_one(at_work, percent="34", fall_reason="recount").status_code == 200


def test_second_save_gets_both_texts(at_work: Client) -> None:
    save_one(at_work, percent="30", narrative="theirs <b>")
    answer = save_one(at_work, percent="31", narrative="mine")
    assert answer.status_code == 409
    body = answer.json()
    assert "theirs &lt;b&gt;" in body["html"]
    assert "mine" in body["html"]
    assert body["values"]["version"] == 1
    assert ProgressEntry.objects.get().narrative == "theirs <b>"
    assert save_one(at_work, percent="31", narrative="mine", version=1).status_code == 200


def test_closed_month_answers_423_with_the_reason(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-05", {1: 30, 2: 40}, state=ReportState.SUBMITTED)
    answer = save_one(at_work, percent="31")
    assert answer.status_code == 423
    assert "with CAST" in answer.json()["message"]


# the whole page, as without scripts


def test_save_button_saves_what_was_touched_only(at_work: Client) -> None:
    save_one(at_work, 2, percent="50")
    form = at_work.get(PAGE).context["form"].rows[2].form
    untouched = typed(2, version=0, seen=form["seen"].value(), percent="50")
    save_one(at_work, 2, percent="55", version=1)
    answer = at_work.post(PAGE, {**typed(1, percent="30"), **untouched})
    assert answer.status_code == 302
    assert percents() == {1: 30, 2: 55}


def test_one_bad_row_keeps_its_text_and_the_others_are_saved(at_work: Client) -> None:
    data = {**typed(1, percent="abc", narrative="my words"), **typed(2, percent="40")}
    answer = at_work.post(PAGE, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert percents() == {2: 40}
    assert 'value="abc"' in page
    assert "my words" in page
    assert "what you typed is still in the fields" in page


def test_conflict_without_scripts_shows_both_and_can_be_resolved(at_work: Client) -> None:
    save_one(at_work, percent="30", narrative="theirs")
    answer = at_work.post(PAGE, typed(1, percent="31", narrative="mine"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "theirs" in page
    assert "mine" in page
    item = answer.context["form"].rows[1]
    again = typed(
        1, version=item.show("version"), seen=item.show("seen"), percent="31", narrative="mine"
    )
    assert at_work.post(PAGE, {**again, "take": "1"}).status_code == 302
    assert percents() == {1: 30}
    assert at_work.post(PAGE, again).status_code == 302
    assert percents() == {1: 31}


def test_files_come_with_the_save_button_and_go_with_theirs(at_work: Client) -> None:
    files = [SimpleUploadedFile("a.pdf", pdf_file()), SimpleUploadedFile("b.exe", b"MZ")]
    answer = at_work.post(PAGE, {**typed(1, percent="30"), "t1-files": files})
    assert answer.status_code == 422
    assert "b.exe:" in answer.content.decode()
    assert percents() == {1: 30}
    evidence = Evidence.objects.get()
    assert at_work.post(PAGE, {"detach": f"1:{evidence.pk}"}).status_code == 302
    assert not evidence.entries.exists()


# handing on


def fill(client: Client) -> None:
    """Fill in both tasks."""
    save_one(client, 1, percent="30", narrative="done")
    save_one(client, 2, percent="40", narrative="done")


def test_editor_sends_and_approver_submits_and_gets_a_receipt(at_work: Client, chief: User) -> None:
    data = {**typed(1, percent="30"), **typed(2, percent="40")}
    assert at_work.post(f"{PAGE}send/", data).status_code == 302
    assert MonthlyReport.objects.get().state == ReportState.IN_SOCIETY_REVIEW
    assert at_work.post(f"{PAGE}submit/").status_code == 403
    at_work.force_login(chief)
    check = at_work.get(f"{PAGE}check/")
    seen = check.context["page"].fingerprint
    for _ in range(2):
        answer = at_work.post(f"{PAGE}submit/", {"seen": seen})
        assert answer["Location"] == f"{PAGE}receipts/1/"
    receipt = at_work.get(f"{PAGE}receipts/1/").content.decode()
    submission = Submission.objects.get()
    assert "2017-05/A-01/1" in receipt
    assert submission.digest in receipt
    assert "2017-05-20 12:00:00" in receipt
    assert "On time" in receipt


def test_incomplete_report_stays_and_says_what_is_missing(at_work: Client, chief: User) -> None:
    answer = at_work.post(f"{PAGE}send/", typed(1, percent="30"))
    assert answer.status_code == 422
    assert "1 task is still missing: 2." in answer.content.decode()
    assert percents() == {1: 30}
    at_work.force_login(chief)
    assert at_work.post(f"{PAGE}submit/").status_code == 422
    assert not Submission.objects.exists()


def test_nothing_written_cannot_be_sent(at_work: Client, chief: User) -> None:
    assert at_work.post(f"{PAGE}send/").status_code == 422
    assert not MonthlyReport.objects.exists()


def test_approver_alone_cannot_send_to_approver(
    client: Client, chief: User, workplan: Workplan
) -> None:
    client.force_login(chief)
    assert client.post(f"{PAGE}send/").status_code == 403


def test_sending_back_needs_a_remark_which_the_editor_reads(at_work: Client, chief: User) -> None:
    fill(at_work)
    at_work.post(f"{PAGE}send/")
    at_work.force_login(chief)
    answer = at_work.post(f"{PAGE}send-back/", {"remark": " "})
    assert answer.status_code == 422
    assert "Say what the editor should change." in answer.content.decode()
    assert at_work.post(f"{PAGE}send-back/", {"remark": "More on task 2"}).status_code == 302
    assert "More on task 2" in at_work.get(PAGE).content.decode()


def test_report_changed_while_read_answers_409(at_work: Client, chief: User) -> None:
    fill(at_work)
    at_work.force_login(chief)
    seen = at_work.get(f"{PAGE}check/").context["page"].fingerprint
    save_one(at_work, 1, percent="31", version=1)
    assert at_work.post(f"{PAGE}submit/", {"seen": seen}).status_code == 409
    assert not Submission.objects.exists()


def test_person_with_both_roles_goes_from_the_page_to_the_check(
    client: Client, society: Society, chief: User, workplan: Workplan
) -> None:
    client.force_login(chief)
    answer = client.post(PAGE, {**typed(1, percent="30"), "then": "check"})
    assert answer["Location"] == f"{PAGE}check/"


def test_check_shows_change_and_what_a_reviewer_would_ask(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-04", {1: 20, 2: 30})
    save_one(at_work, 1, percent="100")
    save_one(at_work, 2, percent="25", fall_reason="recount", narrative="x")
    page = at_work.get(f"{PAGE}check/").content.decode()
    assert "+80" in page
    assert "−5" in page
    assert "recount" in page
    assert "100% without evidence" in page


def test_returned_page_opens_the_returned_task_only(
    at_work: Client, society: Society, workplan: Workplan, chief: User
) -> None:
    fill(at_work)
    at_work.force_login(chief)
    at_work.post(f"{PAGE}submit/")
    report, head = MonthlyReport.objects.get(), manager()
    by_number = {entry.task.number: entry for entry in report.entries.all()}
    review.decide_entry(entry=by_number[1], decision=Decision.ACCEPTED, by=head, at=AT)
    review.decide_entry(
        entry=by_number[2], decision=Decision.RETURNED, by=head, at=AT, reason="no proof at all"
    )
    review.finish_review(report=report, by=head, at=AT)
    page = at_work.get(PAGE).content.decode()
    assert "t1-percent" not in page
    assert "t2-percent" in page
    assert "no proof at all" in page


def test_sealed_page_is_to_be_read_only(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    fill(at_work)
    later = AT + dt.timedelta(days=30)
    sealing.seal_month(workplan=workplan, month=dt.date(2017, 4, 1), at=later)
    sealing.seal_month(workplan=workplan, month=MAY, at=later)
    page = at_work.get(PAGE).content.decode()
    assert "t1-percent" not in page
    assert "The month is sealed" in page


def test_sealed_month_keeps_the_tasks_it_was_sealed_with(
    at_work: Client, society: Society, workplan: Workplan
) -> None:
    later = AT + dt.timedelta(days=30)
    sealing.seal_month(workplan=workplan, month=dt.date(2017, 4, 1), at=later)
    sealing.seal_month(workplan=workplan, month=MAY, at=later)
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    assert list(at_work.get(PAGE).context["form"].rows) == [1, 2]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_in_both_languages(at_work: Client, language: str) -> None:
    at_work.cookies["language"] = language
    fill(at_work)
    for address in (PAGE, f"{PAGE}check/", "/desk/", "/evidence/A-01/"):
        assert at_work.get(address).status_code == 200
