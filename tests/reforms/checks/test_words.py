"""Every check, number and remedy can be said, in every language, from kept JSON."""

import datetime as dt
import inspect
import json
import re
from itertools import product

import pytest
from django.utils import translation

from reforms.checks import (
    activities,
    branches,
    council,
    labels,
    library,
    meetings,
    members,
    office,
    remedies,
    secretary_general,
    supervisors,
    vocabulary,
    words,
)
from reforms.checks.facts import (
    ActivityFact,
    AttendanceFact,
    DuesFact,
    LevelAttendance,
    PremisesFact,
    ResolutionFact,
    SocietyFacts,
)
from reforms.checks.registry import RULES, run_checks, terms_of
from reforms.checks.results import CheckResult, CheckTerms
from tests.reforms.checks.builders import (
    PARAMS,
    appointment,
    branch,
    check,
    counts,
    day,
    elected,
    meeting,
    party,
    report,
    rule,
    seat,
    seats,
    society,
    staff,
    term,
)

MODULES = (
    activities,
    branches,
    council,
    library,
    meetings,
    members,
    office,
    secretary_general,
    supervisors,
)


def _bad() -> SocietyFacts:
    """A society that breaks every rule it can."""
    supervisor = seat(body="supervisory", name="council 1", elected_by="council")
    return elected(
        membership=counts(on_2015_12_31=5, on_2016_12_31=20_000, on_2017_12_31=20_001),
        dues=(DuesFact(2016, 10, 9, "declared"), DuesFact(2017, 10, 8, "register")),
        rules=(rule("charter"),),
        meetings=(meeting("council", "03-01", has_minutes=False),),
        resolutions=(ResolutionFact(day("03-01"), None, has_owner=False),),
        attendance_counts=(LevelAttendance("council", 1, 0, 2),),
        attendance=(
            AttendanceFact("council 1", "council", day("03-01"), "unexcused"),
            AttendanceFact("council 1", "council", day("04-01"), "unexcused"),
        ),
        branches=(
            branch(
                parent="x",
                is_regional=True,
                is_legal_person=True,
                last_activity_on=dt.date(2001, 1, 1),
            ),
        ),
        term=term(previous_council_size=100),
        seats=(
            *seats(190, is_grassroots=False),
            *seats(80, body="standing", is_grassroots=False),
            supervisor,
        ),
        appointments=(appointment(voters_present=3, nominated_on=day("12-01")),),
        staff=(staff(), staff(name="b", to_on=day("02-01"))),
        premises=(PremisesFact("rented", None, day("02-01")),),
        party_bodies=(party(has_procedure=False),),
        publications=(report(published_on=day("06-01"), has_finance=False),),
        report_due_on=day("05-31"),
        activities=(ActivityFact("innovation_community", 1, 1, {}),),
    )


def _terms() -> list[CheckTerms]:
    checks = [
        {"check": name, "params": PARAMS.get(name, {}), "set_by": "cast", "soft": False}
        for name in RULES
        if name != "activity_counts"
    ]
    for one in checks:
        if one["check"] in ("branch_rules", "conduct_code", "staff_rules"):
            one["params"] = {"kinds": ["branches"]}
    return terms_of(1, checks, [{"kind": "award", "measure": m} for m in ("records", "winners")])


def _results() -> list[CheckResult]:
    both = elected(seats=seats(3, is_grassroots=None), staff=(staff(grade="", from_on=None),))
    facts = (_bad(), society(), elected(), both)
    return [result for one in facts for result in run_checks(one, _terms())]


def test_every_rule_has_a_title_and_a_formula() -> None:
    assert set(vocabulary.TITLES) == set(vocabulary.FORMULAS) == set(RULES)
    assert set(vocabulary.SOURCES) <= set(RULES)


def test_every_remedy_a_rule_can_name_has_its_sentence() -> None:
    code = "\n".join(inspect.getsource(module) for module in MODULES)
    named = set(re.findall(r'remedy\(\s*"(\w+)"', code))
    named |= set(re.findall(r'code = "(\w+)" if .* else "(\w+)"', code)[0])
    chosen = re.findall(r'"([a-z_]+)"', code)
    assert named <= set(remedies.REMEDIES)
    assert set(remedies.REMEDIES) <= set(chosen)


