"""What an annual report says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from reforms.enums import Verdict
from reforms.models import MonthlyIssue, Reopening
from reforms.models.issue import Correction
from reforms.services.sealing import seal_month
from reports.annual.chapters import chapter_kinds, heads_present
from reports.enums import AnnualReportHead
from reports.models import AnnualImage, AnnualReportSection
from reports.selectors.annual_content import Content, annual_content, content_digest, year_figures
from tests.factories.checks import verdict_of
from tests.factories.reforms import report_of
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of, reported_year, small_year
from tests.factories.societies import SocietyFactory, manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def content_of(year: Year) -> Content:
    return annual_content(year.society, year_figures(year.workplan, at=AFTER_YEAR))


def parts_of(content: Content) -> dict[str, Any]:
    return {part["code"]: part for each in content["chapters"] for part in each["parts"]}


def test_reform_is_told_in_parts() -> None:
    parts = parts_of(content_of(reported_year(months=3)))
    assert parts["reform-progress"]["series"][0]["values"][3:] == (None,) * 6
    assert [column["code"] for column in parts["reform-heat"]["columns"]] == [
        *("number", "task", "2017-04", "2017-05", "2017-06", "state")
    ]
    assert parts["reform-heat"]["rows"][0][2:5] == ("40", "80", "100")
    assert parts["reform-heat"]["look"] == "heat"
    plan = {row[0]["en"]: row[1] for row in parts["reform-plan"]["rows"]}
    assert plan["Re-election in this year"] == {"zh": "否", "en": "No"}
    assert parts["reform-months"]["rows"][0][-1]["en"] == "On time 2017-05-03"
    assert {"reform-groups", "reform-tasks", "reform-commitments", "reform-evidence"} <= set(parts)


def test_content_names_the_issue_its_figures_come_from() -> None:
    year = reported_year(months=2)
    issue = MonthlyIssue.objects.get(month=dt.date(2017, 5, 1))
    assert content_of(year)["source"] == {
        "is_sealed": True,
        "month": "2017-05",
        "number": 2,
        "digest": issue.digest,
        "as_of": "2017-06-12T10:30+08:00",
    }


def test_content_has_each_sealed_month_with_its_report() -> None:
    content = content_of(reported_year(months=3))
    assert [month["month"] for month in content["months"]] == ["2017-04", "2017-05", "2017-06"]
    assert content["months"][0]["report"] == {
        "state": "accepted",
        "late": False,
        "submitted_on": "2017-05-03",
        "extended_to": None,
    }
    assert content["glance"]["on_time"] == content["glance"]["months"] == 3


def test_content_counts_only_obliged_tasks() -> None:
    content = content_of(reported_year(months=3))
    assert [task["number"] for task in content["tasks"]] == [1, 2, 4, 5, 6, 7, 8]
    assert content["glance"]["tasks"] == 7
    assert content["glance"]["done"] == 1


def test_task_has_its_path_and_last_accepted_words() -> None:
    task = content_of(reported_year(months=3))["tasks"][0]
    assert task["path"] == [40, 80, 100]
    assert (task["state"], task["narrative_month"], task["evidence"]) == ("done", "2017-06", 3)
    assert task["narrative"].startswith("第3个月")


def test_draft_of_the_open_month_stays_out() -> None:
    year = reported_year(months=2)
    report = report_of(year.society, year.workplan, "2017-06", {1: 99})
    report.entries.update(narrative="尚未封存")
    task = content_of(year)["tasks"][0]
    assert task["accepted"] == 80
    assert "尚未封存" not in task["narrative"]


def test_evidence_of_accepted_entries_is_listed_once_with_its_tasks() -> None:
    year = reported_year(months=2)
    first = year.society.evidence.get(name="纪要1.pdf")
    report = year.society.monthly_reports.get(month=dt.date(2017, 5, 1))
    report.entries.get(task__number=2).evidence.add(first)
    rows = content_of(year)["evidence"]
    assert {row["name"]: row["tasks"] for row in rows} == {"纪要1.pdf": [1, 2], "纪要2.pdf": [1]}


def test_commitment_shows_the_latest_measured_value() -> None:
    year = reported_year(months=3)
    for month, value in ((5, 1), (6, 2)):
        report = year.society.monthly_reports.get(month=dt.date(2017, month, 1))
        entry = report.entries.get(task__number=1)
        entry.pk = None
        entry.task = year.workplan.tasks.get(number=4)
        entry.measured_value = value
        entry.save()
    rows = {row["task"]: row for row in content_of(year)["commitments"]}
    assert (rows[4]["measured"], rows[4]["measured_month"], rows[4]["is_met"]) == (
        "2",
        "2017-06",
        True,
    )
    assert (rows[5]["measured"], rows[5]["is_met"]) == (None, None)


def test_correction_is_listed_and_replaces_the_month() -> None:
    year = reported_year(months=2)
    issue = MonthlyIssue.objects.get(number=1)
    old = issue.figures.get(society=year.society).figures
    new = {**old, "progress": "1.4", "tasks": {**old["tasks"]}}
    report = year.society.monthly_reports.get(month=issue.month)
    reopening = Reopening.objects.create(
        report=report,
        reason="笔误",
        expires_at=AFTER_YEAR,
        opened_at=AFTER_YEAR,
        opened_by=manager(),
    )
    Correction.objects.create(
        issue=issue,
        number=1,
        society=year.society,
        reopening=reopening,
        published_at=AFTER_YEAR,
        reason="笔误",
        digest="c" * 64,
        changes={
            "society": "A-01",
            "progress": {"old": old["progress"], "new": "1.4"},
            "tasks": {"1": {"accepted": {"old": 40, "new": 10}}},
            "figures": new,
        },
    )
    content = content_of(year)
    assert content["months"][0]["progress"] == "1.4"
    assert [month["is_corrected"] for month in content["months"]] == [True, False]
    [row] = content["corrections"]
    assert (row["issue"], row["number"], row["reason"]) == (1, 1, "笔误")
    assert row["tasks"] == [{"number": 1, "old": 40, "new": 10}]
    [told] = parts_of(content)["reform-corrections"]["rows"]
    assert told[-3:] == ("1.4", "1: 40 → 10", "笔误")


def test_without_a_sealed_month_the_figures_are_those_known_now() -> None:
    year = small_year()
    report_of(year.society, year.workplan, "2017-04", {1: 50, 2: 0})
    at = dt.datetime(2017, 4, 20, tzinfo=AFTER_YEAR.tzinfo)
    content = annual_content(year.society, year_figures(year.workplan, at=at))
    assert content["source"]["is_sealed"] is False
    assert content["source"]["as_of"] == "2017-04-20"
    assert content["glance"]["progress"] == "25.0"


def test_society_that_wrote_nothing_has_all_chapters_empty() -> None:
    content = content_of(small_year())
    assert [each["code"] for each in content["chapters"]] == [k.code for k in chapter_kinds()]
    assert {each["html"] for each in content["chapters"]} == {""}
    assert heads_present(content["chapters"]) == set()
    assert content["images"] == {}
    assert content["plan"] is None
    assert content["glance"]["progress"] is None


def test_chapters_are_those_of_the_society_and_year() -> None:
    year = small_year()
    annual_report_of(year, text="我们的文字")
    annual_report_of(Year(year.workplan, SocietyFactory(code="B-01")), text="别人的文字")
    chapters = content_of(year)["chapters"]
    assert {each["html"] for each in chapters if each["html"]} == {"<p>我们的文字</p>"}
    assert heads_present(chapters) == set(AnnualReportHead.values)


def test_chapter_is_clean_and_names_its_pictures_only() -> None:
    year = small_year()
    report = annual_report_of(year, text="")
    shown, other = "a" * 64, "b" * 64
    for digest in (shown, other):
        AnnualImage.objects.create(
            report=report,
            sha256=digest,
            media_type="image/png",
            width=20,
            height=10,
            size=99,
            alt="会场",
            uploaded_at=AFTER_YEAR,
        )
    AnnualReportSection.objects.create(
        report=report,
        chapter="academic",
        html=f'<p onclick="x()">年会<script>1</script></p><img data-image="{shown}" alt="会场">',
        summary=" 年会 ",
    )
    content = content_of(year)
    [chapter] = [each for each in content["chapters"] if each["code"] == "academic"]
    assert chapter["html"] == f'<p>年会</p><img data-image="{shown}" alt="会场">'
    assert chapter["summary"] == "年会"
    assert content["images"] == {
        shown: {"alt": "会场", "media_type": "image/png", "width": 20, "height": 10}
    }


def test_digest_changes_with_a_word_only() -> None:
    year = reported_year(months=1)
    annual_report_of(year)
    before = content_digest(content_of(year))
    later = annual_content(
        year.society, year_figures(year.workplan, at=AFTER_YEAR + dt.timedelta(days=9))
    )
    assert content_digest(later) == before
    AnnualReportSection.objects.filter(chapter="finance").update(html="<p>改动</p>")
    assert content_digest(content_of(year)) != before


def test_registers_are_counted_on_the_last_day_of_the_year_or_today() -> None:
    workplan = small_year().workplan
    during = dt.datetime(2017, 9, 30, 23, 59, tzinfo=AFTER_YEAR.tzinfo)
    assert year_figures(workplan, at=during).as_of == dt.date(2017, 9, 30)
    assert year_figures(workplan, at=AFTER_YEAR).as_of == dt.date(2017, 12, 31)


def test_claims_stand_beside_the_live_registers_before_the_last_month_is_sealed() -> None:
    year = reported_year(months=3)
    row = verdict_of(year.society, year.workplan, 1, Verdict.NOT_MET, "individual_growth")
    row.inputs = {"current": 22963, "current_source": "declared", "target": 23000}
    row.save()
    content = content_of(year)
    claims = content["claims"]
    assert (claims["is_sealed"], claims["as_of"]) == (False, "2017-06-01")
    told = parts_of(content)["reform-tasks"]["rows"][0]
    assert (told[2:4], told[5]["en"]) == (("100", "100"), "≠Not met")
    assert told[6]["en"].endswith(": 22,963 members, 23,000 needed")
    [line] = claims["rows"]
    assert (line["number"], line["claimed"], line["accepted"]) == (1, 100, 100)
    assert (line["verdict"], line["is_against"]) == ("not_met", True)
    assert line["numbers_en"] == "22,963 members, 23,000 needed"
    assert line["counted_en"] == "declared count"
    assert line["check_zh"] != line["check_en"] != ""


def test_claims_keep_the_verdicts_sealed_with_the_last_month() -> None:
    year = reported_year(months=8)
    seal_month(workplan=year.workplan, month=dt.date(2017, 12, 1), at=AFTER_YEAR)
    verdict_of(year.society, year.workplan, 1, Verdict.NOT_MET)
    claims = content_of(year)["claims"]
    assert claims == {"is_sealed": True, "as_of": None, "rows": []}  # sealed without any check
