"""Choices of the societies app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Discipline(models.TextChoices):
    """The five discipline groups of CAST's list of national societies, in its order."""

    SCIENCE = "science", _("Science")
    ENGINEERING = "engineering", _("Engineering")
    AGRICULTURE = "agriculture", _("Agriculture")
    MEDICINE = "medicine", _("Medicine")
    INTERDISCIPLINARY = "interdisciplinary", _("Interdisciplinary")


class Role(models.TextChoices):
    """What a person may do in the portal (design: people)."""

    EDITOR = "society_editor", _("society editor")
    APPROVER = "society_approver", _("society approver")
    REVIEWER = "cast_reviewer", _("CAST reviewer")
    MANAGER = "cast_manager", _("CAST manager")
    AUDITOR = "auditor", _("auditor")


SOCIETY_ROLES = (Role.EDITOR, Role.APPROVER)
CAST_ROLES = (Role.REVIEWER, Role.MANAGER, Role.AUDITOR)
#: Roles that decide or publish must prove a second factor.
SECOND_FACTOR_ROLES = (Role.APPROVER, *CAST_ROLES)


class Body(models.TextChoices):
    """Who meets and who decides in a society; the same words for meetings and decisions."""

    CONGRESS = "congress", _("congress")
    COUNCIL = "council", _("council")
    STANDING = "standing", _("standing council")
    PRESIDENT = "president", _("president's meeting")
    SECRETARY_GENERAL = "secretary_general", _("secretary-general's meeting")
    SUPERVISORY = "supervisory", _("board of supervisors")
    PARTY = "party", _("Party body")


class SeatBody(models.TextChoices):
    """The bodies that people are elected to."""

    COUNCIL = "council", _("council")
    STANDING = "standing", _("standing council")
    SUPERVISORY = "supervisory", _("board of supervisors")


class SeatRole(models.TextChoices):
    """What a person is in a body."""

    PRESIDENT = "president", _("president")
    PAST_PRESIDENT = "past_president", _("past president")
    PRESIDENT_ELECT = "president_elect", _("president-elect")
    VICE_PRESIDENT = "vice_president", _("vice-president")
    SECRETARY_GENERAL = "secretary_general", _("secretary-general")
    CHIEF_SUPERVISOR = "chief_supervisor", _("chief supervisor")
    MEMBER = "member", pgettext_lazy("seat", "member")


#: The officers of a society (负责人): president, vice-presidents and secretary-general.
OFFICER_ROLES = (SeatRole.PRESIDENT, SeatRole.VICE_PRESIDENT, SeatRole.SECRETARY_GENERAL)


class Sex(models.TextChoices):
    """As in GB/T 2261.1."""

    MALE = "male", _("male")
    FEMALE = "female", _("female")


class Sector(models.TextChoices):
    """Where people work."""

    UNIVERSITY = "university", _("university")
    INSTITUTE = "institute", _("research institute")
    ENTERPRISE = "enterprise", _("enterprise")
    NON_PUBLIC = "non_public", _("non-public sector")
    HOSPITAL = "hospital", _("hospital")
    GOVERNMENT = "government", _("government")
    STUDENT = "student", pgettext_lazy("sector", "student")
    RETIRED = "retired", _("retired")
    OTHER = "other", pgettext_lazy("sector", "other")


class BranchKind(models.TextChoices):
    """The kinds of branches a society may set up (组织通则, 民发〔2014〕38号)."""

    SUBSOCIETY = "subsociety", _("branch society")
    PROFESSIONAL = "professional", _("professional committee")
    WORKING = "working", _("working committee")
    FUND = "fund", _("special fund committee")
    REPRESENTATIVE = "representative", _("representative office")


class BranchChangeKind(models.TextChoices):
    """What a decision did to a branch."""

    RENAMED = "renamed", _("renamed")
    PERSON = "person", _("new person in charge")
    ADJUSTED = "adjusted", _("business adjusted")
    RECTIFY = "rectify", _("told to put things right")
    MERGED = "merged", _("merged")
    CLOSED = "closed", pgettext_lazy("branch", "closed")


class BranchGrade(models.TextChoices):
    """Grades of the yearly assessment of branches."""

    EXCELLENT = "excellent", _("excellent")
    PASSED = "passed", _("passed")
    BARELY = "barely", _("barely passed")
    FAILED = "failed", pgettext_lazy("grade", "failed")


class Fraction(models.TextChoices):
    """The majorities and quorums that charters name."""

    HALF = "1/2", _("more than one half")
    TWO_THIRDS = "2/3", _("two thirds")
    THREE_QUARTERS = "3/4", _("three quarters")


class AttendanceStatus(models.TextChoices):
    """Whether a person came to a meeting."""

    PRESENT = "present", _("present")
    EXCUSED = "excused", _("excused")
    UNEXCUSED = "unexcused", _("absent without excuse")


