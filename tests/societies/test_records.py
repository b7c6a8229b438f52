"""Writing the records of registers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from accounts.models import AuditEvent
from societies.models import Attendance, Meeting, Rule, Society, StaffMember
from societies.registers import REGISTERS
from societies.services.records import (
    RecordInUse,
    StaleRecord,
    Write,
    delete_record,
    save_record,
    write_records,
)
from societies.signals import registers_changed
from societies.uploads import check_upload
from tests.factories.accounts import UserFactory
from tests.factories.files import pdf_file
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.django_db

MEETINGS, STAFF, RULES = REGISTERS["meetings"], REGISTERS["staff"], REGISTERS["rules"]


@pytest.fixture(autouse=True)
def every_society() -> Iterator[None]:
    with scopes_disabled():
        yield


@pytest.fixture
def society() -> Society:
    return SocietyFactory(code="A-01")


@pytest.fixture
def told() -> Iterator[list[set[int]]]:
    heard: list[set[int]] = []

    def hear(society_ids: set[int], **_rest: Any) -> None:
        heard.append(society_ids)

    registers_changed.connect(hear)
    yield heard
    registers_changed.disconnect(hear)


def a_meeting(society: Society, **values: Any) -> Meeting:
    return Meeting(
        **{"society": society, "level": "council", "held_on": date(2017, 5, 1), **values}
    )


def test_save_record_creates_audits_and_tells(society: Society, told: list[set[int]]) -> None:
    by = UserFactory()
    record = save_record(register=MEETINGS, record=a_meeting(society, has_notice=True), by=by)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.scope) == ("register.created", by, "A-01")
    assert event.before is None
    assert event.after == {"level": "council", "held_on": "2017-05-01", "has_notice": True}
    assert told == [{society.pk}]
    assert record.version == 0


def test_save_record_notes_only_what_changed(society: Society, told: list[set[int]]) -> None:
    meeting = save_record(register=MEETINGS, record=a_meeting(society), by=None)
    changed = Meeting.objects.get(pk=meeting.pk)
    changed.title = "第一次会议"
    save_record(register=MEETINGS, record=changed, by=None, expected_version=0)
    event = AuditEvent.objects.get(action="register.changed")
    assert (event.before, event.after) == ({"title": ""}, {"title": "第一次会议"})
    assert Meeting.objects.get().version == 1
    assert len(told) == 2


def test_save_record_that_changes_nothing_leaves_no_trace(
    society: Society, told: list[set[int]]
) -> None:
    meeting = save_record(register=MEETINGS, record=a_meeting(society), by=None)
    save_record(register=MEETINGS, record=Meeting.objects.get(pk=meeting.pk), by=None)
    assert Meeting.objects.get().version == 0
    assert AuditEvent.objects.count() == len(told) == 1


def test_save_record_refuses_what_was_changed_meanwhile(society: Society) -> None:
    meeting = save_record(register=MEETINGS, record=a_meeting(society), by=None)
    theirs, mine = Meeting.objects.get(pk=meeting.pk), Meeting.objects.get(pk=meeting.pk)
    theirs.title, mine.title = "theirs", "mine"
    save_record(register=MEETINGS, record=theirs, by=None, expected_version=0)
    with pytest.raises(StaleRecord) as caught:
        save_record(register=MEETINGS, record=mine, by=None, expected_version=0)
    assert caught.value.current.title == Meeting.objects.get().title == "theirs"  # type: ignore[attr-defined]


def test_save_record_refuses_what_the_model_refuses(society: Society) -> None:
    save_record(register=MEETINGS, record=a_meeting(society), by=None)
    with pytest.raises(ValidationError):
        save_record(register=MEETINGS, record=a_meeting(society), by=None)
    with pytest.raises(ValidationError) as caught:
        save_record(register=MEETINGS, record=a_meeting(society, level="club"), by=None)
    assert set(caught.value.message_dict) == {"level"}
    assert Meeting.objects.count() == AuditEvent.objects.count() == 1


@pytest.mark.parametrize("from_on", [None, date(2017, 1, 1)])
def test_save_record_refuses_a_second_record_of_a_key_without_constraint(
    society: Society, from_on: date | None
) -> None:
    def person() -> StaffMember:
        return StaffMember(society=society, name="王伟", employment="full_time", from_on=from_on)

    first = save_record(register=STAFF, record=person(), by=None)
    with pytest.raises(ValidationError):
        save_record(register=STAFF, record=person(), by=None)
    first.note = "x"
    save_record(register=STAFF, record=first, by=None)  # itself is no second one
    other = person()
    other.society = SocietyFactory()
    save_record(register=STAFF, record=other, by=None)
    assert StaffMember.objects.count() == 2


def test_save_record_keeps_a_file_and_forgets_the_one_it_replaces(
    society: Society, django_capture_on_commit_callbacks: Any
) -> None:
    rule = Rule(society=society, kind="charter", title="章程")
    first = check_upload("章程.pdf", pdf_file("1"))
    save_record(register=RULES, record=rule, by=None, upload=first)
    stored = Rule.objects.get()
    kept = stored.file.name
    assert stored.file_name == "章程.pdf"
    assert "章程" not in kept
    assert stored.file.read() == first.data
    stored.file.close()
    with django_capture_on_commit_callbacks(execute=True):
        save_record(
            register=RULES, record=stored, by=None, upload=check_upload("b.pdf", pdf_file("2"))
        )
    stored = Rule.objects.get()
    assert stored.file.name != kept
    assert not stored.file.storage.exists(kept)
    assert AuditEvent.objects.filter(action="register.changed").get().after == {"file": "b.pdf"}


@pytest.mark.django_db(transaction=True)
def test_a_stored_file_is_taken_away_and_the_trail_says_so(society: Society) -> None:
    rule = Rule(society=society, kind="charter", title="章程")
    upload = check_upload("章程.pdf", pdf_file("1"))
    save_record(register=RULES, record=rule, by=None, upload=upload)
    stored = Rule.objects.get()
    kept, storage = stored.file.name, stored.file.storage
    save_record(register=RULES, record=stored, by=None, removes_file=True)
    changed = Rule.objects.get()
    assert (changed.file.name, changed.file_name, changed.version) == ("", "", 1)
    assert not storage.exists(kept)
    event = AuditEvent.objects.latest("pk")
    assert (event.before, event.after) == ({"file": "章程.pdf"}, {"file": ""})
    save_record(register=RULES, record=changed, by=None, removes_file=True)
    assert Rule.objects.get().version == 1


def test_delete_record_keeps_the_reason_and_what_was(
    society: Society, told: list[set[int]]
) -> None:
    meeting = save_record(register=MEETINGS, record=a_meeting(society, title="会"), by=None)
    key = meeting.pk
    delete_record(register=MEETINGS, record=meeting, by=None, reason="entered twice")
    event = AuditEvent.objects.get(action="register.deleted")
    assert (event.subject_id, event.reason) == (str(key), "entered twice")
    assert event.before == {"level": "council", "held_on": "2017-05-01", "title": "会"}
    assert not Meeting.objects.exists()
    assert len(told) == 2


def test_delete_record_needs_a_reason_and_nothing_that_hangs_on_it(society: Society) -> None:
    meeting = save_record(register=MEETINGS, record=a_meeting(society), by=None)
    with pytest.raises(ValidationError):
        delete_record(register=MEETINGS, record=meeting, by=None, reason=" ")
    Attendance.objects.create(society=society, meeting=meeting, name="甲", status="present")
    with pytest.raises(RecordInUse, match=r"考勤|attendance"):
        delete_record(register=MEETINGS, record=meeting, by=None, reason="x")
    assert Meeting.objects.filter(pk=meeting.pk).exists()


def test_write_records_asks_as_often_for_many_as_for_one(
    society: Society, told: list[set[int]]
) -> None:
    def write(count: int, year: int) -> None:
        created = [
            Write(a_meeting(society, held_on=date(year, 1, day + 1)), {"level": "council"})
            for day in range(count)
        ]
        stored = Meeting.objects.filter(held_on__year=year - 1).select_related("society")
        changed = []
        for meeting in stored:
            meeting.title = "x"
            changed.append(Write(meeting, {"title": "x"}, {"title": ""}))
        write_records(register=MEETINGS, created=created, changed=changed, by=None, source="a.xlsx")

    write(1, 2011)
    write(3, 2013)
    with CaptureQueriesContext(connection) as one:
        write(1, 2012)
    with CaptureQueriesContext(connection) as three:
        write(3, 2014)
    assert len(one) == len(three)
    titles = Meeting.objects.order_by("held_on").values_list("title", "version")
    assert list(titles) == [("x", 1), ("", 0), *[("x", 1)] * 3, *[("", 0)] * 3]
    event = AuditEvent.objects.filter(action="register.changed").first()
    assert event is not None
    assert (event.before, event.after, event.reason) == ({"title": ""}, {"title": "x"}, "a.xlsx")
    assert told == [{society.pk}] * 4
