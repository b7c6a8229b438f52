"""The annual reports of all societies of a year in one job and one archive.

What is rendered is kept at once, so that a job taken up again after a kill goes on where it was.
A report that cannot be rendered is noted with its reason and holds up no other.
"""

from __future__ import annotations

import datetime as dt
import gc
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import JobState
from accounts.models import Job, User
from accounts.services.jobs import finish_job, report_progress, request_job
from reforms.models import Workplan
from reports.annual.renditions import MAIN, Rendition, rendition_called
from reports.enums import OPEN_ANNUAL_STATES, RENDER_ALL_KIND
from reports.models import AnnualReport, AnnualReportVersion
from reports.models.annual_version import RenderedFile
from reports.selectors.annual_content import (
    YearFigures,
    annual_content,
    content_digest,
    year_figures,
)
from reports.services.annual_jobs import FAILURES
from reports.services.annual_pool import IN_HAND, ProcessPool
from reports.services.annual_rendering import FinishedPdf, compose_paper, image_addresses
from reports.services.annual_versions import draft_with, file_with, keep_draft, keep_file
from reports.services.rendering import file_title
from societies.models import Society

RENDER_ALL_TASK = "reports.tasks.render_all_annual_reports_job"


def request_render_all(
    *, workplan: Workplan, by: User | None, total: int, rendition: Rendition = MAIN
) -> Job:
    """Return the job that renders the reports of all societies of a year into one archive."""
    job, _created = request_job(
        kind=RENDER_ALL_KIND,
        key=f"annual-reports:{workplan.year}",
        task_name=RENDER_ALL_TASK,
        params={"year": workplan.year, "rendition": rendition.slug},
        requested_by=by,
        url=f"{reverse('reports:annual-report-list')}?year={workplan.year}",
        total=total,
    )
    return job


@dataclass(frozen=True)
class _Waiting:
    """A report that is being rendered: the version handed in, or a draft of what it says now."""

    report: AnnualReport
    digest: str
    version: AnnualReportVersion | None


@dataclass
class Outcome:
    """What became of the reports of a year."""

    files: dict[str, RenderedFile] = field(default_factory=dict)
    rendered: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many reports are done, well or not."""
        return len(self.files) + len(self.failed)

    def fail(self, report: AnnualReport, error: Exception) -> None:
        """Note a report that could not be rendered; the others go on."""
        code = report.society.code
        self.failed.append(
            {
                "code": code,
                "reason": getattr(error, "reason", ""),
                "error": str(error) or type(error).__name__,
                "url": reverse("reports:annual-report-detail", args=(report.workplan.year, code)),
            }
        )

    @property
    def result(self) -> dict[str, object]:
        """What the job says of it."""
        return {
            "rendered": self.rendered,
            "kept": len(self.files) - self.rendered,
            "failed": sorted(self.failed, key=lambda failure: failure["code"]),
        }


def render_all(*, job: Job) -> Job:
    """Render every society's report of a year and pack them; taken up again, it skips the done."""
    workplan = Workplan.objects.get(year=job.params["year"])
    rendition = rendition_called(job.params["rendition"]) or MAIN
    try:
        with ProcessPool() as pool, _heap_set_apart():
            run = _Run(job, year_figures(workplan, at=timezone.now()), rendition, pool)
            outcome = run.all(reports_of_all(workplan))
        job.result_file = pack(job, workplan, outcome, rendition)
    except FAILURES as error:
        return finish_job(job=job, error=str(error))
    _drop_older_archives(job)
    return finish_job(job=job, result=outcome.result)


