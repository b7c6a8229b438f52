"""Figures of a month from the entries: obligations, standings, sealing and corrections."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_scopes import ScopeError, scope, scopes_disabled

from accounts.models import User
from reforms.enums import PlanState, ReportState
from reforms.models import (
    Correction,
    Evidence,
    MonthlyIssue,
    MonthlyReport,
    PlanVersion,
    ReformPlan,
    SocietyFigure,
    Submission,
    Workplan,
)
from reforms.payload import Payload, canonical_json, digest_of
from reforms.selectors import figures
from reforms.selectors.months import society_month
from reforms.services import corrections, sealing
from societies.models import Society
from tests.factories.reforms import accepted_plan, report_of, workplan_of

APRIL, MAY, JUNE, JULY = (dt.date(2017, month, 1) for month in (4, 5, 6, 7))
LATER = dt.datetime(2017, 8, 1, 4, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unscoped() -> Iterator[None]:
    """Look at all societies, as CAST does."""
    with scopes_disabled():
        yield


@pytest.fixture
def workplan() -> Workplan:
    """Two basic tasks (1, 2), one of re-election (3), six optional (4 to 9)."""
    return workplan_of()


@pytest.fixture
def society() -> Society:
    """One society."""
    return Society.objects.create(code="A-01", name_zh="中国数学会", discipline="science")


@pytest.fixture
def manager() -> User:
    """Somebody who may reopen."""
    return User.objects.create_user("manager", name="经理")


def seal(workplan: Workplan, *wanted: dt.date) -> list[MonthlyIssue]:
    """Seal months in order."""
    return [sealing.seal_month(workplan=workplan, month=m, at=LATER)[0] for m in wanted]


def element(workplan: Workplan, month: dt.date, code: str = "A-01") -> Payload:
    """One society's part of a month's payload."""
    payload = figures.month_payload(workplan, month)
    found: Payload = next(e for e in payload["societies"] if e["code"] == code)
    return found


def obliged_numbers(society: Society, workplan: Workplan) -> list[int]:
    """Numbers of the tasks that the society owes."""
    return [term.number for term in figures.obligations(workplan, [society])[society.pk].terms]


def test_obliged_tasks_without_a_plan_are_the_basic_ones(
    workplan: Workplan, society: Society
) -> None:
    """Before a plan is accepted the basic tasks count all the same."""
    assert obliged_numbers(society, workplan) == [1, 2]


def test_obliged_tasks_add_the_reelection_when_the_term_ends_in_the_year(
    workplan: Workplan, society: Society
) -> None:
    """The profile says so until a plan does."""
    society.term_ends_on = dt.date(2017, 10, 1)
    society.save()
    assert obliged_numbers(society, workplan) == [1, 2, 3]


def test_obliged_tasks_follow_the_latest_accepted_version(
    workplan: Workplan, society: Society
) -> None:
    """An amendment counts from its acceptance; a later open version does not."""
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    accepted_plan(society, workplan, [5, 6, 7, 8, 9], holds_reelection=True)
    plan = ReformPlan.objects.get()
    PlanVersion.objects.create(plan=plan, number=3, state=PlanState.SUBMITTED)
    assert obliged_numbers(society, workplan) == [1, 2, 3, 5, 6, 7, 8, 9]


def test_obliged_tasks_take_the_switch_of_a_submitted_plan(
    workplan: Workplan, society: Society
) -> None:
    """What the society submitted about its re-election counts, its optional choice not yet."""
    plan = ReformPlan.objects.create(society=society, workplan=workplan)
    PlanVersion.objects.create(
        plan=plan, number=1, state=PlanState.SUBMITTED, holds_reelection=True
    )
    assert obliged_numbers(society, workplan) == [1, 2, 3]


def test_standing_carries_no_change_forward(workplan: Workplan, society: Society) -> None:
    """A "no change" entry and a missing month keep the earlier percent."""
    report_of(society, workplan, "2017-04", {1: 20})
    report_of(society, workplan, "2017-05", {1: None})
    standing = figures.standings(workplan, JULY)[society.pk][1]
    assert (standing.claimed, standing.history) == (20, (20, 20, 20))


def test_standing_looks_no_further_than_the_month(workplan: Workplan, society: Society) -> None:
    """Entries of later months do not count."""
    report_of(society, workplan, "2017-05", {1: 30})
    assert figures.standings(workplan, APRIL) == {}


def test_standing_keeps_claim_and_acceptance_apart(workplan: Workplan, society: Society) -> None:
    """Accepted lower, then a claim not yet decided."""
    report_of(society, workplan, "2017-04", {1: 50}, accepted={1: 40})
    report_of(society, workplan, "2017-05", {1: 60}, state=ReportState.SUBMITTED)
    standing = figures.standings(workplan, MAY)[society.pk][1]
    assert (standing.claimed, standing.accepted) == (60, 40)


def test_standing_ignores_a_draft(workplan: Workplan, society: Society) -> None:
    """A draft claims nothing."""
    report_of(society, workplan, "2017-04", {1: 50}, state=ReportState.DRAFT)
    standing = figures.standings(workplan, APRIL)[society.pk][1]
    assert (standing.claimed, standing.accepted) == (None, None)


def test_standing_zero_percent_is_data(workplan: Workplan, society: Society) -> None:
    """0 is a percent, not a gap."""
    report_of(society, workplan, "2017-04", {1: 0})
    assert figures.standings(workplan, APRIL)[society.pk][1].accepted == 0


def test_element_without_any_entry_shows_no_data(workplan: Workplan, society: Society) -> None:
    """No data is null, and 0 nationally."""
    payload = figures.live_payload(workplan, APRIL)
    assert payload["societies"][0]["progress"] is None
    assert payload["national"]["mean"] == "0.0"
    assert payload["national"]["no_data"] == 1


def test_element_ignores_entries_of_tasks_that_are_not_obliged(
    workplan: Workplan, society: Society
) -> None:
    """Only obliged tasks have figures."""
    report_of(society, workplan, "2017-04", {1: 10, 2: 20, 9: 100})
    shown = element(workplan, APRIL)
    assert list(shown["tasks"]) == ["1", "2"]
    assert shown["progress"] == "15.0"
    assert shown["groups"] == {"basic": "15.0", "reelection": None, "optional": None}


def test_element_weighs_tasks(workplan: Workplan, society: Society) -> None:
    """(10·1 + 20·2) ÷ 3 = 16.7."""
    workplan.tasks.filter(number=2).update(weight=2)
    report_of(society, workplan, "2017-04", {1: 10, 2: 20})
    assert element(workplan, APRIL)["progress"] == "16.7"


def test_element_expects_by_the_commitment_due_month(workplan: Workplan, society: Society) -> None:
    """A commitment due in June: half by mid-way, two thirds in May."""
    accepted_plan(society, workplan, [4, 5, 6, 7, 8], due_months={4: JUNE})
    tasks = element(workplan, MAY)["tasks"]
    assert (tasks["4"]["expected"], tasks["5"]["expected"]) == ("66.7", "22.2")


def test_queries_are_constant(workplan: Workplan, society: Society) -> None:
    """As many for three societies as for one."""
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    report_of(society, workplan, "2017-04", {1: 10})
    with CaptureQueriesContext(connection) as one:
        figures.live_payload(Workplan.objects.get(), APRIL)
    for code in ("A-02", "A-03"):
        other = Society.objects.create(code=code, name_zh=code, discipline="science")
        accepted_plan(other, workplan, [4, 5, 6, 7, 8])
        report_of(other, workplan, "2017-04", {1: 10, 4: 10})
    with CaptureQueriesContext(connection) as three:
        figures.live_payload(Workplan.objects.get(), APRIL)
    assert len(one) == len(three) <= 9


def test_scoped_reads_fail_closed(workplan: Workplan, society: Society) -> None:
    """Standings without a scope raise; the published figures need none."""
    seal(workplan, APRIL)
    with scope(_enabled=True), pytest.raises(ScopeError):
        figures.standings(workplan, APRIL)
    assert figures.society_series(society, workplan)[0]["number"] == 1


def test_seal_numbers_and_digests(workplan: Workplan, society: Society) -> None:
    """The digest is SHA-256 over the canonical JSON of everything but itself."""
    report_of(society, workplan, "2017-04", {1: 10})
    [issue] = seal(workplan, APRIL)
    payload = figures.issue_payload(issue)
    assert issue.number == 1
    content = {key: value for key, value in payload.items() if key != "digest"}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert issue.digest == hashlib.sha256(text.encode()).hexdigest()
    assert canonical_json(content) == text.encode()


def test_seal_again_changes_nothing(workplan: Workplan, society: Society) -> None:
    """The second call returns the first issue."""
    [issue] = seal(workplan, APRIL)
    report_of(society, workplan, "2017-04", {1: 10})
    again, created = sealing.seal_month(workplan=workplan, month=APRIL, at=LATER)
    assert (again.pk, created, MonthlyIssue.objects.count()) == (issue.pk, False, 1)


def test_seal_in_order(workplan: Workplan) -> None:
    """May waits for April."""
    with pytest.raises(sealing.SealingError, match="2017-04"):
        seal(workplan, MAY)
    assert not MonthlyIssue.objects.exists()


def test_seal_refuses_a_month_that_has_not_begun(workplan: Workplan) -> None:
    """Midnight in Beijing is the boundary: 15:59:59 UTC is still March."""
    before = dt.datetime(2017, 3, 31, 15, 59, 59, tzinfo=dt.UTC)
    with pytest.raises(sealing.SealingError):
        sealing.seal_month(workplan=workplan, month=APRIL, at=before)
    begun = before + dt.timedelta(seconds=1)
    assert sealing.seal_month(workplan=workplan, month=APRIL, at=begun)[1]


def test_seal_refuses_a_month_outside_the_workplan(workplan: Workplan) -> None:
    """March belongs to no issue."""
    with pytest.raises(sealing.SealingError):
        seal(workplan, dt.date(2017, 3, 1))


def test_sealed_rows_are_immutable(workplan: Workplan, society: Society) -> None:
    """Neither saved, updated nor deleted."""
    [issue] = seal(workplan, APRIL)
    for refused in (
        issue.save,
        issue.delete,
        SocietyFigure.objects.all().delete,
        lambda: SocietyFigure.objects.update(progress=1),
    ):
        with pytest.raises(TypeError):
            refused()


def test_seal_killed_half_way_leaves_nothing(
    workplan: Workplan, society: Society, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All or nothing; the next attempt succeeds."""

    def dies(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sealing, "_tell_societies", dies)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        seal(workplan, APRIL)
    assert not MonthlyIssue.objects.exists()
    monkeypatch.undo()
    assert seal(workplan, APRIL)[0].number == 1


