"""What the law says of branches: how they are named, and under whom they stand.

Pure: plain facts in, findings out. A branch set up while a rule is in force may not break it; one
set up before, on a day nobody knows, or closed meanwhile may be recorded, and is flagged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from societies import places
from societies.bilingual import pick
from societies.enums import Body, BranchKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: since when it is in force, what it says, and where it is written."""

    in_force_on: date
    says: _StrPromise
    source_zh: str
    source_en: str

    @property
    def source(self) -> str:
        """The document and the item, in the reader's language."""
        return pick(self.source_zh, self.source_en)


_CIRCULAR = (
    "民政部通知（民发〔2014〕38号）第{}条",
    "Ministry of Civil Affairs, circular Minfa [2014] No. 38, item {}",
)
_NAMES = (
    "《社会组织名称管理办法》（民政部令第69号）第十七条",
    "Measures on the names of social organisations (Ministry of Civil Affairs, Order 69), art. 17",
)
_CIRCULAR_ON = date(2014, 2, 26)
_NAMES_ON = date(2024, 5, 1)


def _circular(says: _StrPromise, item_zh: str, item_en: int) -> Rule:
    return Rule(_CIRCULAR_ON, says, _CIRCULAR[0].format(item_zh), _CIRCULAR[1].format(item_en))


#: Every rule by its code, which tests and texts refer to.
RULES = {
    "decision": _circular(
        _("The council or the standing council decides on a branch, in minutes."), "二", 2
    ),
    "legal_person": _circular(_("A branch is no legal person."), "三", 3),
    "own_charter": _circular(_("A branch has no charter of its own."), "三", 3),
    "regional": _circular(_("A society sets up no regional branches."), "四", 4),
    "sub_branch": _circular(_("A branch stands under the society, not under a branch."), "四", 4),
    "full_name": Rule(_NAMES_ON, _("The name begins with the society's full name."), *_NAMES),
    "ending": Rule(_NAMES_ON, _("The name ends on a word for its kind of branch."), *_NAMES),
    "like_legal_person": Rule(
        _NAMES_ON, _("The name must not sound like a legal person's."), *_NAMES
    ),
    "national_word": Rule(
        _NAMES_ON,
        _("Words for the whole country stand in the society's own name, or qualify the subject."),
        *_NAMES,
    ),
}

#: What names of each kind end on; for branches the law's list is open, for offices it is closed.
ENDINGS = {
    BranchKind.SUBSOCIETY: ("分会",),
    BranchKind.PROFESSIONAL: ("专业委员会", "专家委员会", "技术委员会", "专委会"),
    BranchKind.WORKING: ("工作委员会", "工委会"),
    BranchKind.FUND: ("专项基金管理委员会",),
    BranchKind.REPRESENTATIVE: ("代表处", "办事处", "联络处"),
}
_ENDINGS_BY_KIND = {str(kind): endings for kind, endings in ENDINGS.items()}
_ALL_ENDINGS = tuple(ending for endings in ENDINGS.values() for ending in endings)
LEGAL_PERSONS = ("中心", "联盟", "研究会", "促进会", "研究院")
#: Those of them that no subject's name has inside.
_NEVER_A_SUBJECT = ("联盟", "研究会", "促进会")
NATIONAL_WORDS = ("中国", "全国", "中华")
#: After such a word 中国 and 中华 name a subject, such as 中国古代史.
_SUBJECTS = ("古", "近", "现代", "当代", "史", "历史", "哲学", "思想", "文", "语", "传统", "民族")
_BODIES = dict(Body.choices)
_SOCIETY_ITSELF = ("学会", "本会", "本学会")


@dataclass(frozen=True, slots=True)
class Subject:
    """What the rules look at: a branch, and the society it belongs to."""

    name: str
    kind: str
    parent: str
    set_up_on: date | None
    closed_on: date | None
    decided_by: str
    has_own_charter: bool | None
    is_legal_person: bool | None
    society_code: str
    society_name: str
    society_name_en: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: where it shows, what is found, and whether the record is refused."""

    code: str
    field: str
    found: str
    is_refused: bool

    @property
    def rule(self) -> Rule:
        """The rule that is broken."""
        return RULES[self.code]


def check_branch(branch: Subject) -> list[Finding]:
    """Return every rule that the branch breaks, and whether it may be recorded all the same."""
    return [
        Finding(code, field, found, is_strict and _is_bound(branch, RULES[code]))
        for code, field, found, is_strict in _broken(branch)
    ]


def parent_branch(
    parent: str, *, society_code: str, society_name: str, society_name_en: str = ""
) -> str:
    """Return the branch under which a branch stands; empty when it is the society itself."""
    name = parent.strip()
    itself = {society_code, society_name, society_name_en, *_SOCIETY_ITSELF}
    return "" if name.casefold() in {word.casefold() for word in itself} else name


def is_regional(name: str, *, kind: str, society_name: str) -> bool:
    """Whether the name of a branch says nothing but a region; offices stand where they are."""
    if kind == BranchKind.REPRESENTATIVE:
        return False
    return places.is_only_places(_without_ending(_own_part(name, society_name)))


def _is_bound(branch: Subject, rule: Rule) -> bool:
    """Whether the rule was in force when the branch was set up, and the branch still stands."""
    on = branch.set_up_on
    return on is not None and on >= rule.in_force_on and branch.closed_on is None


_Broken = tuple[str, str, str, bool]


def _broken(branch: Subject) -> Iterator[_Broken]:
    parent = parent_branch(
        branch.parent,
        society_code=branch.society_code,
        society_name=branch.society_name,
        society_name_en=branch.society_name_en,
    )
    if parent:
        yield "sub_branch", "parent", parent, True
    if is_regional(branch.name, kind=branch.kind, society_name=branch.society_name):
        yield "regional", "name", branch.name, True
    if branch.has_own_charter:
        yield "own_charter", "has_own_charter", gettext("has a charter of its own"), True
    if branch.is_legal_person:
        yield "legal_person", "is_legal_person", gettext("is a legal person"), True
    if branch.decided_by and branch.decided_by not in (Body.COUNCIL, Body.STANDING):
        yield (
            "decision",
            "decided_by",
            str(_BODIES.get(branch.decided_by, branch.decided_by)),
            False,
        )
    yield from _broken_in_name(branch)


def _broken_in_name(branch: Subject) -> Iterator[_Broken]:
    own = _own_part(branch.name, branch.society_name)
    if own == branch.name:
        # A register may hold the short name, so that this alone refuses no record.
        yield "full_name", "name", branch.name, False
    if legal := next((word for word in LEGAL_PERSONS if own.endswith(word)), ""):
        yield "like_legal_person", "name", legal, True
    elif legal := next((word for word in _NEVER_A_SUBJECT if word in own), ""):
        yield "like_legal_person", "name", legal, False
    elif not own.endswith(_ENDINGS_BY_KIND.get(branch.kind, _ALL_ENDINGS)):
        is_closed_list = branch.kind == BranchKind.REPRESENTATIVE
        yield "ending", "name", branch.name, is_closed_list
    if word := next((word for word in NATIONAL_WORDS if word in own), ""):
        after = own.split(word, 1)[1]
        is_subject = word != "全国" and after.startswith(_SUBJECTS)
        yield "national_word", "name", word, not is_subject


def _own_part(name: str, society_name: str) -> str:
    """What a branch's name says beyond the name of its society."""
    return name.strip().removeprefix(society_name).strip()


def _without_ending(own: str) -> str:
    for ending in (*sorted(_ALL_ENDINGS, key=len, reverse=True), "委员会"):
        if own.endswith(ending):
            return own.removesuffix(ending)
    return own
