"""Meetings: notice, attendance, record, minutes, and what became of the resolutions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from societies.enums import AttendanceStatus, Body
from societies.models.record import Record, record_path


class Meeting(Record):
    """One meeting of one level; empty marks mean that nobody knows."""

    level = models.CharField(_("level"), max_length=20, choices=Body.choices)
    held_on = models.DateField(_("held on"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    has_notice = models.BooleanField(_("notice"), null=True, blank=True)
    has_attendance = models.BooleanField(_("attendance list"), null=True, blank=True)
    has_record = models.BooleanField(_("record"), null=True, blank=True)
    has_minutes = models.BooleanField(_("minutes"), null=True, blank=True)
    file = models.FileField(_("minutes as file"), upload_to=record_path, max_length=200, blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ("society__code", "-held_on", "level")
        constraints = (
            models.UniqueConstraint(
                name="meeting_once",
                fields=("society", "level", "held_on"),
                violation_error_message=_("The society has a meeting of this level on this day."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.held_on} {self.title or self.get_level_display()}"


class Attendance(Record):
    """Whether one person came to one meeting."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="attendance"
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    status = models.CharField(_("attendance"), max_length=10, choices=AttendanceStatus.choices)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ("-meeting__held_on", "name")
        constraints = (
            models.UniqueConstraint(
                name="attendance_once",
                fields=("meeting", "name"),
                violation_error_message=_("The person's attendance is recorded already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} · {self.get_status_display()}"


class Resolution(Record):
    """What a meeting resolved, who carries it out, by when, and what came of it."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="resolutions"
    )
    title = models.CharField(pgettext_lazy("resolution", "title"), max_length=200)
    owner = models.CharField(pgettext_lazy("resolution", "owner"), max_length=80, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("carried out on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ("-meeting__held_on", "pk")
        constraints = (
            models.UniqueConstraint(
                name="resolution_once",
                fields=("meeting", "title"),
                violation_error_message=_("This resolution is recorded already."),
            ),
        )

    def __str__(self) -> str:
        return self.title
