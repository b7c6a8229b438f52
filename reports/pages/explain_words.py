"""What figures are called and how they are reckoned, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext

from accounts.templatetags.portal import local_filter, state_word
from reforms.models import Workplan
from societies.enums import Discipline


def figure_title(figure: str, workplan: Workplan) -> str:
    """What a national figure is called; LookupError for a part the workplan does not have."""
    kind, _, key = figure.partition("-")
    plain = {
        "mean": gettext("National mean progress"),
        "median": gettext("Median of the societies' progress"),
        "expected": gettext("Progress expected by now"),
    }
    if kind in plain:
        return plain[kind]
    if kind == "discipline":
        return gettext("Mean progress: %(part)s") % {"part": Discipline(key).label}
    if kind == "group":
        return gettext("Mean progress: %(part)s") % {"part": _group_title(workplan, key)}
    if kind == "task":
        return gettext("Mean progress: %(part)s") % {"part": task_title(workplan, int(key))}
    if kind == "state":
        return gettext("Tasks: %(state)s") % {"state": state_word(key)}
    return {
        "on_time": gettext("Reports on time"),
        "late": gettext("Late reports"),
        "unknown": gettext("Reports whose day is not known"),
        "missing": gettext("Missing reports"),
    }[key]


def task_title(workplan: Workplan, number: int) -> str:
    """Number and title of a task; LookupError for one the workplan does not have."""
    titles = {t.number: local_filter(t, "title") for t in workplan.ordered_tasks}
    return f"{number}. {titles[number]}"


def _group_title(workplan: Workplan, kind: str) -> str:
    titles = {t.group.kind: local_filter(t.group, "title") for t in workplan.ordered_tasks}
    return titles[kind]


def group_title(workplan: Workplan, kind: str) -> str:
    """Title of a task group; LookupError for one the workplan does not have."""
    return _group_title(workplan, kind)


def formula(figure: str, workplan: Workplan) -> str:
    """How a national figure is reckoned."""
    kind = figure.partition("-")[0]
    if kind == "state":
        return state_formula(workplan)
    return {
        "mean": gettext(
            "Sum of the societies' progress ÷ number of societies. A society without data "
            "counts as 0."
        ),
        "median": gettext(
            "The societies in the order of their progress; the one in the middle, or the mean "
            "of the two in the middle. A society without data counts as 0."
        ),
        "expected": gettext(
            "Mean of what each society should have reached. Of a task: 100 × months elapsed ÷ "
            "months until it is due, both ends counted; of a society: weighted over its tasks."
        ),
        "group": gettext(
            "Sum of the societies' progress in the group ÷ number of societies that owe a task in "
            "it. A society without data counts as 0."
        ),
        "discipline": gettext(
            "Sum of the progress of the discipline's societies ÷ their number. A society without "
            "data counts as 0."
        ),
        "task": gettext(
            "Sum of the accepted percents ÷ number of societies that owe the task. No data counts "
            "as 0."
        ),
        "reports": gettext(
            "Number of societies by the day of the first submission in Beijing: on time until "
            "the end of the day the report was due."
        ),
    }[kind]


def society_formula() -> str:
    """How the progress of a society is reckoned."""
    return gettext(
        "Σ weight × accepted percent ÷ Σ weight over the obliged tasks. A task without data "
        "counts as 0; without any data there is no progress to show."
    )


def task_formula(workplan: Workplan) -> str:
    """How the percent and the state of a task come about."""
    accepted = gettext(
        "The percent of the latest accepted entry up to the month; “no change” carries the "
        "earlier percent forward."
    )
    return f"{accepted} {state_formula(workplan)}"


def state_formula(workplan: Workplan) -> str:
    """The rules of a task's state with the workplan's margins."""
    return gettext(
        "The first that holds: done (100); no data; stalled (unchanged for %(months)d months and "
        "below expected); behind (more than %(behind)d points below); ahead (more than %(ahead)d "
        "points above); on track."
    ) % {
        "months": workplan.stalled_months,
        "behind": workplan.behind_margin,
        "ahead": workplan.ahead_margin,
    }


def counted(figure: str) -> str:
    """What the column of inputs holds."""
    kind = figure.partition("-")[0]
    return {
        "expected": pgettext("figure", "Expected"),
        "task": pgettext("column", "Accepted"),
        "state": pgettext("column", "Tasks"),
        "reports": pgettext("column", "First submitted"),
    }.get(kind, pgettext("column", "Progress"))
