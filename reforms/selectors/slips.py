"""Reading supervision slips: of one society, and of all that CAST watches over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Max, Min, Q, QuerySet, Value, When
from django.utils.translation import pgettext_lazy

from accounts.models import User
from reforms.enums import OPEN_SLIP_STATES, SLIP_RANKS, UNANSWERED_SLIP_STATES, SlipLevel, SlipState
from reforms.models import SlipAnswer, SlipEvent, SupervisionSlip, Workplan
from reforms.models.slip import SupervisionSlipQuerySet
from societies.models import Society
from societies.selectors import societies_reviewed_by

#: What a filter can ask for besides a single state.
OPEN, UNANSWERED = "open", "unanswered"
#: The orders of the register, each with its word; the first is the usual one.
SORTS = {
    "": pgettext_lazy("order", "gravest first"),
    "due": pgettext_lazy("order", "answer due first"),
    "new": pgettext_lazy("order", "newest first"),
    "society": pgettext_lazy("order", "code of the society"),
}
_ORDERS = {
    "": ("-rank", "answer_due_on", "-year", "-number"),
    "due": ("answer_due_on", "-rank", "-year", "-number"),
    "new": ("-year", "-number"),
    "society": ("society__code", "-year", "-number"),
}


@dataclass(frozen=True)
class SlipQuery:
    """What the register of slips is asked for; empty means all."""

    words: str = ""
    state: str = OPEN
    level: str = ""
    rule: str = ""
    discipline: str = ""
    year: int | None = None
    is_overdue: bool = False
    is_own: bool = False
    sort: str = ""


@dataclass(frozen=True)
class SlipCounts:
    """Open slips, counted: those that wait for societies, and those that wait for CAST."""

    open: int = 0
    unanswered: int = 0
    overdue: int = 0
    answered: int = 0
    red: int = 0


def waiting(
    *,
    today: dt.date,
    workplan: Workplan | None = None,
    societies: Iterable[Society] | None = None,
) -> SlipCounts:
    """Count the open slips of a workplan and of societies, all by default, in one query.

    Overdue are those whose answer was due before `today`, a day in Beijing.
    """
    slips = SupervisionSlip.objects.filter(state__in=OPEN_SLIP_STATES)
    if workplan is not None:
        slips = slips.filter(workplan=workplan)
    if societies is not None:
        slips = slips.filter(society__in=societies)
    is_unanswered = Q(state__in=UNANSWERED_SLIP_STATES)
    counted = slips.order_by().aggregate(
        open=Count("pk"),
        unanswered=Count("pk", filter=is_unanswered),
        overdue=Count("pk", filter=is_unanswered & Q(answer_due_on__lt=today)),
        answered=Count("pk", filter=Q(state=SlipState.ANSWERED)),
        red=Count("pk", filter=Q(level=SlipLevel.RED)),
    )
    return SlipCounts(**counted)


def slips_of(society: Society, workplan: Workplan | None = None) -> SupervisionSlipQuerySet:
    """All slips of a society, the newest first; of one workplan where it is given."""
    slips: SupervisionSlipQuerySet = SupervisionSlip.objects.filter(society=society)
    if workplan is not None:
        slips = slips.filter(workplan=workplan)
    return slips.select_related("society", "workplan", "task")


def with_slips(societies: QuerySet[Society]) -> QuerySet[Society]:
    """Societies with `slips_open`, and of those unanswered `slips_owed`, `slips_due`, `slips_rank`.

    The rank is that of the gravest level (`SLIP_RANKS`); read with the society, in its query.
    """
    is_owed = Q(slips__state__in=UNANSWERED_SLIP_STATES)
    ranks = [When(slips__level=level, then=Value(rank)) for level, rank in SLIP_RANKS.items()]
    return societies.annotate(
        slips_open=Count("slips", filter=Q(slips__state__in=OPEN_SLIP_STATES)),
        slips_owed=Count("slips", filter=is_owed),
        slips_due=Min("slips__answer_due_on", filter=is_owed),
        slips_rank=Max(Case(*ranks, output_field=IntegerField()), filter=is_owed),
    ).order_by("code")


def register_of_slips(query: SlipQuery, *, user: User, today: dt.date) -> SupervisionSlipQuerySet:
    """The register of slips as a query asks for it; overdue are judged on a day in Beijing."""
    slips: SupervisionSlipQuerySet = SupervisionSlip.objects.select_related(
        "society", "workplan", "task"
    )
    if query.state == OPEN:
        slips = slips.open()
    elif query.state == UNANSWERED:
        slips = slips.unanswered()
    elif query.state:
        slips = slips.filter(state=query.state)
    wanted = {
        "level": query.level,
        "rule": query.rule,
        "society__discipline": query.discipline,
        "workplan__year": query.year,
    }
    slips = slips.filter(**{name: value for name, value in wanted.items() if value})
    if query.is_overdue:
        slips = slips.overdue(today=today)
    if query.is_own:
        slips = slips.filter(society__in=societies_reviewed_by(user))
    if query.words:
        slips = slips.filter(_found(query.words))
    return slips.annotate(rank=_rank()).order_by(*_ORDERS[query.sort])


def _found(words: str) -> Q:
    """Find by part of the society's name, its code, or the number of the slip."""
    text = words.strip().replace("\0", "")
    found = Q(society__name_zh__icontains=text) | Q(society__name_en__icontains=text)
    found |= Q(society__code__iexact=text)
    digits = text.removeprefix("督").removesuffix("号")
    year, bracket, number = digits.removeprefix("〔").partition("〕")
    if bracket and year.isdecimal() and number.isdecimal():
        return Q(year=int(year), number=int(number[:9]))
    if digits.isdecimal() and len(digits) < 9:
        found |= Q(number=int(digits))
    return found


def _rank() -> Case:
    cases = [When(level=level, then=Value(rank)) for level, rank in SLIP_RANKS.items()]
    return Case(*cases, default=Value(0), output_field=IntegerField())


def answers_of(slip: SupervisionSlip) -> list[SlipAnswer]:
    """All answers to a slip, the oldest first."""
    answers = SlipAnswer.objects.filter(slip=slip).order_by("number")
    return list(answers.select_related("evidence", "drafted_by", "sent_by", "returned_by"))


def is_drafted(slip: SupervisionSlip, answers: list[SlipAnswer]) -> bool:
    """Whether a new answer is written; one that came back is the draft until it is changed."""
    returned = [answer.returned_at for answer in answers if answer.returned_at is not None]
    if not slip.has_draft or slip.draft_at is None:
        return False
    return not returned or slip.draft_at > max(returned)


def events_of(slip: SupervisionSlip) -> list[SlipEvent]:
    """The history of a slip, the newest first."""
    events = list(SlipEvent.objects.filter(slip=slip).select_related("by").order_by("-at", "-pk"))
    for event in events:
        event.slip = slip
    return events
