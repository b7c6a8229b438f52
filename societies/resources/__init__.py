"""Tables on their way out: the list of societies, and the registers' files."""

from societies.resources.exports import export_records
from societies.resources.societies import SocietyResource, export_societies
from societies.resources.templates import errors_workbook, template_workbook

__all__ = [
    "SocietyResource",
    "errors_workbook",
    "export_records",
    "export_societies",
    "template_workbook",
]
