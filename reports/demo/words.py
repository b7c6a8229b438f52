"""Words and names of the demo; all people are invented."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    *("志远", "建国", "晓东", "文华", "明德", "思源", "立新", "海涛", "国强", "雪梅"),
    *("丽华", "晨光", "永宁", "佳怡", "俊杰", "慧敏", "春生", "秋实", "振邦", "宏伟"),
    *("玉兰", "景行", "若水", "书恒", "云飞", "静怡", "子昂", "光远", "敬之", "维新"),
)
UNITS = (
    "中国科学院{x}研究所",
    "北京{x}大学",
    "清华大学{x}学院",
    "中国{x}科学研究院",
    "国家{x}研究中心",
    "中国{x}集团有限公司",
    "上海交通大学{x}学院",
    "华中科技大学{x}系",
)
NO_CHANGE = (
    "本月无新进展，下月召开常务理事会后推进。",
    "负责同志出差，工作顺延至下月。",
    "等待上级单位批复。",
    "已完成阶段任务，本月无变化。",
    "会议改期，材料正在准备。",
)
NOT_BEGUN = "本项任务按计划于下一阶段启动。"
DONE_NO_CHANGE = "任务已完成，本月无变化。"
FALLS = ("核查后发现一项工作未达标准，据实下调。", "原计划活动取消，重新核定进度。")
LOWERED = (
    "佐证材料只能证明部分工作，按已证明的部分认定。",
    "制度尚未印发，不能按完成计算。",
    "活动未举办，扣除相应进度。",
)
RETURNED = (
    "未附佐证材料，请补充会议纪要。",
    "进展说明与上月相同，请写明本月实际工作。",
    "进度与说明不符，请核实后重报。",
)
DECIDED = {
    "approved": "情况属实，同意作为例外掌握。",
    "refused": "理由不充分，请按规定整改。",
}
SLIP_ANSWERS = {
    "report_late": (
        "因经办同志出差，月度进展未能按期报送，现已补报。今后由秘书处指定专人负责，每月3日前完成填报。",
        "学会换届期间人员交接，造成逾期。已明确新的填报人和审核人，下月起按期报送。",
    ),
    "plan_late": (
        "改革方案需经常务理事会审议，会议因故延后。现已审议通过并报送，责任人为秘书长。",
    ),
    "stalled": (
        "停滞任务主要涉及制度修订，需待理事会审议。已排定会议时间，会后一个月内完成印发和备案。",
        "经逐项排查，停滞原因是责任分工不清。现已明确每项任务的责任部门和完成时限，按周调度。",
    ),
    "behind": (
        "上半年集中筹备学术年会，改革任务推进较慢。已制定追赶计划，下季度补齐分支机构和会员发展两项。",
        "专职人员不足影响进度。已增配一名专职人员，并将任务分解到各工作委员会，每月检查一次。",
    ),
    "claim": (
        "任务已完成，台账因系统录入滞后未更新。现正补录相关记录，十日内完成，届时请再核验。",
        "经核实，申报时对完成标准理解有偏差，拟在下月进展中据实调整。",
    ),
    "": ("已按要求开展自查，责任人为秘书长，整改措施和完成时限见学会工作计划，按月报告进展。",),
}
SLIP_RETURNED = (
    "答复未写明责任人和完成时限，请补充后重报。",
    "整改措施过于笼统，请逐项列出具体安排。",
)
SLIP_CLOSED = (
    "情况属实，整改措施可行，同意办结，后续进展在月度报告中跟踪。",
    "已按要求整改到位，同意办结。",
)
SLIP_YEAR_OVER = "年度工作已结束，未答复情况转入年度考核一并处理，予以办结。"
SLIP_BY_HAND = (
    "报送理事会换届筹备情况",
    "请于期限内书面报告理事会换届筹备情况，包括筹备组组成、候选人产生办法和时间安排，并附相关会议纪要。",
)
EXTENDED = (
    "学会换届，秘书处正在办理工作交接，来函申请延期报送。",
    "学会办公地点搬迁，台账资料尚在整理，同意延期报送。",
)
REOPENED = (
    "学会来函说明会议制度进度填报有误，申请更正。",
    "核查发现佐证材料对应的是上年度工作，予以更正。",
    "学会补交会员名册，经核实更正个人会员发展进度。",
)
AIMS = (
    "以治理改革为重点，健全会议、分支机构和办事机构制度，提升服务会员能力。",
    "坚持问题导向，补齐组织建设短板，做强学术品牌，扩大社会影响。",
    "完善内部治理，推动秘书处专业化，服务创新驱动发展。",
)
MEASURES = (
    "成立工作小组，按季度检查，年底总结。",
    "由相关分支机构承担，秘书处每月督办。",
    "列入年度工作计划，安排专项经费。",
)


@cache
def _words_of(file_name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name(file_name).read_text(encoding="utf-8"))


def person(rng: random.Random) -> str:
    """Return an invented name."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def narrative(rng: random.Random, number: int, percent: int, turn: int) -> str:
    """Return what a society writes of a task at a percent; consecutive turns differ."""
    words = _words_of("narratives.yaml")
    stage = "done" if percent >= 100 else _stage(percent)
    texts: list[str] = [*words.get(str(number), {}).get(stage, []), *words["any"][stage]]
    return texts[turn % len(texts)].format(n=rng.randint(2, 9))


def _stage(percent: int) -> str:
    if percent < 30:
        return "start"
    return "middle" if percent < 75 else "end"


def claim(rng: random.Random, number: int) -> str:
    """Return why a society claims a task as done that its registers do not bear out."""
    return pick(rng, _words_of("reasons.yaml")["claims"][number])


def excuse(rng: random.Random, check: str) -> str:
    """Return why a society asks to be excused from a check."""
    return pick(rng, _words_of("reasons.yaml")["exceptions"][check])


def pick(rng: random.Random, words: Sequence[str]) -> str:
    """Return one of several sentences."""
    return rng.choice(words)
