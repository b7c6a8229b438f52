"""The words for what members, their import and their dues leave in the audit trail."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.words import ACTIONS, FIELDS, SUBJECTS

ACTIONS.update(
    {
        "member.exported": _("Members taken out as a file"),
        "member.revealed": _("Numbers of a member looked at"),
        "dues.charged": _("Dues of a year made"),
    }
)
SUBJECTS["member"] = pgettext_lazy("record", "Member")
FIELDS.update(
    {
        "members": pgettext_lazy("field", "Members"),
        "filters": pgettext_lazy("field", "Filters"),
        "identifying": pgettext_lazy("field", "With identifying numbers"),
        "year": pgettext_lazy("field", "Year"),
        "as_of": pgettext_lazy("field", "As of"),
        "amount": pgettext_lazy("field", "Yuan together"),
    }
)
