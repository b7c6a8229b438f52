"""What may stand in a chapter: nothing that runs, fetches, hides or styles itself."""

from __future__ import annotations

import re

import pytest

from reports.annual.rich_text import (
    ATTRIBUTES,
    TAGS,
    clean_html,
    from_plain,
    image_digests,
    is_plain,
    plain_text,
    with_addresses,
)

DIGEST = "a" * 64
PICTURE = f'<img data-image="{DIGEST}" alt="合影">'


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>甲<script>alert(1)</script>乙</p>", "<p>甲乙</p>"),
        ("<SCRIPT SRC=//evil.example/x.js></SCRIPT><p>甲</p>", "<p>甲</p>"),
        ("<p onclick='x()' ONMOUSEOVER=x()>甲</p>", "<p>甲</p>"),
        ("<p style='position:fixed;background:url(//evil.example)'>甲</p>", "<p>甲</p>"),
        ("<style>@import '//evil.example';</style><p class=x id=y>甲</p>", "<p>甲</p>"),
        ("<a href='javascript:alert(1)'>甲</a>", "<a>甲</a>"),
        ("<a href='JaVaScRiPt&colon;alert(1)'>甲</a>", "<a>甲</a>"),
        ("<a href='&#1;javascript:alert(1)'>甲</a>", "<a>甲</a>"),
        ("<a href='java\nscript:alert(1)'>甲</a>", "<a>甲</a>"),
        ("<a href='data:text/html,<script>1</script>'>甲</a>", "<a>甲</a>"),
        ("<a href='vbscript:x'>甲</a>", "<a>甲</a>"),
        ("<a href='file:///etc/passwd'>甲</a>", "<a>甲</a>"),
        ("<a href='mailto:a@b.cn' target=_blank ping=/x>甲</a>", '<a href="mailto:a@b.cn">甲</a>'),
        ("<a href='java&#x202e;script:alert(1)'>甲</a>", "<a>甲</a>"),
        ("<a href='java&#xad;script:alert(1)'>甲</a>", "<a>甲</a>"),
        ("<a href='&#x200b;data:text/html,x'>甲</a>", "<a>甲</a>"),
        ("<a href='file&#xfeff;:///etc/passwd'>甲</a>", "<a>甲</a>"),
        ("<a href='/accounts/logout/'>甲</a><a href='#x'>乙</a>", "<a>甲</a><a>乙</a>"),
        ("<a href='\\\\server\\share'>甲</a>", "<a>甲</a>"),
        ("<a href='http:///etc/passwd'>甲</a>", "<a>甲</a>"),
        ("<a href='www.cast.org.cn/a'>甲</a>", '<a href="https://www.cast.org.cn/a">甲</a>'),
        ("<a href='//cast.org.cn'>甲</a>", '<a href="https://cast.org.cn">甲</a>'),
        (
            "<a href='https://cast.org.cn/?a=1&amp;b=年'>甲</a>",
            '<a href="https://cast.org.cn/?a=1&amp;b=年">甲</a>',
        ),
        ("<svg><script>alert(1)</script><text>x</text></svg>甲", "甲"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>甲", "甲"),
        ("<math><mtext><table><mglyph><style><img src=x onerror=1></style>", ""),
        ("<iframe src='//evil.example'>甲</iframe>", "甲"),
        ("<object data=x><embed src=x></object><link rel=stylesheet href=x>甲", "甲"),
        ("<form action=/x><input name=a><button>甲</button></form>", "甲"),
        ("<meta http-equiv=refresh content='0;url=//evil.example'><base href=//x>甲", "甲"),
        ("<template><p>x</p></template><noscript><img src=x></noscript>", ""),
        ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "'&gt;"),
        ("<!-- <script>x</script> --><![CDATA[x]]>甲", "甲"),
        ("<!--[if gte mso 9]><xml><o:p/></xml><![endif]--><p>甲</p>", "<p>甲</p>"),
        ("<p class=MsoNormal lang=ZH-CN>甲<o:p></o:p></p>", "<p>甲</p>"),
        ("<h1>甲</h1><h2>乙</h2><h3>丙</h3>", "甲乙<h3>丙</h3>"),
        ("<p><font color=red><u><s><mark>甲</mark></s></u></font></p>", "<p>甲</p>"),
        ("<td colspan=2>甲</td>", "甲"),
        (
            "<table><tbody><tr><td colspan=0 rowspan=9999 width=1>甲</td></tr></tbody></table>",
            "<table><tbody><tr><td>甲</td></tr></tbody></table>",
        ),
        ("<p>甲<strong>乙", "<p>甲<strong>乙</strong></p>"),
        ("&lt;script&gt;", "&lt;script&gt;"),
    ],
)
def test_only_plain_structure_stays(written: str, kept: str) -> None:
    assert clean_html(written) == kept


