"""The columns of a file of members, by whatever head they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import pgettext

from members.fields import COLUMNS
from members.importing.problems import FileProblems, Problem

_OTHER_HEADS = {
    "society_code": ("society code", "society", "code", "学会代码", "学会编号", "学会编码", "学会"),
    "registration_no": (
        "registration number",
        "registration no",
        "member number",
        "登记号",
        "会员号",
        "会员编号",
        "会员登记号",
        "统一登记号",
        "会员证号",
        "登记编号",
    ),
    "name": ("姓名", "名称", "姓名或名称", "姓名/名称", "会员姓名", "单位名称"),
    "kind": ("类别", "会员类别", "类型", "会员类型", "种类"),
    "grade": ("等级", "会员等级", "级别", "会员级别"),
    "gender": ("sex", "性别"),
    "birth_on": ("born on", "date of birth", "birth date", "出生日期", "出生年月", "生日"),
    "id_number": (
        "identity number",
        "id number",
        "证件号",
        "证件号码",
        "身份证",
        "身份证号",
        "身份证号码",
    ),
    "phone": ("telephone", "mobile", "手机", "手机号", "手机号码", "电话", "联系电话", "电话号码"),
    "email": ("e-mail", "邮箱", "电子邮箱", "电子邮件", "电邮"),
    "employer": ("工作单位", "单位", "所在单位"),
    "sector": ("领域", "单位性质", "单位类型", "工作领域", "行业", "界别"),
    "region": ("地区", "所在地区", "省份", "省市", "地域"),
    "joined_on": ("joined on", "joined", "入会日期", "入会时间", "加入日期"),
    "left_on": ("left on", "left", "退会日期", "退会时间", "离会日期"),
}
#: The column that the portal itself adds to a file that has to be corrected.
CORRECTION = "to_correct"
_CORRECTION_HEADS = ("to correct", "需更正", "需要更正", "需改正")
#: Numbers the rows of people's own lists: says nothing of a member.
SERIAL = "serial"
_SERIAL_HEADS = ("#", "序号", "行号", "serial number")
#: How many wrong heads are named each.
_MOST_TOLD = 20
_HEADS = {head: name for name, heads in _OTHER_HEADS.items() for head in (name, *heads)}
_HEADS |= dict.fromkeys(_CORRECTION_HEADS, CORRECTION) | dict.fromkeys(_SERIAL_HEADS, SERIAL)


@dataclass(frozen=True)
class Layout:
    """Where each column stands in the file; `width` counts all its columns.

    `names` has every column by its place, that of corrections too.
    """

    places: dict[str, int]
    width: int
    names: dict[int, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The machine names of the columns that the file has, in the order of the template."""
        return tuple(name for name in COLUMNS if name in self.places)


def correction_head() -> str:
    """Return the head of the column that says what to correct."""
    return pgettext("column", "To correct")


def bare_head(head: str) -> str:
    """Return a head without what people add to it: marks of duty, notes in brackets, blanks."""
    text = head.strip().lower().replace("（", "(").partition("(")[0]
    return " ".join(text.strip(" *＊:：").split())


def read_layout(
    head: Sequence[str], *, needs_society: bool, more_heads: dict[str, str] | None = None
) -> Layout:
    """Find the columns by machine name, Chinese or English head; raises FileProblems.

    `more_heads` are the portal's own words for its columns.
    """
    names = {bare_head(words): name for words, name in (more_heads or {}).items()} | _HEADS
    width = max((place for place, text in enumerate(head, 1) if text.strip()), default=0)
    if not width:
        raise FileProblems(("", "empty_file", {}))
    places: dict[str, int] = {}
    all_names: dict[int, str] = {}
    problems: list[Problem] = []
    for place, text in enumerate(head[:width]):
        bare = bare_head(text)
        name = names.get(bare, "")
        all_names[place] = name
        if name in (CORRECTION, SERIAL):
            continue
        if not name:
            problems.append((text.strip()[:40] or f"#{place + 1}", "unknown_column", {}))
        elif name in places:
            problems.append((name, "double_column", {}))
        else:
            places[name] = place
    if not places:
        raise FileProblems(("", "no_heads", {}))
    needed = ("society_code",) * needs_society + ("registration_no",)
    missing: list[Problem] = [(n, "missing_column", {}) for n in needed if n not in places]
    problems = missing + problems
    if len(problems) > _MOST_TOLD:
        rest = {"count": f"{len(problems) - _MOST_TOLD:,}"}
        problems = [*problems[:_MOST_TOLD], ("", "more_columns", rest)]
    if problems:
        raise FileProblems(*problems)
    return Layout(places, width, all_names)
