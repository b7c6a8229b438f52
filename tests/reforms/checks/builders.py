"""Short ways to write facts and to run one check on them."""

import datetime as dt
from typing import Any

from reforms.checks.facts import (
    REGISTER,
    AppointmentFact,
    BranchFact,
    MeetingFact,
    MembershipFact,
    PartyBodyFact,
    PublicationFact,
    RuleFact,
    SeatFact,
    SocietyFacts,
    StaffFact,
    TermFact,
)
from reforms.checks.registry import run_checks
from reforms.checks.results import CAST, CheckResult, CheckTerms

#: What the tests tell the rules, as a workplan would.
PARAMS: dict[str, dict[str, Any]] = {
    "meeting_rules": {"levels": ["council", "standing", "president", "secretary_general"]},
    "meetings_documented": {"marks": ["attendance", "record", "minutes"]},
    "individual_growth": {"percent": 15},
    "membership_rules": {"kinds": ["membership_plan", "membership"]},
    "dormant_branches": {"months": 12, "longer_months": 24},
    "absentees_adjusted": {"levels": ["council", "standing"], "in_a_row": 2},
    "party_body": {"layer": "council"},
    "annual_report_published": {
        "heads": ["development", "internal", "activities", "members", "finance"]
    },
    "full_time_secretary_general_level": {
        "grades": ["secretary_general", "deputy_secretary_general"],
        "minimum": 1,
    },
    "vote_passed": {"quorum": "2/3", "majority": "2/3"},
    "council_size": {
        "seats_small": 150,
        "members_middle": 20_000,
        "seats_middle": 180,
        "members_large": 100_000,
        "seats_at_large": 180,
        "seats_large": 200,
    },
    "council_not_larger": {"growth_percent": 30, "growth_over": "last_full_year"},
    "standing_size": {"fraction": "1/3"},
    "council_grassroots": {"fraction": "3/4"},
    "standing_grassroots": {"fraction": "2/3"},
    "council_composition": {"ages": [45, 55, 65, 70]},
    "standing_composition": {"ages": [45, 55, 65, 70]},
    "supervisors_rules": {"kinds": ["procedure_supervisory"]},
    "supervisors_meetings": {"per_half_year": 1},
    "contracts_on_file": {"kinds": ["innovation_community"]},
}

YEAR = 2017
CONGRESS = dt.date(2017, 5, 20)
YEAR_END = dt.date(2017, 12, 31)


def day(text: str) -> dt.date:
    """A day written as MM-DD of the workplan's year, or in full."""
    return dt.date.fromisoformat(text if len(text) > 5 else f"{YEAR}-{text}")


def society(**values: Any) -> SocietyFacts:
    """Facts at the end of the year; everything not given is unknown or empty."""
    return SocietyFacts(**{"year": YEAR, "as_of": YEAR_END, **values})


def elected(**values: Any) -> SocietyFacts:
    """Facts of a society whose congress elected its seventh council in the year."""
    return society(**{"holds_reelection": True, "term": term(), **values})


def check(name: str, facts: SocietyFacts, *, is_soft: bool = False, **params: Any) -> CheckResult:
    """Run one check with the params of the tests, some of them changed."""
    terms = CheckTerms(9, name, {**PARAMS.get(name, {}), **params}, CAST, is_soft)
    shared = CheckTerms(9, "council_size", PARAMS["council_size"], CAST, is_soft)
    return run_checks(facts, [shared, terms] if name == "council_not_larger" else [terms])[-1]


def counts(**numbers: int | None) -> tuple[MembershipFact, ...]:
    """Counts by day: `on_2016_12_31=20_000`."""
    return tuple(
        MembershipFact(
            dt.date.fromisoformat(name.removeprefix("on_").replace("_", "-")), number, REGISTER
        )
        for name, number in numbers.items()
    )


def term(**values: Any) -> TermFact:
    """A seventh term elected in the year; the council before it had 120 seats."""
    return TermFact(
        **{
            "term": 7,
            "congress_on": CONGRESS,
            "starts_on": CONGRESS,
            "previous_council_size": 120,
            "quorum": "",
            "majority": "",
            **values,
        }
    )


def seat(**values: Any) -> SeatFact:
    """A seat in the council, held since the congress."""
    return SeatFact(
        **{
            "body": "council",
            "name": "钱学思",
            "role": "member",
            "is_grassroots": None,
            "is_party_member": None,
            "birth_year": None,
            "sex": "",
            "elected_by": "",
            "from_on": CONGRESS,
            "to_on": None,
            **values,
        }
    )


def seats(number: int, **values: Any) -> tuple[SeatFact, ...]:
    """So many seats of different people."""
    body = values.get("body", "council")
    return tuple(seat(**{"name": f"{body} {at}", **values}) for at in range(number))


def rule(kind: str, adopted_on: dt.date | None = dt.date(2016, 3, 1)) -> RuleFact:
    """A document in force."""
    return RuleFact(kind, kind, "council", adopted_on)


def meeting(level: str, held_on: str, **marks: bool | None) -> MeetingFact:
    """A meeting with all its papers except those named otherwise."""
    papers = ("has_notice", "has_attendance", "has_record", "has_minutes")
    return MeetingFact(level, day(held_on), *(marks.get(paper, True) for paper in papers))


def branch(**values: Any) -> BranchFact:
    """An old branch that was active in the year and has no fault."""
    return BranchFact(
        **{
            "name": "青年工作委员会",
            "kind": "working",
            "parent": "",
            "set_up_on": dt.date(2010, 5, 1),
            "person_in_charge": "李四",
            "last_activity_on": dt.date(2017, 9, 1),
            "closed_on": None,
            "has_own_charter": False,
            "is_legal_person": False,
            "is_regional": False,
            "decided_on": None,
            **values,
        }
    )


def staff(**values: Any) -> StaffFact:
    """A full-time member of staff since long ago."""
    return StaffFact(
        **{
            "name": "王五",
            "employment": "full_time",
            "grade": "staff",
            "duty": "other",
            "from_on": dt.date(2012, 1, 1),
            "to_on": None,
            **values,
        }
    )


def appointment(**values: Any) -> AppointmentFact:
    """A secretary-general nominated, voted on and appointed after one another."""
    return AppointmentFact(
        **{
            "nominated_by": "理事长",
            "nominated_on": dt.date(2017, 5, 18),
            "voted_on": dt.date(2017, 5, 20),
            "votes_for": 80,
            "votes_against": 10,
            "votes_abstain": 10,
            "voters_present": 100,
            "appointed_on": dt.date(2017, 6, 1),
            "is_full_time": True,
            "left_on": None,
            **values,
        }
    )


def party(**values: Any) -> PartyBodyFact:
    """A complete Party body at the council."""
    return PartyBodyFact(
        **{
            "layer": "council",
            "approved_on": dt.date(2016, 11, 1),
            "dissolved_on": None,
            "members": 5,
            "members_with_duty": 5,
            "has_procedure": True,
            **values,
        }
    )


def report(**values: Any) -> PublicationFact:
    """A complete annual report of the year, public since March."""
    return PublicationFact(
        **{
            "year": YEAR,
            "published_on": dt.date(2018, 3, 20),
            "channel": "",
            "url": "https://example.org/2017.pdf",
            "has_development": True,
            "has_internal": True,
            "has_activities": True,
            "has_members": True,
            "has_finance": True,
            **values,
        }
    )
