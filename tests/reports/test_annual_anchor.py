"""Finding a passage again, and marking it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.annual.anchor import (
    Change,
    Mark,
    Passage,
    Place,
    marked_html,
    place_of,
    squeezed,
)
from reports.annual.rich_text import clean_html, from_plain, plain_text

TEXT = squeezed(
    "本年度共召开理事会4次、常务理事会12次，审议通过规章制度修订案8项。"
    "学会党委组织学习6次。会员总数达到30125人，比上年增加1200人，入会审批平均用时3天。"
    "学术年会于10月在成都举行，参会代表2600人，交流论文1450篇。会员总数达到新高。"
)


def found(passage: Passage, text: str = TEXT) -> str | None:
    place = place_of(passage, text)
    return None if place is None else text[place.start : place.end]


def test_a_passage_is_found_whatever_blanks_the_browser_gave() -> None:
    place = place_of(Passage("理事会4次、\n\n 常务　理事会12次"), TEXT)
    assert place == Place(6, 20)
    assert TEXT[6:20] == "理事会4次、常务理事会12次"


@pytest.mark.parametrize(
    ("passage", "start"),
    [
        (Passage("会员总数达到", "6次。", "30125人"), TEXT.index("会员总数")),
        (Passage("会员总数达到", "1450篇。", "新高"), TEXT.rindex("会员总数")),
        (Passage("会员总数达到"), TEXT.index("会员总数")),
    ],
)
def test_among_equal_words_those_in_the_same_surroundings_are_meant(
    passage: Passage, start: int
) -> None:
    place = place_of(passage, TEXT)
    assert place is not None
    assert (place.start, place.change) == (start, Change.SAME)


@pytest.mark.parametrize(
    ("quote", "now"),
    [
        ("会员总数达到30126人，比上年增加1201人", "会员总数达到30125人，比上年增加1200人"),
        ("学术年会于9月在成都市举行，参会代表2600人", "学术年会于10月在成都举行，参会代表2600人"),
        ("共召开理事会5次、常务理事会12次", "共召开理事会4次、常务理事会12次"),
    ],
)
def test_an_edited_passage_is_found_and_said_to_be_edited(quote: str, now: str) -> None:
    place = place_of(Passage(quote), TEXT)
    assert place is not None
    assert place.change == Change.EDITED
    assert TEXT[place.start : place.end] == now


def test_of_an_edited_passage_two_thirds_must_still_stand() -> None:
    passage = Passage("甲乙丙丁戊己庚辛壬")  # alike by 2·6 of 9 + 6: exactly 0.8
    assert found(passage, "前文前文甲乙丙丁戊己金木水后文后文") == "甲乙丙丁戊己"
    assert found(passage, "前文前文甲乙丙丁戊金木水火后文后文") is None


def test_words_put_in_the_place_of_a_passage_are_marked_as_rewritten() -> None:
    passage = Passage("会员满意度有所提升", "人，比上年增加1200人，", "平均用时3天")
    place = place_of(passage, TEXT)
    assert place is not None
    assert place.change == Change.REWRITTEN
    assert TEXT[place.start : place.end] == "入会审批"


@pytest.mark.parametrize(
    "passage",
    [
        Passage(""),
        Passage(" \n　"),
        Passage("从未写过的一句话在这里"),
        Passage("短句没了", "不存在", "也不存在"),
        # between what stood around it there is nothing any more
        Passage("另外还有三场讲座和展览", "参会代表2600人，", "交流论文1450篇"),
        # what stood around it is far apart now
        Passage("一场讲座", "本年度共召开理事会", "会员总数达到新高。"),
    ],
)
def test_a_passage_that_is_gone_has_no_place(passage: Passage) -> None:
    assert place_of(passage, TEXT) is None


def test_an_empty_chapter_has_no_place() -> None:
    assert place_of(Passage("会员总数达到", "6次。", "30125人"), "") is None


@settings(max_examples=60)
@given(st.text("甲乙丙丁戊，。", min_size=1, max_size=60), st.data())
def test_every_passage_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    passage = Passage(text[start:end], text[:start], text[end:])
    assert place_of(passage, text) == Place(start, end)


def mark(start: int, end: int, key: int = 7, number: int = 1) -> Mark:
    return Mark(Place(start, end), number, key)


def test_a_mark_goes_around_words_within_their_elements() -> None:
    html = "<p>一二<strong>三 四</strong>五</p><p>六七</p>"
    assert marked_html(html, [mark(1, 6)]) == (
        '<p>一<span class="passage-start" id="passage-7"></span>'
        '<mark class="passage" data-comments="7">二</mark>'
        '<strong><mark class="passage" data-comments="7">三 四</mark></strong>'
        '<mark class="passage" data-comments="7">五</mark></p>'
        '<p><mark class="passage" data-comments="7">六</mark>'
        '<a class="passage-number" href="#comment-7">1</a>七</p>'
    )


def test_marks_may_lie_over_one_another() -> None:
    html = marked_html("<p>一二三四五</p>", [mark(0, 3), mark(2, 5, key=8, number=2)])
    assert re.findall(r'data-comments="([^"]*)">(.*?)</mark>', html) == [
        ("7", "一二"),
        ("7 8", "三"),
        ("8", "四五"),
    ]
    assert html.count("passage-number") == 2
    assert html.count('id="passage-7"') == html.count('id="passage-8"') == 1


@pytest.mark.parametrize(
    "html",
    [
        "<p>a &lt; b &amp; c</p><ul><li>甲</li></ul>",
        '<figure><img data-image="x" alt="图"><figcaption>图注</figcaption></figure>',
        '<table><tbody><tr><td colspan="2">一</td></tr></tbody></table><p>二<br>三</p>',
        "",
    ],
)
def test_a_text_without_marks_stays_as_it_is(html: str) -> None:
    assert marked_html(html, []) == html


def test_what_is_written_in_a_mark_stays_escaped() -> None:
    assert "<script>" not in marked_html(from_plain("<script>alert(1)</script>"), [mark(0, 9)])


@settings(max_examples=60)
@given(st.text("甲乙 <&丙\n", max_size=30), st.data())
def test_marking_changes_no_word(text: str, data: st.DataObject) -> None:
    html = clean_html(from_plain(text))
    size = len(squeezed(plain_text(html)))
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size))
    marked = marked_html(html, [mark(start, end)] if end > start else [])
    without = re.sub(r'<a class="passage-number".*?</a>|</?mark[^>]*>|<span.*?></span>', "", marked)
    assert without == html
