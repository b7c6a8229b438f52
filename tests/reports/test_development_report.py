"""The development report: made in one job, published, superseded, withdrawn, verified."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from accounts.enums import JobState
from accounts.models import AuditEvent, User
from reforms.months import BEIJING
from reports.annual.numbers import ReportNumber, read_number, report_number
from reports.enums import ReportEdition, ReportLanguage
from reports.models import DevelopmentReport, DevelopmentReportFile
from reports.pdf.process import RenderError
from reports.services import development as services
from reports.tasks import make_development_report_job
from tests.factories.members import member
from tests.factories.reports import AFTER_YEAR, Year, reported_year
from tests.factories.societies import manager
from tests.reports.annual_scene import ENGLISH, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    found = reported_year(2)
    cache.clear()
    return found


@pytest.fixture
def boss() -> User:
    return manager()


def made(year: Year, *, with_files: bool = True) -> DevelopmentReport:
    """A version of what the year's report says now, with files that are no real PDF."""
    cache.clear()
    with scopes_disabled():
        report = services.keep_version(workplan=year.workplan, by=None, at=AFTER_YEAR)
    for language in ReportLanguage if with_files else ():
        file = DevelopmentReportFile(
            report=report,
            edition=ReportEdition.FULL,
            language=language,
            pages=20,
            size=4,
            file_sha256=f"{language:0<64}".replace("-", "0").replace("z", "a").replace("h", "b"),
            created_at=AFTER_YEAR,
        )
        file.file.save("report.pdf", ContentFile(b"%PDF"))
    return report


def published(year: Year, by: User) -> DevelopmentReport:
    return services.publish_report(report=made(year), by=by, at=AFTER_YEAR)


def page(name: str, *parts: Any) -> str:
    return reverse(f"reports:{name}", args=parts or (2017,))


def public(client: Client) -> Any:
    return client.get(page("public-development-report"))


def test_the_same_content_is_one_version(year: Year) -> None:
    first, again = made(year, with_files=False), made(year, with_files=False)
    assert (first.pk, first.number) == (again.pk, 1)


def test_another_figure_makes_another_version(year: Year) -> None:
    made(year, with_files=False)
    with scopes_disabled():
        member(year.society, 1)
    assert made(year, with_files=False).number == 2


@pytest.mark.parametrize(
    ("at", "is_over"),
    [
        (dt.datetime(2017, 12, 31, 23, 59, tzinfo=BEIJING), False),
        (dt.datetime(2018, 1, 1, 0, 0, tzinfo=BEIJING), True),
    ],
)
def test_it_can_be_made_once_the_year_is_over(year: Year, at: dt.datetime, is_over: bool) -> None:
    if is_over:
        services.refuse_unless_over(year.workplan, at=at)
    else:
        with pytest.raises(ValidationError, match="2017"):
            services.refuse_unless_over(year.workplan, at=at)


def test_one_button_makes_it_in_both_languages(
    year: Year, boss: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=False):
        answer = signed_in(boss).post(page("development-report-make"))
    assert answer.status_code == 302
    job = services.request_report(workplan=year.workplan, by=boss)
    make_development_report_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"version": 1})
    files = DevelopmentReportFile.objects.all()
    assert {file.language for file in files} == set(ReportLanguage)
    for file in files:
        with file.file.open("rb") as stored:
            assert (file.pages > 5, stored.read(5)) == (True, b"%PDF-")
    make_development_report_job(job.pk)
    assert DevelopmentReportFile.objects.count() == 2


def test_a_failure_is_the_error_of_the_job(year: Year, boss: User) -> None:
    job = services.request_report(workplan=year.workplan, by=boss)
    with patch.object(services, "render_file", side_effect=RenderError("no font")):
        make_development_report_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "no font" in job.error


def test_a_version_without_its_files_is_not_published(year: Year, boss: User) -> None:
    report = made(year, with_files=False)
    with pytest.raises(ValidationError):
        services.publish_report(report=report, by=boss, at=AFTER_YEAR)
    assert not DevelopmentReport.objects.published().exists()