def test_issue_is_unique_per_month(workplan: Workplan) -> None:
    """The database refuses a second issue of a month."""
    [issue] = seal(workplan, APRIL)
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyIssue.objects.create(
            workplan=workplan,
            month=APRIL,
            number=9,
            sealed_at=LATER,
            as_of=LATER,
            digest=issue.digest,
            summary={},
        )


def test_sealed_month_keeps_its_obligations(workplan: Workplan, society: Society) -> None:
    """A plan accepted after the seal counts from the next month on."""
    report_of(society, workplan, "2017-04", {1: 10, 2: 10})
    seal(workplan, APRIL)
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    assert list(element(workplan, APRIL)["tasks"]) == ["1", "2"]
    assert len(element(workplan, MAY)["tasks"]) == 7


def corrected(report: MonthlyReport, percent: int, manager: User) -> list[Correction]:
    """Reopen a month, change task 1, accept it and publish."""
    corrections.reopen_month(
        society=report.society,
        workplan=report.workplan,
        month=report.month,
        reason="数据有误",
        expires_at=LATER + dt.timedelta(days=3),
        by=manager,
        at=LATER,
    )
    report.entries.filter(task__number=1).update(
        percent=percent, claimed_percent=percent, accepted_percent=percent
    )
    return corrections.publish_corrections(report=report, at=LATER, by=manager)


