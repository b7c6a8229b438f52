"""Models of the societies app, by noun."""

from societies.models.activities import Activity
from societies.models.branches import Branch, BranchActivity, BranchAssessment, BranchChange
from societies.models.governance import (
    Appointment,
    Candidate,
    Congress,
    CouncilTerm,
    Delegate,
    Election,
    Seat,
)
from societies.models.meetings import Attendance, Meeting, Resolution
from societies.models.notice import Notice, NoticeFile, NoticeReceipt, NoticeRecipient
from societies.models.office import (
    PartyBody,
    Premises,
    ReportPublication,
    Rule,
    StaffMember,
    Training,
)
from societies.models.record import Record
from societies.models.register_upload import RegisterUpload
from societies.models.society import (
    PROFILE_FIELDS,
    PortfolioItem,
    RoleAssignment,
    RoleQuerySet,
    Society,
)

__all__ = [
    "PROFILE_FIELDS",
    "Activity",
    "Appointment",
    "Attendance",
    "Branch",
    "BranchActivity",
    "BranchAssessment",
    "BranchChange",
    "Candidate",
    "Congress",
    "CouncilTerm",
    "Delegate",
    "Election",
    "Meeting",
    "Notice",
    "NoticeFile",
    "NoticeReceipt",
    "NoticeRecipient",
    "PartyBody",
    "PortfolioItem",
    "Premises",
    "Record",
    "RegisterUpload",
    "ReportPublication",
    "Resolution",
    "RoleAssignment",
    "RoleQuerySet",
    "Rule",
    "Seat",
    "Society",
    "StaffMember",
    "Training",
]
