"""What the matrix says of itself: what it shows, of whom, in which order, and its signs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy

from accounts.badges import BADGES
from reports.selectors.matrix_cells import NO_CHECK, SIGNS, VERDICT_SIGNS
from reports.selectors.matrix_means import MeanCell
from reports.selectors.matrix_query import TASK_SORT, MatrixQuery
from societies.enums import Discipline

#: What the cells say.
SHOW_WORDS = {
    "progress": pgettext_lazy("matrix", "Progress"),
    "state": pgettext_lazy("matrix", "State"),
    "change": pgettext_lazy("matrix", "Change in the month"),
    "register": pgettext_lazy("matrix", "Verdict of the registers"),
}
VIEW_WORDS = {
    "societies": pgettext_lazy("matrix", "Societies × tasks"),
    "disciplines": pgettext_lazy("matrix", "By discipline"),
}
#: The columns that stand beside the tasks, as a sentence and a choice name them.
SORT_WORDS = {
    "code": pgettext_lazy("sorted by", "society"),
    "report": pgettext_lazy("sorted by", "state of the report"),
    "late": pgettext_lazy("sorted by", "days late"),
    "progress": pgettext_lazy("sorted by", "progress"),
    "change": pgettext_lazy("sorted by", "change in the month"),
    "unmet": pgettext_lazy("sorted by", "checks not met"),
    "against": pgettext_lazy("sorted by", "claims against the registers"),
}
#: Columns that are most telling from the top down.
_DESCENDING_FIRST = frozenset(SORT_WORDS) - {"code"}


#: Where the steps of the heat scale begin and end.
_STEPS = ("0", "16.7", "33.3", "50", "66.7", "83.3", "100")


class Sign(NamedTuple):
    """One entry of the legend: class and sign of a cell, and what they mean."""

    css: str
    sign: str
    word: str


def first_direction(sort: str) -> str:
    """How a column is sorted when it is chosen."""
    return "desc" if sort in _DESCENDING_FIRST or TASK_SORT.fullmatch(sort) else "asc"


def order_words(query: MatrixQuery) -> str:
    """In which order the societies stand, and whether within their disciplines."""
    task = TASK_SORT.fullmatch(query.sort)
    column = gettext("task %(number)s") % {"number": task[1]} if task else SORT_WORDS[query.sort]
    way = pgettext("order", "descending") if query.is_descending else pgettext("order", "ascending")
    within = (
        gettext("within each discipline")
        if query.is_grouped
        else gettext("over all disciplines together")
    )
    return gettext("Sorted by %(column)s, %(way)s, %(within)s") % {
        "column": column,
        "way": way,
        "within": within,
    }


def filter_words(query: MatrixQuery) -> list[str]:
    """The filters in force, in words."""
    return list(_filter_words(query))


def _filter_words(query: MatrixQuery) -> Iterator[str]:
    if query.discipline:
        yield str(Discipline(query.discipline).label)
    if query.report:
        yield f"{pgettext('column', 'Report')}: {BADGES[query.report].word}"
    if query.state:
        yield f"{gettext('Has a task that is')}: {BADGES[query.state].word}"
    flags: dict[str, bool] = {
        gettext("Late reports only"): query.is_late,
        gettext("Societies behind only"): query.is_behind,
        gettext("Against the registers only"): query.is_against,
        gettext("My portfolio only"): query.codes is not None,
    }
    yield from (word for word, is_set in flags.items() if is_set)
    if query.text:
        yield f"“{query.text}”"


def signs(show: str) -> list[Sign]:
    """What the classes and signs of the cells mean; the heat scale stands beside them."""
    legend: dict[str, Any] = {
        "progress": _progress_signs,
        "state": _state_signs,
        "change": _change_signs,
        "register": _register_signs,
    }
    return [*legend[show](), Sign("heat-na", "", pgettext("legend", "not obliged"))]


def _progress_signs() -> list[Sign]:
    return [
        Sign("heat-6", "✓", pgettext("legend", "done")),
        Sign("heat-nodata", "–", pgettext("legend", "no data")),
    ]


def _state_signs() -> list[Sign]:
    return [Sign(f"state-{name}", sign, str(BADGES[name].word)) for name, sign in SIGNS.items()]


def _change_signs() -> list[Sign]:
    return [
        Sign("change-up", "+", pgettext("legend", "risen")),
        Sign("change-none", "0", pgettext("legend", "unchanged")),
        Sign("change-down", "−", pgettext("legend", "fallen")),
        Sign("change-new", pgettext("change", "new"), pgettext("legend", "first figure")),
        Sign("heat-nodata", "–", pgettext("legend", "no data")),
    ]


def _register_signs() -> list[Sign]:
    found = [
        Sign(f"verdict-{name}", sign, str(BADGES[name].word))
        for name, sign in VERDICT_SIGNS.items()
    ]
    return [*found, Sign("verdict-none", NO_CHECK, pgettext("legend", "no check asked for"))]


def marks(*, is_corrected: bool) -> list[Sign]:
    """What is marked on a cell or a row, whatever the cells show."""
    found = [
        Sign("claimed-mark", "", pgettext("legend", "claim not accepted as such")),
        Sign("against-mark", "≠", pgettext("legend", "100% against the registers")),
    ]
    if is_corrected:
        found.append(Sign("corrected-mark", "※", pgettext("legend", "corrected since")))
    return found


def legend_signs(show: str, *, is_corrected: bool) -> list[Sign]:
    """The whole legend, with the steps of the heat scale one by one."""
    steps = [
        Sign(f"heat-{step}", "", f"{low} – {high}%")
        for step, (low, high) in enumerate(pairwise(_STEPS), start=1)
    ]
    heat = steps if show == "progress" else []
    return [*heat, *signs(show), *marks(is_corrected=is_corrected)]


def line_words(show: str) -> str:
    """What the line of a discipline says of each task."""
    words = {
        "progress": gettext("Line of a discipline: mean of the accepted percents, no data being 0"),
        "state": gettext("Line of a discipline: societies stalled or behind"),
        "change": gettext("Line of a discipline: mean change in points"),
        "register": gettext("Line of a discipline: societies whose check is not met"),
    }
    return words[show]


def mean_words(show: str, cell: MeanCell) -> str:
    """What one task of a discipline's line says, in words."""
    words = {
        "progress": ngettext(
            "mean %(value)s%% of %(count)d society",
            "mean %(value)s%% of %(count)d societies",
            cell.societies,
        ),
        "state": ngettext(
            "%(value)s of %(count)d society stalled or behind",
            "%(value)s of %(count)d societies stalled or behind",
            cell.societies,
        ),
        "change": ngettext(
            "mean change %(value)s points of %(count)d society",
            "mean change %(value)s points of %(count)d societies",
            cell.societies,
        ),
        "register": ngettext(
            "not met by %(value)s of %(count)d society",
            "not met by %(value)s of %(count)d societies",
            cell.societies,
        ),
    }
    return words[show] % {"value": cell.text, "count": cell.societies}
