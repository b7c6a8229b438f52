"""What a check found in a few words, and the registers that its numbers stand in."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_RULES = _("%(in_force)s of %(required)s in force")
_GRASSROOTS = _("%(grassroots)s of %(seats)s, %(grassroots_needed)s needed")
_MAKE_UP = _("%(women)s women and %(party_members_seated)s Party members in %(seats)s seats")

#: By check; a number that the check did not come to is told as "—".
BRIEFS: Final[dict[str, Promise]] = {
    "meeting_rules": _RULES,
    "meetings_documented": _("%(documented)s of %(meetings)s meetings with all papers"),
    "resolutions_done": _("%(carried_out)s of %(resolutions)s carried out, %(overdue)s overdue"),
    "attendance_rate": _("%(attendance_percent)s%% present"),
    "individual_growth": _("%(current)s members, %(target)s needed"),
    "dues_collection": _("%(dues_percent)s%% paid, a year before %(previous_dues_percent)s%%"),
    "membership_rules": _RULES,
    "branch_rules": _RULES,
    "branch_manager": _("%(branch_managers)s in charge of branches"),
    "branches_lawful": _(
        "%(branches_under_branches)s under another branch, %(regional_branches)s regional"
    ),
    "branches_independent": _(
        "%(branches_with_charter)s with a charter, %(branches_as_legal_persons)s legal persons"
    ),
    "dormant_branches": _("%(dormant)s dormant, %(dormant_decided)s of them decided on"),
    "conduct_code": _RULES,
    "absentees_adjusted": _("%(flagged)s absent too often, %(adjusted)s of them replaced"),
    "party_body": _("%(party_members_with_duty)s of %(party_members)s members with a duty"),
    "party_meetings": _("meetings held: %(meetings)s"),
    "annual_report_published": _(
        "%(heads_present)s of %(heads_required)s heads, published: %(published_on)s,"
        " place recorded: %(is_open)s"
    ),
    "annual_report_in_time": _("published: %(published_on)s"),
    "full_time_secretary_general_level": _("full-time staff of this level: %(leaders)s"),
    "staff_growth": _("staff %(staff)s, a year before %(staff_before)s"),
    "staff_rules": _RULES,
    "premises": _("premises in use: %(premises)s"),
    "nomination_vote_appointment": _(
        "nominated %(nominated_on)s, voted %(voted_on)s, appointed %(appointed_on)s"
    ),
    "vote_passed": _("%(votes_for)s in favour, %(voters_present)s present of %(council)s"),
    "secretary_general_full_time": _("full-time: %(is_full_time)s"),
    "council_size": _("%(council)s seats, cap %(cap)s"),
    "council_not_larger": _("%(council)s seats, before %(previous_council)s"),
    "standing_size": _("%(standing)s seats beside %(council)s of the council"),
    "council_grassroots": _GRASSROOTS,
    "standing_grassroots": _GRASSROOTS,
    "council_composition": _MAKE_UP,
    "standing_composition": _MAKE_UP,
    "supervisors_elected": _("%(by_congress)s of %(supervisors)s elected by the congress"),
    "supervisors_rules": _RULES,
    "supervisors_meetings": _("meetings held: %(meetings)s"),
    "supervisors_separate": _(
        "%(also_in_council)s also in a council, %(also_in_office)s also in the office"
    ),
    "contracts_on_file": _("%(contracts_missing)s of %(activities)s without a contract"),
}

#: The list of members and the dues by year have pages of their own; all others are registers.
MEMBERS: Final = "members"
DUES: Final = "dues"

_LIBRARY = ("rules",)
_SEATED = ("seats", "council_terms")

#: Where the numbers of a check stand, the first being the one to look at first.
PLACES: Final[dict[str, tuple[str, ...]]] = {
    "meeting_rules": _LIBRARY,
    "meetings_documented": ("meetings",),
    "resolutions_done": ("resolutions",),
    "attendance_rate": ("attendance",),
    "individual_growth": (MEMBERS, "declared_counts"),
    "dues_collection": (DUES, "declared_counts"),
    "membership_rules": _LIBRARY,
    "branch_rules": _LIBRARY,
    "branch_manager": ("staff",),
    "branches_lawful": ("branches",),
    "branches_independent": ("branches",),
    "dormant_branches": ("branches", "branch_activities", "branch_changes"),
    "conduct_code": _LIBRARY,
    "absentees_adjusted": ("attendance", "seats"),
    "party_body": ("party_bodies",),
    "party_meetings": ("meetings",),
    "annual_report_published": ("report_publications",),
    "annual_report_in_time": ("report_publications",),
    "full_time_secretary_general_level": ("staff",),
    "staff_growth": ("staff",),
    "staff_rules": _LIBRARY,
    "premises": ("premises",),
    "nomination_vote_appointment": ("appointments",),
    "vote_passed": ("appointments", "council_terms"),
    "secretary_general_full_time": ("appointments",),
    "council_size": (*_SEATED, MEMBERS, "declared_counts"),
    "council_not_larger": (*_SEATED, MEMBERS, "declared_counts"),
    "standing_size": ("seats",),
    "council_grassroots": ("seats",),
    "standing_grassroots": ("seats",),
    "council_composition": ("seats",),
    "standing_composition": ("seats",),
    "supervisors_elected": _SEATED,
    "supervisors_rules": _LIBRARY,
    "supervisors_meetings": ("meetings",),
    "supervisors_separate": ("seats", "staff"),
    "activity_counts": ("activities",),
    "contracts_on_file": ("activities",),
}
