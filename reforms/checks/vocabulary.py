"""Titles and formulas of the checks, and the documents they rest on beside the workplan.

A formula may name the check's own thresholds; `words` puts them into the reader's language.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: Final[dict[str, Promise]] = {
    "meeting_rules": _("Rules of procedure for meetings"),
    "meetings_documented": _("Papers of meetings"),
    "resolutions_done": _("Resolutions carried out"),
    "attendance_rate": _("Attendance at meetings"),
    "individual_growth": _("Growth of individual membership"),
    "dues_collection": _("Collection of dues"),
    "membership_rules": _("Plan and rules for membership"),
    "branch_rules": _("Rules for branches"),
    "branch_manager": _("Person in charge of branches"),
    "branches_lawful": _("No sub-branch and no regional branch"),
    "branches_independent": _("No branch with a charter or legal personality"),
    "dormant_branches": _("Dormant branches dealt with"),
    "conduct_code": _("Code of conduct for part-time office-holders"),
    "absentees_adjusted": _("Absent council members replaced"),
    "party_body": _("Party body at the council"),
    "party_meetings": _("Meetings of the Party body"),
    "annual_report_published": _("Annual report open to all"),
    "annual_report_in_time": _("Annual report in time"),
    "full_time_secretary_general_level": _("Full-time staff of secretary-general level"),
    "staff_growth": _("More staff than a year before"),
    "staff_rules": _("Rules for staff"),
    "premises": _("Premises of the office"),
    "nomination_vote_appointment": _("Nomination, vote and appointment"),
    "vote_passed": _("Vote on the secretary-general"),
    "secretary_general_full_time": _("Secretary-general full-time"),
    "council_size": _("Size of the council"),
    "council_not_larger": _("Council no larger than the one before"),
    "standing_size": _("Size of the standing council"),
    "council_grassroots": _("Grass-roots members of the council"),
    "standing_grassroots": _("Grass-roots members of the standing council"),
    "council_composition": _("Make-up of the council"),
    "standing_composition": _("Make-up of the standing council"),
    "supervisors_elected": _("Supervisors elected by the congress"),
    "supervisors_rules": _("Rules of the board of supervisors"),
    "supervisors_meetings": _("Meetings of the supervisors"),
    "supervisors_separate": _("Supervisors without other office"),
    "activity_counts": _("Counted from the activities"),
    "contracts_on_file": _("Binding contracts on file"),
}

_IN_FORCE = _("In force on the day, each with its day of adoption: %(kinds)s.")
_MAKE_UP = _(
    "Party members, women and ages (up to %(ages)s and above). The text names no number:"
    " shown, not judged."
)

FORMULAS: Final[dict[str, Promise]] = {
    "meeting_rules": _("Rules of procedure are in force on the day for: %(levels)s."),
    "meetings_documented": _("Every meeting held in the year has: %(marks)s."),
    "resolutions_done": _(
        "No resolution of the year's meetings is open after its due day; the due day itself"
        " still counts as in time."
    ),
    "attendance_rate": _("Present ÷ all attendance recorded in the year. Shown, not judged."),
    "individual_growth": _(
        "100 × individual members ≥ (100 + %(percent)s) × individual members on 31 December of"
        " the year before. Exactly %(percent)s%% is enough; unit members do not count."
    ),
    "dues_collection": _(
        "Individual members who paid ÷ those who owed, in the year > in the year before. An"
        " equal rate is no rise."
    ),
    "membership_rules": _IN_FORCE,
    "branch_rules": _IN_FORCE,
    "branch_manager": _("At least one member of staff has the management of branches as duty."),
    "branches_lawful": _("Open branches under another branch + regional branches = 0."),
    "branches_independent": _(
        "Open branches with a charter of their own + branches that are legal persons = 0."
    ),
    "dormant_branches": _(
        "Every open branch without activity for %(months)s months or more has been put right,"
        " merged or closed by a decision since. Without activity for %(longer_months)s months or"
        " more: shown beside it."
    ),
    "conduct_code": _IN_FORCE,
    "absentees_adjusted": _(
        "Whoever was absent without excuse %(in_a_row)s times in a row (%(levels)s) has left"
        " their seat since. Presence breaks the row; an excused absence neither adds nor breaks."
    ),
    "party_body": _(
        "A Party body at this layer (%(layer)s) is approved, all its members have a stated duty,"
        " and it has rules of procedure."
    ),
    "party_meetings": _("Meetings of the Party body in the year. Shown, not judged."),
    "annual_report_published": _(
        "The report of the year is public with its day and place, and has: %(heads)s."
    ),
    "annual_report_in_time": _("Day of publication ≤ %(due_on)s."),
    "full_time_secretary_general_level": _(
        "Full-time staff of these grades (%(grades)s) ≥ %(minimum)s. The text does not say which"
        " grades are meant."
    ),
    "staff_growth": _(
        "Full-time and part-time staff > those on 31 December of the year before. The quality of"
        " staff has no measure."
    ),
    "staff_rules": _IN_FORCE,
    "premises": _("Premises in use ≥ 1."),
    "nomination_vote_appointment": _(
        "Nominated by the president, voted on by the council, appointed: day of nomination ≤ day"
        " of vote ≤ day of appointment."
    ),
    "vote_passed": _(
        "Present: %(quorum)s of the council (%(quorum_from)s). In favour: %(majority)s of those"
        " present (%(majority_from)s). 1/2 means more than one half, any other fraction at least."
    ),
    "secretary_general_full_time": _("Shown, not judged."),
    "council_size": _(
        "Seats ≤ %(seats_small)s below %(members_middle)s individual members, ≤ %(seats_middle)s"
        " from there to below %(members_large)s, ≤ %(seats_large)s above %(members_large)s. The"
        " text is silent at exactly %(members_large)s; %(seats_at_large)s is used."
    ),
    "council_not_larger": _(
        "If the previous council was below the cap: seats ≤ seats of the previous council, unless"
        " individual membership grew by more than %(growth_percent)s%% (%(growth_over)s)."
    ),
    "standing_size": _("Seats of the standing council ≤ %(fraction)s of the council."),
    "council_grassroots": _("Grass-roots members ≥ %(fraction)s of the council."),
    "standing_grassroots": _("Grass-roots members ≥ %(fraction)s of the standing council."),
    "council_composition": _MAKE_UP,
    "standing_composition": _MAKE_UP,
    "supervisors_elected": _(
        "There are supervisors, and the congress elected all of them. A seat that begins on the"
        " day of the congress counts as elected by it where nothing else is entered."
    ),
    "supervisors_rules": _IN_FORCE,
    "supervisors_meetings": _(
        "Meetings ≥ %(per_half_year)s in each half-year that began after the election and is over."
    ),
    "supervisors_separate": _(
        "Supervisors who are also in the council, the standing council or the office = 0."
    ),
    "activity_counts": _(
        "Sums over the activities of the year. The goal is the society's own: shown, not judged."
    ),
    "contracts_on_file": _("Activities without the number of a contract or approval = 0."),
}

_BRANCH_NOTICE = _("Notice of the Ministry of Civil Affairs on branches (民发〔2014〕38号)")

#: What a check rests on beside the item of the workplan.
SOURCES: Final[dict[str, Promise]] = {
    "branches_lawful": _BRANCH_NOTICE,
    "branches_independent": _BRANCH_NOTICE,
    "vote_passed": _("model charter of social organisations"),
    "supervisors_meetings": _("100 questions on the work of societies (学会工作百问), no. 118"),
}
