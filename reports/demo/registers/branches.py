"""Branches of the demo: most of them alive and in order, some dormant, a few unlawful."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from reports.demo.people import SOCIETIES_WITH_ACCOUNTS
from reports.demo.registers.chance import Story, day_in, dice, fate, subject_of
from reports.demo.registers.names import Crowd
from reports.demo.registers.rows import Table
from societies.enums import Body, BranchChangeKind, BranchGrade, BranchKind
from societies.models import Society

#: Whether branches fell asleep by a workplan's year, and whether something was decided.
DORMANT = (("none", 54), ("decided", 26), ("left", 20))
#: What is wrong with a branch of a society, if anything; all of it long ago.
FAULTS = (
    ("none", 76),
    ("under a branch", 5),
    ("regional", 6),
    ("own charter", 4),
    ("legal person", 3),
    ("forbidden word", 6),
)
_FIELDS = (
    "基础理论",
    "计算方法",
    "实验技术",
    "工程应用",
    "材料",
    "仪器装备",
    "信息技术",
    "测试",
    "环境",
    "能源",
    "安全",
    "智能系统",
    "数据科学",
    "生物技术",
    "先进制造",
    "资源利用",
    "系统工程",
    "史与文化",
    "战略研究",
    "质量控制",
    "检测评价",
    "设计",
    "新技术",
    "交叉学科",
)
_WORK = (
    "组织",
    "学术",
    "科普",
    "教育",
    "青年",
    "女科技工作者",
    "国际交流",
    "编辑出版",
    "咨询",
    "标准化",
    "奖励",
    "会员服务",
    "产学研合作",
    "名词审定",
)
_MEETINGS = ("学术年会", "专题研讨会", "委员会工作会议", "青年论坛", "技术培训班", "科普报告会")


@dataclass
class _Branch:
    """A branch while it is told."""

    values: dict[str, object]
    active: list[dt.date] = field(default_factory=list)
    asleep_since: dt.date = dt.date.max
    awake_since: dt.date = dt.date.max

    @property
    def is_asleep(self) -> bool:
        """Whether it has fallen asleep at some time."""
        return self.asleep_since < dt.date.max


def add_branches(society: Society, story: Story, tables: dict[str, Table]) -> None:
    """Write the branches of a society, what they did and what was decided on them."""
    rng = dice("branches", society.code)
    crowd = Crowd(rng, subject_of(society))
    branches = _named(rng, society, story, crowd)
    _add_fault(rng, society, branches)
    for year in story.years:
        _fall_asleep(rng, society, story, year, branches, tables["branch_changes"])
    _keep_alive(rng, story, branches)
    is_assessed = rng.random() < 0.6 or society.code in SOCIETIES_WITH_ACCOUNTS
    for branch in branches:
        _write(rng, society, story, branch, tables, is_assessed=is_assessed)


def _named(rng: random.Random, society: Society, story: Story, crowd: Crowd) -> list[_Branch]:
    count = rng.choice((5, 8, 10, 12, 15, 18, 22, 26, 33, 38))
    kinds = {
        BranchKind.WORKING: [f"{word}工作委员会" for word in _WORK],
        BranchKind.PROFESSIONAL: [f"{word}专业委员会" for word in _FIELDS],
        BranchKind.SUBSOCIETY: [f"{word}分会" for word in _FIELDS],
    }
    names = [(kind, word) for kind, words in kinds.items() for word in words]
    people_known = rng.random() < 0.93
    branches = []
    for kind, word in rng.sample(names, count):
        set_up = day_in(rng, dt.date(1982, 1, 1), dt.date(story.first_year - 1, 11, 1))
        if rng.random() < 0.12:
            set_up = day_in(rng, dt.date(story.first_year, 1, 8), story.today)
        is_known = rng.random() > 0.03
        person = crowd.person(born=(1950, 1980)).name
        branches.append(
            _Branch(
                {
                    "society_id": society.pk,
                    "name": society.name_zh + word,
                    "kind": kind,
                    "set_up_on": set_up if is_known else None,
                    "decided_by": rng.choice((Body.STANDING, Body.COUNCIL)),
                    "decision_on": set_up - dt.timedelta(days=20) if is_known else None,
                    "person_in_charge": person if people_known or rng.random() < 0.7 else "",
                    "has_own_charter": False,
                    "is_legal_person": False,
                    "closed_on": None,
                }
            )
        )
    return branches


def _add_fault(rng: random.Random, society: Society, branches: list[_Branch]) -> None:
    """Give one old branch a fault that the rules of today forbid."""
    outcome = fate("fault", society.code, 0, FAULTS)
    values, set_up = branches[-1].values, dt.date(rng.randint(1995, 2012), 6, 12)
    if outcome != "none":
        values["set_up_on"], values["decision_on"] = set_up, set_up - dt.timedelta(days=15)
    if outcome == "under a branch":
        values["parent"] = branches[0].values["name"]
    elif outcome == "regional":
        place = rng.choice(("上海", "江苏", "广东", "陕西", "湖北"))
        values["name"], values["kind"] = f"{society.name_zh}{place}分会", BranchKind.SUBSOCIETY
    elif outcome == "own charter":
        values["has_own_charter"] = True
    elif outcome == "legal person":
        values["is_legal_person"] = True
    elif outcome == "forbidden word":
        values["name"] = f"{society.name_zh}{rng.choice(('工程中心', '产业联盟', '应用研究院'))}"


def _fall_asleep(
    rng: random.Random,
    society: Society,
    story: Story,
    year: int,
    branches: list[_Branch],
    changes: Table,
) -> None:
    """Let one to three branches do nothing for long; then decide on them, or not."""
    outcome = fate("dormant", society.code, year, DORMANT)
    if outcome == "none":
        return
    candidates = [b for b in branches[:-1] if not b.is_asleep and _is_older(b, year - 3)]
    for branch in candidates[: rng.randint(1, 3)]:
        last = day_in(rng, dt.date(year - 3, 3, 1), dt.date(year - 2, 11, 30))
        branch.asleep_since = last
        branch.active.append(last)
        decided = day_in(rng, dt.date(year, 3, 1), dt.date(year, 11, 20))
        if outcome == "left":
            decided = decided.replace(year=year + 1)
        if decided > story.today:
            continue
        kind = rng.choice(
            (BranchChangeKind.RECTIFY, BranchChangeKind.CLOSED, BranchChangeKind.MERGED)
        )
        if kind == BranchChangeKind.RECTIFY:
            again = decided + dt.timedelta(days=rng.randint(40, 160))
            if again <= story.today:
                branch.active.append(again)
                branch.awake_since = again
        else:
            branch.values["closed_on"] = decided
        changes.add(
            link=(society.pk, branch.values["name"]),
            society_id=society.pk,
            kind=kind,
            decided_by=rng.choice((Body.STANDING, Body.COUNCIL)),
            decided_on=decided,
            detail="连续两年未开展活动。",
        )


def _is_older(branch: _Branch, year: int) -> bool:
    set_up = branch.values["set_up_on"]
    return isinstance(set_up, dt.date) and set_up.year < year and "parent" not in branch.values


def _keep_alive(rng: random.Random, story: Story, branches: list[_Branch]) -> None:
    """Let all others meet in both halves of a workplan's year, and in the autumn before."""
    terms = sorted(
        {(year - 1, 7) for year in story.years}
        | {(year, month) for year in story.years for month in (2, 7)}
    )
    for branch in branches:
        set_up = branch.values["set_up_on"]
        for year, month in terms:
            on = day_in(rng, dt.date(year, month, 1), dt.date(year, month + 4, 20))
            is_awake = on < branch.asleep_since or on > branch.awake_since
            if (
                is_awake
                and on <= story.today
                and not (isinstance(set_up, dt.date) and on <= set_up)
            ):
                branch.active.append(on)
        branch.values["last_activity_on"] = max(branch.active, default=None)


