"""Months sealed: numbered, in order, once, all or nothing, and never changed again."""

import datetime as dt
import gc
import hashlib
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from reforms.models import MonthlyIssue, SocietyFigure, Workplan
from reforms.payload import canonical_json
from reforms.selectors import figures
from reforms.services import sealing
from societies.models import Society
from tests.factories.reforms import LATER, accepted_plan, element, report_of, seal

APRIL, MAY, JUNE, JULY = (dt.date(2017, month, 1) for month in (4, 5, 6, 7))


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


@pytest.fixture
def society() -> Society:
    """One society."""
    return Society.objects.create(code="A-01", name_zh="中国数学会", discipline="science")


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


def test_search_for_cycles_goes_on_after_a_seal_and_after_a_refusal(workplan: Workplan) -> None:
    """Nothing searches during a seal; the process goes on as before."""
    seal(workplan, APRIL)
    assert gc.isenabled()
    with pytest.raises(sealing.SealingError):
        seal(workplan, JUNE)
    assert gc.isenabled()


def test_search_for_cycles_rests_during_a_seal(
    workplan: Workplan, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(sealing, "freeze", lambda **_told: seen.append(gc.isenabled()))
    seal(workplan, APRIL)
    assert seen == [False]


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
