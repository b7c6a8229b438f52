"""A slip in words, in the language that is active: title, what stands against, what to do.

Everything is said from the rule and the facts that the slip keeps as JSON.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.templatetags.portal import local_filter, month_label
from reforms.enums import SlipEventKind, SlipLevel, SlipRuleCode

_TITLES = {
    SlipRuleCode.REPORT_LATE: gettext_lazy("Monthly report of %(month)s not submitted in time"),
    SlipRuleCode.RETURNED_OVERDUE: gettext_lazy("Returned report of %(month)s not sent in again"),
    SlipRuleCode.PLAN_LATE: gettext_lazy("Reform plan of %(year)s not submitted in time"),
    SlipRuleCode.STALLED: gettext_lazy("Reform tasks without movement in %(month)s"),
    SlipRuleCode.BEHIND: gettext_lazy("Progress behind what was expected in %(month)s"),
    SlipRuleCode.CLAIM: gettext_lazy("Task %(number)s (%(task)s) claimed against the registers"),
}
_CAUSES = {
    SlipRuleCode.REPORT_LATE: gettext_lazy(
        "The monthly report of %(month)s was due on %(due_on)s and is not submitted; "
        "days late: %(days)s."
    ),
    SlipRuleCode.RETURNED_OVERDUE: gettext_lazy(
        "The report of %(month)s was returned, was due again on %(due_on)s and has not come; "
        "days late: %(days)s."
    ),
    SlipRuleCode.PLAN_LATE: gettext_lazy(
        "The reform plan of %(year)s was due on %(due_on)s and is not submitted; "
        "days late: %(days)s."
    ),
    SlipRuleCode.STALLED: gettext_lazy(
        "By the sealed figures of %(month)s these tasks stand still below what was expected: "
        "%(tasks)s. Their number: %(count)s."
    ),
    SlipRuleCode.BEHIND: gettext_lazy(
        "By the sealed figures of %(month)s progress is %(progress)s%%; expected by then was "
        "%(expected)s%%. Points behind: %(points)s."
    ),
    SlipRuleCode.CLAIM: gettext_lazy(
        "Task %(number)s (%(task)s) is reported at 100%% since %(claimed_on)s, but a check of the "
        "registers on it is not met and no exception is approved. Days since: %(days)s."
    ),
    SlipRuleCode.UNANSWERED: gettext_lazy(
        "The answer was due on %(due_on)s and has not come; days over: %(days)s."
    ),
}
_DEMANDS = {
    SlipRuleCode.REPORT_LATE: gettext_lazy(
        "Submit the report at once; answer why it is late and how the next one will be in time."
    ),
    SlipRuleCode.RETURNED_OVERDUE: gettext_lazy(
        "Correct the report as CAST asked and submit it again at once; answer why it is late."
    ),
    SlipRuleCode.PLAN_LATE: gettext_lazy(
        "Submit the reform plan at once; answer why it is late and who is in charge of it."
    ),
    SlipRuleCode.STALLED: gettext_lazy(
        "Find out task by task why nothing moves; answer with measures, people in charge and days."
    ),
    SlipRuleCode.BEHIND: gettext_lazy(
        "Analyse what holds progress back; answer with measures and a timetable to catch up."
    ),
    SlipRuleCode.CLAIM: gettext_lazy(
        "Bring the registers up to date or correct what is claimed; answer with the grounds."
    ),
}
#: What closes a slip by itself, as the reason that it then bears.
_ENDINGS = {
    SlipRuleCode.REPORT_LATE: gettext_lazy("The monthly report has been submitted."),
    SlipRuleCode.RETURNED_OVERDUE: gettext_lazy("The returned report has been submitted again."),
    SlipRuleCode.PLAN_LATE: gettext_lazy("The reform plan has been submitted."),
    SlipRuleCode.STALLED: gettext_lazy("No task stands still any more by the sealed figures."),
    SlipRuleCode.BEHIND: gettext_lazy("Progress is no longer behind by the sealed figures."),
    SlipRuleCode.CLAIM: gettext_lazy("Claim and registers agree, or an exception is approved."),
}
UNITS = {
    SlipRuleCode.REPORT_LATE: gettext_lazy("days late, at least"),
    SlipRuleCode.RETURNED_OVERDUE: gettext_lazy("days late, at least"),
    SlipRuleCode.PLAN_LATE: gettext_lazy("days late, at least"),
    SlipRuleCode.STALLED: gettext_lazy("tasks, at least"),
    SlipRuleCode.BEHIND: gettext_lazy("points behind, more than"),
    SlipRuleCode.CLAIM: gettext_lazy("days since claimed, at least"),
    SlipRuleCode.UNANSWERED: gettext_lazy("days past the answer's day, at least"),
}
LEVEL_NAMES = {
    SlipLevel.BLUE: pgettext_lazy("slip level", "Blue"),
    SlipLevel.YELLOW: pgettext_lazy("slip level", "Yellow"),
    SlipLevel.RED: pgettext_lazy("slip level", "Red"),
}


def values_of(slip: Any, facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the sentences of a slip are filled in with; its own facts unless others are given."""
    values: dict[str, Any] = dict(slip.facts if facts is None else facts)
    for name in ("due_on", "claimed_on"):
        if name in values:
            values[name] = date_format(dt.date.fromisoformat(values[name]), "DATE_FORMAT")
    if "tasks" in values:
        values["tasks"] = pgettext("list", ", ").join(map(str, values["tasks"]))
    month = values.get("month") or slip.month
    values["month"] = month_label(month) if month else ""
    values["year"] = slip.workplan.year
    values["number"] = slip.task.number if slip.task else ""
    values["task"] = local_filter(slip.task, "short") if slip.task else ""
    return values


