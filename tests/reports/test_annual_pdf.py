"""From HTML to PDF: what may be fetched, which glyphs are there, a process that can be killed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from weasyprint.text import ffi

from reports.pdf.charts import palette
from reports.pdf.fetcher import OwnFilesFetcher
from reports.pdf.fonts import FACES, FontsMissingError, font_face_css, missing_characters
from reports.pdf.messages import RenderRequest, read_message, write_message
from reports.pdf.process import RenderError, RenderProcess
from reports.pdf.renderer import Renderer, RendererUnavailableError
from reports.pdf.text import Block, characters, clean_text, text_blocks
from reports.services.rendering import STYLESHEETS

FONTS = settings.FONTS_DIR
#: Rare characters of people's names that fonts of the common set lack.
RARE_NAME = "𬱖㛃喆犇赟翀"
#: Characters of the common table of 2013 (8,105) outside the blocks that every font has.
COMMON_BUT_RARE = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣"
    "䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮鿍鿎鿏𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰"
    "𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩"
    "𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬"
    "𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(fonts=FONTS, stylesheets=STYLESHEETS)


@pytest.fixture
def process() -> Iterator[RenderProcess]:
    with RenderProcess(fonts=FONTS, stylesheets=STYLESHEETS) as process:
        yield process


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x.png",
        "file://example.org/etc/passwd",
        "x.png",
    ],
)
def test_fetcher_refuses_what_is_not_ours(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message differs by case
        OwnFilesFetcher(FONTS).fetch(url)


def test_fetcher_refuses_to_climb_out(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ours.mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    (ours / "link.png").symlink_to(tmp_path / "secret.png")
    fetcher = OwnFilesFetcher(ours)
    for name in ("../secret.png", "%2e%2e/secret.png", "link.png"):
        with pytest.raises(ValueError, match="not one of our files"):
            fetcher.fetch(f"{ours.as_uri()}/{name}")


def test_fetcher_gives_our_files_and_data(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(b"<svg/>")
    (tmp_path / "settings.py").write_bytes(b"SECRET = 1")
    fetcher = OwnFilesFetcher(tmp_path)
    assert fetcher.fetch((tmp_path / "a.svg").as_uri()).read() == b"<svg/>"
    assert fetcher.fetch("data:text/plain,hello").read() == b"hello"
    with pytest.raises(ValueError, match="not a kind of file"):
        fetcher.fetch((tmp_path / "settings.py").as_uri())


def test_rare_characters_of_names_have_glyphs(renderer: Renderer) -> None:
    html = f'<body style="font-family: Report Serif"><p>{RARE_NAME}</p></body>'
    pdf = renderer.render(RenderRequest(html))
    assert pdf.missing == ""
    with pikepdf.open(io.BytesIO(pdf.data)) as document:
        fonts = document.pages[0].Resources.Font.values()
        unicode_map = "".join(font.ToUnicode.read_bytes().decode() for font in fonts).lower()
    for character in RARE_NAME:
        assert character.encode("utf-16-be").hex() in unicode_map


def test_common_characters_have_glyphs_in_every_face() -> None:
    assert len(COMMON_BUT_RARE) == 276
    codes = set(map(ord, COMMON_BUT_RARE))
    for _family, _weight, name in FACES:
        with TTFont(FONTS / name, lazy=True) as font:
            assert codes <= set(font.getBestCmap()), name


def test_characters_without_a_glyph_are_reported() -> None:
    assert missing_characters(f"{RARE_NAME} 正文 \U0001f600\U0001f600", FONTS) == "\U0001f600"


def test_fonts_are_embedded_subsets(renderer: Renderer) -> None:
    html = "<body><h1>年度报告</h1><p>正文 <b>粗体</b></p></body>"
    with pikepdf.open(io.BytesIO(renderer.render(RenderRequest(html)).data)) as document:
        fonts = [str(font.BaseFont) for font in document.pages[0].Resources.Font.values()]
    assert fonts
    assert all(re.fullmatch(r"/[A-Z]{6}\+Report-S(ans|erif)(-Bold)?", font) for font in fonts)


def test_missing_font_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontsMissingError, match="NotoSansSC_400Regular"):
        font_face_css(tmp_path)
    assert font_face_css(FONTS).count("@font-face") == len(FACES)


def test_missing_subsetter_fails_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ffi.harfbuzz_subset is not None
    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    with pytest.raises(RendererUnavailableError, match="libharfbuzz-subset0"):
        Renderer(fonts=FONTS, stylesheets=())


def test_same_document_gives_the_same_bytes(renderer: Renderer, process: RenderProcess) -> None:
    html = "<body><h1>年度报告</h1><p>正文</p></body>"
    first = renderer.render(RenderRequest(html, "a"))
    assert renderer.render(RenderRequest(html, "a")) == first
    assert process.render(html, identifier="a") == first


def test_process_goes_on_after_a_document_that_fails(process: RenderProcess) -> None:
    assert process.render("<p>正文</p>").pages == 1
    pid = process.pid
    with pytest.raises(RenderError, match="UnicodeEncodeError"):
        process.render("<p>正文</p>", identifier="\ud800")
    assert process.render("<p>正文</p>").pages == 1
    assert process.pid == pid


def test_process_is_killed_when_a_document_takes_too_long() -> None:
    with RenderProcess(fonts=FONTS, stylesheets=STYLESHEETS, timeout=0.05) as process:
        with pytest.raises(RenderError, match="longer than"):
            process.render("<p>x</p>" * 200_000)
        assert process.pid is None


def test_process_that_died_is_replaced(process: RenderProcess) -> None:
    process.render("<p>1</p>")
    assert process._child is not None
    process._child.kill()
    process._child.wait()
    assert process.render("<p>2</p>").pages == 1


def test_process_tells_why_it_cannot_start(tmp_path: Path) -> None:
    with (
        RenderProcess(fonts=tmp_path, stylesheets=()) as process,
        pytest.raises(RenderError, match="font not found"),
    ):
        process.render("<p>x</p>")


def test_process_leaves_nothing_behind(process: RenderProcess) -> None:
    process.render("<p>x</p>")
    folder = Path(process._folder.name)
    assert folder.is_dir()
    process.close()
    assert not folder.exists()


def test_messages_survive_the_way() -> None:
    stream = io.BytesIO()
    write_message(stream, {"identifier": "甲"}, "正文\n{}".encode())
    stream.seek(0)
    message = read_message(stream)
    assert message is not None
    assert message[0]["identifier"] == "甲"
    assert message[1].decode() == "正文\n{}"
    assert read_message(stream) is None


def test_message_cut_short_is_an_error() -> None:
    with pytest.raises(EOFError):
        read_message(io.BytesIO(b'{"length": 10}\nabc'))


def test_text_becomes_paragraphs_and_lists() -> None:
    text = "第一段\r\n\r\n- 甲\n• 乙\n第二段\n-无空格\n- 丙"
    assert text_blocks(text) == (
        Block(False, ("第一段",)),
        Block(True, ("甲", "乙")),
        Block(False, ("第二段",)),
        Block(False, ("-无空格",)),
        Block(True, ("丙",)),
    )


def test_text_loses_control_and_direction_characters_only() -> None:
    assert clean_text("a\x00b\u202ec\td\u2028e  \n\n") == "abc d\ne"
    assert clean_text(RARE_NAME) == RARE_NAME


def test_characters_count_no_white_space() -> None:
    assert characters("年 度\n报\u3000告") == 4


def test_palette_reads_the_tokens_of_the_pages() -> None:
    colours = palette(STYLESHEETS[0])
    assert colours["structure"] == "#0f4c8a"
    assert colours["bar_ground"].startswith("#")