class Employment(models.TextChoices):
    """How a member of staff is employed."""

    FULL_TIME = "full_time", _("full-time")
    PART_TIME = "part_time", _("part-time")


class StaffGrade(models.TextChoices):
    """Grades of staff; the first two are of secretary-general level (秘书长级)."""

    SECRETARY_GENERAL = "secretary_general", _("secretary-general")
    DEPUTY_SECRETARY_GENERAL = "deputy_secretary_general", _("deputy secretary-general")
    DIRECTOR = "director", _("head of department")
    SENIOR = "senior", pgettext_lazy("staff", "senior staff")
    STAFF = "staff", pgettext_lazy("staff", "staff")


SECRETARY_GENERAL_LEVEL = (StaffGrade.SECRETARY_GENERAL, StaffGrade.DEPUTY_SECRETARY_GENERAL)


class Education(models.TextChoices):
    """Highest degree."""

    DOCTOR = "doctor", _("doctor")
    MASTER = "master", _("master")
    BACHELOR = "bachelor", _("bachelor")
    COLLEGE = "college", _("college")
    OTHER = "other", pgettext_lazy("education", "other")


class StaffDuty(models.TextChoices):
    """Duties that the workplan asks to be somebody's."""

    BRANCHES = "branches", _("management of branches")
    MEMBERS = "members", _("service to members")
    FINANCE = "finance", _("finance")
    PARTY = "party", _("Party affairs")
    OTHER = "other", pgettext_lazy("duty", "other")


class Tenure(models.TextChoices):
    """On what ground premises are used."""

    OWNED = "owned", _("owned")
    RENTED = "rented", _("rented")
    LENT = "lent", _("lent by the supporting unit")


class RuleKind(models.TextChoices):
    """What a document of the rules library regulates."""

    CHARTER = "charter", _("charter")
    PROCEDURE_CONGRESS = "procedure_congress", _("procedure of the congress")
    PROCEDURE_COUNCIL = "procedure_council", _("procedure of the council")
    PROCEDURE_STANDING = "procedure_standing", _("procedure of the standing council")
    PROCEDURE_PRESIDENT = "procedure_president", _("procedure of the president's meeting")
    PROCEDURE_SECRETARY_GENERAL = (
        "procedure_secretary_general",
        _("procedure of the secretary-general's meeting"),
    )
    PROCEDURE_SUPERVISORY = "procedure_supervisory", _("procedure of the board of supervisors")
    PROCEDURE_PARTY = "procedure_party", _("procedure of the Party body")
    BRANCHES = "branches", _("management of branches")
    PART_TIME_CONDUCT = "part_time_conduct", _("conduct of part-time office-holders")
    MEMBERSHIP = "membership", _("membership")
    MEMBERSHIP_PLAN = "membership_plan", _("plan for membership")
    DUES = "dues", _("membership dues")
    RECRUITMENT = "recruitment", _("recruitment of staff")
    PERSONNEL = "personnel", _("personnel")
    PERFORMANCE = "performance", _("performance and pay")
    FINANCE = "finance", _("finance")
    ELECTION = "election", _("elections")
    OTHER = "other", pgettext_lazy("rule", "other")


class PartyLayer(models.TextChoices):
    """Where in a society a Party body stands."""

    COUNCIL = "council", _("council")
    OFFICE = "office", _("office")
    BRANCH = "branch", pgettext_lazy("Party layer", "branch")


class PartyKind(models.TextChoices):
    """Kinds of Party bodies."""

    COMMITTEE = "committee", _("Party committee")
    GENERAL_BRANCH = "general_branch", _("general Party branch")
    BRANCH = "branch", _("Party branch")
    GROUP = "group", _("Party working group")


class DelegateMethod(models.TextChoices):
    """How a delegate to the congress was found."""

    ELECTED = "elected", _("elected by members")
    RECOMMENDED = "recommended", _("recommended by a unit")
    EX_OFFICIO = "ex_officio", _("by office")


class UploadState(models.TextChoices):
    """Where a register's file stands between upload and application."""

    CHECKING = "checking", pgettext_lazy("upload", "being checked")
    CHECKED = "checked", pgettext_lazy("upload", "checked")
    APPLYING = "applying", pgettext_lazy("upload", "being applied")
    APPLIED = "applied", pgettext_lazy("upload", "applied")


class NoticeState(models.TextChoices):
    """Where a notice from CAST (通知) stands."""

    DRAFT = "draft", pgettext_lazy("notice", "draft")
    SENT = "sent", pgettext_lazy("notice", "sent")
    WITHDRAWN = "withdrawn", pgettext_lazy("notice", "withdrawn")


class NoticeAudience(models.TextChoices):
    """Which societies a notice is for; settled once, when it is sent."""

    ALL = "all", _("all societies")
    DISCIPLINES = "disciplines", _("societies of some disciplines")
    SOCIETIES = "societies", _("chosen societies")
    OVERDUE = "overdue", _("societies whose report of the open month is overdue")
