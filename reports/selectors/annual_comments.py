"""Comments on an annual report as their readers need them: threads, numbered, by chapter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.annual.anchor import Mark, Passage, Place, marked_html, place_of, squeezed
from reports.annual.rich_text import plain_text
from reports.enums import AnnualReportState
from reports.models import AnnualComment, AnnualReport

#: While nobody has read it there is nothing to say, and what is published is settled.
UNCOMMENTED_STATES = (AnnualReportState.DRAFT, AnnualReportState.PUBLISHED)


@dataclass
class Thread:
    """What CAST says of a chapter or a passage, and what was answered.

    `number` counts the threads of the report; `place` is where the passage stands now.
    """

    number: int
    comment: AnnualComment
    answers: list[AnnualComment] = field(default_factory=list)
    place: Place | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is not settled yet."""
        return self.comment.resolved_at is None

    @property
    def is_lost(self) -> bool:
        """Whether the passage it speaks of is not in the text any more."""
        return bool(self.comment.quote) and self.place is None

    @property
    def waits_for_cast(self) -> bool:
        """Whether the society said the last word."""
        return self.is_open and bool(self.answers) and not self.answers[-1].from_cast


def may_be_commented(report: AnnualReport) -> bool:
    """Whether people may speak of the report now."""
    return bool(report.pk) and report.state not in UNCOMMENTED_STATES


def threads_of(report: AnnualReport) -> list[Thread]:
    """All threads of the report in the order they were begun."""
    if not report.pk:
        return []
    threads: dict[int, Thread] = {}
    comments = report.comments.select_related("written_by", "resolved_by")
    for comment in comments.order_by("written_at", "pk"):
        if comment.parent_id is None:
            threads[comment.pk] = Thread(len(threads) + 1, comment)
        else:
            threads[comment.parent_id].answers.append(comment)
    return list(threads.values())


def placed(threads: Iterable[Thread], html: str) -> list[Thread]:
    """The threads of a chapter with the places of their passages: in the order of the text.

    Those of the whole chapter come first, those whose passage is gone last.
    """
    text = squeezed(plain_text(html))
    found = list(threads)
    for thread in found:
        if thread.comment.quote:
            thread.place = place_of(passage_of(thread.comment), text)
    return sorted(found, key=_order)


def _order(thread: Thread) -> tuple[int, int, int]:
    if thread.place is None:
        return (2 if thread.is_lost else 0, 0, thread.number)
    return (1, thread.place.start, thread.number)


def passage_of(comment: AnnualComment) -> Passage:
    """The words a comment speaks of, with those around them."""
    return Passage(comment.quote, comment.before, comment.after)


def with_passages(html: str, threads: Iterable[Thread]) -> str:
    """The chapter's text with the passages of open threads marked."""
    marks = [
        Mark(thread.place, thread.number, thread.comment.pk)
        for thread in threads
        if thread.is_open and thread.place is not None
    ]
    return marked_html(html, marks) if marks else html


def by_chapter(threads: Iterable[Thread]) -> dict[str, list[Thread]]:
    """Threads by the code of their chapter."""
    found: dict[str, list[Thread]] = {}
    for thread in threads:
        found.setdefault(thread.comment.chapter, []).append(thread)
    return found


def open_counts(report: AnnualReport) -> dict[str, int]:
    """How many threads of each chapter are not settled; chapters without any are left out."""
    counts: dict[str, int] = {}
    if report.pk:
        threads = AnnualComment.objects.unresolved().filter(report=report)
        for code in threads.values_list("chapter", flat=True):
            counts[code] = counts.get(code, 0) + 1
    return counts