def title(slip: Any, facts: Mapping[str, Any] | None = None) -> str:
    """What the slip is about, in a line, by its own facts unless others are given.

    Of one by hand it is the subject.
    """
    if slip.rule == SlipRuleCode.BY_HAND:
        return str(slip.subject)
    return str(_TITLES[SlipRuleCode(slip.rule)]) % values_of(slip, facts)


def notice_title(params: Mapping[str, Any]) -> str:
    """What a slip is about, from what a notification keeps of it."""
    if params["rule"] == SlipRuleCode.BY_HAND:
        return str(params["subject"])
    return str(_TITLES[SlipRuleCode(params["rule"])]) % {
        "month": month_label(params["month"]) if params["month"] else "",
        "year": params["year"],
        "number": params["task"]["number"],
        "task": local_filter(params["task"], "short"),
    }


def cause(slip: Any, facts: Mapping[str, Any] | None = None) -> str:
    """What stands against the society; of a slip by hand, the reason given."""
    if slip.rule == SlipRuleCode.BY_HAND:
        return str(slip.reason)
    return str(_CAUSES[SlipRuleCode(slip.rule)]) % values_of(slip, facts)


def event_text(event: Any) -> str:
    """What an event of a slip's history says besides its kind."""
    if event.text:
        return str(event.text)
    if event.kind == SlipEventKind.CLOSED and event.rule:
        return _("By rule: %(reason)s") % {"reason": ending(event.rule)}
    if event.kind == SlipEventKind.ESCALATED:
        return _("Without an answer for %(days)s days; now also with: %(people)s.") % {
            "days": event.facts["days"],
            "people": event.get_step_display(),
        }
    if event.rule in _CAUSES:
        return str(_CAUSES[SlipRuleCode(event.rule)]) % values_of(event.slip, event.facts)
    return ""


def demand(slip: Any) -> str:
    """What CAST asks for."""
    by_hand = _("Do what is asked for above and answer within the time given.")
    return str(_DEMANDS.get(SlipRuleCode(slip.rule), by_hand))


def ending(rule: str) -> str:
    """Why a slip of the rule closes by itself."""
    return str(_ENDINGS[SlipRuleCode(rule)])


def levels_line(rule: Mapping[str, Any]) -> str:
    """The thresholds of a rule in a line, such as “Blue 1, Yellow 4, Red 8 (days late)”."""
    code = SlipRuleCode(rule["code"])
    given: Sequence[str] = [
        pgettext("slip level", "%(level)s %(amount)s")
        % {"level": LEVEL_NAMES[level], "amount": rule["levels"][level.value]}
        for level in SlipLevel
        if level.value in rule["levels"]
    ]
    if not given:
        return ""
    return _("%(levels)s (%(unit)s)") % {
        "levels": pgettext("list", ", ").join(given),
        "unit": UNITS[code],
    }
