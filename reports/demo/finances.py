"""Financial statements of the demo's annual reports: they agree, but for a few that do not."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from django.db.models import Sum

from accounts.models import User
from members.models import Dues
from reports.enums import AuditOpinion
from reports.models import AnnualReport, FinanceExplanation, FinanceLine, FinanceStatements
from reports.selectors.finance import finance_book

#: What is wrong with statements: nothing, a sum, or net assets that moved otherwise.
AGREE, ROUNDED, MOVED = "agree", "rounded", "moved"
_WHY = {
    ROUNDED: "各分支机构上报数据四舍五入到元后汇总，与合计数相差0.80元，已与审计报告核对一致。",
    MOVED: "以前年度多计的应付款项36000.00元经审计确认后直接调整净资产，未计入本年收入。",
}
_FIRMS = ("北京中审信会计师事务所", "华诚会计师事务所（特殊普通合伙）", "天衡会计师事务所")
_GAP = {ROUNDED: Decimal("0.80"), MOVED: Decimal("36000.00")}
Pair = tuple[Decimal, Decimal]


def add_finances(
    report: AnnualReport,
    rng: random.Random,
    *,
    by: User,
    at: dt.datetime,
    case: str = AGREE,
    is_explained: bool = True,
) -> None:
    """Enter a year's statements beside the year before, and explain what does not agree."""
    lines = _lines(rng, _dues_received(report), case)
    FinanceLine.objects.bulk_create(
        FinanceLine(report=report, code=code, position=place, amount=amount, before=before)
        for place, (code, (amount, before)) in enumerate(lines.items())
    )
    year = report.workplan.year
    FinanceStatements.objects.create(
        report=report,
        audit_firm=rng.choice(_FIRMS),
        audit_opinion=AuditOpinion.UNQUALIFIED,
        audit_number=f"审字〔{year + 1}〕第{rng.randint(100, 999)}号",
        audited_on=dt.date(year + 1, 1, rng.randint(10, 31)),
        version=1,
        updated_at=at,
        updated_by=by,
    )
    if case != AGREE and is_explained:
        FinanceExplanation.objects.bulk_create(
            FinanceExplanation(
                report=report,
                finding=said.finding.code,
                difference=said.finding.mark,
                text=_WHY[case],
                written_at=at,
                written_by=by,
            )
            for said in finance_book(report).findings
        )


def _dues_received(report: AnnualReport) -> Decimal | None:
    """What the register of dues says was paid for the year; None without one."""
    dues = Dues.objects.filter(society=report.society, year=report.workplan.year)
    total: Decimal | None = dues.aggregate(total=Sum("paid"))["total"]
    return total.quantize(Decimal("0.01")) if total else None


class _Yuan:
    """Amounts of a society of some size, a year's beside those of the year before."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.scale = rng.randint(6, 40)

    def pair(self, size: int) -> Pair:
        """Two amounts around a size."""
        now, before = (self.rng.randint(size * 70_000, size * 130_000) for _ in range(2))
        return self._yuan(now), self._yuan(before)

    def _yuan(self, cents: int) -> Decimal:
        return Decimal(cents * self.scale) / 1000


def _lines(rng: random.Random, dues: Decimal | None, case: str) -> dict[str, Pair]:
    """The lines of both statements."""
    yuan = _Yuan(rng)
    nothing = (Decimal(0), Decimal(0))
    income = {
        "donations": yuan.pair(40),
        "dues": (dues, dues * 92 / 100) if dues else yuan.pair(160),
        "services": yuan.pair(420),
        "sales": nothing,
        "grants": yuan.pair(300),
        "investment": yuan.pair(8),
        "other-income": yuan.pair(12),
    }
    expense = {
        "activity-cost": yuan.pair(640),
        "management": yuan.pair(170),
        "fundraising": nothing,
        "other-expense": yuan.pair(6),
    }
    income, expense = _cents(income), _cents(expense)
    spent = _sum(expense, 0) + _GAP[ROUNDED] * (case == ROUNDED)
    if case == ROUNDED:
        expense["expense"] = spent, _sum(expense, 1)
    return {**income, **expense, **_balance(yuan, _sum(income, 0) - spent, case)}


def _balance(yuan: _Yuan, change: Decimal, case: str) -> dict[str, Pair]:
    """A balance sheet whose net assets moved by the change; its cash is what is left."""
    assets = _cents(
        {
            "receivables": yuan.pair(30),
            "fixed-cost": yuan.pair(120),
            "depreciation": yuan.pair(40),
        }
    )
    liabilities = _cents(
        {"payables": yuan.pair(60), "taxes-payable": yuan.pair(4), "advances": yuan.pair(50)}
    )
    net = _cents({"unrestricted": yuan.pair(1500), "restricted": yuan.pair(90)})
    opening, restricted = _sum(net, 1), net["restricted"][0]
    moved = change + _GAP[MOVED] * (case == MOVED)
    net["unrestricted"] = opening + moved - restricted, net["unrestricted"][1]

    def left(at: int) -> Decimal:
        fixed = assets["fixed-cost"][at] - assets["depreciation"][at]
        return _sum(liabilities, at) + _sum(net, at) - assets["receivables"][at] - fixed

    return {"cash": (left(0), left(1)), **assets, **liabilities, **net}


def _cents(lines: dict[str, Pair]) -> dict[str, Pair]:
    cent = Decimal("0.01")
    return {
        name: (now.quantize(cent), before.quantize(cent)) for name, (now, before) in lines.items()
    }


def _sum(lines: dict[str, Pair], at: int) -> Decimal:
    return sum((pair[at] for pair in lines.values()), Decimal(0))
