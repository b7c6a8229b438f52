"""The finance chapter of an annual report, from the statements that the society entered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from reports.annual.making import choice
from reports.annual.parts import (
    Cell,
    Chart,
    Column,
    Figure,
    Figures,
    Kind,
    Part,
    Series,
    Shape,
    Source,
    Table,
    Words,
)
from reports.enums import AuditOpinion
from reports.finance.lines import AMOUNT, BEFORE, Line
from reports.selectors.finance import FinanceBook

_FIGURES: Final = ("income", "expense", "change", "assets", "net-assets")
_CASH: Final = (
    *("net-activities", "net-investing", "net-financing", "exchange-effect", "cash-increase"),
)


def parts(book: FinanceBook) -> tuple[Part, ...]:
    """All parts of the finance chapter; none while nothing is entered."""
    if book.sheet.is_empty:
        return ()
    return (
        *_figures(book),
        *_composition(book, "income"),
        *_composition(book, "expense"),
        *_balance(book),
        *_cash(book),
        *_audit(book),
    )


def plain_findings(book: FinanceBook) -> list[dict[str, Any]]:
    """What does not agree and what was said of it, as plain values."""
    return [
        {
            "code": said.finding.code,
            "kind": said.finding.kind.value,
            "words": {"zh": said.words.zh, "en": said.words.en},
            "stated": _plain(said.finding.stated),
            "expected": _plain(said.finding.expected),
            "difference": _plain(said.finding.difference),
            "explanation": said.explanation.text if said.explanation and said.is_settled else "",
        }
        for said in book.findings
    ]


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _title(book: FinanceBook, code: str) -> Words:
    return book.forms.parts[code].title


def _source(book: FinanceBook, code: str) -> Source:
    return Source(book.forms.parts[code].source, as_of=f"{book.year}-12-31")


def _figures(book: FinanceBook) -> Iterable[Part]:
    items = tuple(
        Figure(
            code,
            book.forms.line(code).name,
            _plain(book.amounts.of(code)),
            Kind.MONEY,
            book.forms.unit,
            book.forms.formulas[code],
            _plain(book.amounts.of(code, BEFORE)),
        )
        for code in _FIGURES
        if book.amounts.of(code) is not None
    )
    if items:
        code = "finance-figures"
        yield Figures(code, _title(book, code), items, _source(book, code))


def _composition(book: FinanceBook, total: str) -> Iterable[Part]:
    """The table of the lines of a total with their shares, and a chart of them."""
    codes = [term.code for term in book.forms.line(total).total]
    shown = [code for code in codes if _is_shown(book, code)]
    if not shown:
        return
    rows: list[tuple[Cell, ...]] = []
    for code in shown:
        amount, before = book.amounts.of(code), book.amounts.of(code, BEFORE)
        rows.append(_share_row(book, book.forms.line(code).name, amount, before, total))
        for own in book.sheet.own_under(code):
            name = Words(f"　其中：{own.name}", f"　of which: {own.name}")
            rows.append(_share_row(book, name, own.entry.amount, own.entry.before, total))
    last = _share_row(
        book,
        book.forms.line(total).name,
        book.amounts.of(total),
        book.amounts.of(total, BEFORE),
        total,
    )
    code = f"finance-{total}"
    yield Table(
        code,
        _title(book, code),
        (*_money_columns(book, total), Column("share", book.forms.columns["share"], Kind.PERCENT)),
        tuple(rows),
        _source(book, code),
        last,
    )
    yield from _shares(book, total, shown)


def _shares(book: FinanceBook, total: str, codes: Sequence[str]) -> Iterable[Part]:
    """A chart of what is above nothing, largest first; none of one item alone."""
    amounts = [(code, book.amounts.of(code) or Decimal(0)) for code in codes]
    drawn = sorted((pair for pair in amounts if pair[1] > 0), key=lambda pair: -pair[1])
    if len(drawn) < 2:
        return
    code = f"finance-{total}-shares"
    yield Chart(
        code,
        _title(book, code),
        Shape.SHARES,
        tuple(book.forms.line(line).name for line, _amount in drawn),
        (
            Series(
                total,
                book.forms.line(total).name,
                tuple(_plain(amount) for _line, amount in drawn),
            ),
        ),
        Kind.MONEY,
        book.forms.unit,
        _source(book, code),
    )


def _is_shown(book: FinanceBook, code: str) -> bool:
    """Whether a line says anything else than nothing."""
    return any(book.amounts.of(code, column) for column in (AMOUNT, BEFORE))


def _money_columns(book: FinanceBook, line: str) -> tuple[Column, ...]:
    """The item, and the columns of the statement with this year first."""
    columns = dict(book.forms.statement_of(line).columns)
    return (
        Column("item", book.forms.columns["item"]),
        *(Column(name, columns[name], Kind.MONEY) for name in (AMOUNT, BEFORE) if name in columns),
    )


def _share_row(
    book: FinanceBook, name: Words, amount: Decimal | None, before: Decimal | None, total: str
) -> tuple[Cell, ...]:
    whole = book.amounts.of(total)
    share = None
    if amount is not None and whole:
        exact = amount * 100 / whole
        share = str(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) + 0)  # no −0.0
    return (name, _plain(amount), _plain(before), share)


def _balance(book: FinanceBook) -> Iterable[Part]:
    """The lines of the balance sheet that say anything; its grand total is the last row."""
    lines = next(s for s in book.forms.statements if s.code == "balance").lines
    *inner, last = lines
    rows = tuple(
        _money_row(book, line.code)
        for line in inner
        if _is_shown(book, line.code) and not _is_repeated(book, line)
    )
    if rows:
        code = "finance-balance"
        yield Table(
            code,
            _title(book, code),
            _money_columns(book, last.code),
            rows,
            _source(book, code),
            _money_row(book, last.code),
        )


def _is_repeated(book: FinanceBook, line: Line) -> bool:
    """Whether a subtotal only repeats the one line that it adds."""
    shown = [term for term in line.total if _is_shown(book, term.code)]
    is_chief = line.is_needed or line.is_carried
    return (
        not is_chief
        and len(shown) == 1
        and _amounts(book, shown[0].code) == _amounts(book, line.code)
    )


def _amounts(book: FinanceBook, code: str) -> list[Decimal | None]:
    return [book.amounts.of(code, column) for column in (AMOUNT, BEFORE)]


def _money_row(book: FinanceBook, code: str) -> tuple[Cell, ...]:
    return (book.forms.line(code).name, *map(_plain, _amounts(book, code)))


def _cash(book: FinanceBook) -> Iterable[Part]:
    *inner, last = _CASH
    if book.amounts.of(last) is None:
        return
    code = "finance-cash"
    rows = tuple(_money_row(book, line)[:2] for line in inner if _is_shown(book, line))
    yield Table(
        code,
        _title(book, code),
        _money_columns(book, last),
        rows,
        _source(book, code),
        _money_row(book, last)[:2],
    )


def _audit(book: FinanceBook) -> Iterable[Part]:
    said = book.audit
    if not (said.firm or said.opinion):
        return
    kinds = {"day": Kind.DATE}
    columns = tuple(
        Column(name, label, kinds.get(name, Kind.TEXT)) for name, label in book.forms.audit.items()
    )
    row = (
        said.firm or None,
        choice(AuditOpinion, said.opinion),
        said.number or None,
        said.day or None,
    )
    code = "finance-audit"
    yield Table(code, _title(book, code), columns, (row,), _source(book, code))
