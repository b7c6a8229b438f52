"""Annual reports made public: once, on a day, superseded, withdrawn; and what proves task 6."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import AuditEvent, Job, Notification, User
from accounts.services.notifications import notification_text
from reforms.checks.office import HEADS
from reforms.checks.registry import RULES
from reforms.enums import Verdict
from reforms.months import BEIJING
from reports.annual.renditions import MAIN, RENDITIONS
from reports.enums import AnnualReportState
from reports.models import AnnualReport, AnnualReportVersion, PublishedAnnualReport
from reports.services import annual_publishing as services
from reports.services import annual_schedule
from reports.services.annual import reopen_report
from reports.services.annual_files import PATIENCE, forget_orphans
from reports.services.annual_versions import file_with
from societies.files import plan_file
from societies.models import ReportPublication
from societies.registers import REGISTERS
from societies.services.records import delete_record, save_record
from societies.views.register_rows import record_url
from tests.factories.checks import facts_of
from tests.factories.reports import (
    AFTER_YEAR,
    Year,
    annual_report_of,
    file_of,
    version_of,
)
from tests.factories.societies import approver, editor, manager
from tests.reports.annual_scene import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]
LATER = AFTER_YEAR + dt.timedelta(days=1)
TODAY = AFTER_YEAR.date()


def handed_in(report: AnnualReport) -> AnnualReportVersion:
    assert report.submitted_version is not None
    return report.submitted_version


@pytest.fixture
def accepted(year: Year) -> AnnualReport:
    """An accepted report whose full Chinese PDF is rendered."""
    report = annual_report_of(year, AnnualReportState.ACCEPTED)
    file_of(handed_in(report))
    return report


@pytest.fixture
def boss() -> User:
    return manager()


def publish(report: AnnualReport, by: User, at: dt.datetime = AFTER_YEAR) -> PublishedAnnualReport:
    return services.publish_report(report=report, by=by, at=at)


def accepted_anew(report: AnnualReport, text: str) -> AnnualReport:
    """The report with other words, handed in and accepted."""
    report.sections.update(html=f"<p>{text}</p>")
    report.submitted_version = version_of(report)
    report.state = AnnualReportState.ACCEPTED
    report.save()
    file_of(handed_in(report), data=text.encode())
    return report


def test_publication_shows_the_accepted_version(accepted: AnnualReport, boss: User) -> None:
    edition = publish(accepted, boss)
    assert (edition.number, edition.version_number, edition.is_current) == (1, 1, True)
    assert edition.heads == ["development", "organisation", "activities", "members", "finance"]
    assert "本年度工作" in edition.search_text
    [file] = edition.files.all()
    assert (file.pages, file.file_sha256) == (
        12,
        handed_in(accepted).files.get().file_sha256,
    )
    accepted.refresh_from_db()
    assert (accepted.state, accepted.published_at) == ("published", AFTER_YEAR)
    assert AuditEvent.objects.filter(action="annual_report.published").count() == 1


def test_publishing_twice_changes_nothing_but_adds_files(
    accepted: AnnualReport, boss: User
) -> None:
    first = publish(accepted, boss)
    file_of(handed_in(accepted), RENDITIONS[1], b"%PDF-2")
    second = publish(accepted, boss, LATER)
    assert (second.pk, second.published_at) == (first.pk, AFTER_YEAR)
    assert (second.files.count(), second.changed_at) == (2, LATER)
    assert Notification.objects.filter(kind="annual-report-published").count() == 0
    assert AuditEvent.objects.filter(action="annual_report.published").count() == 1


def test_new_edition_supersedes_the_one_before(accepted: AnnualReport, boss: User) -> None:
    first = publish(accepted, boss)
    reopen_report(report=accepted, by=boss, reason="更正", at=LATER)
    first.refresh_from_db()
    assert first.is_current
    second = publish(accepted_anew(accepted, "更正之后"), boss, LATER)
    first.refresh_from_db()
    assert (first.is_current, first.superseded_at) == (False, LATER)
    assert (second.number, second.version_number) == (2, 2)
    assert list(PublishedAnnualReport.objects.newest()) == [second]


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn"])
def test_publication_is_refused_before_acceptance(year: Year, boss: User, state: str) -> None:
    report = annual_report_of(year, AnnualReportState(state))
    with pytest.raises(ValidationError):
        publish(report, boss)
    assert not PublishedAnnualReport.objects.exists()


def test_publication_waits_for_the_full_report_in_chinese(year: Year, boss: User) -> None:
    report = annual_report_of(year, AnnualReportState.ACCEPTED)
    file_of(handed_in(report), RENDITIONS[1])
    with pytest.raises(ValidationError):
        publish(report, boss)


def test_day_is_chosen_changed_and_taken_back(accepted: AnnualReport, boss: User) -> None:
    person = editor(accepted.society)
    services.schedule(report=accepted, day=TODAY, by=boss, at=AFTER_YEAR)
    later = TODAY + dt.timedelta(days=9)
    services.schedule(report=accepted, day=later, by=boss, at=AFTER_YEAR)
    services.schedule(report=accepted, day=later, by=boss, at=AFTER_YEAR)
    accepted.refresh_from_db()
    assert accepted.publish_on == later
    services.unschedule(report=accepted, by=boss)
    services.unschedule(report=accepted, by=boss)
    assert AnnualReport.objects.get().publish_on is None
    kinds = list(Notification.objects.filter(recipient=person).values_list("kind", flat=True))
    assert sorted(kinds) == ["annual-report-scheduled"] * 2 + ["annual-report-unscheduled"]


def test_day_in_the_past_is_refused_by_beijing_time(accepted: AnnualReport, boss: User) -> None:
    at = dt.datetime(2018, 1, 20, 0, 30, tzinfo=BEIJING)
    with pytest.raises(ValidationError):
        services.schedule(report=accepted, day=dt.date(2018, 1, 19), by=boss, at=at)
    services.schedule(report=accepted, day=dt.date(2018, 1, 20), by=boss, at=at)


def test_day_is_at_most_a_year_ahead(accepted: AnnualReport, boss: User) -> None:
    at = dt.datetime(2020, 2, 29, 0, 30, tzinfo=BEIJING)
    for day in (dt.date(2021, 3, 1), dt.date.max):
        with pytest.raises(ValidationError, match="2021-02-28"):
            services.schedule(report=accepted, day=day, by=boss, at=at)
    services.schedule(report=accepted, day=dt.date(2021, 2, 28), by=boss, at=at)


def test_day_needs_an_accepted_report(year: Year, boss: User) -> None:
    with pytest.raises(ValidationError):
        services.schedule(report=annual_report_of(year), day=TODAY, by=boss, at=AFTER_YEAR)


def test_beat_asks_once_for_what_is_due(accepted: AnnualReport, boss: User) -> None:
    services.schedule(report=accepted, day=TODAY, by=boss, at=AFTER_YEAR)
    before = TODAY - dt.timedelta(days=1)
    assert annual_schedule.request_due(today=before, at=AFTER_YEAR) == []
    assert len(annual_schedule.request_due(today=TODAY, at=AFTER_YEAR)) == 1
    assert annual_schedule.request_due(today=TODAY, at=AFTER_YEAR) == []
    assert Job.objects.count() == 1


def test_failed_day_is_told_once_and_tried_again_later(
    accepted: AnnualReport, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = approver(accepted.society)
    services.schedule(report=accepted, day=TODAY, by=boss, at=AFTER_YEAR)

    def fail(**_options: object) -> None:
        raise OSError("disk is full")

    monkeypatch.setattr("reports.services.annual_jobs.render_files", fail)
    for _round in range(2):
        [job] = annual_schedule.request_due(today=TODAY, at=AFTER_YEAR)
        assert annual_schedule.run_one(job=job).state == "failed"
        Job.objects.update(finished_at=AFTER_YEAR - annual_schedule.TRY_AGAIN_AFTER)
    Job.objects.update(finished_at=AFTER_YEAR - dt.timedelta(minutes=29))
    assert annual_schedule.request_due(today=TODAY, at=AFTER_YEAR) == []
    for told in (person, boss):
        [note] = Notification.objects.filter(recipient=told, kind="annual-report-not-published")
        assert "disk is full" in notification_text(note)[1]


def test_day_that_comes_publishes(accepted: AnnualReport, boss: User) -> None:
    for rendition in RENDITIONS[1:]:
        file_of(handed_in(accepted), rendition, rendition.slug.encode())
    services.schedule(report=accepted, day=TODAY, by=boss, at=AFTER_YEAR)
    [job] = annual_schedule.request_due(today=TODAY, at=AFTER_YEAR)
    assert annual_schedule.run_one(job=job).state == "done"
    accepted.refresh_from_db()
    assert (accepted.state, accepted.publish_on) == ("published", None)
    assert PublishedAnnualReport.objects.get().published_by is None


def test_withdrawal_needs_a_note_and_something_published(
    accepted: AnnualReport, boss: User
) -> None:
    with pytest.raises(ValidationError):
        services.withdraw(report=accepted, note="有误", by=boss, at=LATER)
    publish(accepted, boss)
    with pytest.raises(ValidationError):
        services.withdraw(report=accepted, note=" \n", by=boss, at=LATER)
    assert PublishedAnnualReport.objects.get().is_current


def test_withdrawn_report_can_be_corrected_and_published_again(
    accepted: AnnualReport, boss: User
) -> None:
    person = editor(accepted.society)
    publish(accepted, boss)
    report = services.withdraw(report=accepted, note="财务数据有误", by=boss, at=LATER)
    edition = PublishedAnnualReport.objects.get()
    assert (report.state, report.is_open) == ("withdrawn", True)
    assert (edition.withdrawn_at, edition.withdrawal_note) == (LATER, "财务数据有误")
    assert not PublishedAnnualReport.objects.current().exists()
    [told] = Notification.objects.filter(recipient=person, kind="annual-report-withdrawn")
    assert "财务数据有误" in notification_text(told)[1]
    second = publish(accepted_anew(report, "已更正"), boss, LATER)
    assert (second.number, second.is_current) == (2, True)


def test_same_version_can_be_published_again_after_a_withdrawal(
    accepted: AnnualReport, boss: User
) -> None:
    publish(accepted, boss)
    report = services.withdraw(report=accepted, note="误撤", by=boss, at=LATER)
    report.state = AnnualReportState.ACCEPTED
    report.save()
    second = publish(report, boss, LATER)
    assert (second.number, second.version_number, second.is_current) == (2, 1, True)


def test_report_that_was_opened_and_left_as_it_was_is_published_as_before(
    accepted: AnnualReport, boss: User
) -> None:
    first = publish(accepted, boss)
    report = reopen_report(report=accepted, by=boss, reason="误开", at=LATER)
    report.state, report.publish_on = AnnualReportState.ACCEPTED, LATER.date()
    report.save()
    assert publish(report, boss, LATER) == first
    stored = AnnualReport.objects.get()
    assert (stored.state, stored.publish_on) == ("published", None)
    assert stored.published_at == AFTER_YEAR
    assert AuditEvent.objects.filter(action="annual_report.published").count() == 2


def test_publication_stands_in_the_register_until_it_is_withdrawn(
    accepted: AnnualReport, boss: User
) -> None:
    publish(accepted, boss)
    row = ReportPublication.objects.get()
    assert (row.year, row.is_from_portal, row.published_on) == (2017, True, TODAY)
    assert row.has_development
    assert row.has_finance
    assert "2017" in row.title
    services.withdraw(report=accepted, note="有误", by=boss, at=LATER)
    assert not ReportPublication.objects.exists()
    event = AuditEvent.objects.get(action="register.deleted")
    assert (event.scope, event.reason) == ("A-01", "有误")


def test_record_written_by_hand_stays_beside_that_of_the_portal(
    accepted: AnnualReport, boss: User
) -> None:
    ReportPublication.objects.create(society=accepted.society, year=2017, title="学会年报")
    publish(accepted, boss)
    services.withdraw(report=accepted, note="有误", by=boss, at=LATER)
    assert ReportPublication.objects.get().title == "学会年报"


def test_check_of_task_6_follows_what_is_published(accepted: AnnualReport, boss: User) -> None:
    rule, params = RULES["annual_report_published"], {"heads": list(HEADS)}
    day = LATER.date()

    def verdict() -> Verdict:
        facts = facts_of(accepted.society, accepted.workplan, day)
        return rule.function(facts, params).verdict

    assert verdict() == Verdict.NOT_MET
    publish(accepted, boss)
    assert verdict() == Verdict.MET
    services.withdraw(report=accepted, note="有误", by=boss, at=LATER)
    assert verdict() == Verdict.NOT_MET


def test_record_of_the_portal_is_not_changed_by_hand(accepted: AnnualReport, boss: User) -> None:
    publish(accepted, boss)
    register, row = REGISTERS["report_publications"], ReportPublication.objects.get()
    person = editor(accepted.society)
    page = signed_in(person).get(record_url(register, row)).content.decode()
    assert reverse("societies:register-delete", args=(register.kind, row.pk)) not in page
    row.title = "另一个标题"
    with pytest.raises(ValidationError):
        save_record(register=register, record=row, by=person)
    with pytest.raises(ValidationError):
        delete_record(register=register, record=row, by=person, reason="删去")
    stored = ReportPublication.objects.get()
    lines = f"year,title,channel\n2017,{stored.title},另一处\n".encode()
    plan = plan_file(register, lines, "a.csv", [accepted.society])
    assert [problem.row for problem in plan.problems] == [2]
    unchanged = f"year,title\n2017,{stored.title}\n".encode()
    assert not plan_file(register, unchanged, "a.csv", [accepted.society]).problems


def test_file_that_was_lost_is_rendered_again_under_the_same_row(accepted: AnnualReport) -> None:
    version = handed_in(accepted)
    file = version.files.get()
    file.file.storage.delete(str(file.file.name))
    assert file_with(version, MAIN) is None
    again = file_of(version, data=b"%PDF-again")
    assert again.pk == file.pk
    with again.file.open() as stored:
        assert stored.read() == b"%PDF-again"


def test_public_reads_the_file_that_was_rendered_again(accepted: AnnualReport, boss: User) -> None:
    edition = publish(accepted, boss)
    file = handed_in(accepted).files.get()
    file.file.storage.delete(str(file.file.name))
    again = file_of(handed_in(accepted), data=b"%PDF-again")
    shown = edition.files.get()
    assert (shown.file_name, shown.file_sha256) == (again.file.name, again.file_sha256)


def test_files_without_a_row_go_after_an_hour(accepted: AnnualReport) -> None:
    kept = handed_in(accepted).files.get().file
    stored = str(kept.name)
    folder = stored.rsplit("/", 1)[0]
    for name in (f"{folder}/orphan.pdf", "jobs/x.part", "annual-drafts/1/orphan.pdf"):
        kept.storage.save(name, ContentFile(b"%PDF"))
    now = kept.storage.get_modified_time(stored)
    assert forget_orphans(at=now + PATIENCE - dt.timedelta(minutes=1)) == 0
    assert forget_orphans(at=now + PATIENCE + dt.timedelta(minutes=1)) == 3
    assert kept.storage.exists(stored)
