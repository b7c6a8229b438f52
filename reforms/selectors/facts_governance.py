"""What the registers say of a society's council term, read for the checks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Count, Min, Q

from reforms.checks.facts import AppointmentFact, SeatFact, TermFact
from reforms.selectors.facts_office import Rows, by_society
from reforms.selectors.facts_together import Reading, Row
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


def governance_readings(society_ids: Collection[int]) -> dict[str, Reading]:
    """Terms; the seats of each council, with one of them as a witness; appointments."""
    in_council = Q(body=SeatBody.COUNCIL)
    seats = Seat.objects.filter(society__in=society_ids).order_by().values("society_id", "term")
    return {
        "terms": Reading(
            CouncilTerm.objects.filter(society__in=society_ids),
            (
                "society_id",
                "term",
                "congress_on",
                "starts_on",
                "previous_council_size",
                "council_quorum",
                "council_majority",
            ),
        ),
        "councils": Reading(
            seats.annotate(
                council=Count("pk", filter=in_council), witness=Min("pk", filter=in_council)
            ),
            ("society_id", "term", "council", "witness"),
            are_groups=True,
        ),
        "appointments": Reading(
            Appointment.objects.filter(society__in=society_ids),
            ("society_id", "term", *AppointmentFact._fields),
        ),
    }


def terms_of(rows: Iterable[Row], councils: Iterable[Row], *, year: int, as_of: dt.date) -> Terms:
    """Find each society's term as of a day.

    A term with seats outside the council only counts as one whose council has none.
    """
    sizes: dict[int, dict[int, int]] = defaultdict(dict)
    witnesses = set()
    for society_id, number, council, witness in councils:
        sizes[society_id][number] = council
        witnesses.add(witness)
    current: dict[int, TermFact] = {}
    reelecting = set()
    for society_id, *values in sorted(rows, key=lambda row: row[1]):
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
    return Terms(current, frozenset(reelecting), counted, frozenset(witnesses - {None}))


def seats_reading(
    terms: Terms, reelecting: Collection[int], absentees: Collection[tuple[int, str]]
) -> Reading:
    """Seats of the terms that count.

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
    rows = Seat.objects.filter(is_asked_for, society__in=counted, term__in=set(counted.values()))
    return Reading(rows, ("society_id", "term", *SeatFact._fields))


def governance_facts(
    read: Mapping[str, list[Row]], counted: Mapping[int, int]
) -> dict[str, Rows[Any]]:
    """Seats body by body, and appointments in order, of the term that counts in each society."""
    seats = _of_terms(read["seats"], counted)
    appointments = _of_terms(read["appointments"], counted)
    return {
        "seats": by_society(seats, SeatFact._make, attrgetter("body")),
        "appointments": by_society(appointments, AppointmentFact._make, _nominated_on),
    }


def _nominated_on(appointment: AppointmentFact) -> dt.date:
    return appointment.nominated_on or dt.date.min


def _of_terms(rows: Iterable[Row], counted: Mapping[int, int]) -> Iterable[Row]:
    """Rows of the term that counts in each society, without its number."""
    return ([pk, *values] for pk, term, *values in rows if counted.get(pk) == term)
