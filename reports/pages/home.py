"""The public home: the answer of the latest issue, and the ways into everything published."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from reforms.models import Correction, Task
from reforms.payload import Payload
from reports.models import PublishedAnnualReport
from reports.pages.correction_notes import CorrectionNote
from reports.pages.issue import IssuePage
from reports.selectors.annual import published_reports
from reports.selectors.public import latest_corrections

#: How many of each list stand on the home page.
FIRST_SOCIETIES = 10
FIRST_TASKS = 5
FIRST_NEWS = 3


class HomePage(IssuePage):
    """What the template of the home page asks for, beside what an issue shows."""

    @property
    def first_societies(self) -> list[dict[str, Any]]:
        """The societies that are furthest."""
        return self.societies_of(self.figures.league[:FIRST_SOCIETIES])

    @cached_property
    def _tasks(self) -> list[tuple[Task, Payload]]:
        """Tasks that somebody owes, the furthest first."""
        return sorted(self.tasks, key=lambda each: (-float(each[1]["mean"]), each[0].number))

    @property
    def first_tasks(self) -> list[tuple[Task, Payload]]:
        """The tasks that are furthest."""
        return self._tasks[:FIRST_TASKS]

    @property
    def last_tasks(self) -> list[tuple[Task, Payload]]:
        """The tasks that are least far, the least first; none that stand among the furthest."""
        return self._tasks[FIRST_TASKS:][::-1][:FIRST_TASKS]

    @cached_property
    def latest_notes(self) -> list[CorrectionNote]:
        """The last corrections to any issue."""
        notes: QuerySet[Correction] = latest_corrections()[:FIRST_NEWS]
        return [CorrectionNote(each) for each in notes]

    @cached_property
    def latest_reports(self) -> list[PublishedAnnualReport]:
        """The annual reports published last."""
        return list(published_reports().order_by("-published_at", "society__code")[:FIRST_NEWS])
