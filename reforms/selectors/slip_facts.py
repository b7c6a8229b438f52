"""What the rules of supervision slips ask of all societies on a day, in a fixed number of queries.

Everything is read as it stood at the end of the day in Beijing, as far as moments are kept;
verdicts of the registers are those computed last.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Prefetch

from reforms import months
from reforms.enums import (
    Decision,
    PlanState,
    ReportState,
    SlipLevel,
    SlipRuleCode,
    SlipState,
    SlipStep,
    Verdict,
)
from reforms.models import (
    MonthlyReport,
    PlanVersion,
    ProgressEntry,
    SlipEvent,
    SupervisionSlip,
    Workplan,
)
from reforms.progress import COMPLETE, TaskState, expected_progress
from reforms.selectors.checks import verdict_marks
from reforms.selectors.figures import obligations, society_facts
from reforms.slips.facts import ClaimFact, KnownSlip, ReportFact, Situation, YearFact
from reforms.slips.rules import DAYS
from societies.models import Society


def end_of(day: dt.date) -> dt.datetime:
    """The moment at which a day in Beijing is over."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), months.BEIJING)


def situations(
    workplan: Workplan, rules: Collection[SlipRuleCode], *, today: dt.date
) -> list[Situation]:
    """How every active society stands on a day, in the order of the codes.

    Only what one of the rules asks for is read.
    """
    societies = sorted(Society.objects.active(), key=lambda society: society.code)
    until = end_of(today)
    sealed = dict(
        workplan.issues.filter(sealed_at__lt=until).order_by("month").values_list("month", "number")
    )
    reports = _reports(workplan, sealed, today, until)
    plans = _plans(workplan, until)
    wants_year = {SlipRuleCode.STALLED, SlipRuleCode.BEHIND} & set(rules)
    years = _years(workplan, societies, max(sealed)) if sealed and wants_year else {}
    claims = _claims(workplan, societies, until) if SlipRuleCode.CLAIM in rules else {}
    return [
        Situation(
            society.pk,
            tuple(
                (
                    _missing(workplan, society.pk, sealed, today) | reports.get(society.pk, {})
                ).values()
            ),
            workplan.plan_due_on,
            plans.get(society.pk),
            years.get(society.pk),
            claims.get(society.pk, ()),
        )
        for society in societies
    ]


def _missing(
    workplan: Workplan, society_id: int, sealed: Collection[dt.date], today: dt.date
) -> dict[dt.date, ReportFact]:
    """The months that are due, with more time where CAST gave it, as if nothing were submitted."""
    days = {month: workplan.due_on(month, society_id) for month in workplan.deadlines}
    return {
        month: ReportFact(month, due_on, is_sealed=month in sealed)
        for month, due_on in days.items()
        if due_on < today
    }


def _reports(
    workplan: Workplan, sealed: Collection[dt.date], today: dt.date, until: dt.datetime
) -> dict[int, dict[dt.date, ReportFact]]:
    found: dict[int, dict[dt.date, ReportFact]] = defaultdict(dict)
    rows = MonthlyReport.objects.filter(workplan=workplan).order_by()
    for society, month, state, first, decided, due_again in rows.values_list(
        "society_id", "month", "state", "first_submitted_at", "decided_at", "returned_due_on"
    ):
        if month not in workplan.deadlines:
            continue
        due_on = workplan.due_on(month, society)
        if due_on >= today and state != ReportState.RETURNED:
            continue
        submitted_on = None
        if first is not None and first < until:
            submitted_on = first.astimezone(months.BEIJING).date()
        elif first is None and state in (ReportState.SUBMITTED, ReportState.ACCEPTED):
            submitted_on = due_on  # taken over from older records, which do not say when
        is_returned = state == ReportState.RETURNED and decided is not None and decided < until
        found[society][month] = ReportFact(
            month, due_on, submitted_on, due_again if is_returned else None, month in sealed
        )
    return found


def _plans(workplan: Workplan, until: dt.datetime) -> dict[int, dt.date]:
    """The day each society first submitted its plan; those without one are left out."""
    rows = PlanVersion.objects.filter(plan__workplan=workplan).exclude(state=PlanState.DRAFT)
    found: dict[int, dt.date] = {}
    for society, first in rows.order_by().values_list(
        "plan__society_id", "plan__first_submitted_at"
    ):
        if first is None:
            found[society] = workplan.plan_due_on
        elif first < until:
            found[society] = first.astimezone(months.BEIJING).date()
    return found


def _years(workplan: Workplan, societies: list[Society], month: dt.date) -> dict[int, YearFact]:
    pks = {society.code: society.pk for society in societies}
    ordinal = months.month_ordinal(month)
    return {
        pks[facts.figures.code]: YearFact(
            month,
            tuple(t.number for t in facts.figures.tasks if t.state == TaskState.STALLED),
            facts.figures.progress,
            expected_progress(facts.terms, month=ordinal, first=workplan.first_ordinal),
        )
        for facts in society_facts(workplan, month, societies)
    }


def _claims(
    workplan: Workplan, societies: list[Society], until: dt.datetime
) -> Mapping[int, tuple[ClaimFact, ...]]:
    """Obliged tasks claimed as done whose checks are not met, while CAST has not cut the claim."""
    marks = verdict_marks(workplan)
    owed = obligations(workplan, societies)
    since: dict[tuple[int, int], dt.datetime | None] = {}
    broken = {
        (pk, number)
        for pk, verdicts in marks.items()
        for number, verdict in verdicts.items()
        if verdict == Verdict.NOT_MET
    }
    rows = ProgressEntry.objects.filter(
        task__workplan=workplan,
        claimed_percent__isnull=False,
        report__first_submitted_at__lt=until,
        society__in={pk for pk, _number in broken},
    )
    for society_id, number, claimed, decision, at in rows.order_by("month_ordinal").values_list(
        "society_id", "task__number", "claimed_percent", "decision", "report__first_submitted_at"
    ):
        key = (society_id, number)
        if key in broken:
            is_cut = decision in (Decision.LOWERED, Decision.RETURNED)
            holds = claimed == COMPLETE and not is_cut
            since[key] = (since.get(key) or at) if holds else None
    found: dict[int, list[ClaimFact]] = defaultdict(list)
    for society in societies:
        numbers = [term.number for term in owed[society.pk].terms]
        for number in numbers:
            claimed_at = since.get((society.pk, number))
            if claimed_at is not None:
                day = claimed_at.astimezone(months.BEIJING).date()
                found[society.pk].append(ClaimFact(number, day))
    return {pk: tuple(claims) for pk, claims in found.items()}


def known_slips(workplan: Workplan) -> list[KnownSlip]:
    """All slips of a workplan, open and ended, as the rules see them."""
    steps = SlipEvent.objects.exclude(step="").order_by()
    slips = SupervisionSlip.objects.filter(workplan=workplan).order_by("pk")
    return [
        KnownSlip(
            slip.pk,
            slip.society_id,
            SlipRuleCode(slip.rule),
            slip.case,
            slip.month,
            SlipLevel(slip.level),
            SlipState(slip.state),
            slip.answer_due_on,
            slip.counted_from,
            slip.is_ended_by_rule,
            {name: slip.terms[name] for name in DAYS if name in slip.terms},
            frozenset(SlipStep(event.step) for event in slip.events.all()),
        )
        for slip in slips.prefetch_related(Prefetch("events", queryset=steps))
    ]
