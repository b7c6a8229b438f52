"""Models of the members app, by noun."""

from members.models.declared import DeclaredCount
from members.models.dues import Dues, DuesCharge, DuesStandard
from members.models.member import Member
from members.models.member_import import MemberImport, MemberImportRow

__all__ = [
    "DeclaredCount",
    "Dues",
    "DuesCharge",
    "DuesStandard",
    "Member",
    "MemberImport",
    "MemberImportRow",
]
