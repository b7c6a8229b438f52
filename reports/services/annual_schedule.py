"""Annual reports published on the day chosen for them: once, and tried again after a failure."""

from __future__ import annotations

import datetime as dt

from accounts.enums import JobState
from accounts.models import Job
from reports.enums import PUBLISH_KIND
from reports.models import AnnualReport
from reports.services.annual_jobs import publication_key, render_one, request_publication
from reports.services.annual_trail import cast_people, society_people, tell

#: After a failure the next try waits this long.
TRY_AGAIN_AFTER = dt.timedelta(minutes=30)


def request_due(*, today: dt.date, at: dt.datetime) -> list[Job]:
    """Return the jobs for reports whose day has come (Beijing); a failed one waits a while."""
    due = AnnualReport.objects.due_for_publication(today=today)
    jobs = []
    for report in due.select_related("society", "workplan"):
        latest = Job.objects.filter(key=publication_key(report, report.publish_on)).first()
        if latest is None or _may_try_again(latest, at):
            jobs.append(request_publication(report=report, by=None, day=report.publish_on))
    return jobs


def _may_try_again(latest: Job, at: dt.datetime) -> bool:
    """Whether the latest job of the day has failed long enough ago."""
    ended_at = latest.finished_at
    return (
        latest.state == JobState.FAILED
        and ended_at is not None
        and at - ended_at >= TRY_AGAIN_AFTER
    )


def run_one(*, job: Job) -> Job:
    """Do the work of a job for one report; a day's publication that fails is told to all."""
    ended = render_one(job=job)
    if ended.error and ended.kind == PUBLISH_KIND and ended.requested_by is None:
        _tell_failure(ended)
    return ended


def _tell_failure(job: Job) -> None:
    """Tell the society and CAST, once for a day, that its publication failed and is tried again."""
    failed = Job.objects.filter(key=job.key, state=JobState.FAILED)
    if failed.exclude(pk=job.pk).exists():
        return
    report = AnnualReport.objects.select_related("society", "workplan").get(pk=job.params["report"])
    people = {person.pk: person for person in (*society_people(report), *cast_people(report))}
    tell(people.values(), "annual-report-not-published", report, error=job.error)
