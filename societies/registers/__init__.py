"""Registers (台账) of a society: what each is called, holds, and how it travels in files."""

from societies.registers import branches, governance, meetings, office
from societies.registers.definition import (
    REGISTERS,
    Column,
    Flag,
    Reference,
    Register,
    add_registers,
)

__all__ = ["REGISTERS", "Column", "Flag", "Reference", "Register", "add_registers"]

for _module in (branches, governance, meetings, office):
    add_registers(_module.REGISTERS)
