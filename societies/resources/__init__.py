"""Tables in and out: the list of societies, and the registers' files."""

from societies.resources.planning import plan_file
from societies.resources.plans import CellChange, FilePlan, RowPlan, apply_plan
from societies.resources.societies import SocietyResource, export_societies

__all__ = [
    "CellChange",
    "FilePlan",
    "RowPlan",
    "SocietyResource",
    "apply_plan",
    "export_societies",
    "plan_file",
]
