"""What would make a check met, one sentence each; `words.remedy` fills in the numbers."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

REMEDIES: Final[dict[str, Promise]] = {
    "enter_rules": _("Enter these documents in the rules library: %(kinds)s."),
    "adopt_rules": _("Adopt and enter: %(kinds)s."),
    "date_rules": _("Enter the day of adoption of: %(kinds)s."),
    "enter_meetings": _("Enter the meetings of the year."),
    "complete_meetings": ngettext_lazy(
        "%(meetings)s meeting still lacks papers.",
        "%(meetings)s meetings still lack papers.",
        "meetings",
    ),
    "mark_meetings": ngettext_lazy(
        "Say for %(meetings)s meeting which papers exist.",
        "Say for %(meetings)s meetings which papers exist.",
        "meetings",
    ),
    "enter_resolutions": _("Enter the resolutions of the year's meetings."),
    "carry_out": ngettext_lazy(
        "Carry out %(resolutions)s overdue resolution.",
        "Carry out %(resolutions)s overdue resolutions.",
        "resolutions",
    ),
    "date_resolutions": ngettext_lazy(
        "Enter the due day of %(resolutions)s open resolution.",
        "Enter the due days of %(resolutions)s open resolutions.",
        "resolutions",
    ),
    "enter_attendance": _("Enter who came to the meetings."),
    "end_seats": ngettext_lazy(
        "Decide on the seat of %(people)s person who stayed away without excuse.",
        "Decide on the seats of %(people)s people who stayed away without excuse.",
        "people",
    ),
    "enter_baseline": _(
        "There is no baseline: enter or declare the individual members of %(day)s."
    ),
    "enter_count": _("Enter or declare the individual members of the year, by %(day)s."),
    "more_members": ngettext_lazy(
        "%(members)s more individual member by %(day)s.",
        "%(members)s more individual members by %(day)s.",
        "members",
    ),
    "members_were_missing": ngettext_lazy(
        "%(members)s individual member was missing on %(day)s.",
        "%(members)s individual members were missing on %(day)s.",
        "members",
    ),
    "enter_dues": _("Enter or declare who owed and who paid dues in: %(years)s."),
    "collect_dues": ngettext_lazy(
        "%(members)s more individual member pays dues.",
        "%(members)s more individual members pay dues.",
        "members",
    ),
    "dues_full_before": _("Everybody paid in %(year)s; the rate cannot rise."),
    "enter_branch_manager": _("Enter the duties of the staff, one of them for branches."),
    "name_branch_manager": _("Put a member of staff in charge of branches."),
    "enter_branches": _("Enter the branches."),
    "put_branches_right": _("Put right or close: %(branches)s."),
    "mark_branches": ngettext_lazy(
        "Say for %(branches)s branch whether it has a charter or is a legal person.",
        "Say for %(branches)s branches whether they have a charter or are legal persons.",
        "branches",
    ),
    "decide_branches": _("Decide on the dormant branches: %(branches)s."),
    "enter_activity": ngettext_lazy(
        "Enter the last activity of %(branches)s branch.",
        "Enter the last activity of %(branches)s branches.",
        "branches",
    ),
    "enter_staff": _("Enter the staff."),
    "grade_staff": ngettext_lazy(
        "Enter the grade of %(people)s full-time member of staff.",
        "Enter the grades of %(people)s full-time members of staff.",
        "people",
    ),
    "appoint_leaders": ngettext_lazy(
        "%(people)s more full-time member of staff of these grades.",
        "%(people)s more full-time members of staff of these grades.",
        "people",
    ),
    "date_staff": ngettext_lazy(
        "Enter the first day of %(people)s member of staff.",
        "Enter the first days of %(people)s members of staff.",
        "people",
    ),
    "more_staff": ngettext_lazy(
        "%(people)s more member of staff.", "%(people)s more members of staff.", "people"
    ),
    "enter_premises": _("Enter the premises in use."),
    "set_up_party_body": _("Set up and enter a Party body at the council."),
    "complete_party_body": _("Complete the entry of the Party body: %(gaps)s."),
    "publish_report_by": _("Publish the annual report of %(year)s by %(day)s and enter where."),
    "publish_report": _("Publish the annual report of %(year)s and enter where."),
    "add_heads": _("Add to the annual report: %(heads)s."),
    "complete_publication": _("Enter the report's day and place of publication and its heads."),
    "published_late": _("The report was due on %(day)s."),
    "enter_term": _("Enter the council term elected in %(year)s, with the day of the congress."),
    "enter_seats": _("Enter the seats of the new term."),
    "enter_appointment": _("Enter the appointment of the secretary-general."),
    "right_order": _("The days must follow: nomination, vote, appointment."),
    "complete_appointment": _("Complete the appointment: %(gaps)s."),
    "enter_votes": _("Enter the voters present, the votes and the seats of the council."),
    "right_votes": ngettext_lazy(
        "%(votes)s vote more than voters present: correct the numbers.",
        "%(votes)s votes more than voters present: correct the numbers.",
        "votes",
    ),
    "vote_again_quorum": _("Vote again with the quorum present."),
    "vote_again_majority": _("Vote again: the majority was not reached."),
    "enter_members_at_election": _("Enter or declare the individual members at the election."),
    "fewer_seats": ngettext_lazy(
        "%(seats)s seat fewer, to at most %(cap)s.",
        "%(seats)s seats fewer, to at most %(cap)s.",
        "seats",
    ),
    "enter_previous_council": _("Enter the seats of the previous council."),
    "no_larger_council": ngettext_lazy(
        "%(seats)s seat fewer, to at most the previous %(previous)s.",
        "%(seats)s seats fewer, to at most the previous %(previous)s.",
        "seats",
    ),
    "no_larger_or_growth": ngettext_lazy(
        "%(seats)s seat fewer, to at most the previous %(previous)s, or proof of growth.",
        "%(seats)s seats fewer, to at most the previous %(previous)s, or proof of growth.",
        "seats",
    ),
    "smaller_standing": ngettext_lazy(
        "%(seats)s seat fewer in the standing council, to at most %(most)s.",
        "%(seats)s seats fewer in the standing council, to at most %(most)s.",
        "seats",
    ),
    "mark_grassroots": ngettext_lazy(
        "Mark %(seats)s seat as grass roots or not.",
        "Mark %(seats)s seats as grass roots or not.",
        "seats",
    ),
    "more_grassroots": ngettext_lazy(
        "%(seats)s more seat for the grass roots.",
        "%(seats)s more seats for the grass roots.",
        "seats",
    ),
    "elect_supervisors": _("The congress elects a board of supervisors."),
    "elect_by_congress": ngettext_lazy(
        "The congress elects %(seats)s supervisor whom another body chose.",
        "The congress elects %(seats)s supervisors whom another body chose.",
        "seats",
    ),
    "enter_elected_by": ngettext_lazy(
        "Enter who elected %(seats)s supervisor.",
        "Enter who elected %(seats)s supervisors.",
        "seats",
    ),
    "enter_supervisors": _("Enter the supervisors."),
    "supervisors_meet": ngettext_lazy(
        "The supervisors met too seldom in %(half_years)s half-year.",
        "The supervisors met too seldom in %(half_years)s half-years.",
        "half_years",
    ),
    "separate_supervisors": ngettext_lazy(
        "%(people)s supervisor gives up the other office.",
        "%(people)s supervisors give up the other office.",
        "people",
    ),
    "enter_activities": _("Enter the activities of this kind."),
    "add_contracts": ngettext_lazy(
        "Contract missing: enter its number for %(activities)s activity.",
        "Contract missing: enter its number for %(activities)s activities.",
        "activities",
    ),
}
