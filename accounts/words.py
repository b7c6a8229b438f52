"""The words for what the audit trail, jobs and notifications name by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Delivery, Topic

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words = Mapping[str, "_StrPromise | str"]

ACTIONS: dict[str, _StrPromise] = {
    "person.created": _("Account created"),
    "person.changed": _("Contact data changed"),
    "person.deactivated": _("Account closed"),
    "person.reactivated": _("Account opened again"),
    "person.password-link": _("Password link issued"),
    "person.delivery_changed": _("Delivery of notifications changed"),
    "token.created": _("API token created"),
    "token.revoked": _("API token revoked"),
    "calendar.made": _("Address of the calendar made"),
    "calendar.revoked": _("Address of the calendar revoked"),
    "role.granted": _("Role granted"),
    "role.ended": _("Role ended"),
    "portfolio.changed": _("Portfolio changed"),
    "society.created": _("Society added"),
    "society.changed": _("Society profile changed"),
    "register.created": _("Record added to a register"),
    "register.changed": _("Record of a register changed"),
    "register.deleted": _("Record of a register taken away"),
    "register.exported": _("Register taken out as a file"),
    "trail.exported": _("History taken out as a file"),
    "people.exported": _("List of accounts taken out as a file"),
    "notice.drafted": _("Draft of a notice saved"),
    "notice.discarded": _("Draft of a notice thrown away"),
    "notice.attached": _("File attached to a notice"),
    "notice.detached": _("File taken off a notice"),
    "notice.sent": _("Notice sent"),
    "notice.withdrawn": _("Notice withdrawn"),
    "notice.reminded": _("Readers of a notice reminded"),
    "notice.confirmed": _("Notice confirmed on behalf of the society"),
    "notice.exported": _("Receipts of a notice taken out as a file"),
}
SUBJECTS: dict[str, _StrPromise] = {
    "user": pgettext_lazy("record", "Person"),
    "society": pgettext_lazy("record", "Society"),
    "apitoken": pgettext_lazy("record", "API token"),
    "calendarfeed": pgettext_lazy("record", "Calendar of deadlines"),
    "notice": pgettext_lazy("record", "Notice from CAST"),
}
#: Why a part of a job failed, by the reason that the job keeps of it.
FAILURES: dict[str, _StrPromise] = {}
#: Actions whose reason is the name of the file that brought them.
FROM_FILES = {"register.created", "register.changed"}
#: Fields of events that are no fields of the record itself.
FIELDS: dict[str, _StrPromise | str] = {
    "role": pgettext_lazy("field", "Role"),
    "society": pgettext_lazy("field", "Society"),
    "portfolio": pgettext_lazy("field", "Portfolio"),
    "is_active": pgettext_lazy("field", "Account open"),
    "scopes": pgettext_lazy("field", "May read"),
    "expires_at": pgettext_lazy("field", "Valid until"),
}
FIELDS |= {f"delivery_{topic.value}": topic.label for topic in Topic}
#: Fields of other records that an event names as `task-8-target`: the model they are of.
PARTS: dict[str, str] = {}
#: Words for the values of a field; like those for jobs, the apps above add them as they start.
VALUES: dict[str, dict[str, _StrPromise | str]] = {
    f"delivery_{topic.value}": {choice.value: choice.label for choice in Delivery}
    for topic in Topic
}
JOBS: dict[str, _StrPromise] = {}
#: Fields of which events only say whether there is a value: it is nobody's business.
HIDDEN: set[str] = set()


def word(words: Words, code: str) -> str:
    """Return the word for a code, or the code itself for one that no list names."""
    return str(words.get(code, code))
