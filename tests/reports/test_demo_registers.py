"""The registers of the demo: full, right, the same each time, on both sides of every rule."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.db import models, transaction
from django_scopes import scopes_disabled
from pytest_django import DjangoDbBlocker

from accounts.models import AuditEvent
from members.models import Member
from members.validators import validate_id_number, validate_registration_no
from reforms.checks.results import CheckResult
from reforms.enums import Verdict
from reforms.models import Workplan
from reforms.services.checks import results_of
from reforms.services.workplans import load_workplan
from reports.demo.registers import members as rolls
from reports.demo.registers.cases import ELECTION_CASES
from reports.demo.registers.chance import Story, dice
from reports.demo.registers.fill import MODELS, fill_registers
from reports.demo.registers.rows import Table
from reports.demo.seed import SOCIETIES_FILE, WORKPLAN_FILE
from reports.demo.societies import fill_profiles
from societies.models import Activity, CouncilTerm, Record, Seat, Society
from societies.services.societies import load_societies

NOW = dt.datetime(2018, 4, 20, 4, 0, tzinfo=dt.UTC)
YEARS = (2017, 2018)
#: Every third society: seventy of them, none with a large member register.
EVERY = 3
#: What no society of the demo lacks.
ALWAYS = (
    *("council_terms", "congresses", "seats", "meetings", "resolutions", "staff", "rules"),
    *("party_bodies", "branches", "branch_activities", "activities", "dues_standards"),
)
#: Checks that only show numbers, or cannot be plainly unmet.
NOT_JUDGED = {
    "attendance_rate",
    "party_meetings",
    "secretary_general_full_time",
    "council_composition",
    "standing_composition",
    "activity_counts",
    "premises",
}

pytestmark = pytest.mark.django_db


def _societies() -> list[Society]:
    load_societies(data=SOCIETIES_FILE.read_bytes())
    societies = list(Society.objects.active())[::EVERY]
    fill_profiles(societies, term_year=NOW.year)
    return societies


@pytest.fixture(scope="module")
def written(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Counter[str]]:
    """Fill the registers once for all tests here; they go with them."""
    with django_db_blocker.unblock(), transaction.atomic(), scopes_disabled():
        load_workplan(text=WORKPLAN_FILE.read_text(encoding="utf-8"), at=NOW)
        yield fill_registers(_societies(), years=YEARS, now=NOW)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def everywhere(written: Counter[str]) -> Iterator[None]:
    """Look at all societies."""
    with scopes_disabled():
        yield


@pytest.fixture(scope="module")
def results(written: Counter[str], django_db_blocker: DjangoDbBlocker) -> list[CheckResult]:
    """Every check of the year that is over, as of the last day told."""
    with django_db_blocker.unblock(), scopes_disabled():
        workplan = Workplan.objects.get(year=YEARS[0])
        found = results_of(_filled(), workplan, NOW.date())
    return [result for results in found.values() for result in results]


def _filled() -> list[Society]:
    return list(Society.objects.exclude(member_prefix=""))


def _of(results: list[CheckResult], check: str) -> list[CheckResult]:
    return [result for result in results if result.check == check]


def _content() -> dict[str, str]:
    """A digest of everything filled by kind, without ids, ciphers and times."""
    digests = {}
    for kind, model in MODELS.items():
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if not field.is_relation
            and not field.primary_key
            and not isinstance(field, models.BinaryField | models.DateTimeField)
        ]
        if kind == "co_hosts":
            names = ["activity__title", "society__code"]
        rows = model._default_manager.order_by("pk").values_list(*names)
        digests[kind] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return digests


def test_registers_told_twice_are_the_same(written: Counter[str]) -> None:
    """Another telling in an empty portal gives the same rows in the same order."""
    before = _content()
    with transaction.atomic():
        for kind in reversed(MODELS):
            MODELS[kind]._default_manager.all().delete()
        societies = _filled()
        for society in societies:
            society.member_prefix = ""
        fill_profiles(societies, term_year=NOW.year)
        again = fill_registers(societies, years=YEARS, now=NOW)
        after = _content()
        transaction.set_rollback(True)
    assert again == written
    assert [kind for kind in MODELS if after[kind] != before[kind]] == []


def test_registers_that_hold_something_are_left_alone() -> None:
    """A second filling adds nothing, and records nothing."""
    before, events = _content(), AuditEvent.objects.count()
    assert fill_registers(_filled(), years=YEARS, now=NOW) == Counter()
    assert (_content(), AuditEvent.objects.count()) == (before, events)


@pytest.mark.parametrize("kind", MODELS)
def test_every_register_is_filled(written: Counter[str], kind: str) -> None:
    """No register of the portal is empty in the demo."""
    assert written[kind] > 0
    assert MODELS[kind]._default_manager.count() == written[kind]


@pytest.mark.parametrize("kind", ALWAYS)
def test_every_society_has_what_none_lacks(kind: str) -> None:
    """Of the registers that no society can do without, each society has records."""
    having = set(MODELS[kind]._default_manager.values_list("society_id", flat=True))
    assert having == {society.pk for society in _filled()}


@pytest.mark.parametrize("kind", [kind for kind in MODELS if kind != "co_hosts"])
def test_records_are_valid(kind: str) -> None:
    """A sample of every register stands the model's own checks."""
    rows = MODELS[kind]._default_manager.order_by("pk")
    step = max(1, rows.count() // 25)
    for row in rows[::step]:
        row.full_clean()
        assert not isinstance(row, Record) or row.version == 1


def test_checks_fall_on_both_sides(results: list[CheckResult]) -> None:
    """Of every check that judges, some societies meet it and some do not."""
    verdicts = defaultdict(set)
    for result in results:
        verdicts[result.check].add(result.verdict)
    one_sided = {
        check: sorted(found)
        for check, found in verdicts.items()
        if check not in NOT_JUDGED and not {Verdict.MET, Verdict.NOT_MET} <= found
    }
    assert one_sided == {}
    assert Verdict.NO_DATA in verdicts["premises"]
    assert Verdict.MET in verdicts["premises"]


def test_growth_stands_on_its_threshold(results: list[CheckResult]) -> None:
    """Exactly 15 %, one member less, no baseline and an unknown one are all there."""
    growth = [
        (result.verdict, result.inputs["baseline"], result.inputs["current"])
        for result in _of(results, "individual_growth")
    ]
    counted = [(v, before, now) for v, before, now in growth if before and now]
    assert any(v == Verdict.MET and 100 * now == 115 * b for v, b, now in counted)
    assert any(v == Verdict.NOT_MET and 100 * (now + 1) == 115 * b for v, b, now in counted)
    assert any(v == Verdict.NO_DATA and before == 0 for v, before, _now in growth)
    assert any(v == Verdict.NO_DATA and before is None for v, before, _now in growth)


def test_dues_stand_on_their_threshold(results: list[CheckResult]) -> None:
    """A rate equal to that of the year before is no rise."""
    equal = [
        result.verdict
        for result in _of(results, "dues_collection")
        if (now := result.inputs).get("dues_owing")
        and now["previous_dues_owing"]
        and now["dues_paid"] * now["previous_dues_owing"]
        == now["previous_dues_paid"] * now["dues_owing"]
    ]
    assert equal
    assert set(equal) == {Verdict.NOT_MET}


def test_elections_tell_the_cases(results: list[CheckResult]) -> None:
    """The re-elections on the edge come out as they were told, with their members."""
    told = {
        (result.inputs["council"], result.inputs.get("members")): result.verdict
        for result in _of(results, "council_size")
        if result.verdict != Verdict.NOT_APPLICABLE
    }
    for case in ELECTION_CASES[:8]:
        cap = 150 if case.members < 20_000 else 180 if case.members <= 100_000 else 200
        expected = Verdict.MET if case.council <= cap else Verdict.NOT_MET
        assert told[case.council, case.members] == expected, case.name


def test_profiles_say_what_the_registers_say() -> None:
    """President, secretary-general, seats and term are those of the running term."""
    terms = {term.society_id: term for term in CouncilTerm.objects.order_by("term")}
    seats = Counter(Seat.objects.values_list("society_id", "term", "body"))
    for society in _filled():
        term = terms[society.pk]
        assert society.term_starts_on == term.starts_on
        assert society.council_seats == seats[society.pk, term.term, "council"]
        assert society.standing_seats == seats[society.pk, term.term, "standing"]
        president = Seat.objects.filter(society=society, term=term.term, role="president").first()
        assert president is not None
        assert society.president == president.name


def test_members_have_numbers_of_their_society() -> None:
    """Registration numbers fit prefix and pattern; identity numbers carry their check character."""
    people = list(Member.objects.select_related("society").order_by("pk")[::29])
    for member in people:
        validate_registration_no(
            member.registration_no,
            prefix=member.society.member_prefix,
            pattern=member.society.member_pattern,
        )
        validate_id_number(member.id_number)
    assert any(member.id_number_cipher for member in people)
    prefixes = [society.member_prefix for society in _filled()]
    assert len(set(prefixes)) == len(prefixes)


def test_a_register_has_as_many_members_as_it_is_told() -> None:
    """On every day that matters the stays add up, whether the number grows or shrinks."""
    story = Story((), (2017, 2026), dt.date(2026, 11, 22))
    roll = rolls.Roll((800, 920), (700, 1000), 3, at_congress=990)
    line = rolls.roll_timeline(roll, story, [dt.date(2026, 10, 16)])
    stays = list(rolls._stays(dice("test"), line))
    for day, number in line.points.items():
        there = [joined for joined, left in stays if joined <= day and (left is None or left > day)]
        assert len(there) == number
    assert line.points[dt.date(2026, 10, 16)] == 990
    assert all(before < after for before, after in pairwise(sorted(line.points)))


def test_large_registers_have_the_members_that_were_asked_for() -> None:
    """One of 20,000 individual members, one of 100,000."""
    assert rolls.ROLLS["A-02"].last[1] == 20_000
    assert rolls.ROLLS["B-20"].last[1] == 100_000


def test_joint_activities_have_other_hosts() -> None:
    """An activity held together names other societies, never its own."""
    joint = list(Activity.objects.filter(co_hosts__isnull=False).prefetch_related("co_hosts"))
    assert joint
    for activity in joint:
        assert activity.society_id not in {host.pk for host in activity.co_hosts.all()}


def test_table_refuses_what_is_no_column() -> None:
    """A misspelt name stops the telling instead of being lost."""
    table = Table(CouncilTerm, NOW)
    table.add(society_id=1, term=1, begins_on=NOW.date())
    with pytest.raises(ValueError, match="begins_on"):
        table.write()


def test_nothing_is_told_before_the_first_workplan() -> None:
    """A demo told of an earlier day has empty registers."""
    early = dt.datetime(2016, 5, 1, tzinfo=dt.UTC)
    assert fill_registers(_filled(), years=YEARS, now=early) == Counter()
