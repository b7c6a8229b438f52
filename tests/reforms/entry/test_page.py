"""The page of a month in the hands of its people: saving, conflicts, sending, receipts."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reforms.enums import ReportState
from reforms.models import Evidence, MonthlyReport, ProgressEntry, Workplan
from societies.models import Society
from tests.factories.files import pdf_file
from tests.factories.reforms import report_of, workplan_of
from tests.factories.societies import approver, auditor, editor, manager, reviewer
from tests.reforms.entry.scene import AT, MOST_QUERIES, PAGE, fill, percents, save_one, typed

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_in_both_languages(at_work: Client, language: str) -> None:
    at_work.cookies["language"] = language
    fill(at_work)
    for address in (PAGE, f"{PAGE}check/", "/desk/", "/evidence/A-01/"):
        assert at_work.get(address).status_code == 200
