"""What the jobs of annual reports do: one report, or all of a year into one archive."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Self

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone, translation

from accounts.enums import JobState
from accounts.models import Job, User
from accounts.services.jobs import finish_job, report_progress
from reforms.models import Workplan
from reports.enums import RENDER_ALL_KIND
from reports.models import AnnualReport, AnnualReportVersion
from reports.pdf.fonts import FontsMissingError
from reports.pdf.messages import RenderedPdf
from reports.pdf.process import RenderError, RenderProcess
from reports.selectors.annual_content import (
    YearFigures,
    annual_content,
    content_digest,
    year_figures,
)
from reports.services.annual import publish_report
from reports.services.annual_versions import STAGES, keep_version, version_with
from reports.services.rendering import compose_html, file_title, render_process
from societies.models import Society

PROCESSES = 2


def render_one(*, job: Job) -> Job:
    """Render the report of a job, and publish it if asked; a failure is the job's error."""
    report = AnnualReport.objects.select_related("society", "workplan").get(pk=job.params["report"])
    language = job.params["language"]
    try:
        version = render_version(report=report, language=language, by=job.requested_by, job=job)
        if job.params.get("publish"):
            publish_report(report=report, version=version, by=job.requested_by, at=timezone.now())
    except (RenderError, FontsMissingError, OSError) as error:
        return finish_job(job=job, error=str(error))
    except ValidationError as error:
        return finish_job(job=job, error=" ".join(error.messages))
    return finish_job(job=job, result={"version": version.number, "pages": version.pages})


def render_version(
    *, report: AnnualReport, language: str, by: User | None, job: Job | None = None
) -> AnnualReportVersion:
    """Return the version of the report's content as it is now, rendered unless it exists."""
    at = timezone.now()
    content = annual_content(report.society, year_figures(report.workplan, at=at))
    digest = content_digest(content, language)
    _tell_progress(job, 1)
    version = version_with(report, language, digest)
    if version is not None:
        return version
    html = compose_html(content, language)
    with render_process() as process:
        pdf = process.render(html, identifier=digest)
    _tell_progress(job, 2)
    return keep_version(
        report=report, language=language, digest=digest, pdf=pdf, by=by, at=timezone.now()
    )


def _tell_progress(job: Job | None, done: int) -> None:
    if job is not None:
        report_progress(job=job, done=done, total=STAGES)


@dataclass(frozen=True)
class _Waiting:
    """A report that is being rendered."""

    report: AnnualReport
    digest: str


@dataclass
class Outcome:
    """What became of the reports of a year."""

    versions: dict[str, AnnualReportVersion] = field(default_factory=dict)
    rendered: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many reports are done, well or not."""
        return len(self.versions) + len(self.failed)

    def fail(self, report: AnnualReport, error: Exception) -> None:
        """Note a report that could not be rendered; the others go on."""
        self.failed.append({"code": report.society.code, "error": str(error)})


class ProcessPool:
    """A few render processes, each used by one thread at a time."""

    def __init__(self, size: int = PROCESSES) -> None:
        self._processes = [render_process() for _ in range(size)]
        self._free: SimpleQueue[RenderProcess] = SimpleQueue()
        for process in self._processes:
            self._free.put(process)
        self._threads = ThreadPoolExecutor(size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for process in self._processes:
            process.close()
        self._threads.shutdown(cancel_futures=True)

    def submit(self, html: str, identifier: str) -> Future[RenderedPdf]:
        """Render as soon as a process is free."""
        return self._threads.submit(self._render, html, identifier)

    def _render(self, html: str, identifier: str) -> RenderedPdf:
        process = self._free.get()
        try:
            return process.render(html, identifier=identifier)
        finally:
            self._free.put(process)


def render_all(*, job: Job) -> Job:
    """Render every society's report of a year and pack them; taken up again, it skips the done."""
    workplan = Workplan.objects.get(year=job.params["year"])
    language = job.params["language"]
    reports = reports_of_all(workplan)
    try:
        outcome = _render_reports(job, workplan, reports, language)
        job.result_file = pack(job, workplan, outcome, language)
    except (FontsMissingError, OSError) as error:
        return finish_job(job=job, error=str(error))
    _drop_older_archives(job)
    return finish_job(
        job=job,
        result={
            "rendered": outcome.rendered,
            "kept": len(outcome.versions) - outcome.rendered,
            "failed": sorted(outcome.failed, key=lambda failure: failure["code"]),
        },
    )


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
        .select_related("society", "workplan")
        .order_by("society__code")
    )


