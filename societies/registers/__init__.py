"""Registers (台账) of a society: what each is called, holds, and how it travels in files."""

from societies.registers import activities, branches, governance, meetings, office
from societies.registers.definition import (
    BESIDE,
    REGISTERS,
    AnyColumn,
    CodesColumn,
    Column,
    Flag,
    MeasureColumn,
    Reference,
    Register,
    add_registers,
)
from societies.registers.links import add_links
from societies.registers.overviews import OVERVIEWS

__all__ = [
    "BESIDE",
    "REGISTERS",
    "AnyColumn",
    "CodesColumn",
    "Column",
    "Flag",
    "MeasureColumn",
    "Reference",
    "Register",
    "add_registers",
]

for _module in (branches, governance, meetings, office, activities):
    add_registers(_module.REGISTERS)
add_links(OVERVIEWS)
