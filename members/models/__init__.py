"""Models of the members app, by noun."""

from members.models.declared import DeclaredCount
from members.models.dues import Dues, DuesStandard
from members.models.member import Member

__all__ = ["DeclaredCount", "Dues", "DuesStandard", "Member"]
