"""The words for what financial statements leave in the audit trail."""

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.words import ACTIONS, FIELDS, VALUES
from reports.enums import AuditOpinion
from reports.finance.cells import AUDIT, AUDIT_FIELDS, cell_words
from reports.finance.lines import finance_forms
from reports.templatetags.annual import said

ACTIONS.update(
    {
        "annual_report.finance_changed": _("Financial statements changed"),
        "annual_report.finance_explained": _("Finding in the finances explained"),
    }
)
FIELDS.update(
    {
        "own_lines": _("Lines of one's own"),
        "finding": pgettext_lazy("field", "Finding"),
        "difference": pgettext_lazy("field", "Difference"),
    }
)
VALUES[f"{AUDIT}opinion"] = dict(AuditOpinion.choices)


def _cell(name: str) -> str:
    return said(cell_words(name, finance_forms()))


for _statement in finance_forms().statements:
    for _line in _statement.lines:
        for _column, _label in _statement.columns:
            _place = f"{_line.code}@{_column}"
            FIELDS[_place] = lazy(_cell, str)(_place)
for _field in AUDIT_FIELDS:
    FIELDS[AUDIT + _field] = lazy(_cell, str)(AUDIT + _field)