@contextmanager
def _heap_set_apart() -> Iterator[None]:
    """Keep the collector to what the job makes: it would walk through all else again and again."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def reports_of_all(workplan: Workplan) -> list[AnnualReport]:
    """The report of every society that takes part; an empty draft where there was none."""
    there = set(AnnualReport.objects.of_year(workplan).values_list("society_id", flat=True))
    AnnualReport.objects.bulk_create(
        (
            AnnualReport(society=society, workplan=workplan)
            for society in Society.objects.active()
            if society.pk not in there
        ),
        ignore_conflicts=True,
    )
    return list(
        AnnualReport.objects.of_year(workplan)
        .filter(society__is_active=True)
        .select_related("society", "workplan", "submitted_version")
        .defer("submitted_version__content")
        .order_by("society__code")
    )


@dataclass
class _Run:
    """The work of one job: a few documents are in hand, rendered, signed or waiting."""

    job: Job
    year: YearFigures
    rendition: Rendition
    pool: ProcessPool
    outcome: Outcome = field(default_factory=Outcome)
    running: dict[Future[FinishedPdf], _Waiting] = field(default_factory=dict)

    def all(self, reports: Sequence[AnnualReport]) -> Outcome:
        """Render them in turn."""
        for report in reports:
            try:
                self._begin(report)
            except Exception as error:  # noqa: BLE001 - the others must still be rendered
                self.outcome.fail(report, error)
            while len(self.running) >= IN_HAND:
                self._collect()
            self._tell(len(reports))
        while self.running:
            self._collect()
            self._tell(len(reports))
        return self.outcome

    def _tell(self, total: int) -> None:
        if self.job.result != self.outcome.result:
            self.job.result = self.outcome.result
            self.job.save(update_fields=["result"])
        report_progress(job=self.job, done=self.outcome.count, total=total)

    def _begin(self, report: AnnualReport) -> None:
        """Take the file there is, or start to render one."""
        version = None if report.state in OPEN_ANNUAL_STATES else report.submitted_version
        if version is None:
            content = annual_content(report.society, self.year)
            digest = content_digest(content)
            known: RenderedFile | None = draft_with(report, self.rendition, digest)
        else:
            content, digest = {}, version.digest
            known = file_with(version, self.rendition)
        if known is not None:
            self.outcome.files[report.society.code] = known
            return
        content = content or (version.content if version else {})
        paper = compose_paper(
            content,
            self.rendition,
            images=image_addresses(report, content),
            version=version.number if version else None,
        )
        self.running[self.pool.submit(paper)] = _Waiting(report, digest, version)

    def _collect(self) -> None:
        """Store what has been rendered meanwhile."""
        done, _others = wait(self.running, return_when=FIRST_COMPLETED)
        for future in done:
            waiting = self.running.pop(future)
            try:
                code = waiting.report.society.code
                self.outcome.files[code] = self._keep(waiting, future.result())
                self.outcome.rendered += 1
            except Exception as error:  # noqa: BLE001 - the others must still be rendered
                self.outcome.fail(waiting.report, error)

    def _keep(self, waiting: _Waiting, pdf: FinishedPdf) -> RenderedFile:
        by, at = self.job.requested_by, timezone.now()
        if waiting.version is not None:
            return keep_file(
                version=waiting.version, rendition=self.rendition, pdf=pdf, by=by, at=at
            )
        return keep_draft(
            report=waiting.report,
            rendition=self.rendition,
            digest=waiting.digest,
            pdf=pdf,
            by=by,
            at=at,
        )


def pack(job: Job, workplan: Workplan, outcome: Outcome, rendition: Rendition) -> str:
    """Write the archive beside its final name, then give it that; returns the name."""
    name = f"jobs/annual-reports-{workplan.year}-{job.pk}.zip"
    target = Path(default_storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
        for title, file in _titled(outcome, workplan, rendition):
            info = zipfile.ZipInfo(f"{title}.pdf", _zip_time(file.created_at))
            with file.file.open("rb") as stored:
                archive.writestr(info, stored.read())
        if outcome.failed:
            lines = (f"{failure['code']}\t{failure['error']}" for failure in outcome.failed)
            archive.writestr("errors.txt", "\n".join(sorted(lines)) + "\n")
    partial.replace(target)
    return name


def _titled(
    outcome: Outcome, workplan: Workplan, rendition: Rendition
) -> Iterator[tuple[str, RenderedFile]]:
    names = dict(Society.objects.values_list("code", "name_zh"))
    with translation.override(rendition.language):
        for code, file in sorted(outcome.files.items()):
            society = {"code": code, "name_zh": names[code]}
            yield file_title({"society": society, "year": workplan.year}), file


def _zip_time(at: dt.datetime) -> tuple[int, int, int, int, int, int]:
    local = timezone.localtime(at)
    return (local.year, local.month, local.day, local.hour, local.minute, local.second)


def _drop_older_archives(job: Job) -> None:
    """Keep one archive per year: the newest."""
    older = Job.objects.filter(kind=RENDER_ALL_KIND, key=job.key, state=JobState.DONE)
    for earlier in older.exclude(pk=job.pk).exclude(result_file=""):
        earlier.result_file.delete(save=False)
        Job.objects.filter(pk=earlier.pk).update(result_file="")
