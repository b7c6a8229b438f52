"""Files of the registers: what they would do, and doing it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from accounts.models import AuditEvent
from members.models import Dues
from societies.activity_kinds import activity_kinds
from societies.csv_rows import RowProblems
from societies.files import apply_plan
from societies.files.columns import file_columns
from societies.models import (
    Activity,
    Attendance,
    Branch,
    Meeting,
    PartyBody,
    Society,
    StaffMember,
)
from societies.registers import REGISTERS
from tests.factories.accounts import UserFactory
from tests.factories.records import a_record
from tests.factories.societies import SocietyFactory
from tests.societies.register_scene import (
    ACTIVITIES,
    ATTENDANCE,
    MEETINGS,
    SEATS,
    STAFF,
    counts,
    places,
    planned,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def test_every_problem_is_told_at_once_and_nothing_is_written(society: Society) -> None:
    text = (
        "society_code,level,held_on,has_notice\n"
        "A-01,council,2017-13-01,1\n"  # row 2: no such month
        "X-99,council,2017-01-01,1\n"  # row 3: no such society
        "A-01,club,2017-01-01,maybe\n"  # row 4: two wrong cells
        "A-01,council,2017-01-01,1\n"
        "A-01,council,2017-01-01,0\n"  # row 6: row 5 again
        "A-01,council,2017-01-02,1\n"
    )
    plan = planned(MEETINGS, text)
    assert places(plan) == [
        (2, "held_on"),
        (3, "society_code"),
        (4, "level"),
        (4, "has_notice"),
        (6, "held_on"),
    ]
    assert plan.rejected == 4
    with pytest.raises(RowProblems):
        apply_plan(plan=plan, by=None)
    assert not Meeting.objects.exists()
    assert not AuditEvent.objects.exists()


def test_people_of_one_society_write_only_its_rows(society: Society) -> None:
    other = SocietyFactory(code="A-02")
    text = "society_code,level,held_on\nA-02,council,2017-01-01\n,council,2017-01-01\n"
    assert places(planned(MEETINGS, text, society)) == [(2, "society_code")]
    assert places(planned(MEETINGS, text)) == [(3, "society_code")]
    assert planned(MEETINGS, text, society).created[0].record.society == society
    assert planned(MEETINGS, text, society, other).created[0].record.society == other


def test_a_key_of_another_society_is_another_record(society: Society) -> None:
    a_record(MEETINGS, SocietyFactory(code="A-02"), level="council", held_on=date(2017, 1, 1))
    plan = planned(MEETINGS, "society_code,level,held_on\nA-01,council,2017-01-01\n")
    assert counts(plan) == (1, 0, 0)


def test_changes_are_told_cell_by_cell_and_written_with_history(society: Society) -> None:
    meeting = a_record(
        MEETINGS, society, level="council", held_on=date(2017, 1, 1), title="", has_notice=None
    )
    head = "society_code,level,held_on,title,has_notice,place\n"
    plan = planned(MEETINGS, f"{head}A-01,council,2017-01-01,年会,1,{meeting.place}\n")
    assert counts(plan) == (0, 1, 0)
    with translation.override("en"):
        changes = planned(MEETINGS, f"{head}A-01,council,2017-01-01,年会,1,\n").changed[0].changes
    assert [(change.column, change.old, change.new) for change in changes] == [
        ("title", "", "年会"),
        ("place", meeting.place, ""),
        ("has_notice", "", "yes"),
    ]
    by = UserFactory()
    apply_plan(plan=plan, by=by)
    meeting.refresh_from_db()
    assert (meeting.title, meeting.has_notice, meeting.version) == ("年会", True, 1)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.reason) == ("register.changed", by, "a.csv")
    assert event.before == {"title": "", "has_notice": None}
    assert event.after == {"title": "年会", "has_notice": True}


def test_a_plan_made_before_somebody_else_saved_is_not_applied(society: Society) -> None:
    meeting = a_record(MEETINGS, society, level="council", held_on=date(2017, 1, 1))
    head = "society_code,level,held_on,title\n"
    plan = planned(MEETINGS, f"{head}A-01,council,2017-01-01,x\nA-01,party,2017-01-01,y\n")
    Meeting.objects.filter(pk=meeting.pk).update(title="theirs", version=1)
    with pytest.raises(RowProblems) as caught:
        apply_plan(plan=plan, by=None)
    assert [problem.row for problem in caught.value.problems] == [2]
    assert Meeting.objects.get().title == "theirs"


def test_a_plan_made_before_somebody_else_added_the_same_is_not_applied(society: Society) -> None:
    plan = planned(STAFF, "society_code,name,employment\nA-01,甲,full_time\n")
    StaffMember.objects.create(society=society, name="甲", employment="full_time")
    with pytest.raises(RowProblems):
        apply_plan(plan=plan, by=None)
    assert StaffMember.objects.count() == 1


def test_rules_between_fields_are_told_at_their_column(society: Society) -> None:
    head = "society_code,term,body,name,from_on,to_on\n"
    plan = planned(SEATS, f"{head}A-01,1,council,甲,2017-01-02,2017-01-01\n")
    assert places(plan) == [(2, "to_on")]
    assert counts(planned(SEATS, f"{head}A-01,1,council,甲,2017-01-02,2017-01-02\n")) == (1, 0, 0)
    a_record(SEATS, society, term=1, body="council", name="甲", from_on=None, to_on=None)
    plan = planned(SEATS, f"{head}A-01,1,council,甲,2017-01-02,2017-01-01\n")
    assert places(plan) == [(2, "to_on")]


def test_rules_of_practice_hold_for_files_too(society: Society) -> None:
    head = "society_code,name,kind,parent,set_up_on\n"
    name = f"{society.name_zh}第一专业委员会"
    text = f"{head}A-01,{name},professional,{name[:-5]}第二专业委员会,2018-01-01\n"
    assert places(planned(REGISTERS["branches"], text)) == [(2, "parent")]
    assert not Branch.objects.exists()


def test_references_are_found_or_the_missing_record_is_named(society: Society) -> None:
    meeting = a_record(MEETINGS, society, level="council", held_on=date(2017, 1, 1))
    a_record(MEETINGS, SocietyFactory(code="A-02"), level="party", held_on=date(2017, 1, 1))
    head = "society_code,level,held_on,name,status\n"
    plan = planned(ATTENDANCE, f"{head}A-01,council,2017-01-01,甲,present\n")
    apply_plan(plan=plan, by=None)
    assert Attendance.objects.get().meeting == meeting
    plan = planned(
        ATTENDANCE,
        f"{head}A-01,council,2017-01-02,甲,present\nA-01,party,2017-01-01,甲,present\n",
    )
    assert places(plan) == [(2, "held_on"), (3, "held_on")]
    assert "2017-01-02" in plan.problems[0].message


def test_dues_find_their_member_by_number_within_the_society(society: Society) -> None:
    a_record(REGISTERS["dues"], SocietyFactory(code="A-02"), 1)
    text = "society_code,registration_no,year,owing\nA-01,A-02-1,2017,100\n"
    assert places(planned(REGISTERS["dues"], text)) == [(2, "registration_no")]
    plan = planned(REGISTERS["dues"], text.replace("A-01,", "A-02,"))
    apply_plan(plan=plan, by=None)
    assert Dues.objects.get(year=2017).paid == 0


def test_a_date_of_the_key_that_was_unknown_is_completed(society: Society) -> None:
    a_record(STAFF, society, name="甲", from_on=None)
    head = "society_code,name,from_on,employment\n"
    first = planned(STAFF, f"{head}A-01,甲,2017-01-01,full_time\n")
    assert counts(first) == (0, 1, 0)
    apply_plan(plan=first, by=None)
    assert StaffMember.objects.get().from_on == date(2017, 1, 1)
    again = planned(STAFF, f"{head}A-01,甲,2017-01-01,full_time\nA-01,甲,2017-06-01,full_time\n")
    assert counts(again) == (1, 0, 1)


def test_an_unknown_date_of_the_key_is_taken_by_one_row_only(society: Society) -> None:
    a_record(STAFF, society, name="甲", from_on=None, employment="full_time")
    head = "society_code,name,from_on,employment\n"
    two = f"{head}A-01,甲,2017-01-01,full_time\nA-01,甲,2017-06-01,full_time\n"
    assert counts(planned(STAFF, two)) == (1, 1, 0)
    with_itself = f"{head}A-01,甲,,full_time\nA-01,甲,2017-06-01,full_time\n"
    assert counts(planned(STAFF, with_itself)) == (1, 0, 1)


def test_party_bodies_of_one_kind_differ_by_their_approval(society: Society) -> None:
    text = (
        "society_code,layer,kind,approved_on,members,members_with_duty,has_procedure\n"
        "A-01,branch,branch,2017-01-01,5,5,1\nA-01,branch,branch,2017-02-01,3,,\n"
    )
    plan = planned(REGISTERS["party_bodies"], text)
    assert counts(plan) == (2, 0, 0)
    apply_plan(plan=plan, by=None)
    assert PartyBody.objects.count() == 2
    assert counts(planned(REGISTERS["party_bodies"], text)) == (0, 0, 2)


def test_several_records_of_one_key_are_left_alone(society: Society) -> None:
    for _number in range(2):
        a_record(STAFF, society, name="甲", from_on=None)
    plan = planned(STAFF, "society_code,name,employment\nA-01,甲,full_time\n")
    assert places(plan) == [(2, "")]


def test_measures_and_co_hosts_of_activities(society: Society) -> None:
    other = SocietyFactory(code="A-02")
    a_record(ACTIVITIES, society, 0, title="会", started_on=date(2017, 1, 1), co_hosts=[other])
    activity = Activity.objects.get()
    known = activity_kinds().kinds[activity.kind].measures
    first, second = (measure.key for measure in known if measure.key in activity.measures)
    head = f"society_code,kind,title,started_on,{first},{second},co_hosts\n"
    row = f"A-01,{activity.kind},会,2017-01-01"
    assert counts(planned(ACTIVITIES, f"{head}{row},1,1,A-02\n")) == (0, 0, 1)
    plan = planned(ACTIVITIES, f"{head}{row},5,,\n")
    assert [change.column for change in plan.changed[0].changes] == ["co_hosts", first, second]
    apply_plan(plan=plan, by=None)
    activity.refresh_from_db()
    assert activity.measures == {first: 5}
    assert list(activity.co_hosts.all()) == []
    event = AuditEvent.objects.get()
    assert event.before == {"measures": {first: 1, second: 1}, "co_hosts": ["A-02"]}
    assert event.after == {"measures": {first: 5}, "co_hosts": []}
    wrong = planned(ACTIVITIES, f"{head}{row},-1,1.5,A-01;Z-99\n")
    assert places(wrong) == [(2, first), (2, second)]
    assert places(planned(ACTIVITIES, f"{head}{row},1,1,A-01;Z-99\n")) == [
        (2, "co_hosts"),
        (2, "co_hosts"),
    ]


def test_a_measure_that_the_kind_does_not_have_is_told_at_its_column(society: Society) -> None:
    a_record(ACTIVITIES, society, 0)
    activity = Activity.objects.get()
    own = {column.name for column in file_columns(ACTIVITIES) if column.is_measure}
    from societies.activity_kinds import activity_kinds  # noqa: PLC0415

    kind = activity_kinds().kinds[activity.kind]
    (foreign, *_rest) = sorted(own - {measure.key for measure in kind.measures})
    text = f"society_code,kind,title,started_on,{foreign}\nA-01,{kind.key},新,2017-01-01,3\n"
    assert places(planned(ACTIVITIES, text)) == [(2, foreign)]
