"""The typefaces of our documents: full static TrueType files, embedded as used."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

#: Family in the style sheet, weight, and file below the folder of the fonts.
FACES = (
    ("Report Sans", 400, "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"),
    ("Report Sans", 700, "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf"),
    ("Report Serif", 400, "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf"),
    ("Report Serif", 700, "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf"),
)


class FontsMissingError(RuntimeError):
    """The fonts are not installed; the message says which file and what to run."""


def font_face_css(folder: Path) -> str:
    """Return the @font-face rules; FontsMissingError when a file is not there."""
    rules = []
    for family, weight, name in FACES:
        path = folder / name
        if not path.is_file():
            raise FontsMissingError(f"font not found: {path}; run `npm ci`")
        rules.append(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
            f'src: url("{path.resolve().as_uri()}") format("truetype"); }}'
        )
    return "\n".join(rules)


@lru_cache(maxsize=4)
def _covered(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing_characters(text: Iterable[str], folder: Path) -> str:
    """Return the characters for which one of our faces has no glyph, each once, in order."""
    wanted = {ord(character) for character in text if not character.isspace()}
    covered = [_covered(folder / name) for _family, weight, name in FACES if weight == 400]
    missing = {code for code in wanted if not all(code in glyphs for glyphs in covered)}
    return "".join(chr(code) for code in sorted(missing))
