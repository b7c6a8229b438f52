"""The audit trail and the command that checks it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from accounts.models import AuditEvent
from accounts.services import audit
from accounts.services.trail_check import check_trail, keep_head
from accounts.trail_heads import WITNESSES, Head, Witness, printed_head, read_heads
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2017, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def heads(tmp_path: Path, settings: Settings) -> Path:
    settings.AUDIT_HEADS = tmp_path / "elsewhere" / "heads.jsonl"
    return tmp_path / "elsewhere" / "heads.jsonl"


@pytest.fixture
def witnesses() -> Iterator[list[Witness]]:
    found: list[Witness] = []
    WITNESSES.append(lambda: found)
    yield found
    WITNESSES.pop()


def three_events() -> list[AuditEvent]:
    person = UserFactory()
    return [
        audit.record(
            action="person.changed",
            subject=person,
            actor=person,
            before={"name": "甲"},
            after={"name": f"乙{number}"},
            reason="试",
        )
        for number in range(3)
    ]


def sql(statement: str, *values: str | int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("TRAIL", "accounts_auditevent"), values)


def removed(event: AuditEvent) -> None:
    sql("DELETE FROM TRAIL WHERE id = %s", event.pk)


def verified(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, Any]]:
    code = 0
    try:
        call_command("verify_audit", "--json", *options)
    except CommandError as error:
        code = error.returncode
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert answer["intact"] is (code == 0)
    return code, answer


def test_events_are_chained() -> None:
    first, second, third = three_events()
    assert first.previous_digest == audit.GENESIS
    assert (second.previous_digest, third.previous_digest) == (first.digest, second.digest)
    assert check_trail().is_intact


def test_many_changes_are_chained_too() -> None:
    people = UserFactory.create_batch(3)
    audit.record_many(action="x", changes=[audit.Change(person) for person in people])
    assert check_trail().is_intact
    assert AuditEvent.objects.count() == 3


def test_events_cannot_be_changed_or_deleted() -> None:
    event = three_events()[0]
    for attempt in (event.save, event.delete, AuditEvent.objects.all().delete):
        with pytest.raises(TypeError, match="append-only"):
            attempt()
    with pytest.raises(TypeError, match="append-only"):
        AuditEvent.objects.update(reason="x")


def test_origin_is_recorded() -> None:
    token = audit.origin.set("192.0.2.7")
    try:
        event = audit.record(action="x", subject=UserFactory())
    finally:
        audit.origin.reset(token)
    assert (event.origin, event.actor_label) == ("192.0.2.7", "system")


def test_verify_audit_says_that_the_trail_is_intact(capsys: pytest.CaptureFixture[str]) -> None:
    last = three_events()[-1]
    call_command("verify_audit")
    assert f"{last.pk}:{last.digest}" in capsys.readouterr().out
    code, answer = verified(capsys)
    assert (code, answer["events"], answer["broken"], answer["problem"]) == (0, 3, None, None)
    assert answer["head"] == {"event": last.pk, "digest": last.digest}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2016-01-01 00:00:00+00:00"),
        ("actor_id", None),
        ("actor_label", "x"),
        ("origin", "192.0.2.9"),
        ("action", "person.created"),
        ("subject_type", "society"),
        ("subject_id", "0"),
        ("subject_label", "丁"),
        ("scope", "A-01"),
        ("before", '{"name": "丙"}'),
        ("after", '{"name": "丙"}'),
        ("reason", "别的"),
        ("digest", "f" * 64),
    ],
)
def test_verify_audit_names_the_event_that_was_changed(
    column: str, value: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    event = three_events()[1]
    sql(f"UPDATE TRAIL SET {column} = %s WHERE id = %s", value, event.pk)
    code, answer = verified(capsys)
    assert (code, answer["broken"], answer["problem"]) == (1, event.pk, "changed")


def test_verify_audit_notices_a_removed_event(capsys: pytest.CaptureFixture[str]) -> None:
    _first, second, third = three_events()
    removed(second)
    code, answer = verified(capsys)
    assert (code, answer["broken"], answer["problem"]) == (1, third.pk, "link")


def test_verify_audit_notices_that_the_first_event_was_removed() -> None:
    first, second, _third = three_events()
    removed(first)
    assert check_trail().broken == second


def test_verify_audit_notices_events_that_changed_places(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, second, third = three_events()
    for old, new in ((second.pk, -1), (third.pk, second.pk), (-1, third.pk)):
        sql("UPDATE TRAIL SET id = %s WHERE id = %s", new, old)
    code, answer = verified(capsys)
    assert (code, answer["broken"], answer["problem"]) == (1, second.pk, "link")
    assert first.pk < second.pk


def test_verify_audit_notices_an_event_that_was_put_in(capsys: pytest.CaptureFixture[str]) -> None:
    _first, second, third = three_events()
    last = third.pk
    sql("UPDATE TRAIL SET id = %s WHERE id = %s", last + 1, last)
    forged = AuditEvent.objects.get(pk=second.pk)
    forged.pk, forged.reason, forged.previous_digest = last, "forged", second.digest
    forged.digest = audit.event_digest(forged)  # it fits the event before, not the one after
    AuditEvent.objects.bulk_create([forged])
    code, answer = verified(capsys)
    assert (code, answer["broken"], answer["problem"]) == (1, last + 1, "link")


def rewritten(events: list[AuditEvent]) -> None:
    """Write the chain anew from a changed second event on, so that it fits in itself."""
    previous = events[0].digest
    for event in events[1:]:
        event.reason, event.previous_digest = "forged", previous
        event.digest = previous = audit.event_digest(event)
        sql(
            "UPDATE TRAIL SET reason = %s, previous_digest = %s, digest = %s WHERE id = %s",
            event.reason,
            event.previous_digest,
            event.digest,
            event.pk,
        )


def test_an_end_that_was_cut_off_shows_against_the_head_kept_elsewhere(
    heads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    last = three_events()[-1]
    assert keep_head(path=heads, at=AT)
    removed(last)
    code, answer = verified(capsys)
    assert (code, answer["broken"], answer["problem"]) == (3, None, "cut")
    assert answer["lost_heads"] == [{"event": last.pk, "digest": last.digest}]


def test_a_trail_that_was_written_anew_shows_against_the_head_kept_elsewhere(
    heads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = three_events()
    keep_head(path=heads, at=AT)
    old = events[-1].digest
    rewritten(events)
    code, answer = verified(capsys)
    assert (code, answer["lost_heads"]) == (3, [{"event": events[-1].pk, "digest": old}])


def test_a_printed_head_is_enough_to_notice_a_cut(capsys: pytest.CaptureFixture[str]) -> None:
    _first, second, last = three_events()
    printed = f"{last.pk}:{last.digest[:12].upper()}"
    assert verified(capsys, "--head", printed)[0] == 0
    removed(last)
    assert verified(capsys)[0] == 0, "the chain alone cannot know"
    assert verified(capsys, "--head", printed)[0] == 3
    assert verified(capsys, "--head", f"{second.pk}:{second.digest}")[0] == 0


@pytest.mark.parametrize("text", ["", "12", "x:0123456789ab", "12:0123456789a", "12:g123456789ab"])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        printed_head(text)
    with pytest.raises(CommandError):
        call_command("verify_audit", f"--head={text}")


def test_what_a_row_elsewhere_proves_must_be_in_the_trail(
    witnesses: list[Witness], capsys: pytest.CaptureFixture[str]
) -> None:
    person = UserFactory()
    event = audit.record(action="a.b", subject=person, after={"digest": "d1"})
    proof = Witness("a.b", "user", str(person.pk), "d1")
    witnesses += [proof, Witness("a.b", "user", str(person.pk))]
    assert verified(capsys)[0] == 0
    witnesses.append(Witness("a.b", "user", str(person.pk), "d2"))
    assert verified(capsys)[0] == 3
    witnesses.pop()
    removed(event)
    code, answer = verified(capsys)
    assert (code, len(answer["lost_events"])) == (3, 2)


def test_heads_are_added_only_when_the_trail_has_grown(heads: Path) -> None:
    assert not keep_head(path=heads, at=AT), "an empty trail has no end"
    first = three_events()[-1]
    assert keep_head(path=heads, at=AT)
    assert not keep_head(path=heads, at=AT)
    second = three_events()[-1]
    call_command("verify_audit", "--keep")
    kept = [Head(first.pk, first.digest), Head(second.pk, second.digest)]
    assert read_heads(heads) == (kept, 0)
    assert heads.stat().st_mode & 0o777 == 0o600


def test_a_trail_that_is_not_whole_is_not_kept(heads: Path) -> None:
    removed(three_events()[1])
    with pytest.raises(CommandError):
        call_command("verify_audit", "--keep")
    assert not heads.exists()


def test_a_line_torn_by_a_power_cut_is_said_and_passed_over(
    heads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    three_events()
    keep_head(path=heads, at=AT)
    with heads.open("a") as file:
        file.write('{"at": "2017')
    three_events()
    keep_head(path=heads, at=AT)
    code, answer = verified(capsys)
    assert (code, answer["kept_heads"], answer["unread_lines"]) == (0, 2, 1)
    call_command("verify_audit")
    assert str(heads) in capsys.readouterr().err
