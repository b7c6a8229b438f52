"""What the address may ask of the matrix: view, figures, order, groups and filters."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass

#: Societies × tasks, or one small picture for each discipline.
VIEWS = ("societies", "disciplines")
#: What the cells say.
SHOWS = ("progress", "state", "change", "register")
#: Columns that the table can be sorted by, beside `t` and the number of a task.
SORTS = ("code", "report", "late", "progress", "change", "unmet", "against")
TASK_SORT = re.compile(r"t([1-9][0-9]{0,3})")
#: How a report of the month can stand, beyond the states a report has itself.
REPORT_STATES = (
    "accepted",
    "submitted",
    "returned",
    "in_society_review",
    "draft",
    "overdue",
    "not_submitted",
)
#: Sorted by report, what is furthest from accepted stands last.
REPORT_ORDER = (
    "sealed",
    *REPORT_STATES[:5],
    "open",
    "due_soon",
    "not_due",
    "none",
    *REPORT_STATES[5:],
)
#: Whether sorted societies stay within their disciplines.
GROUPINGS = ("yes", "no")


@dataclass(frozen=True, slots=True)
class MatrixQuery:
    """What the address asks for; `codes` narrows to a reviewer's portfolio."""

    show: str = "progress"
    sort: str = "code"
    is_descending: bool = False
    discipline: str = ""
    state: str = ""
    report: str = ""
    is_late: bool = False
    is_behind: bool = False
    is_against: bool = False
    text: str = ""
    group: str = ""
    view: str = "societies"
    codes: frozenset[str] | None = None

    @property
    def key(self) -> str:
        """The query as text: equal queries give equal tables."""
        codes = "" if self.codes is None else ",".join(sorted(self.codes))
        return repr((*astuple(self)[:-1], codes, self.codes is None))

    @property
    def is_grouped(self) -> bool:
        """Whether disciplines have headings: as asked for, else when sorted by society."""
        return self.group == "yes" if self.group else self.sort == "code"

    @property
    def is_filtered(self) -> bool:
        """Whether societies may be left out."""
        return bool(
            self.discipline
            or self.state
            or self.report
            or self.is_late
            or self.is_behind
            or self.is_against
            or self.text
            or self.codes is not None
        )