def _write(
    rng: random.Random,
    society: Society,
    story: Story,
    branch: _Branch,
    tables: dict[str, Table],
    *,
    is_assessed: bool,
) -> None:
    link = society.pk, branch.values["name"]
    tables["branches"].add(**branch.values)
    for on in branch.active:
        tables["branch_activities"].add(
            link=link,
            society_id=society.pk,
            held_on=on,
            title=f"{on.year}年{rng.choice(_MEETINGS)}",
            participants=rng.randint(15, 260),
        )
    grades = [BranchGrade.EXCELLENT] * 3 + [BranchGrade.PASSED] * 8 + [BranchGrade.BARELY]
    for year in story.years if is_assessed else ():
        if dt.date(year, 3, 20) <= story.today and any(on.year < year for on in branch.active):
            tables["branch_assessments"].add(
                link=link,
                society_id=society.pk,
                year=year - 1,
                grade=BranchGrade.FAILED if branch.is_asleep else rng.choice(grades),
                assessed_on=dt.date(year, 3, 20),
            )
    set_up = branch.values["set_up_on"]
    renewed = dt.date(story.first_year, 5, 16)
    if isinstance(set_up, dt.date) and set_up < renewed <= story.today and rng.random() < 0.08:
        tables["branch_changes"].add(
            link=link,
            society_id=society.pk,
            kind=BranchChangeKind.PERSON,
            decided_by=Body.STANDING,
            decided_on=renewed,
            detail="更换主任委员。",
        )