def test_correction_states_old_and_new(workplan: Workplan, society: Society, manager: User) -> None:
    """The month and the later one that carried the percent forward; the issue stays as it was."""
    report = report_of(society, workplan, "2017-04", {1: 40, 2: 40})
    issues = seal(workplan, APRIL, MAY)
    digests = [issue.digest for issue in issues]
    first, second = corrected(report, 20, manager)
    assert (first.issue.month, second.issue.month) == (APRIL, MAY)
    assert first.changes["tasks"]["1"]["accepted"] == {"old": 40, "new": 20}
    assert first.changes["progress"] == {"old": "40.0", "new": "30.0"}
    assert first.changes["national"]["mean"] == {"old": "40.0", "new": "30.0"}
    assert [digest_of(figures.issue_payload(issue)) for issue in issues] == digests


def test_correction_stops_where_a_later_month_has_its_own_percent(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """May's own entry stands, so only April is corrected."""
    report = report_of(society, workplan, "2017-04", {1: 40, 2: 40})
    report_of(society, workplan, "2017-05", {1: 60, 2: 60})
    seal(workplan, APRIL, MAY)
    assert [c.issue.month for c in corrected(report, 20, manager)] == [APRIL]


def test_correction_without_a_difference_is_not_published(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """The reopening closes all the same."""
    report = report_of(society, workplan, "2017-04", {1: 40, 2: 40})
    seal(workplan, APRIL)
    assert corrected(report, 40, manager) == []
    assert report.reopenings.get().closed_at == LATER


def test_correction_of_a_correction_starts_from_what_was_last_published(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """Numbered on, with the first correction's value as the old one."""
    report = report_of(society, workplan, "2017-04", {1: 40, 2: 40})
    seal(workplan, APRIL)
    corrected(report, 20, manager)
    [second] = corrected(report, 30, manager)
    assert second.number == 2
    assert second.changes["tasks"]["1"]["accepted"] == {"old": 20, "new": 30}


def is_locked(society: Society, workplan: Workplan, month: dt.date, *, at: dt.datetime) -> bool:
    """Whether the month is closed to the society at that moment."""
    return society_month(society, workplan, month, at=at).is_locked


def test_reopening_needs_a_reason_a_future_end_and_a_seal(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """Each refused by itself, and nothing is opened."""
    report_of(society, workplan, "2017-04", {1: 40})

    def reopen(reason: str, days: int) -> None:
        corrections.reopen_month(
            society=society,
            workplan=workplan,
            month=APRIL,
            reason=reason,
            expires_at=LATER + dt.timedelta(days=days),
            by=manager,
            at=LATER,
        )

    for reason, days in (("更正", 1), (" ", 1), ("更正", 0)):
        with pytest.raises(ValidationError):
            reopen(reason, days)
    seal(workplan, APRIL)
    assert is_locked(society, workplan, APRIL, at=LATER)
    reopen("更正", 1)
    assert not is_locked(society, workplan, APRIL, at=LATER)
    assert is_locked(society, workplan, APRIL, at=LATER + dt.timedelta(days=1))
    with pytest.raises(ValidationError):
        reopen("再次", 1)


def evidence_of(society: Society, name: str, by: User) -> Evidence:
    """A file that the society keeps; its bytes do not matter here."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Evidence.objects.create(
        society=society, name=name, size=1, sha256=digest, uploaded_at=LATER, uploaded_by=by
    )


def test_expired_reopening_puts_the_report_back(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """What was typed and never submitted does not stay."""
    report = report_of(society, workplan, "2017-04", {1: 40}, decided_at=LATER)
    seal(workplan, APRIL)
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=APRIL,
        reason="更正",
        expires_at=LATER + dt.timedelta(days=1),
        by=manager,
        at=LATER,
    )
    report.entries.update(percent=90)
    assert corrections.close_expired_reopenings(at=LATER) == 0
    assert corrections.close_expired_reopenings(at=LATER + dt.timedelta(days=1)) == 1
    report.refresh_from_db()
    entry = report.entries.get()
    assert (report.state, entry.percent, entry.decision) == ("accepted", 40, "accepted")


def test_expired_reopening_puts_back_all_that_was_submitted(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """Words, value, evidence and a claim that was never accepted are as they were."""
    report = report_of(society, workplan, "2017-04", {1: 40}, decided_at=LATER)
    report.entries.update(accepted_percent=None, decision="returned")
    entry = report.entries.get()
    proof, other = (evidence_of(society, name, manager) for name in ("a.pdf", "b.pdf"))
    Submission.objects.create(
        report=report,
        number=1,
        receipt_number="2017-04/A-01/1",
        submitted_at=LATER,
        submitted_by=manager,
        due_on=LATER,
        is_late=False,
        content={
            "entries": [
                {
                    "task": 1,
                    "narrative": "原文",
                    "fall_reason": "原因",
                    "measured_value": "3.50",
                    "evidence": [{"name": proof.name, "sha256": proof.sha256, "size": 1}],
                }
            ]
        },
        digest="0" * 64,
    )
    seal(workplan, APRIL)
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=APRIL,
        reason="更正",
        expires_at=LATER + dt.timedelta(days=1),
        by=manager,
        at=LATER,
    )
    report.entries.update(percent=90, narrative="新", fall_reason="新", measured_value=9)
    entry.evidence.set([other])
    corrections.close_expired_reopenings(at=LATER + dt.timedelta(days=1))
    entry.refresh_from_db()
    assert (entry.percent, entry.narrative, entry.fall_reason) == (40, "原文", "原因")
    assert (entry.measured_value, entry.decision) == (Decimal("3.5"), "returned")
    assert list(entry.evidence.all()) == [proof]


def test_reopening_submitted_in_time_is_not_closed(
    workplan: Workplan, society: Society, manager: User
) -> None:
    """CAST decides on it however late it is by then."""
    report = report_of(society, workplan, "2017-04", {1: 40}, decided_at=LATER)
    seal(workplan, APRIL)
    corrections.reopen_month(
        society=society,
        workplan=workplan,
        month=APRIL,
        reason="更正",
        expires_at=LATER + dt.timedelta(days=1),
        by=manager,
        at=LATER,
    )
    MonthlyReport.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED)
    assert corrections.close_expired_reopenings(at=LATER + dt.timedelta(days=2)) == 0
    assert report.reopenings.get().closed_at is None


def test_seal_month_command_says_when_it_was_done(
    workplan: Workplan, society: Society, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same job as the button; the second time a no-op that says so."""
    call_command("seal_month", "2017-04", "--json")
    first = json.loads(capsys.readouterr().out)
    assert first["created"] is True
    with translation.override("en"):
        call_command("seal_month", "2017-04")
    assert "sealed already" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["2017-13"], ["abc"], ["2016-04"], ["2017-05"], ["2017-04", "--workplan", "1999"]]
)
def test_seal_month_command_refuses(workplan: Workplan, arguments: list[str]) -> None:
    """Exit 2 and nothing sealed."""
    with pytest.raises(CommandError) as refusal:
        call_command("seal_month", *arguments)
    assert refusal.value.returncode == 2
    assert not MonthlyIssue.objects.exists()


def test_month_figures_command_prints_the_payload(
    workplan: Workplan, society: Society, capsys: pytest.CaptureFixture[str]
) -> None:
    """Null number and digest while the month is open."""
    report_of(society, workplan, "2017-04", {1: 33, 2: 34})
    call_command("month_figures", "2017-04", "--json")
    printed = json.loads(capsys.readouterr().out)
    assert (printed["workplan"], printed["number"], printed["digest"]) == (2017, None, None)
    assert printed["national"]["mean"] == "33.5"
    task = printed["societies"][0]["tasks"]["1"]
    assert (task["accepted"], task["claimed"], task["expected"], task["state"]) == (
        33,
        33,
        "11.1",
        "ahead",
    )


def test_verify_issues_command_finds_a_changed_figure(
    workplan: Workplan, society: Society, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row changed behind the portal's back shows."""
    seal(workplan, APRIL)
    call_command("verify_issues", "--json")
    assert json.loads(capsys.readouterr().out) == {"issues": 1, "broken": []}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reforms_monthlyissue SET digest = %s", ["0" * 64])
    with pytest.raises(CommandError) as broken:
        call_command("verify_issues")
    assert broken.value.returncode == 1


def test_seal_takes_a_constant_number_of_queries(workplan: Workplan, society: Society) -> None:
    """As many for three societies as for one."""
    counts = []
    for codes in ((), ("A-02", "A-03")):
        for code in codes:
            other = Society.objects.create(code=code, name_zh=code, discipline="science")
            report_of(other, workplan, "2017-04", {1: 10})
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            seal(workplan, APRIL)
            transaction.set_rollback(True)
        counts.append(len(queries))
    assert counts[0] == counts[1]
