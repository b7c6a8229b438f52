"""Reads for the governance pages: the calendar's facts, a council's seats, its elections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from societies.composition import Ballot, Composition, SeatOf, composition
from societies.enums import OFFICER_ROLES, SeatBody, SeatRole
from societies.governance import (
    CongressFact,
    Entry,
    EntryKind,
    GovernanceFacts,
    Officer,
    SecretaryGeneral,
    Term,
    calendar_of,
)
from societies.models import (
    Appointment,
    Candidate,
    Congress,
    CouncilTerm,
    Election,
    Seat,
    Society,
)
from societies.selectors.kept import kept_each, stamps_of

#: Fields of a congress as `CongressFact` takes them.
_CONGRESS_DAYS = ("held_on", "plan_filed_on", "requested_on", "result_filed_on")
#: Posts that the page of a society lists, in the order of rank.
_LISTED_ROLES = (
    SeatRole.PRESIDENT,
    SeatRole.PRESIDENT_ELECT,
    SeatRole.PAST_PRESIDENT,
    SeatRole.VICE_PRESIDENT,
    SeatRole.SECRETARY_GENERAL,
    SeatRole.CHIEF_SUPERVISOR,
)


def governance_facts(societies: Collection[Society], today: date) -> dict[int, GovernanceFacts]:
    """Return what the calendar must know, by society; the same five queries for any number."""
    keys = [society.pk for society in societies]
    terms = _by_society(CouncilTerm, keys, Term, "term", "starts_on", "ends_on", "congress_on")
    congresses = _by_society(Congress, keys, CongressFact, *_CONGRESS_DAYS)
    posts = Seat.objects.filter(role__in=OFFICER_ROLES)
    officers = _by_society(
        posts.filter(_held_on(today)),
        keys,
        Officer,
        "term",
        "name",
        "role",
        "birth_year",
        "from_on",
        "to_on",
    )
    served = _by_society(posts.distinct(), keys, lambda *post: post, "name", "role", "term")
    heads = _by_society(
        Appointment, keys, SecretaryGeneral, "term", "name", "is_full_time", "left_on"
    )
    return {
        society.pk: GovernanceFacts(
            terms[society.pk],
            congresses[society.pk],
            officers[society.pk],
            set(served[society.pk]),
            heads[society.pk],
            _profile_term(society),
        )
        for society in societies
    }


def _held_on(today: date) -> Q:
    return (Q(from_on__isnull=True) | Q(from_on__lte=today)) & (
        Q(to_on__isnull=True) | Q(to_on__gte=today)
    )


def _by_society(
    source: Any, keys: Collection[int], made: Callable[..., Any], *fields: str
) -> dict[int, list[Any]]:
    """Make one fact per row from the fields, by society."""
    rows = source if hasattr(source, "filter") else source.objects
    found: dict[int, list[Any]] = defaultdict(list)
    for society_id, *values in (
        rows.filter(society__in=keys).order_by().values_list("society", *fields)
    ):
        found[society_id].append(made(*values))
    return found


def _profile_term(society: Society) -> Term | None:
    """Return the term that the profile names, without a number."""
    if society.term_starts_on is None and society.term_ends_on is None:
        return None
    return Term(0, society.term_starts_on, society.term_ends_on)


def governance_entries(
    societies: Iterable[Society], today: date
) -> list[tuple[Society, list[Entry]]]:
    """Return the calendar of each society, worked out once a day until something is written."""
    listed = list(societies)
    asked = [(society.pk, today) for society in listed]
    found = kept_each(stamps_of(pk for pk, _day in asked), asked, "governance", _calendars)
    return [(society, found[society.pk, today]) for society in listed]


def _calendars(asked: Collection[tuple[int, date]]) -> dict[tuple[int, date], list[Entry]]:
    """Work out the calendars of societies on a day."""
    days = dict(asked)
    societies = list(Society.objects.filter(pk__in=days))
    facts = governance_facts(societies, next(iter(days.values())))
    return {(pk, day): calendar_of(facts[pk], day) for pk, day in days.items()}


#: What of the calendar leads to a re-election, each with a day.
REELECTION_STEPS = (EntryKind.PLAN, EntryKind.REQUEST, EntryKind.REELECTION, EntryKind.FILING)


def reelection_days(societies: Collection[Society], today: date) -> dict[int, list[Entry]]:
    """Return the days that re-elections make due, by society; two queries for any number."""
    keys = [society.pk for society in societies]
    terms = _by_society(CouncilTerm, keys, Term, "term", "starts_on", "ends_on", "congress_on")
    congresses = _by_society(Congress, keys, CongressFact, *_CONGRESS_DAYS)
    return {
        society.pk: [
            entry
            for entry in calendar_of(
                GovernanceFacts(
                    terms[society.pk],
                    congresses[society.pk],
                    profile_term=_profile_term(society),
                ),
                today,
            )
            if entry.kind in REELECTION_STEPS and entry.due_on
        ]
        for society in societies
    }


@dataclass(frozen=True)
class Council:
    """The bodies of a society in one term, as of a day."""

    term: CouncilTerm | None
    number: int | None
    bodies: list[tuple[str, Composition]]
    officers: list[Seat]
    supervisors: list[Seat]
    seats: list[Seat]


def council_of(society: Society, today: date) -> Council:
    """Return the seats held on a day in the latest term that has begun, body by body."""
    term = (
        CouncilTerm.objects.filter(society=society)
        .filter(
            Q(starts_on__lte=today)
            | Q(starts_on__isnull=True, congress_on__lte=today)
            | Q(starts_on__isnull=True, congress_on__isnull=True)
        )
        .order_by("-term")
        .first()
    )
    seats = list(
        Seat.objects.filter(society=society)
        .filter(_held_on(today))
        .filter(**({"term": term.term} if term else {}))
        .order_by("-term", "pk")
    )
    number = term.term if term else max((seat.term for seat in seats), default=None)
    seats = [seat for seat in seats if seat.term == number]
    bodies = [
        (str(body.label), composition([_seat_of(s) for s in seats if s.body == body], today.year))
        for body in SeatBody
    ]
    return Council(term, number, bodies, _officers(seats), _supervisors(seats), seats)


def _seat_of(seat: Seat) -> SeatOf:
    return SeatOf(
        seat.is_grassroots,
        seat.is_party_member,
        seat.sex,
        seat.birth_year,
        seat.get_sector_display(),
    )


def _officers(seats: list[Seat]) -> list[Seat]:
    """Return everybody with a post, once, in the order of rank."""
    found: dict[tuple[str, str], Seat] = {}
    for seat in seats:
        if seat.role in _LISTED_ROLES:
            found.setdefault((seat.name, seat.role), seat)
    order = [str(role) for role in _LISTED_ROLES]
    return sorted(found.values(), key=lambda seat: (order.index(seat.role), seat.pk))


def _supervisors(seats: list[Seat]) -> list[Seat]:
    return [seat for seat in seats if seat.body == SeatBody.SUPERVISORY]


def elections_of(society: Society, term: CouncilTerm | None) -> list[tuple[Election, Ballot]]:
    """Return the elections of a term, each with its ballot."""
    if term is None:
        return []
    elections = list(Election.objects.filter(society=society, term=term.term).order_by("held_on"))
    candidates: dict[int, list[tuple[str, int | None, bool | None]]] = defaultdict(list)
    for key, *candidate in Candidate.objects.filter(election__in=elections).values_list(
        "election", "name", "votes_for", "is_elected"
    ):
        candidates[key].append((candidate[0], candidate[1], candidate[2]))
    return [
        (
            election,
            Ballot(
                election.elected_by,
                election.held_on,
                election.seats,
                election.voters_due,
                election.voters_present,
                candidates[election.pk],
                term.council_quorum,
                term.council_majority,
            ),
        )
        for election in elections
    ]


def appointments_of(society: Society, number: int | None) -> list[Appointment]:
    """Return how the secretaries-general of a term came into office, the latest first."""
    found = Appointment.objects.filter(society=society, term=number)
    return list(found.order_by("-appointed_on", "-pk"))