def _render_reports(
    job: Job, workplan: Workplan, reports: Sequence[AnnualReport], language: str
) -> Outcome:
    outcome = Outcome()
    year = year_figures(workplan, at=timezone.now())
    running: dict[Future[RenderedPdf], _Waiting] = {}
    with ProcessPool() as pool:
        for report in reports:
            try:
                _begin(report, year, language, pool, outcome, running)
            except Exception as error:  # noqa: BLE001 - the other reports must still be rendered
                outcome.fail(report, error)
            while len(running) > PROCESSES:
                _collect(outcome, running, language, job.requested_by)
            report_progress(job=job, done=outcome.count, total=len(reports))
        while running:
            _collect(outcome, running, language, job.requested_by)
            report_progress(job=job, done=outcome.count, total=len(reports))
    return outcome


def _begin(
    report: AnnualReport,
    year: YearFigures,
    language: str,
    pool: ProcessPool,
    outcome: Outcome,
    running: dict[Future[RenderedPdf], _Waiting],
) -> None:
    """Take the version there is, or start to render one."""
    content = annual_content(report.society, year)
    digest = content_digest(content, language)
    version = version_with(report, language, digest)
    if version is not None:
        outcome.versions[report.society.code] = version
    else:
        html = compose_html(content, language)
        running[pool.submit(html, digest)] = _Waiting(report, digest)


def _collect(
    outcome: Outcome,
    running: dict[Future[RenderedPdf], _Waiting],
    language: str,
    by: User | None,
) -> None:
    """Store what has been rendered meanwhile."""
    done, _others = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        waiting = running.pop(future)
        try:
            outcome.versions[waiting.report.society.code] = keep_version(
                report=waiting.report,
                language=language,
                digest=waiting.digest,
                pdf=future.result(),
                by=by,
                at=timezone.now(),
            )
            outcome.rendered += 1
        except Exception as error:  # noqa: BLE001 - the other reports must still be rendered
            outcome.fail(waiting.report, error)


def pack(job: Job, workplan: Workplan, outcome: Outcome, language: str) -> str:
    """Write the archive beside its final name, then give it that; returns the name."""
    name = f"jobs/annual-reports-{workplan.year}-{job.pk}.zip"
    target = Path(default_storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
        for title, version in _titled(outcome, workplan, language):
            info = zipfile.ZipInfo(f"{title}.pdf", _zip_time(version.created_at))
            with version.file.open("rb") as stored:
                archive.writestr(info, stored.read())
        if outcome.failed:
            lines = (f"{failure['code']}\t{failure['error']}" for failure in outcome.failed)
            archive.writestr("errors.txt", "\n".join(sorted(lines)) + "\n")
    partial.replace(target)
    return name


def _titled(
    outcome: Outcome, workplan: Workplan, language: str
) -> Iterator[tuple[str, AnnualReportVersion]]:
    names = dict(Society.objects.values_list("code", "name_zh"))
    with translation.override(language):
        for code, version in sorted(outcome.versions.items()):
            society = {"code": code, "name_zh": names[code]}
            yield file_title({"society": society, "year": workplan.year}), version


def _zip_time(at: dt.datetime) -> tuple[int, int, int, int, int, int]:
    local = timezone.localtime(at)
    return (local.year, local.month, local.day, local.hour, local.minute, local.second)


def _drop_older_archives(job: Job) -> None:
    """Keep one archive per year: the newest."""
    older = Job.objects.filter(kind=RENDER_ALL_KIND, key=job.key, state=JobState.DONE)
    for earlier in older.exclude(pk=job.pk).exclude(result_file=""):
        earlier.result_file.delete(save=False)
        Job.objects.filter(pk=earlier.pk).update(result_file="")
