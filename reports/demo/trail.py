"""What the trail of the demo says of reports: who submitted, who decided, when and why."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator

from accounts.services.audit import Change, record_many
from reforms.enums import ReportState
from reforms.models import MonthlyReport, Submission
from reports.demo import words

#: How soon CAST sent back a report that came a second time a day later.
SENT_BACK_AFTER = dt.timedelta(hours=3)
_DECIDED = (ReportState.ACCEPTED, ReportState.RETURNED)


def record_reports(reports: Iterable[MonthlyReport], submissions: Iterable[Submission]) -> None:
    """Record what happened to reports that were written in bulk."""
    sent: dict[int, list[Submission]] = {}
    for submission in submissions:
        sent.setdefault(submission.report.pk, []).append(submission)
    told = [report for report in reports if report.pk in sent]
    if not told:
        return
    record_many(
        action="report.submitted", changes=[c for r in told for c in _submitted(r, sent[r.pk])]
    )
    back = [change for report in told for change in _sent_back(report, sent[report.pk])]
    if back:
        record_many(action="report.returned", changes=back)
    for state in _DECIDED:
        decided = [_decided(report) for report in told if report.state == state]
        if decided:
            record_many(action=f"report.{state.value}", changes=decided)


def _submitted(report: MonthlyReport, sent: list[Submission]) -> Iterator[Change]:
    for submission in sent:
        before = ReportState.RETURNED if submission.number > 1 else ReportState.IN_SOCIETY_REVIEW
        yield Change(
            report,
            report.society.code,
            {"state": before},
            {"state": ReportState.SUBMITTED, "receipt": submission.receipt_number},
            actor=submission.submitted_by,
            at=submission.submitted_at,
        )


def _sent_back(report: MonthlyReport, sent: list[Submission]) -> Iterator[Change]:
    """The first submission of a report that came twice."""
    for submission in sent[:-1]:
        rng = random.Random(f"sent back {submission.receipt_number}")
        yield Change(
            report,
            report.society.code,
            {"state": ReportState.SUBMITTED},
            {"state": ReportState.RETURNED},
            actor=report.decided_by,
            at=submission.submitted_at + SENT_BACK_AFTER,
            reason=words.pick(rng, words.RETURNED),
        )


def _decided(report: MonthlyReport) -> Change:
    return Change(
        report,
        report.society.code,
        {"state": ReportState.SUBMITTED},
        {"state": report.state},
        actor=report.decided_by,
        at=report.decided_at,
    )