def test_every_param_has_a_label() -> None:
    asked = {name for rule_ in RULES.values() for name in rule_.params} - {"counts"}
    assert asked == set(labels.PARAMS)
    with translation.override("en"):
        assert words.param_label("percent") == "growth of at least (%)"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_result_can_be_said_from_its_json(language: str) -> None:
    with translation.override(language):
        for result in _results():
            inputs, threshold, fix = json.loads(
                json.dumps([result.inputs, result.threshold, result.remedy])
            )
            said = [
                words.title(result.check),
                words.formula(result.check, threshold),
                words.remedy(fix),
                words.source(result.check, "item 1"),
                words.set_by(threshold),
                *(part for row in words.input_rows(inputs, threshold) for part in row),
            ]
            assert not [text for text in said if "%(" in text]
            assert bool(words.remedy(fix)) == bool(fix)


def test_every_input_label_is_used() -> None:
    used = {name for result in _results() for name in result.inputs}
    assert used - {"counts"} <= set(labels.INPUTS)
    code = "\n".join(inspect.getsource(module) for module in MODULES)
    prefixes = ("dues", "previous_dues", "baseline", "current")
    built = {"".join(pair) for pair in product(prefixes, ("_owing", "_paid", "_percent"))}
    built |= {"".join(pair) for pair in product(prefixes, ("_source", "_on"))} | {"why"}
    assert set(labels.INPUTS) <= set(re.findall(r'"(\w+)"', code)) | built


def test_a_remedy_names_how_many_members_are_missing_by_when() -> None:
    with translation.override("en"):
        facts = society(membership=counts(on_2016_12_31=20_000, on_2017_12_31=22_963))
        text = words.remedy(check("individual_growth", facts).remedy)
        assert text.startswith("37 more individual members by ")
        facts = society(membership=counts(on_2016_12_31=20_000, on_2017_12_31=22_999))
        text = words.remedy(check("individual_growth", facts).remedy)
        assert text.startswith("1 more individual member by ")
        facts = society(membership=counts(on_2016_12_31=20_000, on_2017_12_31=1_000))
        assert words.remedy(check("individual_growth", facts).remedy).startswith("22,000 more")


def test_years_are_not_written_as_quantities() -> None:
    with translation.override("en"):
        fix = {"code": "enter_dues", "params": {"years": [2016, 2017]}}
        assert words.remedy(fix) == "Enter or declare who owed and who paid dues in: 2016, 2017."


def test_formula_says_the_thresholds_that_were_used() -> None:
    with translation.override("en"):
        text = words.formula("individual_growth", {"percent": 20})
        assert "(100 + 20)" in text
        assert "Exactly 20% is enough" in text
        assert "more than 25% (twelve months to the election)" in words.formula(
            "council_not_larger", {"growth_percent": 25, "growth_over": "twelve_months"}
        )


def test_set_by_speaks_only_of_cast() -> None:
    with translation.override("en"):
        assert words.set_by({"set_by": "text"}) == ""
        assert "CAST" in words.set_by({"set_by": "cast"})


def test_source_names_the_document_beside_the_workplan() -> None:
    assert words.source("premises", "item 7") == "item 7"
    text = words.source("branches_lawful", "item 3")
    assert text.startswith("item 3")
    assert "民发〔2014〕38号" in text


def test_counts_are_said_with_their_units_in_the_language_of_the_reader() -> None:
    inputs = {"counts": [["domestic_meeting", "records", 3], ["domestic_meeting", "papers", 1412]]}
    with translation.override("en"):
        assert words.input_rows(inputs, {}) == [
            ("domestic academic meeting", "3 meetings"),
            ("domestic academic meeting · papers", "1,412 papers"),
        ]
    with translation.override("zh-hans"):
        assert words.input_rows(inputs, {})[0] == ("国内学术会议", "3 次")


def test_the_silence_of_the_text_is_said_only_where_it_is_silent() -> None:
    with translation.override("en"):
        silent = check(
            "council_size", elected(seats=seats(1), membership=counts(on_2016_12_31=100_000))
        )
        row = ("text silent at this number", "yes")
        assert row in words.input_rows(silent.inputs, silent.threshold)
        clear = check(
            "council_size", elected(seats=seats(1), membership=counts(on_2016_12_31=99_999))
        )
        said = words.input_rows(clear.inputs, clear.threshold)
        assert row[0] not in [label for label, _value in said]
