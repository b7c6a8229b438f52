"""The arithmetic of financial statements: what the lines add up to, and what does not agree.

Pure, in decimals, to the cent. A total that is left empty is what its lines add up to; one that is
entered must be that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from reports.annual.parts import Words
from reports.finance.lines import AMOUNT, BEFORE, Forms, Line, Place, Statement

#: The largest amount that is kept, in yuan.
MOST = Decimal("99999999999999.99")
_PLAIN = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{0,2}0*)?|\.[0-9]{1,2}0*")
#: Wide digits and signs, and the dashes that stand for a minus.
_NARROW = str.maketrans("０１２３４５６７８９，．（）＋￥−–—﹣－", "0123456789,.()+¥-----")


class AmountProblem(ValueError):
    """A text that is no amount in yuan to the cent."""


def amount_of(text: str) -> Decimal | None:
    """Read an amount as people write it: 1,234.50, ¥1234.5, （12.00） or -12; None when empty.

    A dash alone stands for nothing entered.
    """
    narrow = "".join(text.translate(_NARROW).split()).removesuffix("元")
    is_negative = narrow.startswith("(") and narrow.endswith(")")
    if is_negative:
        narrow = narrow[1:-1]
    elif narrow.startswith("-") and narrow != "-":
        is_negative, narrow = True, narrow[1:]
    narrow = narrow.removeprefix("¥").removeprefix("+")
    if narrow in ("", "-") and not is_negative:
        return None
    if not _PLAIN.fullmatch(narrow):
        raise AmountProblem(text)
    value = Decimal(narrow.replace(",", "")).quantize(Decimal("0.01"))
    if value > MOST:
        raise AmountProblem(text)
    return -value if is_negative and value else value


def written(amount: Decimal | None) -> str:
    """Write an amount with thousands separated; a dash for nothing."""
    return "—" if amount is None else f"{amount:,.2f}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered in a line: this year's amount and last year's."""

    amount: Decimal | None = None
    before: Decimal | None = None

    def at(self, column: str) -> Decimal | None:
        """The amount of a column."""
        return self.amount if column == AMOUNT else self.before

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return self.amount is None and self.before is None


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line of the society's own, under a line of the form."""

    parent: str
    name: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that was entered: lines of the forms by code, and lines of the society's own."""

    lines: Mapping[str, Entry] = field(default_factory=dict)
    own: tuple[OwnLine, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no amount was entered at all."""
        entries = (*self.lines.values(), *(line.entry for line in self.own))
        return all(entry.is_empty for entry in entries)

    def own_under(self, code: str) -> tuple[OwnLine, ...]:
        """The society's own lines under a line."""
        return tuple(line for line in self.own if line.parent == code)

    def entered(self, code: str, column: str) -> Decimal | None:
        """What was entered in a line itself."""
        return self.lines.get(code, Entry()).at(column)


class Amounts:
    """What each line of the statements amounts to: as entered, else what its lines add up to."""

    def __init__(self, sheet: Sheet, forms: Forms) -> None:
        self.sheet = sheet
        self._own = {
            (code, column): _added(line.entry.at(column) for line in sheet.own_under(code))
            for code in {line.parent for line in sheet.own}
            for column in (AMOUNT, BEFORE)
        }
        self._sums: dict[tuple[str, str], Decimal | None] = {}
        self._values: dict[tuple[str, str], Decimal | None] = {}
        for statement in forms.statements:
            for line in statement.lines:
                for column, _name in statement.columns:
                    self._add(line, column)

    def _add(self, line: Line, column: str) -> None:
        place = (line.code, column)
        if line.total:
            terms = ((self._values.get((t.code, column)), t.sign) for t in line.total)
            self._sums[place] = _added(v if v is None else sign * v for v, sign in terms)
        stated = self.sheet.entered(line.code, column)
        parts = self._sums.get(place) if line.total else self._own.get(place)
        self._values[place] = parts if stated is None else stated

    def of(self, code: str, column: str = AMOUNT) -> Decimal | None:
        """What a line amounts to; None when nothing is known of it."""
        return self._values.get((code, column))

    def added(self, line: Line, column: str) -> Decimal | None:
        """What the lines of a total, or the own lines under a line, add up to."""
        place = (line.code, column)
        return self._sums.get(place) if line.total else self._own.get(place)

    def side(self, places: Iterable[Place]) -> Decimal | None:
        """What one side of a rule adds up to; None unless all of it is known."""
        total = Decimal(0)
        for place in places:
            value = self.of(place.code, place.column)
            if value is None:
                return None
            total += place.sign * value
        return total


def _added(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


class FindingKind(StrEnum):
    """What does not agree: a total, own lines, a rule, last year's report, or nothing entered."""

    TOTAL = "total"
    OWN = "own"
    RULE = "rule"
    CARRIED = "carried"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the statements that must be corrected or explained.

    `line` and `column` say where it is corrected; a rule stands at its first line.
    """

    kind: FindingKind
    name: str
    line: str
    column: str
    stated: Decimal | None
    expected: Decimal | None

    @property
    def code(self) -> str:
        """What the finding is known by while its amounts change."""
        return f"{self.kind}:{self.name}@{self.column}"

    @property
    def difference(self) -> Decimal | None:
        """What was entered less what was to be expected."""
        if self.stated is None or self.expected is None:
            return None
        return self.stated - self.expected

    @property
    def mark(self) -> str:
        """The difference as text; an explanation holds for this one alone."""
        return "missing" if self.difference is None else f"{self.difference:.2f}"


def findings(sheet: Sheet, forms: Forms, last_year: Mapping[str, Decimal]) -> tuple[Finding, ...]:
    """What does not agree, in the order of the forms; nothing while nothing is entered.

    `last_year` has what last year's report said of each line at its end.
    """
    if sheet.is_empty:
        return ()
    amounts = Amounts(sheet, forms)
    found: list[Finding] = []
    for statement in forms.statements:
        is_due = statement.is_required or _is_begun(statement, amounts)
        for line in statement.lines:
            for column, _name in statement.columns:
                found += _of_sums(line, column, amounts)
            if is_due and line.is_needed and amounts.of(line.code) is None:
                found.append(Finding(FindingKind.MISSING, line.code, line.code, AMOUNT, None, None))
            found += _of_last_year(line, amounts, last_year)
    return (*found, *_of_rules(forms, amounts))


def _is_begun(statement: Statement, amounts: Amounts) -> bool:
    return any(amounts.of(line.code) is not None for line in statement.lines)


def _of_sums(line: Line, column: str, amounts: Amounts) -> list[Finding]:
    stated, parts = amounts.sheet.entered(line.code, column), amounts.added(line, column)
    if stated is None or parts is None or stated == parts:
        return []
    kind = FindingKind.TOTAL if line.total else FindingKind.OWN
    return [Finding(kind, line.code, line.code, column, stated, parts)]


def _of_last_year(line: Line, amounts: Amounts, last_year: Mapping[str, Decimal]) -> list[Finding]:
    said = last_year.get(line.code)
    if not line.is_carried or said is None or amounts.of(line.code, BEFORE) == said:
        return []
    before = amounts.of(line.code, BEFORE)
    kind = FindingKind.MISSING if before is None else FindingKind.CARRIED
    return [Finding(kind, line.code, line.code, BEFORE, before, said)]


def _of_rules(forms: Forms, amounts: Amounts) -> list[Finding]:
    found = []
    for rule in forms.rules:
        left, right = amounts.side(rule.left), amounts.side(rule.right)
        if left is not None and right is not None and left != right:
            at = rule.left[0]
            found.append(Finding(FindingKind.RULE, rule.code, at.code, at.column, left, right))
    return found


def in_words(finding: Finding, forms: Forms) -> Words:
    """Say what does not agree, in both languages."""
    if finding.kind == FindingKind.RULE:
        words = next(rule.words for rule in forms.rules if rule.code == finding.name)
    else:
        is_known = finding.kind == FindingKind.MISSING and finding.expected is not None
        words = forms.words["not-carried" if is_known else finding.kind]
    statement, line = forms.statement_of(finding.line), forms.line(finding.line)
    column = statement.column(finding.column)
    amounts = {
        "stated": written(finding.stated),
        "expected": written(finding.expected),
        "difference": written(None if finding.difference is None else abs(finding.difference)),
    }
    return Words(
        words.zh.format(
            statement=statement.title.zh, line=line.name.zh, column=column.zh, **amounts
        ),
        words.en.format(
            statement=statement.title.en, line=line.name.en, column=column.en, **amounts
        ),
    )
