"""The words by which files name the choices of a member, beside the portal's own."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from members.enums import MemberGrade, MemberKind
from societies.enums import Sector, Sex

CHOICES: dict[str, Any] = {
    "kind": MemberKind,
    "grade": MemberGrade,
    "gender": Sex,
    "sector": Sector,
}
_OTHER_WORDS = {
    "kind": {
        "个人": "individual",
        "个人会员": "individual",
        "person": "individual",
        "单位": "unit",
        "单位会员": "unit",
        "团体": "unit",
        "团体会员": "unit",
    },
    "grade": {
        "普通": "ordinary",
        "普通会员": "ordinary",
        "会员": "ordinary",
        "高级": "senior",
        "高级会员": "senior",
        "会士": "fellow",
        "学生": "student",
        "学生会员": "student",
        "外籍": "foreign",
        "外籍会员": "foreign",
        "港澳台": "hk_macao_taiwan",
        "港澳台会员": "hk_macao_taiwan",
        "名誉": "honorary",
        "名誉会员": "honorary",
        "荣誉会员": "honorary",
        "单位会员": "unit",
        "普通单位": "unit",
        "理事单位": "unit_council",
        "常务理事单位": "unit_standing",
    },
    "gender": {
        "男": "male",
        "m": "male",
        "男性": "male",
        "女": "female",
        "f": "female",
        "女性": "female",
    },
    "sector": {
        "高校": "university",
        "高等院校": "university",
        "高等学校": "university",
        "大学": "university",
        "科研院所": "institute",
        "研究所": "institute",
        "科研机构": "institute",
        "企业": "enterprise",
        "国有企业": "enterprise",
        "非公": "non_public",
        "非公有制": "non_public",
        "非公有制企业": "non_public",
        "民营企业": "non_public",
        "医院": "hospital",
        "医疗机构": "hospital",
        "政府": "government",
        "机关": "government",
        "政府机关": "government",
        "学生": "student",
        "退休": "retired",
        "离退休": "retired",
        "其他": "other",
    },
}


def words_of(column: str) -> dict[str, str]:
    """Return every word for each value of a column, in both languages."""
    choices = CHOICES[column]
    words: dict[str, str] = {value: value for value in choices.values}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            words |= {str(label): value for value, label in choices.choices}
    return {**_OTHER_WORDS[column], **words}
