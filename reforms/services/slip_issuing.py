"""Supervision by rule: slips issued, raised, closed and escalated as a day asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django_scopes import scopes_disabled

from accounts.enums import Topic
from accounts.services import audit
from accounts.services.notifications import notify_many
from reforms.enums import SlipEventKind, SlipState, SlipStep
from reforms.models import SlipEvent, SupervisionSlip, Workplan
from reforms.selectors.slip_facts import known_slips, situations
from reforms.selectors.slip_people import SlipPeople, people_of
from reforms.services.sealing import hold_workplan
from reforms.services.slip_records import (
    audited,
    due_days,
    event_of,
    message_about,
    next_numbers,
)
from reforms.slips.planning import Action, Close, Escalate, Issue, Raise, actions
from reforms.slips.rules import rules_of
from societies.models import Society


@dataclass
class Supervised:
    """What a day asked for: slips by what was done to them."""

    issued: list[SupervisionSlip] = field(default_factory=list)
    raised: list[SupervisionSlip] = field(default_factory=list)
    closed: list[SupervisionSlip] = field(default_factory=list)
    escalated: list[tuple[SupervisionSlip, SlipStep]] = field(default_factory=list)


def planned(workplan: Workplan, today: dt.date) -> list[Action]:
    """What the rules ask for on a day in Beijing; nothing is changed."""
    rules = rules_of(workplan.slip_rules)
    if not rules:
        return []
    return actions(
        situations(workplan, list(rules), today=today), known_slips(workplan), rules, today
    )


@transaction.atomic
def supervise(*, workplan: Workplan, today: dt.date, at: dt.datetime) -> Supervised:
    """Do what the rules ask for on a day in Beijing; done twice, the second time finds nothing.

    For jobs and commands: it reads every society, whatever the scope.
    """
    with scopes_disabled():
        held = hold_workplan(workplan)
        wanted = planned(held, today)
        if not wanted:
            return Supervised()
        return _Doing(held, today, at, wanted).do()


class _Doing:
    """One run: what is read once for all slips, and what is written together at the end."""

    def __init__(
        self, workplan: Workplan, today: dt.date, at: dt.datetime, wanted: Sequence[Action]
    ) -> None:
        self.workplan, self.today, self.at, self.wanted = workplan, today, at, wanted
        self.result = Supervised()
        self.events: list[SlipEvent] = []
        pks = {action.slip.pk for action in wanted if not isinstance(action, Issue)}
        found = SupervisionSlip.objects.filter(pk__in=pks).select_related("society", "task")
        self.slips = {slip.pk: slip for slip in found.select_for_update(of=("self",), no_key=True)}
        self.before = {pk: audited(slip) for pk, slip in self.slips.items()}
        issued = {action.finding.society for action in wanted if isinstance(action, Issue)}
        self.societies = {one.pk: one for one in Society.objects.filter(pk__in=issued)}
        self.tasks = {task.number: task for task in workplan.ordered_tasks}
        self.terms = {rule["code"]: rule for rule in workplan.slip_rules}
        for slip in self.slips.values():
            slip.workplan = workplan

    def do(self) -> Supervised:
        """Do everything, then tell the people."""
        self._issue([action for action in self.wanted if isinstance(action, Issue)])
        for action in self.wanted:
            if isinstance(action, Raise):
                self._raise(action)
            elif isinstance(action, Close):
                self._close(self.slips[action.slip.pk])
            elif isinstance(action, Escalate):
                self._escalate(self.slips[action.slip.pk], action)
        SlipEvent.objects.bulk_create(self.events)
        self._audit()
        self._tell()
        return self.result

    def _issue(self, wanted: Sequence[Issue]) -> None:
        numbers = next_numbers(self.today.year, len(wanted)) if wanted else range(0)
        made = [self._made(action, number) for action, number in zip(wanted, numbers, strict=True)]
        self.result.issued = SupervisionSlip.objects.bulk_create(made)
        self.events += [
            event_of(
                slip,
                SlipEventKind.ISSUED,
                at=self.at,
                step=SlipStep.EDITOR,
                rule=slip.rule,
                facts=slip.facts,
            )
            for slip in self.result.issued
        ]

    def _made(self, action: Issue, number: int) -> SupervisionSlip:
        finding = action.finding
        terms = self.terms[finding.rule]
        acknowledge_due_on, answer_due_on = due_days(terms, self.today)
        return SupervisionSlip(
            society=self.societies[finding.society],
            workplan=self.workplan,
            rule=finding.rule,
            case=finding.case,
            month=finding.month,
            task=self.tasks[finding.task] if finding.task is not None else None,
            level=action.level,
            year=self.today.year,
            number=number,
            facts=finding.facts,
            terms=terms,
            issued_on=self.today,
            issued_at=self.at,
            acknowledge_due_on=acknowledge_due_on,
            answer_due_on=answer_due_on,
            counted_from=self.today,
        )

    def _raise(self, action: Raise) -> None:
        slip = self.slips[action.slip.pk]
        slip.level = action.level
        if action.rule == slip.rule:
            slip.facts, slip.month = action.facts, action.month
        slip.version += 1
        slip.save(update_fields=["level", "facts", "month", "version"])
        self.events.append(
            event_of(slip, SlipEventKind.RAISED, at=self.at, rule=action.rule, facts=action.facts)
        )
        self.result.raised.append(slip)

    def _close(self, slip: SupervisionSlip) -> None:
        slip.state, slip.ended_at, slip.is_ended_by_rule = SlipState.CLOSED, self.at, True
        slip.version += 1
        slip.save(update_fields=["state", "ended_at", "is_ended_by_rule", "version"])
        self.events.append(event_of(slip, SlipEventKind.CLOSED, at=self.at, rule=slip.rule))
        self.result.closed.append(slip)

    def _escalate(self, slip: SupervisionSlip, action: Escalate) -> None:
        self.events.append(
            event_of(
                slip,
                SlipEventKind.ESCALATED,
                at=self.at,
                step=action.step,
                facts={"days": action.days},
            )
        )
        self.result.escalated.append((slip, action.step))

    def _audit(self) -> None:
        done = self.result
        kinds = {"slip.issued": done.issued, "slip.raised": done.raised, "slip.closed": done.closed}
        for action, slips in kinds.items():
            if slips:
                audit.record_many(action=action, changes=[self._change(slip) for slip in slips])
        changes = [
            audit.Change(slip, slip.society.code, None, {**audited(slip), "step": step})
            for slip, step in done.escalated
        ]
        if changes:
            audit.record_many(action="slip.escalated", changes=changes)

    def _change(self, slip: SupervisionSlip) -> audit.Change:
        before = self.before.get(slip.pk)
        return audit.Change(slip, slip.society.code, before, audited(slip))

    def _tell(self) -> None:
        done = self.result
        known = {s.society_id: s.society for s in [*done.issued, *self.slips.values()]}
        people = people_of(list(known.values()))
        staff = (SlipStep.EDITOR, SlipStep.APPROVER)
        _notify("slip-issued", done.issued, people, SlipStep.EDITOR)
        for kind, slips in (("slip-raised", done.raised), ("slip-closed", done.closed)):
            messages = [message_about(s, people.of(s.society_id, *staff)) for s in slips]
            notify_many(kind=kind, topic=Topic.SLIPS, messages=messages)
        for step in SlipStep:
            slips = [slip for slip, reached in done.escalated if reached == step]
            _notify("slip-escalated", slips, people, step)


def _notify(
    kind: str, slips: Iterable[SupervisionSlip], people: SlipPeople, step: SlipStep
) -> None:
    messages = [message_about(slip, people.at(slip.society_id, step)) for slip in slips]
    notify_many(kind=kind, topic=Topic.SLIPS, messages=messages)
