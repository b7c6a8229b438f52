"""Societies as a table for spreadsheets."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import label_for_field
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import fields, resources

from societies.models import PROFILE_FIELDS, Society
from societies.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes

#: They reach a workbook as numbers and dates, not as text.
_NUMBERS_AND_DATES = (
    "founded_on",
    "term_starts_on",
    "term_ends_on",
    "council_seats",
    "standing_seats",
    "supervisor_seats",
)


class SocietyResource(resources.ModelResource):
    """The profile of a society, one row each; codes are text."""

    discipline = fields.Field(attribute="get_discipline_display")
    is_active = fields.Field()

    class Meta:
        model = Society
        fields = ("code", "name_zh", "name_en", "discipline", "is_active", *PROFILE_FIELDS)
        export_order = fields
        widgets = {name: {"coerce_to_string": False} for name in _NUMBERS_AND_DATES}

    def dehydrate_is_active(self, society: Society) -> str:
        """Write yes or no as 1 or 0."""
        return "1" if society.is_active else "0"

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        """Name the columns as the forms do."""
        return [str(label_for_field(name, Society)) for name in self.Meta.fields]


def export_societies(societies: QuerySet[Society], kind: str, filters: str) -> tuple[bytes, str]:
    """Return the table as `csv` or `xlsx`, and its content type; a workbook notes the filters."""
    resource = SocietyResource()
    header = resource.get_export_headers()
    rows = [resource.export_resource(society) for society in societies]
    if kind == "csv":
        return csv_bytes(header, rows), CSV_TYPE
    notes = [
        (_("Table"), _("Societies")),
        (_("Rows"), str(len(rows))),
        (_("Filters"), filters or _("none")),
        (_("As of"), timezone.localtime().strftime("%Y-%m-%d %H:%M")),
    ]
    return xlsx_bytes(header, rows, title=_("Societies"), notes=notes), XLSX_TYPE
