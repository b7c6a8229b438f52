"""The headings of the registers' index, and other spellings of choices that files bring."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Headings of the index in their order, by a register's `group`.
GROUPS = {
    "members": pgettext_lazy("register", "Members"),
    "branches": _("Branches"),
    "governance": _("Governance"),
    "meetings": _("Meetings"),
    "office": _("Office"),
    "activities": _("Activities"),
}
BODY_ALIASES = {
    "standing_council": "standing",
    "supervisors": "supervisory",
    "board_of_supervisors": "supervisory",
    "secretary-general": "secretary_general",
    "party_body": "party",
}
