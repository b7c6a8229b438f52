"""The rules library of the demo: what is in force since when, and what never was adopted."""

from __future__ import annotations

import datetime as dt
import random

from reports.demo.registers.chance import Story, day_in, dice
from reports.demo.registers.rows import Table
from societies.enums import Body, RuleKind
from societies.models import Society

_TITLES = {
    RuleKind.CHARTER: "{name}章程",
    RuleKind.PROCEDURE_CONGRESS: "会员代表大会议事规则",
    RuleKind.PROCEDURE_COUNCIL: "理事会议事规则",
    RuleKind.PROCEDURE_STANDING: "常务理事会议事规则",
    RuleKind.PROCEDURE_PRESIDENT: "理事长办公会议事规则",
    RuleKind.PROCEDURE_SECRETARY_GENERAL: "秘书长工作会议事规则",
    RuleKind.PROCEDURE_SUPERVISORY: "监事会议事规则",
    RuleKind.PROCEDURE_PARTY: "党组织工作规则",
    RuleKind.BRANCHES: "分支机构管理办法",
    RuleKind.PART_TIME_CONDUCT: "兼职人员行为准则",
    RuleKind.MEMBERSHIP: "会员管理办法",
    RuleKind.MEMBERSHIP_PLAN: "{year}年会员发展计划",
    RuleKind.DUES: "会费管理办法",
    RuleKind.RECRUITMENT: "工作人员招聘办法",
    RuleKind.PERSONNEL: "人事管理制度",
    RuleKind.PERFORMANCE: "绩效考核与薪酬办法",
    RuleKind.FINANCE: "财务管理制度",
    RuleKind.ELECTION: "换届选举办法",
}
_ADOPTED_BY = {
    RuleKind.CHARTER: Body.CONGRESS,
    RuleKind.DUES: Body.CONGRESS,
    RuleKind.ELECTION: Body.CONGRESS,
    RuleKind.PROCEDURE_CONGRESS: Body.CONGRESS,
    RuleKind.PROCEDURE_SUPERVISORY: Body.SUPERVISORY,
    RuleKind.PROCEDURE_PARTY: Body.PARTY,
    RuleKind.PROCEDURE_PRESIDENT: Body.COUNCIL,
    RuleKind.RECRUITMENT: Body.SECRETARY_GENERAL,
}
#: When a rule comes into force: before the first workplan, in its year, later, or never.
_DILIGENT = (65, 99, 100)
_SLACK = (45, 78, 90)


def add_rules(society: Society, story: Story, table: Table) -> None:
    """Write every rule of a society with its versions."""
    limits = _DILIGENT if dice("diligence", society.code).random() < 0.65 else _SLACK
    for kind in _TITLES:
        rng = dice("rule", society.code, kind)
        if kind == RuleKind.MEMBERSHIP_PLAN:
            _add_plans(rng, society, story, table)
            continue
        adopted = _adopted_on(rng, story, limits)
        if kind == RuleKind.CHARTER:
            adopted = dt.date(story.first_year - rng.randint(2, 9), 10, 18)
        if adopted and adopted <= story.today:
            _add_versions(rng, society, story, kind, adopted, table)


def _adopted_on(rng: random.Random, story: Story, limits: tuple[int, int, int]) -> dt.date | None:
    first, throw = story.first_year, rng.randrange(100)
    if throw < limits[0]:
        return day_in(rng, dt.date(first - 8, 3, 1), dt.date(first - 1, 12, 20))
    if throw < limits[1]:
        return day_in(rng, dt.date(first, 2, 20), dt.date(first, 12, 22))
    if throw < limits[2]:
        return day_in(rng, dt.date(first + 1, 1, 10), story.today)
    return None


def _add_versions(
    rng: random.Random,
    society: Society,
    story: Story,
    kind: RuleKind,
    adopted: dt.date,
    table: Table,
) -> None:
    """Write a rule; some are revised once, a few repealed without another in their place."""
    is_old = (story.today - adopted).days > 1500
    revised = rng.random() < 0.25 and is_old
    repealed = not revised and is_old and kind != RuleKind.CHARTER and rng.random() < 0.03
    ends = day_in(rng, adopted + dt.timedelta(days=700), story.today) if revised else None
    if repealed:
        ends = day_in(rng, story.today - dt.timedelta(days=500), story.today)
    values = {
        "society_id": society.pk,
        "kind": kind,
        "title": _TITLES[kind].format(name=society.name_zh, year=""),
        "adopted_by": _ADOPTED_BY.get(kind, rng.choice((Body.COUNCIL, Body.STANDING))),
    }
    table.add(**values, edition="第2版" if adopted.year > 2013 else "第1版", adopted_on=adopted,
              repealed_on=ends)  # fmt: skip
    if revised:
        table.add(**values, edition="修订版", adopted_on=ends)


def _add_plans(rng: random.Random, society: Society, story: Story, table: Table) -> None:
    for year in story.all_years:
        if rng.random() < 0.12:
            continue
        adopted = dt.date(year, 1, 5) + dt.timedelta(days=rng.randint(0, 170))
        if adopted > story.today:
            continue
        over = dt.date(year + 1, 4, 20)
        table.add(
            society_id=society.pk,
            kind=RuleKind.MEMBERSHIP_PLAN,
            title=_TITLES[RuleKind.MEMBERSHIP_PLAN].format(year=year),
            adopted_by=Body.STANDING,
            adopted_on=adopted,
            repealed_on=over if over < story.today else None,
        )
