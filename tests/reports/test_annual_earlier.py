"""What a chapter said before: kept, shown, brought back."""

from __future__ import annotations

import datetime as dt

import pytest
from django_scopes import scopes_disabled

from accounts.models import AuditEvent, User
from reports.enums import AnnualReportState, TextCause
from reports.models import AnnualReport, AnnualReportSection, EarlierText
from reports.services.annual_earlier import MOST, SITTING
from reports.services.annual_images import _drop_unused
from reports.services.annual_text import StaleSection, restore_text, save_section
from reports.services.annual_word import take_chapter
from tests.factories.reports import AFTER_YEAR, Year
from tests.factories.societies import approver
from tests.reports.annual_scene import page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_the_year")]
LONG = "<p>" + "学会工作" * 30 + "</p>"


def save(
    report: AnnualReport, by: User, html: str, *, after: dt.timedelta = dt.timedelta()
) -> AnnualReportSection:
    with scopes_disabled():
        stored = AnnualReportSection.objects.filter(report=report, chapter="finance").first()
        return save_section(
            report=report,
            chapter="finance",
            html=html,
            by=by,
            expected_version=stored.version if stored else 0,
            at=AFTER_YEAR + after,
        )


def text_now(report: AnnualReport) -> str:
    with scopes_disabled():
        return AnnualReportSection.objects.get(report=report, chapter="finance").html


def kept(report: AnnualReport) -> list[tuple[int, str, str]]:
    return list(report.earlier_texts.values_list("version", "html", "cause"))


@pytest.mark.usefixtures("unscoped")
@pytest.mark.parametrize(
    ("passed", "expected"), [(SITTING, ["<p>甲</p>"]), (SITTING - dt.timedelta(seconds=1), [])]
)
def test_text_of_an_earlier_sitting_is_kept_once(
    report: AnnualReport, person: User, passed: dt.timedelta, expected: list[str]
) -> None:
    save(report, person, "<p>甲</p>")
    save(report, person, "<p>甲乙</p>", after=passed)
    save(report, person, "<p>甲乙丙</p>", after=passed + dt.timedelta(seconds=1))
    assert [html for _version, html, _cause in kept(report)] == expected


@pytest.mark.usefixtures("unscoped")
def test_text_of_somebody_else_and_text_that_mostly_goes_are_kept(
    report: AnnualReport, person: User, year: Year
) -> None:
    other = approver(year.society)
    save(report, person, "<p>甲</p>")
    save(report, other, LONG, after=dt.timedelta(minutes=1))
    save(report, other, LONG[:100] + "</p>", after=dt.timedelta(minutes=2))
    assert kept(report) == [(1, "<p>甲</p>", "typed")]
    save(report, other, "<p>重写</p>", after=dt.timedelta(minutes=3))
    assert [version for version, _html, _cause in kept(report)] == [3, 1]


@pytest.mark.usefixtures("unscoped")
def test_text_before_word_is_kept_and_comes_back(report: AnnualReport, person: User) -> None:
    save(report, person, "<p>手写</p>")
    take_chapter(
        report=report,
        chapter="finance",
        html="<p>来自文档</p>",
        append=False,
        by=person,
        expected_version=1,
        at=AFTER_YEAR,
    )
    earlier = report.earlier_texts.get()
    assert (earlier.html, earlier.cause, earlier.saved_by) == ("<p>手写</p>", "word", person)
    with pytest.raises(StaleSection):
        restore_text(report=report, earlier=earlier, by=person, expected_version=1, at=AFTER_YEAR)
    section = restore_text(
        report=report, earlier=earlier, by=person, expected_version=2, at=AFTER_YEAR
    )
    assert (section.html, section.version) == ("<p>手写</p>", 3)
    assert kept(report)[0] == (2, "<p>来自文档</p>", TextCause.RESTORED)
    event = AuditEvent.objects.latest("pk")
    assert event.action == "annual_report.text_restored"
    assert event.after == {"chapter": "finance", "version": 1}


@pytest.mark.usefixtures("unscoped")
def test_oldest_texts_go_and_pictures_of_kept_ones_stay(report: AnnualReport, person: User) -> None:
    picture = f'<figure><img data-image="{"a" * 64}" alt="合影"></figure>'
    for number in range(MOST + 2):
        save(report, person, f"{picture}<p>{number}</p>", after=number * SITTING)
    assert len(kept(report)) == MOST
    assert kept(report)[-1][0] == 2
    save(report, person, "<p>无图</p>", after=(MOST + 2) * SITTING)
    report.images.create(
        sha256="a" * 64,
        file="x.png",
        media_type="image/png",
        width=1,
        height=1,
        size=1,
        alt="合影",
        uploaded_at=AFTER_YEAR,
    )
    _drop_unused(report, before=AFTER_YEAR + dt.timedelta(days=9))
    assert report.images.count() == 1


def test_page_shows_what_changed_and_brings_the_text_back(
    report: AnnualReport, person: User, year: Year
) -> None:
    save(report, approver(year.society), "<p>原来的文字</p>")
    save(report, person, "<p>后来的文字</p>", after=dt.timedelta(minutes=1))
    client = signed_in(person)
    shown = client.get(page("chapter", 2017, "A-01", "finance")).content.decode()
    address = page("earlier", 2017, "A-01", "finance")
    assert address in shown
    assert "compose-replaced" not in shown
    told = client.get(address).content.decode()
    assert "<p>原来的文字</p>" in told
    assert "</span>后<span" in told
    response = client.post(f"{address}1/restore/", {"present": "2"})
    assert response["Location"] == page("chapter", 2017, "A-01", "finance")
    assert text_now(report) == "<p>原来的文字</p>"
    again = client.get(page("chapter", 2017, "A-01", "finance")).content.decode()
    assert f"{address}2/restore/" in again


@pytest.mark.parametrize(
    ("version", "present", "leads"), [(1, "1", "earlier"), (1, "", "earlier"), (9, "2", "")]
)
def test_text_is_not_brought_back_over_what_was_not_seen(
    report: AnnualReport, person: User, year: Year, version: int, present: str, leads: str
) -> None:
    save(report, approver(year.society), "<p>甲</p>")
    save(report, person, "<p>乙</p>", after=dt.timedelta(minutes=1))
    address = page("earlier", 2017, "A-01", "finance")
    response = signed_in(person).post(f"{address}{version}/restore/", {"present": present})
    assert response.status_code == (302 if leads else 404)
    assert text_now(report) == "<p>乙</p>"
    assert response.get("Location", "") == (address if leads else "")


def test_chapter_that_was_always_empty_has_no_earlier_text(
    report: AnnualReport, person: User
) -> None:
    client = signed_in(person)
    assert client.get(page("earlier", 2017, "A-01", "plan")).status_code == 200
    assert client.get(page("earlier", 2017, "A-01", "nothing")).status_code == 404
    with scopes_disabled():
        AnnualReport.objects.update(state=AnnualReportState.SUBMITTED)
        assert not EarlierText.objects.exists()
    assert client.get(page("earlier", 2017, "A-01", "plan"))["Location"] == page("edit")
