"""Tables in and out: the list of societies, and the registers' files."""

from societies.resources.exports import export_records
from societies.resources.planning import plan_file
from societies.resources.plans import CellChange, FilePlan, RowPlan, apply_plan
from societies.resources.societies import SocietyResource, export_societies
from societies.resources.templates import errors_workbook, template_workbook

__all__ = [
    "CellChange",
    "FilePlan",
    "RowPlan",
    "SocietyResource",
    "apply_plan",
    "errors_workbook",
    "export_records",
    "export_societies",
    "plan_file",
    "template_workbook",
]
