"""Files of registers on their way in: read, compared with what is stored, kept, applied."""

from societies.files.planning import plan_file
from societies.files.plans import CellChange, FilePlan, RowPlan, apply_plan

__all__ = ["CellChange", "FilePlan", "RowPlan", "apply_plan", "plan_file"]
