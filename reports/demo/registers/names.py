"""Invented people of the demo's registers."""

from __future__ import annotations

import random
from dataclasses import dataclass

from societies.enums import Sector, Sex

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
MALE = (
    "伟强磊洋勇军杰涛超明刚平辉鹏华飞波斌宇浩凯健俊帆帅旭宁龙林建国文志海春永光天达宏新立振"
    "思远恒启元仁义德庆松柏峰岩江河"
)
FEMALE = (
    "芳娜敏静丽艳娟霞秀燕玲桂兰英梅红萍慧莹雪琳晶妍茜秋珊莎黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓"
    "纨仪荷丹蓉眉君琴蕊薇菁梦岚"
)
FOREIGN = (
    ("John Whitfield", "美国"),
    ("Maria Lindqvist", "瑞典"),
    ("Pierre Delacourt", "法国"),
    ("Kenji Moriyama", "日本"),
    ("Anna Kowalczyk", "波兰"),
    ("Thomas Eberhardt", "德国"),
)
#: Where members and office-holders work, by sector; {x} is the society's subject.
EMPLOYERS: dict[str, tuple[str, ...]] = {
    Sector.UNIVERSITY: (
        "北京大学",
        "清华大学",
        "浙江大学",
        "复旦大学",
        "南京大学",
        "武汉大学",
        "西安交通大学",
        "中山大学",
        "哈尔滨工业大学",
        "四川大学",
        "吉林大学",
        "兰州大学",
        "云南大学",
    ),
    Sector.INSTITUTE: (
        "中国科学院{x}研究所",
        "中国{x}科学研究院",
        "国家{x}研究中心",
        "上海{x}研究所",
        "陕西省{x}研究院",
    ),
    Sector.ENTERPRISE: (
        "中国{x}集团有限公司",
        "北京{x}技术有限公司",
        "深圳{x}股份有限公司",
        "江苏{x}装备有限公司",
    ),
    Sector.NON_PUBLIC: ("杭州{x}科技有限公司", "成都{x}工作室", "苏州{x}新材料有限公司"),
    Sector.HOSPITAL: ("北京协和医院", "华西医院", "瑞金医院", "中山医院", "湘雅医院"),
    Sector.GOVERNMENT: ("国家有关部委", "省科学技术协会", "省科学技术厅"),
    Sector.STUDENT: ("北京大学", "清华大学", "浙江大学", "中南大学", "同济大学"),
    Sector.RETIRED: ("原单位已退休",),
    Sector.OTHER: ("行业协会", "学会秘书处"),
}
REGIONS = (
    *(
        "北京",
        "北京",
        "北京",
        "北京",
        "上海",
        "上海",
        "江苏",
        "江苏",
        "浙江",
        "广东",
        "广东",
        "湖北",
    ),
    *(
        "陕西",
        "四川",
        "山东",
        "辽宁",
        "天津",
        "湖南",
        "安徽",
        "河南",
        "吉林",
        "黑龙江",
        "重庆",
        "福建",
    ),
    *(
        "河北",
        "江西",
        "云南",
        "甘肃",
        "山西",
        "广西",
        "贵州",
        "新疆",
        "内蒙古",
        "海南",
        "宁夏",
        "青海",
    ),
    "西藏",
)
_SECTORS = (
    [Sector.UNIVERSITY] * 9
    + [Sector.INSTITUTE] * 6
    + [Sector.ENTERPRISE] * 4
    + [Sector.HOSPITAL] * 1
    + [Sector.NON_PUBLIC] * 1
)


@dataclass(slots=True)
class Person:
    """Somebody who holds seats."""

    name: str
    sex: str
    birth_year: int
    is_party_member: bool
    sector: str
    employer: str


def names(rng: random.Random, sexes: list[str]) -> list[str]:
    """Return a name for each of the sexes; names may come twice, as they do."""
    count = len(sexes)
    surnames = rng.choices(SURNAMES, k=count)
    first = rng.choices(MALE, k=count), rng.choices(FEMALE, k=count)
    second = rng.choices(MALE + "   ", k=count), rng.choices(FEMALE + "   ", k=count)
    return [
        f"{surnames[i]}{first[female][i]}{second[female][i]}".rstrip()
        for i, female in enumerate(sex == Sex.FEMALE for sex in sexes)
    ]


class Crowd:
    """People of one society, no two of one name."""

    def __init__(self, rng: random.Random, subject: str) -> None:
        """Begin with nobody."""
        self.rng = rng
        self.subject = subject
        self.taken: set[str] = set()

    def person(self, *, born: tuple[int, int], name: str = "") -> Person:
        """Return one new person, born in those years."""
        rng = self.rng
        sex = Sex.FEMALE if rng.random() < 0.22 else Sex.MALE
        while not name or name in self.taken:
            name = names(rng, [sex])[0]
        self.taken.add(name)
        sector = rng.choice(_SECTORS)
        return Person(
            name,
            sex,
            rng.randint(*born),
            rng.random() < 0.68,
            sector,
            self.employer(sector),
        )

    def employer(self, sector: str) -> str:
        """Return a place of work of that sector."""
        return self.rng.choice(EMPLOYERS[sector]).format(x=self.subject)
