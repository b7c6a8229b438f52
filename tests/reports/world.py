"""A few societies with two sealed months and one open month, for pages that read figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django_scopes import scopes_disabled

from reforms.enums import ReportState
from reforms.models import Correction, Reopening, Workplan
from reforms.months import BEIJING
from reforms.services import corrections
from reforms.services.sealing import seal_month
from societies.enums import Discipline
from societies.models import Society
from tests.factories.checks import checked_workplan
from tests.factories.kept import kept
from tests.factories.reforms import accepted_plan, report_of
from tests.factories.societies import SocietyFactory, manager

NOW = dt.datetime(2017, 6, 20, 10, 0, tzinfo=BEIJING)
APRIL, MAY, JUNE = (dt.date(2017, month, 1) for month in (4, 5, 6))
OPTIONAL = (4, 5, 6, 7, 8)


@dataclass(frozen=True)
class World:
    """The workplan and its societies: A-01 well ahead, A-02 late and slow, B-20 silent."""

    workplan: Workplan
    societies: tuple[Society, ...]


def sent(month: int, day: int) -> dt.datetime:
    """Return noon of a day in Beijing."""
    return dt.datetime(2017, month, day, 12, 0, tzinfo=BEIJING)


def _sealed_month(workplan: Workplan, societies: Sequence[Society], month: int, ahead: int) -> None:
    """One society is ahead and in time, the others are slow and late but for one that is silent."""
    report_of(
        societies[0],
        workplan,
        f"2017-{month:02}",
        {1: ahead, 2: 30},
        first_submitted_at=sent(month + 1, 3),
    )
    for slow in (societies[1], *societies[3:]):
        report_of(
            slow,
            workplan,
            f"2017-{month:02}",
            {1: 8, 2: 5},
            accepted={1: 8, 2: 2},
            first_submitted_at=sent(month + 1, 7),
        )
    seal_month(workplan=workplan, month=dt.date(2017, month, 1), at=sent(month + 1, 12))


def small_world(
    extra: int = 0, checks: Mapping[int, Sequence[dict[str, Any]]] | None = None
) -> World:
    """Return April and May sealed, June open; `extra` societies more like the second.

    `checks` are those that the workplan asks for, by task number.
    """
    return kept(("small world", extra, repr(checks)), lambda: _built(extra, checks or {}))


def _built(extra: int, checks: Mapping[int, Sequence[dict[str, Any]]]) -> World:
    workplan = checked_workplan(checks)
    with scopes_disabled():
        societies = [
            SocietyFactory(code="A-01", name_zh="中国数学会", name_en="Mathematical Society"),
            SocietyFactory(code="A-02", name_zh="中国物理学会", name_en="Physical Society"),
            SocietyFactory(
                code="B-20",
                name_zh="中国计算机学会",
                name_en="Computer Federation",
                discipline=Discipline.ENGINEERING,
            ),
            *(SocietyFactory(code=f"C-{10 + n}") for n in range(extra)),
        ]
        for society in societies:
            accepted_plan(society, workplan, OPTIONAL)
        for month, ahead in ((4, 40), (5, 100)):
            _sealed_month(workplan, societies, month, ahead)
        report_of(
            societies[0],
            workplan,
            "2017-06",
            {1: 100, 2: 50},
            state=ReportState.SUBMITTED,
            first_submitted_at=sent(6, 19),
        )
    return World(workplan, tuple(societies))


def correct_may(world: World, code: str = "A-01") -> Correction:
    """Publish that a society had reached 90 with task 1 in May: A-01 not 100, A-02 not 8."""
    society = next(each for each in world.societies if each.code == code)
    with scopes_disabled():
        corrections.reopen_month(
            society=society,
            workplan=world.workplan,
            month=MAY,
            reason="核对佐证后更正",
            expires_at=NOW + dt.timedelta(days=2),
            by=manager(),
            at=NOW,
        )
        report = society.monthly_reports.get(month=MAY)
        report.entries.filter(task__number=1).update(claimed_percent=90, accepted_percent=90)
        [note] = corrections.publish_corrections(report=report, at=NOW, by=None)
        assert not Reopening.objects.filter(closed_at__isnull=True).exists()
    return note
