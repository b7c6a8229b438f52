"""Societies found by what people type of their Chinese names."""

import csv

import pytest

from societies.management.commands.load_societies import SHIPPED
from societies.models import Society
from societies.models import society as society_models
from societies.pinyin import is_read_as, reading
from societies.services.societies import load_societies
from tests.factories.societies import SocietyFactory

PHYSICS = "zhong guo wu li xue hui"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("中国物理学会", PHYSICS),
        ("中国会计学会", "zhong guo kuai ji xue hui"),
        ("重庆市科学技术协会", "chong qing shi ke xue ji shu xie hui"),
        ("中国重型机械工业协会", "zhong guo zhong xing ji xie gong ye xie hui"),
        ("中国音乐家协会", "zhong guo yin yue jia xie hui"),
        ("中国长城学会", "zhong guo chang cheng xue hui"),
        ("中国银行业协会", "zhong guo yin hang ye xie hui"),
        ("中国流行色协会", "zhong guo liu xing se xie hui"),
        ("中国遗传学会", "zhong guo yi chuan xue hui"),
        ("中国青藏高原研究会", "zhong guo qing zang gao yuan yan jiu hui"),
        ("中国现场统计研究会", "zhong guo xian chang tong ji yan jiu hui"),
        ("中国海洋湖沼学会", "zhong guo hai yang hu zhao xue hui"),
        ("中国卒中学会", "zhong guo cu|zu zhong xue hui"),
        ("中国女医师协会", "zhong guo nv|nu yi shi xie hui"),
        ("中国A-1学会（筹）", "zhong guo a1 xue hui chou"),
        ("", ""),
    ],
)
def test_name_is_read_as_societies_say_it(name: str, expected: str) -> None:
    assert reading(name) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "zgwlxh",
        "zhongguo wuli",
        "Zhongguo Wuli Xuehui",
        "zhong'guo",
        "wuli",
        "wl",
        "wulixh",
        "zhongg wl",
        "ＷＬＸＨ",
    ],
)
def test_pinyin_and_initials_find_a_name(typed: str) -> None:
    assert is_read_as(PHYSICS, typed)


@pytest.mark.parametrize(
    "typed", ["w", "zgxh", "wlzg", "uli", "wulix huii", "物理", "wl%", "wl1", ""]
)
def test_other_letters_find_nothing(typed: str) -> None:
    assert not is_read_as(PHYSICS, typed)


@pytest.mark.parametrize("typed", ["nv", "nu", "nü", "zgnyshh", "nvyishi"])
def test_both_readings_of_a_syllable_find_it(typed: str) -> None:
    is_found = typed != "zgnyshh"
    assert is_read_as(reading("中国女医师协会"), typed) is is_found


def test_ambiguous_letters_are_told_apart() -> None:
    assert is_read_as("xi an", "xian")
    assert is_read_as("xian", "xian")
    assert not is_read_as("guo " * 100, "g" * 59 + "x")


def test_word_said_again_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def read(_syllables: str, typed: str) -> bool:
        asked.append(typed)
        return typed == "wl"

    monkeypatch.setattr(society_models, "is_read_as", read)
    society = Society(code="A-02", name_zh="中国物理学会", name_pinyin=PHYSICS)
    assert society.is_called("wl " * 1000)
    assert asked.count("wl") == 1


@pytest.mark.django_db
def test_every_shipped_society_is_found_by_its_initials() -> None:
    load_societies(data=SHIPPED.read_bytes())
    with SHIPPED.open(encoding="utf-8-sig") as file:
        names = {row["code"]: row["name_zh"] for row in csv.DictReader(file)}
    for society in Society.objects.all():
        syllables = [each.split("|")[0] for each in society.name_pinyin.split()]
        assert len(syllables) == len(names[society.code])
        assert society.is_called("".join(syllable[0] for syllable in syllables))
        assert society.is_called(" ".join(syllables))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("物理", ["A-02"]),
        ("wlxh", ["A-02"]),
        ("physical", ["A-02"]),
        ("a-02", ["A-02"]),
        ("A02", ["A-02"]),
        ("Ａ－０２", ["A-02"]),
        ("zhongguo", ["A-01", "A-02"]),
        (" ", ["A-01", "A-02"]),
        ("中国 物理", ["A-02"]),
        ("wuli zhongguo", ["A-02"]),
        ("物理 数学", []),
        ("PS", ["A-02"]),
        ("%", []),
    ],
)
def test_societies_are_found_by_any_of_their_names(typed: str, codes: list[str]) -> None:
    SocietyFactory(code="A-01", name_zh="中国数学会", name_en="Mathematical Society")
    SocietyFactory(code="A-02", name_zh="中国物理学会", name_en="Physical Society")
    assert list(Society.objects.called(typed).values_list("code", flat=True)) == codes


@pytest.mark.django_db
def test_reading_follows_the_name() -> None:
    society = SocietyFactory(code="A-01", name_zh="旧名")
    load_societies(data="code,name_zh,name_en,discipline\nA-01,新名,,science\n".encode())
    society.refresh_from_db()
    assert society.name_pinyin == "xin ming"
    society.name_zh = "又名"
    society.save(update_fields=["name_zh"])
    society.refresh_from_db()
    assert society.name_pinyin == "you ming"
