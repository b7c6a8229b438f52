"""Plain text becomes paragraphs and lists, never markup."""

import pytest

from societies.plain_text import Block, blocks_of


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        (" \n\n", []),
        ("一\n二\n\n三", [Block("paragraph", ("一", "二")), Block("paragraph", ("三",))]),
        ("- 甲\n- 乙", [Block("bullets", ("甲", "乙"))]),
        ("- 甲\n\n- 乙", [Block("bullets", ("甲", "乙"))]),
        ("1. 甲\n2、乙\n（3）丙", [Block("numbers", ("甲", "乙", "丙"))]),
        ("3. 丙\n4. 丁", [Block("numbers", ("丙", "丁"), 3)]),
        ("1. 甲\n1. 乙", [Block("numbers", ("甲",)), Block("numbers", ("乙",))]),
        (
            "1. 甲\n正文\n2. 乙",
            [
                Block("numbers", ("甲",)),
                Block("paragraph", ("正文",)),
                Block("numbers", ("乙",), 2),
            ],
        ),
        ("2017.6.30前报送", [Block("paragraph", ("2017.6.30前报送",))]),
        ("1.5倍", [Block("paragraph", ("1.5倍",))]),
        ("-5 度", [Block("paragraph", ("-5 度",))]),
        ("2017、2018年", [Block("paragraph", ("2017、2018年",))]),
        ("-", [Block("paragraph", ("-",))]),
        ("a\r\nb\u2028c", [Block("paragraph", ("a", "b", "c"))]),
        ("<b>x</b>", [Block("paragraph", ("<b>x</b>",))]),
    ],
)
def test_text_is_read_as_blocks(text: str, blocks: list[Block]) -> None:
    assert blocks_of(text) == blocks
