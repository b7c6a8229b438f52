"""What the registers say of a society's council term, read for the checks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Min, Q

from reforms.checks.facts import AppointmentFact, SeatFact, TermFact
from reforms.selectors.facts_office import Rows, by_society
from societies.enums import SeatBody
from societies.models import Appointment, CouncilTerm, Seat


@dataclass(frozen=True)
class Terms:
    """Council terms of societies as of a day.

    current: the highest term elected by the day. reelecting: societies whose congress falls in
    the year. counted: by society, the term whose seats and appointments count. witnesses: one
    seat of each council and term, which proves that its seats are recorded.
    """

    current: Mapping[int, TermFact]
    reelecting: frozenset[int]
    counted: Mapping[int, int]
    witnesses: frozenset[int]

    @property
    def elected_on(self) -> dict[int, dt.date]:
        """The day each current term was elected, where it is known."""
        return {pk: term.elected_on for pk, term in self.current.items() if term.elected_on}


def terms_of(society_ids: Collection[int], *, year: int, as_of: dt.date) -> Terms:
    """Find each society's term as of a day (two queries)."""
    rows = CouncilTerm.objects.filter(society__in=society_ids).order_by("society_id", "term")
    sizes, witnesses = _councils(society_ids)
    current: dict[int, TermFact] = {}
    reelecting = set()
    for society_id, *values in rows.values_list(
        "society_id",
        "term",
        "congress_on",
        "starts_on",
        "previous_council_size",
        "council_quorum",
        "council_majority",
    ):
        term = TermFact(*values)
        if term.congress_on and term.congress_on.year == year:
            reelecting.add(society_id)
        if term.elected_on is None or term.elected_on <= as_of:
            previous = term.previous_council_size
            if previous is None:
                previous = sizes.get(society_id, {}).get(term.term - 1) or None
            current[society_id] = term._replace(previous_council_size=previous)
    counted = {society_id: max(of_terms) for society_id, of_terms in sizes.items()}
    counted |= {society_id: term.term for society_id, term in current.items()}
    return Terms(current, frozenset(reelecting), counted, frozenset(witnesses))


def _councils(society_ids: Collection[int]) -> tuple[dict[int, dict[int, int]], set[int]]:
    """Seats recorded for each term of each council, 0 for a term with other seats only; and one
    seat of each."""
    in_council = Q(body=SeatBody.COUNCIL)
    rows = (
        Seat.objects.filter(society__in=society_ids)
        .order_by()
        .values_list("society_id", "term")
        .annotate(council=Count("pk", filter=in_council), witness=Min("pk", filter=in_council))
    )
    sizes: dict[int, dict[int, int]] = defaultdict(dict)
    witnesses = set()
    for society_id, term, council, witness in rows:
        sizes[society_id][term] = council
        witnesses.add(witness)
    return sizes, witnesses - {None}


def seat_facts(
    terms: Terms, reelecting: Collection[int], absentees: Collection[tuple[int, str]]
) -> Rows[SeatFact]:
    """Seats of the term that counts, by society.

    All of them where a re-election is held. Elsewhere the rules ask only for the seats of people
    who stayed away from meetings without excuse, and whether any seat of a council is recorded.
    """
    counted = terms.counted
    is_asked_for = (
        Q(society__in=reelecting)
        | Q(pk__in=terms.witnesses)
        | Q(
            society__in={society_id for society_id, _ in absentees},
            name__in={name for _, name in absentees},
        )
    )
    rows = (
        Seat.objects.filter(is_asked_for, society__in=counted, term__in=set(counted.values()))
        .order_by("body", "pk")
        .values_list("society_id", "term", *SeatFact._fields)
    )
    own = ((pk, *values) for pk, term, *values in rows if counted[pk] == term)
    return by_society(own, SeatFact._make)


def appointment_facts(counted: Mapping[int, int]) -> Rows[AppointmentFact]:
    """Appointments of a secretary-general in the term that counts, by society."""
    rows = (
        Appointment.objects.filter(society__in=counted, term__in=set(counted.values()))
        .order_by(F("nominated_on").asc(nulls_first=True), "pk")
        .values_list("society_id", "term", *AppointmentFact._fields)
    )
    own = ((pk, *values) for pk, term, *values in rows if counted[pk] == term)
    return by_society(own, AppointmentFact._make)
