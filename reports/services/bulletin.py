"""The monthly bulletin as PDF: an edition after the seal, and one after each correction."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import JobState
from accounts.models import Job
from accounts.services import audit
from accounts.services.jobs import finish_job, request_job
from reforms.models import MonthlyIssue
from reports.enums import BULLETIN_KIND, ReportLanguage
from reports.models import BulletinEdition
from reports.pages.bulletin import BulletinPage, content_digest
from reports.pdf.fonts import FontsMissingError
from reports.pdf.messages import RenderedPdf
from reports.pdf.process import RenderError, RenderProcess
from reports.selectors.public import IssueFigures

BULLETIN_TASK = "reports.tasks.render_bulletin_job"
CSS_DIR = Path(settings.BASE_DIR) / "static" / "css"
STYLESHEETS = (CSS_DIR / "tokens.css", CSS_DIR / "bulletin-print.css")
#: After so many failures somebody has to look; the sweep does not ask again.
MOST_FAILURES = 3
#: What the sweep asks for at once: the newest first, the others when those are done.
AT_ONCE = 2


def wanting_issues() -> list[MonthlyIssue]:
    """Issues without an edition of all that was published of them, in any language."""
    told = BulletinEdition.objects.filter(issue=OuterRef("pk")).order_by().values("issue")
    issues = MonthlyIssue.objects.annotate(
        notes=Count("corrections", distinct=True),
        **{
            f"told_{index}": Coalesce(
                Subquery(
                    told.filter(language=language)
                    .values_list("corrections", flat=True)
                    .order_by("-number")[:1]
                ),
                -1,
            )
            for index, language in enumerate(ReportLanguage.values)
        },
    ).order_by("-month")
    return [
        issue
        for issue in issues
        if any(
            vars(issue)[f"told_{index}"] != vars(issue)["notes"]
            for index in range(len(ReportLanguage.values))
        )
    ]


def request_bulletins() -> list[Job]:
    """Return new jobs for what is to be rendered; what failed again and again is left alone."""
    jobs: list[Job] = []
    running = Job.objects.unfinished().filter(kind=BULLETIN_KIND).count()
    for issue in wanting_issues():
        if len(jobs) + running >= AT_ONCE:
            break
        key = f"bulletin:{issue.pk}:{vars(issue)['notes']}"
        failed = Job.objects.filter(key=key, state=JobState.FAILED).count()
        if failed >= MOST_FAILURES:
            continue
        job, created = request_job(
            kind=BULLETIN_KIND,
            key=key,
            task_name=BULLETIN_TASK,
            params={"issue": issue.pk, "month": f"{issue.month:%Y-%m}"},
            requested_by=None,
            url=reverse("reports:issue-detail", args=[issue.month]),
            total=len(ReportLanguage.values),
        )
        if created:
            jobs.append(job)
    return jobs


def render_bulletin(*, job: Job) -> Job:
    """Render what is missing of the issue of a job; a failure is the job's error."""
    issue = MonthlyIssue.objects.select_related("workplan").get(pk=job.params["issue"])
    try:
        with render_process() as process:
            editions = [
                publish_edition(issue=issue, language=language, process=process, at=timezone.now())
                for language in ReportLanguage.values
            ]
    except (RenderError, FontsMissingError, OSError) as error:
        return finish_job(job=job, error=str(error))
    return finish_job(job=job, result={each.language: each.number for each in editions})


def render_process() -> RenderProcess:
    """Return a process that renders bulletins; use it as a context manager."""
    return RenderProcess(fonts=settings.FONTS_DIR, stylesheets=STYLESHEETS)


def publish_edition(
    *, issue: MonthlyIssue, language: str, process: RenderProcess, at: dt.datetime
) -> BulletinEdition:
    """Return the edition of what is published of an issue now, rendered unless it exists."""
    figures = IssueFigures(issue)
    digest = content_digest(issue.digest, figures.corrections)
    known = _editions(issue).filter(language=language, content_digest=digest).first()
    if known is not None:
        return known
    number = _editions(issue).filter(language=language).count() + 1
    pdf = process.render(compose_html(figures, number, language), identifier=digest)
    return _keep(issue, language, digest, number, len(figures.corrections), pdf, at)


def compose_html(figures: IssueFigures, number: int, language: str) -> str:
    """Write the bulletin as one HTML document in a language."""
    with translation.override(language):
        context = {
            "page": BulletinPage(figures, number),
            "issue": figures.issue,
            "language": "zh-Hans" if language.startswith("zh") else "en",
        }
        return render_to_string("reports/bulletin/document.html", context)


@transaction.atomic
def _keep(
    issue: MonthlyIssue,
    language: str,
    digest: str,
    number: int,
    corrections: int,
    pdf: RenderedPdf,
    at: dt.datetime,
) -> BulletinEdition:
    """Store an edition; two jobs at the same time keep one."""
    MonthlyIssue.objects.select_for_update(of=("self",), no_key=True).get(pk=issue.pk)
    known: BulletinEdition | None = (
        _editions(issue).filter(language=language, content_digest=digest).first()
    )
    if known is not None:
        return known
    edition = BulletinEdition(
        issue=issue,
        number=number,
        language=language,
        corrections=corrections,
        content_digest=digest,
        file_sha256=hashlib.sha256(pdf.data).hexdigest(),
        pages=pdf.pages,
        size=len(pdf.data),
        published_at=at,
    )
    edition.file.save("bulletin.pdf", ContentFile(pdf.data), save=False)
    edition.save()
    audit.record(
        action="bulletin.published",
        subject=issue,
        after={"edition": number, "language": language, "sha256": edition.file_sha256},
    )
    return edition


def _editions(issue: MonthlyIssue) -> models.QuerySet[BulletinEdition]:
    return BulletinEdition.objects.filter(issue=issue)
