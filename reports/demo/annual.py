"""Annual reports of the demo: some written, some with CAST, a few published as PDF."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from django.core.files.base import ContentFile

from accounts.models import User
from reforms.models import Workplan
from reports.annual.pictures import redrawn
from reports.annual.renditions import MAIN, RENDITIONS, Rendition
from reports.demo import finances
from reports.demo.chapters import hall_picture, picture_words, write_chapters
from reports.demo.comments import add_comments
from reports.demo.plans import People
from reports.demo.sealed import add_seal
from reports.enums import AnnualReportState
from reports.models import AnnualImage, AnnualReport, AnnualReportVersion
from reports.services.annual_pool import ProcessPool
from reports.services.annual_publishing import publish_report
from reports.services.annual_rendering import FinishedPdf, compose_paper, image_addresses
from reports.services.annual_versions import freeze, keep_file
from societies.enums import Role
from societies.models import Society

#: Every so many societies have begun their report; so many are published with a PDF.
EVERY, PUBLISHED = 7, 3
#: So many of the first reports show a picture; by position, whose finances do not agree.
PICTURED = 3
CASES = {1: finances.ROUNDED, 5: finances.MOVED}
#: Returned reports that CAST commented on; people of the last (E-01) have accounts.
COMMENTED = (3, 8, 24)
#: A report with CAST whose cover sheet was sealed and scanned.
SEALED = 6
#: Societies that have begun the report of the running year; two of them have accounts.
BEGUN_NOW = (0, 2, 24)
#: The chapters that a draft has.
BEGUN = ("development", "organisation", "members", "academic", "plan")
_STATES = (
    AnnualReportState.ACCEPTED,
    AnnualReportState.SUBMITTED,
    AnnualReportState.DRAFT,
    AnnualReportState.RETURNED,
    AnnualReportState.ACCEPTED,
)


@dataclass(frozen=True)
class Publication:
    """A report that is published once its files are rendered."""

    version: AnnualReportVersion
    files: Mapping[Rendition, Future[FinishedPdf]]

    def publish(self, *, by: User, at: dt.datetime) -> None:
        """Wait for the files, keep and publish them, some days after CAST accepted the report."""
        if decided_at := self.version.report.decided_at:
            at = min(at, decided_at + dt.timedelta(days=5))
        for rendition, pdf in self.files.items():
            keep_file(version=self.version, rendition=rendition, pdf=pdf.result(), by=by, at=at)
        publish_report(report=self.version.report, by=by, at=at)


def add_annual_reports(
    workplan: Workplan,
    societies: list[Society],
    people: People,
    manager: User,
    *,
    now: dt.datetime,
    pool: ProcessPool,
) -> list[Publication]:
    """Write the reports of a year that is over; the first few are returned to be published.

    They are rendered while other things are told.
    """
    publications = []
    for position, society in enumerate(societies[::EVERY]):
        is_published = position < PUBLISHED
        state = AnnualReportState.ACCEPTED if is_published else _state(position)
        report = _report(workplan, society, state, people, manager, position)
        is_with_cast = state in (AnnualReportState.SUBMITTED, AnnualReportState.ACCEPTED)
        if is_with_cast or position in COMMENTED:
            report.submitted_version = freeze(
                report=report, by=report.submitted_by, at=report.submitted_at or now
            )
            report.save(update_fields=["submitted_version"])
            if position == SEALED:
                editor = people[society.code, Role.EDITOR]
                add_seal(report, by=editor, at=report.submitted_at or now)
        if is_published and report.submitted_version:
            wanted = RENDITIONS if position == 0 else (MAIN,)
            publications.append(_publication(report.submitted_version, wanted, pool))
    return publications


def begin_annual_reports(
    workplan: Workplan, societies: list[Society], people: People, *, now: dt.datetime
) -> None:
    """Begin some reports of the year that still runs, beside which earlier ones can be read."""
    for society in (each for at, each in enumerate(societies[::EVERY]) if at in BEGUN_NOW):
        report = AnnualReport.objects.create(society=society, workplan=workplan)
        rng = random.Random(f"annual {workplan.year} {society.code}")
        editor = people[society.code, Role.EDITOR]
        write_chapters(report, rng, by=editor, at=now - dt.timedelta(days=2), codes=BEGUN)


def _state(position: int) -> AnnualReportState:
    is_returned = position in COMMENTED
    return AnnualReportState.RETURNED if is_returned else _STATES[position % len(_STATES)]


def _publication(
    version: AnnualReportVersion, wanted: tuple[Rendition, ...], pool: ProcessPool
) -> Publication:
    images = image_addresses(version.report, version.content)
    papers = {
        rendition: compose_paper(version.content, rendition, images=images, version=version.number)
        for rendition in wanted
    }
    return Publication(version, {each: pool.submit(paper) for each, paper in papers.items()})


def _report(
    workplan: Workplan,
    society: Society,
    state: AnnualReportState,
    people: People,
    manager: User,
    position: int,
) -> AnnualReport:
    rng = random.Random(f"annual {workplan.year} {society.code}")
    written_at = dt.datetime(
        workplan.year + 1, rng.randint(1, 3), rng.randint(1, 26), rng.randint(1, 9), tzinfo=dt.UTC
    )
    report = AnnualReport(society=society, workplan=workplan, state=state)
    if state != AnnualReportState.DRAFT:
        report.first_submitted_at = report.submitted_at = written_at
        report.submitted_by = people[society.code, Role.APPROVER]
    if state in (AnnualReportState.ACCEPTED, AnnualReportState.RETURNED):
        report.decided_at, report.decided_by = written_at + dt.timedelta(days=3), manager
    if state == AnnualReportState.RETURNED:
        report.return_reason = "净资产年初年末变动与业务活动表不符，请核对更正或说明。"
    report.save()
    editor = people[society.code, Role.EDITOR]
    _fill(report, rng, position, editor, written_at)
    if position in COMMENTED and report.decided_at:
        at = report.decided_at - dt.timedelta(hours=2)
        add_comments(report, reviewer=manager, editor=editor, at=at)
    return report


def _fill(
    report: AnnualReport, rng: random.Random, position: int, by: User, at: dt.datetime
) -> None:
    """Write the chapters and enter the finances; a draft is begun only."""
    if report.state == AnnualReportState.DRAFT:
        write_chapters(report, rng, by=by, at=at, codes=BEGUN)
        return
    picture = _picture(report, by, at) if position < PICTURED else ""
    write_chapters(report, rng, by=by, at=at, picture=picture)
    case = CASES.get(position, finances.AGREE)
    is_returned = report.state == AnnualReportState.RETURNED
    if is_returned and case == finances.AGREE:
        case = finances.MOVED
    finances.add_finances(report, rng, by=by, at=at, case=case, is_explained=not is_returned)


def _picture(report: AnnualReport, by: User, at: dt.datetime) -> str:
    """Keep the picture of a hall with the report; its digest."""
    picture = redrawn(hall_picture())
    image = AnnualImage(
        report=report,
        sha256=hashlib.sha256(picture.data).hexdigest(),
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        alt=picture_words(),
        uploaded_at=at,
        uploaded_by=by,
    )
    image.file.save(f"picture.{picture.suffix}", ContentFile(picture.data), save=False)
    image.save()
    return image.sha256
