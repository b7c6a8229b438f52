"""Registers of meetings, who came, and what was resolved."""

from django.utils.translation import gettext_lazy as _

from societies.models import Attendance, Meeting, Resolution
from societies.registers.definition import Column, Reference, Register
from societies.registers.words import ATTENDANCE_ALIASES, BODY_ALIASES

_MEETING = Reference("meeting", (("level", "level"), ("held_on", "held_on")))

REGISTERS = (
    Register(
        kind="meetings",
        model=Meeting,
        group="meetings",
        title=_("Meetings"),
        purpose=_("Every meeting with notice, attendance list, record and minutes."),
        columns=(
            Column("level"),
            Column("held_on"),
            Column("title"),
            Column("place"),
            Column("has_notice"),
            Column("has_attendance"),
            Column("has_record"),
            Column("has_minutes"),
            Column("note"),
        ),
        key=("level", "held_on"),
        listed=(
            "held_on",
            "level",
            "title",
            "has_notice",
            "has_attendance",
            "has_record",
            "has_minutes",
        ),
        searched=("title", "place"),
        filtered=("level", "has_notice", "has_attendance", "has_record", "has_minutes"),
        dated="held_on",
        has_file=True,
        aliases={"level": BODY_ALIASES},
    ),
    Register(
        kind="attendance",
        model=Attendance,
        group="meetings",
        parent="meetings",
        title=_("Attendance"),
        purpose=_("Who was present, excused, or absent without excuse."),
        columns=(_MEETING, Column("name"), Column("status"), Column("note")),
        key=("level", "held_on", "name"),
        listed=("meeting", "name", "status"),
        searched=("name", "meeting__title"),
        filtered=("status", "meeting__level"),
        dated="meeting__held_on",
        is_personal=True,
        aliases={"level": BODY_ALIASES, "status": ATTENDANCE_ALIASES},
    ),
    Register(
        kind="resolutions",
        model=Resolution,
        group="meetings",
        parent="meetings",
        title=_("Resolutions"),
        purpose=_("What was resolved, who carries it out by when, and what came of it."),
        columns=(
            _MEETING,
            Column("title"),
            Column("owner"),
            Column("due_on"),
            Column("done_on"),
            Column("outcome"),
            Column("note"),
        ),
        key=("level", "held_on", "title"),
        listed=("meeting", "title", "owner", "due_on", "done_on"),
        searched=("title", "owner", "outcome"),
        filtered=("meeting__level",),
        dated="due_on",
        aliases={"level": BODY_ALIASES},
    ),
)