def test_publishing_twice_changes_nothing(year: Year, boss: User) -> None:
    report = published(year, boss)
    again = services.publish_report(report=report, by=boss, at=AFTER_YEAR + dt.timedelta(days=1))
    assert again.published_at == AFTER_YEAR
    assert AuditEvent.objects.filter(action="development_report.published").count() == 1


def test_a_newer_version_supersedes(year: Year, boss: User) -> None:
    first = published(year, boss)
    with scopes_disabled():
        member(year.society, 1)
    second = published(year, boss)
    first.refresh_from_db()
    assert first.superseded_at == AFTER_YEAR
    assert DevelopmentReport.objects.current().get() == second


def test_what_was_superseded_is_not_published_again(year: Year, boss: User) -> None:
    first = published(year, boss)
    with scopes_disabled():
        member(year.society, 1)
    published(year, boss)
    with pytest.raises(ValidationError):
        services.publish_report(report=first, by=boss, at=AFTER_YEAR)


def test_everybody_reads_the_published_report(year: Year, boss: User, client: Client) -> None:
    assert public(client).status_code == 404
    report = published(year, boss)
    text = public(client).content.decode()
    assert "CAST-DR-2017-1" in text
    assert report.digest[:16] in text
    assert year.society.name_zh in text
    file: Any = client.get(page("public-development-report-file", 2017, "zh"))
    assert b"".join(file.streaming_content) == b"%PDF"
    unchanged = client.get(
        page("public-development-report-file", 2017, "zh"),
        headers={"if-none-match": file["ETag"]},
    )
    assert unchanged.status_code == 304


def test_a_withdrawn_report_leaves_its_note(year: Year, boss: User, client: Client) -> None:
    report = published(year, boss)
    answer = signed_in(boss).post(
        page("development-report-withdraw", 2017, report.number),
        {"note": "会员数有误，更正后重发。"},
    )
    assert answer.status_code == 302
    shown = public(client)
    assert shown.status_code == 410
    assert "会员数有误" in shown.content.decode()
    assert client.get(page("public-development-report-file", 2017, "zh")).status_code == 404


def test_withdrawing_asks_for_a_note(year: Year, boss: User, client: Client) -> None:
    report = published(year, boss)
    answer = signed_in(boss).post(
        page("development-report-withdraw", 2017, report.number), {"note": " "}
    )
    assert answer.status_code == 422
    assert public(client).status_code == 200


def test_only_a_published_report_can_be_withdrawn(year: Year, boss: User) -> None:
    with pytest.raises(ValidationError):
        services.withdraw_report(report=made(year), note="有误", by=boss, at=AFTER_YEAR)


def verified(client: Client, asked: str) -> str:
    return client.get(page("verify-digest", asked), headers=ENGLISH).content.decode()


def test_the_verify_page_knows_it(year: Year, boss: User, client: Client) -> None:
    report = made(year)
    assert "it is not published" in verified(client, report.digest)
    services.publish_report(report=report, by=boss, at=AFTER_YEAR)
    assert "it is the published version" in verified(client, report.digest)
    assert "it is the published version" in verified(client, "CAST-DR-2017-1")
    services.withdraw_report(report=report, note="有误", by=boss, at=AFTER_YEAR)
    assert "withdrawn" in verified(client, report.digest)


def test_its_number_is_read_back() -> None:
    assert report_number(2017, "", 3) == "CAST-DR-2017-3"
    assert read_number(" cast-dr-2017—3 ") == ReportNumber(2017, "", 3)


def test_the_page_of_cast_warns_of_what_is_missing(year: Year, boss: User) -> None:
    text = signed_in(boss).get(page("development-report"), headers=ENGLISH).content.decode()
    assert "not all sealed" in text
    assert "0 of 1 annual reports are published" in text


def test_the_library_leads_to_it(year: Year, boss: User, client: Client) -> None:
    published(year, boss)
    library = client.get(reverse("reports:public-annual-report-list"))
    assert page("public-development-report") in library.content.decode()
