"""More time for one society's report, ending it early, and waiting with a seal."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Topic
from accounts.models import User
from accounts.services import audit
from accounts.services.notifications import notify
from reforms import months
from reforms.models import DeadlineExtension, SealReminder, Workplan
from reforms.selectors import figures
from reforms.services.sealing import hold_workplan
from societies.enums import Role
from societies.models import Society
from societies.selectors import people_with_role


@transaction.atomic
def extend_deadline(
    *,
    society: Society,
    workplan: Workplan,
    month: dt.date,
    due_on: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
) -> DeadlineExtension:
    """Give one society until the end of a day in Beijing; raises ValidationError by field.

    A running extension is ended and followed by the new one. The society is told.
    """
    held = hold_workplan(workplan)
    today = at.astimezone(months.BEIJING).date()
    if not held.covers(month):
        raise ValidationError(_("Not a month of the workplan."))
    before = held.due_on(month, society.pk)
    _refuse(held, month, due_on=due_on, before=before, reason=reason, today=today)
    DeadlineExtension.objects.filter(
        society=society, workplan=held, month=month, ended_on__isnull=True
    ).update(ended_on=today, ended_by=by, end_reason=reason.strip())
    extension = DeadlineExtension(
        society=society,
        workplan=held,
        month=month,
        due_on=due_on,
        reason=reason.strip(),
        granted_at=at,
        granted_by=by,
    )
    extension.full_clean()
    extension.save()
    _keep_days(held, workplan)
    _record("deadline.extended", extension, by, before, due_on, extension.reason)
    _tell("deadline-extended", extension, extension.reason)
    return extension


@transaction.atomic
def end_extension(
    *, extension: DeadlineExtension, reason: str, by: User, at: dt.datetime
) -> DeadlineExtension:
    """End an extension with the end of this day; what came in by then stays in time."""
    held = hold_workplan(extension.workplan)
    extension = DeadlineExtension.objects.select_related("society").get(pk=extension.pk)
    today = at.astimezone(months.BEIJING).date()
    if not reason.strip():
        raise ValidationError({"end_reason": _("Say why the extension is ended.")})
    if not extension.runs(today=today):
        raise ValidationError(_("The extension has ended already."))
    _refuse_sealed(held, extension.month)
    extension.ended_on, extension.ended_by = today, by
    extension.end_reason = reason.strip()
    extension.save(update_fields=["ended_on", "ended_by", "end_reason"])
    _keep_days(held, extension.workplan)
    day = held.due_on(extension.month, extension.society_id)
    _record("deadline.extension_ended", extension, by, extension.due_on, day, extension.end_reason)
    _tell("deadline-extension-ended", extension, extension.end_reason)
    return extension


def _refuse(
    workplan: Workplan,
    month: dt.date,
    *,
    due_on: dt.date,
    before: dt.date,
    reason: str,
    today: dt.date,
) -> None:
    _refuse_sealed(workplan, month)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the society has more time.")})
    if due_on < today:
        raise ValidationError({"due_on": _("The day lies in the past.")})
    if due_on <= before:
        raise ValidationError(
            {
                "due_on": _("The report is due on %(day)s already: give a later day.")
                % {"day": before}
            }
        )


def _refuse_sealed(workplan: Workplan, month: dt.date) -> None:
    if figures.issue_of(workplan, month) is not None:
        raise ValidationError(
            _("The month is sealed. Open it again for the society if its figures must change.")
        )


def _keep_days(held: Workplan, *known: Workplan) -> None:
    """Write the days that hold now beside the workplan, for whoever has to judge a report."""
    days: dict[str, dict[str, str]] = {}
    rows = DeadlineExtension.objects.filter(workplan=held).order_by("granted_at", "pk")
    for extension in rows:
        of = days.setdefault(f"{extension.month:%Y-%m}", {})
        key = str(extension.society_id)
        of[key] = max(extension.lasts_until.isoformat(), of.get(key, ""))
    Workplan.objects.filter(pk=held.pk).update(more_time=days)
    for each in (held, *known):
        each.more_time = days
        each.__dict__.pop("extended", None)


def _record(
    action: str,
    extension: DeadlineExtension,
    by: User,
    before: dt.date,
    after: dt.date,
    reason: str,
) -> None:
    audit.record(
        action=action,
        subject=extension,
        actor=by,
        scope=extension.society.code,
        before={"due_on": before},
        after={"due_on": after},
        reason=reason,
    )


def _tell(kind: str, extension: DeadlineExtension, reason: str) -> None:
    society, month = extension.society, extension.month
    notify(
        recipients=people_with_role(society, Role.EDITOR, Role.APPROVER),
        kind=kind,
        topic=Topic.DEADLINES,
        params={
            "society": society.names,
            "month": f"{month:%Y-%m}",
            "due_on": extension.lasts_until.isoformat(),
            "reason": reason,
        },
        url=reverse("reforms:report-detail", kwargs={"code": society.code, "month": month}),
    )


@transaction.atomic
def remind_to_seal(
    *, workplan: Workplan, month: dt.date, remind_on: dt.date, note: str, by: User, at: dt.datetime
) -> SealReminder:
    """Keep the day on which a manager wants to look at a month again; one per person and month."""
    if remind_on <= at.astimezone(months.BEIJING).date():
        raise ValidationError({"remind_on": _("Choose a later day than today.")})
    _refuse_sealed(workplan, month)
    reminder, _created = SealReminder.objects.update_or_create(
        workplan=workplan,
        month=month,
        person=by,
        defaults={"remind_on": remind_on, "note": note.strip()[:200], "told_at": None},
    )
    audit.record(
        action="month.seal_put_off",
        subject=workplan,
        actor=by,
        after={"month": f"{month:%Y-%m}", "remind_on": remind_on},
        reason=reminder.note,
    )
    return reminder


def tell_seal_reminders(*, at: dt.datetime) -> int:
    """Remind of months that still wait to be sealed; returns how many people were told."""
    today = at.astimezone(months.BEIJING).date()
    due = SealReminder.objects.filter(remind_on__lte=today, told_at__isnull=True)
    return sum(_remind(pk, at) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int, at: dt.datetime) -> bool:
    """Tell one manager once, unless the month was sealed meanwhile."""
    reminder = (
        SealReminder.objects.select_for_update(no_key=True, of=("self",))
        .select_related("workplan", "person")
        .filter(pk=pk, told_at__isnull=True)
        .first()
    )
    if reminder is None:
        return False
    reminder.told_at = at
    reminder.save(update_fields=["told_at"])
    if figures.issue_of(reminder.workplan, reminder.month) is not None:
        return False
    notify(
        recipients=[reminder.person],
        kind="seal-reminder",
        topic=Topic.DEADLINES,
        params={"month": f"{reminder.month:%Y-%m}", "note": reminder.note},
        url=reverse("reforms:month-seal", args=[reminder.month]),
    )
    return True