@pytest.mark.parametrize(
    "image",
    [
        "<img src='https://evil.example/x.png' alt=x>",
        "<img src=x onerror=alert(1)>",
        "<img src='data:image/svg+xml,<svg onload=x>'>",
        "<img data-image='../../etc/passwd' alt=x>",
        f"<img data-image='{DIGEST}0' alt=x>",
        f"<img data-image='{DIGEST.upper()}' alt=x>",
        f"<img alt='data-image={DIGEST}' src=x>",
        "<image src=x>",
        "<picture><source srcset='//evil.example/x.png'></picture>",
    ],
)
def test_picture_that_is_not_ours_goes(image: str) -> None:
    assert clean_html(f"<p>甲{image}</p>") == "<p>甲</p>"


def test_picture_of_ours_keeps_its_words_only() -> None:
    written = f"<img data-image='{DIGEST}' src='//evil.example' srcset=x onload=x alt='合影'>"
    assert clean_html(written) == PICTURE


@pytest.mark.parametrize("alt", ['a" onerror="x', "><script>x</script>", "data-image='b'"])
def test_words_of_a_picture_cannot_leave_their_place(alt: str) -> None:
    quoted = alt.replace('"', "&quot;")
    kept = clean_html(f'<p><img data-image="{DIGEST}" alt="{quoted}"></p>')
    addressed = with_addresses(kept, lambda digest: f"/images/{digest}/")
    assert re.sub(r'"[^"]*"', '""', addressed) == '<p><img data-image="" alt="" src=""></p>'
    assert image_digests(kept) == [DIGEST]


def test_cleaning_twice_changes_nothing() -> None:
    written = f"<h3>甲</h3><ul><li>乙<ul><li>丙</li></ul></li></ul><figure>{PICTURE}</figure>&nbsp;"
    once = clean_html(written)
    assert clean_html(once) == once


def test_no_element_that_is_kept_can_run_or_fetch() -> None:
    assert not TAGS & {"script", "style", "iframe", "object", "embed", "form", "input", "svg"}
    attributes = {name for names in ATTRIBUTES.values() for name in names}
    assert not attributes & {"src", "srcset", "style", "class", "id", "action", "background"}


def test_pictures_get_addresses_and_are_named_once() -> None:
    html = clean_html(f"<p>{PICTURE}{PICTURE}</p>")
    assert image_digests(html) == [DIGEST]
    assert with_addresses(html, lambda digest: f"/{digest}").count(f'src="/{DIGEST}"') == 2


def test_words_alone_have_a_line_for_each_block() -> None:
    html = "<h3>甲</h3><p>乙<br>丙</p><table><tr><td>1</td><td>2</td></tr></table>&amp;"
    assert plain_text(html) == "甲\n乙\n丙\n1 2\n&"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", True),
        ("<p>甲 &lt;b&gt;</p><p>乙</p>", True),
        ("<p>甲<br>乙</p>", False),
        ("<p><strong>甲</strong></p>", False),
        ("<h3>甲</h3>", False),
        (PICTURE, False),
    ],
)
def test_plain_is_what_lines_hold(html: str, expected: bool) -> None:
    assert is_plain(html) is expected
    if expected:
        assert from_plain(plain_text(html)) == html
