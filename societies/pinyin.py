"""Chinese names read as pinyin, and found by what people type of it.

Pure. The readings are worked out when a name is written and kept with it: the dictionary behind
them takes a second and 50 MB, which no process that only reads should spend.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: Words that the dictionary reads otherwise than societies do, or that are read in two ways.
READINGS = {"卒中": "cu|zu zhong"}
#: Fewer letters than this would find nearly everything.
FEWEST_LETTERS = 2
_WORDS = re.compile("|".join(map(re.escape, READINGS)))
_LETTERS = re.compile(r"[a-z]+\Z")
_BETWEEN = re.compile(r"[\s'’·.-]+")


def reading(name: str) -> str:
    """Return the syllables of a name, apart: `zhong guo wu li xue hui`; `cu|zu` is either."""
    parts: list[str] = []
    at = 0
    for found in _WORDS.finditer(name):
        parts += _syllables(name[at : found.start()])
        parts.append(READINGS[found.group()])
        at = found.end()
    parts += _syllables(name[at:])
    return " ".join(parts)


def _syllables(text: str) -> Iterator[str]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- see above: slow and large

    for part in lazy_pinyin(text):
        syllable = re.sub(r"[\W_|]+", "", part.casefold())
        if "v" in syllable and syllable[0] in "ln":
            yield f"{syllable}|{syllable.replace('v', 'u')}"
        elif syllable:
            yield syllable


def plain(text: str) -> str:
    """Return text as it is compared: half-width, lower case, nothing at the ends."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def acronym(name: str) -> str:
    """Return the initials of an English name's main words: `ccf` of China Computer Federation."""
    return "".join(word[0] for word in re.findall(r"[A-Z]\w*", name)).casefold()


def is_read_as(syllables: str, typed: str) -> bool:
    """Whether some syllables in a row begin as typed: `wuli`, `wl`, `zhongguo wl`, `zgwlxh`."""
    letters = _BETWEEN.sub("", plain(typed).replace("ü", "v"))
    if len(letters) < FEWEST_LETTERS or not _LETTERS.match(letters):
        return False
    forms = [syllable.split("|") for syllable in syllables.split()]
    return any(_begins(forms[start:], letters) for start in range(len(forms)))


def _begins(forms: list[list[str]], letters: str) -> bool:
    """Whether the letters are beginnings of the first, second … syllable, none passed over."""
    reached = {0}
    for syllable in forms:
        reached = {
            at + length
            for at in reached
            for form in syllable
            for length in range(1, len(form) + 1)
            if letters.startswith(form[:length], at)
        }
        if len(letters) in reached:
            return True
    return False
