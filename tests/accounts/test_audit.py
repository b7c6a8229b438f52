"""The audit trail and the command that checks it."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import AuditEvent
from accounts.services import audit
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


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


def tamper(event: AuditEvent, column: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE accounts_auditevent SET {column} = %s WHERE id = %s", [value, event.pk]
        )


def test_events_are_chained() -> None:
    first, second, third = three_events()
    assert first.previous_digest == audit.GENESIS
    assert (second.previous_digest, third.previous_digest) == (first.digest, second.digest)
    assert audit.first_broken_event() is None


def test_many_changes_are_chained_too() -> None:
    people = UserFactory.create_batch(3)
    audit.record_many(action="x", changes=[audit.Change(person) for person in people])
    assert audit.first_broken_event() is None
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
    three_events()
    call_command("verify_audit")
    assert "3" in capsys.readouterr().out
    call_command("verify_audit", "--json")
    assert json.loads(capsys.readouterr().out) == {"events": 3, "intact": True, "broken": None}


@pytest.mark.parametrize(
    ("column", "value"),
    [("reason", "别的"), ("after", '{"name": "丙"}'), ("actor_label", "x"), ("scope", "A-01")],
)
def test_verify_audit_names_the_event_that_was_tampered_with(
    column: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    event = three_events()[1]
    tamper(event, column, value)
    with pytest.raises(CommandError, match=str(event.pk)) as caught:
        call_command("verify_audit", "--json")
    assert caught.value.returncode == 1
    assert json.loads(capsys.readouterr().out)["broken"] == event.pk


def test_verify_audit_notices_a_removed_event() -> None:
    first, second, third = three_events()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditevent WHERE id = %s", [second.pk])
    assert audit.first_broken_event() == third
    assert first.pk < third.pk
