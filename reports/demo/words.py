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


def chapter(rng: random.Random, head: str, name: str) -> str:
    """Return the text of one chapter of an annual report, paragraphs apart by blank lines."""
    numbers = {
        letter: rng.randint(low, low + 9) for letter, low in zip("abcd", (12, 8, 3, 4), strict=True)
    }
    paragraphs: list[str] = _words_of("chapters.yaml")[head]
    return "\n\n".join(text.format(name=name, **numbers) for text in paragraphs)


def pick(rng: random.Random, words: Sequence[str]) -> str:
    """Return one of several sentences."""
    return rng.choice(words)
