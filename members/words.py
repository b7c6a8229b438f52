"""The words for what members, their import and their dues leave in the audit trail."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.words import ACTIONS, FIELDS, HIDDEN, JOBS, SUBJECTS

ACTIONS.update(
    {
        "member.exported": _("Members taken out as a file"),
        "member.revealed": _("Numbers of a member looked at"),
        "dues.charged": _("Dues of a year made"),
        "dues.charge-undone": _("Dues of a year undone"),
        "member.created": _("Member entered"),
        "member.changed": _("Member changed"),
        "members.imported": _("Members imported"),
        "members.import-undone": _("Import of members undone"),
    }
)
SUBJECTS["member"] = pgettext_lazy("record", "Member")
SUBJECTS["memberimport"] = pgettext_lazy("record", "Import of members")
JOBS.update(
    {
        "check-members": _("Checking a file of members"),
        "apply-members": _("Importing members"),
        "undo-members": _("Undoing an import of members"),
    }
)
FIELDS.update(
    {
        "members": pgettext_lazy("field", "Members"),
        "id_number": _("Identity number"),
        "phone": _("Telephone"),
        "created": pgettext_lazy("field", "New"),
        "changed": pgettext_lazy("field", "Changed"),
        "unchanged": pgettext_lazy("field", "Unchanged"),
        "sha256": pgettext_lazy("field", "Digest of the file"),
        "filters": pgettext_lazy("field", "Filters"),
        "identifying": pgettext_lazy("field", "With identifying numbers"),
        "year": pgettext_lazy("field", "Year"),
        "as_of": pgettext_lazy("field", "As of"),
        "amount": pgettext_lazy("field", "Yuan together"),
    }
)
HIDDEN.update({"id_number", "phone", "email", "birth_on"})
