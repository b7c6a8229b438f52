"""The demo: deterministic, lifelike, told once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django_scopes import scopes_disabled
from pytest_django import DjangoDbBlocker

from accounts.models import AuditEvent, User
from accounts.services import audit
from accounts.services.trail_check import check_trail
from reforms.enums import Decision, ReportState, Verdict
from reforms.models import (
    CheckException,
    MonthlyIssue,
    MonthlyReport,
    ProgressEntry,
    RegistryCheck,
    Submission,
    SupervisionSlip,
    Workplan,
)
from reforms.payload import digest_of
from reforms.selectors import figures
from reforms.selectors.checks import sealed_marks
from reports.demo import annual
from reports.demo.people import demo_accounts
from reports.demo.progress import Pace, task_steps
from reports.demo.seed import seed
from societies.enums import Role
from societies.models import Society

NOW = dt.datetime(2018, 3, 15, 4, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo's passwords go."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module", autouse=True)
def told(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, data_dir: Path
) -> Iterator[None]:
    """Tell the demo of a few societies once for all tests here; it goes with them."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(DATA_DIR=data_dir, MEDIA_ROOT=data_dir / "media"),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(annual, "PUBLISHED", 0)
        seed(now=NOW, limit=6)
        yield
        transaction.set_rollback(True)


def test_demo_seals_every_month_of_the_first_workplan() -> None:
    """April to December, each digest fitting its figures."""
    issues = MonthlyIssue.objects.filter(workplan__year=2017).order_by("month")
    assert [issue.number for issue in issues] == list(range(1, 10))
    assert all(digest_of(figures.issue_payload(issue)) == issue.digest for issue in issues)


def test_demo_leaves_the_current_month_open() -> None:
    """Months past their deadline are sealed, this one takes entries."""
    workplan = Workplan.objects.get(year=2018)
    assert workplan.issues.count() == 2
    with scopes_disabled():
        open_month = MonthlyReport.objects.filter(workplan=workplan, month=dt.date(2018, 3, 1))
        assert open_month.get(society__code="A-01").state == ReportState.DRAFT


def test_demo_leaves_no_slip_open_of_a_year_that_is_over() -> None:
    """Nobody is asked years later to answer a slip of a year that is assessed."""
    with scopes_disabled():
        told_of = MonthlyReport.objects.filter(workplan__year=2017).values("society")
        slips = SupervisionSlip.objects.filter(workplan__year=2017, society__in=told_of)
        assert slips.exists()
        assert not slips.open().exists()


def test_demo_entries_keep_the_rules() -> None:
    """Percents or reasons, falls explained, nothing accepted beyond its claim."""
    with scopes_disabled():
        entries = list(ProgressEntry.objects.select_related("report"))
    assert all((e.percent is None) == e.is_no_change for e in entries)
    assert all(e.no_change_reason for e in entries if e.is_no_change)
    assert all(e.decision_reason for e in entries if e.decision == Decision.LOWERED)
    assert all((e.accepted_percent or 0) <= (e.claimed_percent or 0) for e in entries)


def test_demo_explains_claims_that_the_registers_refute() -> None:
    """Nothing was sent that claims all against a check without saying why; some do claim it."""
    refuted = explained = 0
    with scopes_disabled():
        for issue in MonthlyIssue.objects.all():
            marks = sealed_marks(issue)
            claims = ProgressEntry.objects.filter(
                report__workplan=issue.workplan, report__month=issue.month, claimed_percent=100
            ).select_related("task")
            for entry in claims:
                if marks[entry.society_id].get(entry.task.number) == Verdict.NOT_MET:
                    refuted += 1
                    explained += bool(entry.claim_explanation.strip())
    assert refuted == explained > 0


def test_demo_has_live_checks_of_both_years() -> None:
    """The checks of the year that is over and of the current one stand computed."""
    with scopes_disabled():
        years = RegistryCheck.objects.values_list("task__workplan__year", flat=True)
        assert set(years) == {2017, 2018}
        assert CheckException.objects.exists()


def test_demo_receipts_fit_their_content() -> None:
    """A receipt's digest is that of what was submitted."""
    with scopes_disabled():
        receipts = list(Submission.objects.all()[:20])
    assert receipts
    for receipt in receipts:
        content = audit.canonical_json(receipt.content)
        assert receipt.digest == hashlib.sha256(content).hexdigest()


def test_demo_accounts_cover_every_role(data_dir: Path) -> None:
    """The file lists each role; its passwords sign in; only its owner reads it."""
    path = data_dir / "demo-accounts.json"
    entries = json.loads(path.read_text())
    assert path.stat().st_mode & 0o077 == 0
    assert {entry["role"] for entry in entries} == set(Role.values)
    for entry in entries:
        user = User.objects.get(username=entry["username"])
        assert user.check_password(entry["password"])
    everywhere = {
        (a.society, role) for a in demo_accounts(["A-01", "A-02", "B-20"]) for role in a.roles
    }
    for code in ("A-01", "A-02", "B-20"):
        assert {(code, Role.EDITOR), (code, Role.APPROVER)} <= everywhere


def test_demo_profiles_are_valid() -> None:
    """Credit codes carry their check character."""
    for society in Society.objects.exclude(credit_code=""):
        society.full_clean()


def test_demo_keeps_the_audit_chain() -> None:
    """What the demo recorded verifies."""
    assert AuditEvent.objects.exists()
    assert check_trail().is_intact


@scopes_disabled()  # type: ignore[untyped-decorator]
def test_demo_trail_tells_when_reports_came_and_were_decided() -> None:
    """The history of a society is not empty, and its times are those of its reports."""
    sent = MonthlyReport.objects.filter(society__code="A-01", state=ReportState.ACCEPTED)
    assert sent.count() > 9
    for report in sent:
        told = AuditEvent.objects.filter(subject_type="monthlyreport", subject_id=str(report.pk))
        decided = told.get(action="report.accepted")
        assert (decided.at, decided.actor_id) == (report.decided_at, report.decided_by_id)
        submitted = {e.at: e for e in told.filter(action="report.submitted")}
        assert len(submitted) == report.submissions.count()
        assert submitted[report.submitted_at].scope == "A-01"


def test_steps_stay_within_bounds_and_explain_falls() -> None:
    """Whatever the pace, percents lie in 0 to 100 and only marked steps fall."""
    kinds: Counter[str] = Counter()
    for number in range(200):
        claimed = 0
        for step in task_steps(random.Random(number), random.Random(number).choice(list(Pace)), 9):
            if step.percent is None:
                kinds["still"] += 1
                continue
            assert 0 <= (step.accepted or 0) <= step.percent <= 100
            assert step.percent >= claimed or step.has_fallen
            kinds["lowered" if step.is_lowered else "moved"] += 1
            claimed = step.percent
    assert min(kinds["still"], kinds["moved"], kinds["lowered"]) > 0
