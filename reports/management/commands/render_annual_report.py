"""Render a society's annual report to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django_scopes import scopes_disabled

from reforms.models import Workplan
from reports.annual.renditions import Rendition, rendition_of
from reports.enums import ReportEdition, ReportLanguage
from reports.models import AnnualReport
from reports.selectors.annual_content import annual_content, content_digest, year_figures
from reports.services.annual_jobs import FAILURES
from reports.services.annual_rendering import (
    FinishedPdf,
    compose_paper,
    finish,
    image_addresses,
)
from reports.services.rendering import render_process
from societies.models import Society

BAD_INPUT = 2


class Command(BaseCommand):
    """Render a society's annual report of a year as PDF, as a draft of what it says now."""

    help = "Render a society's annual report of a year as PDF, as a draft of what it says now."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the society, the year and where to write."""
        parser.add_argument("code", help="code of the society, e.g. A-01")
        parser.add_argument("year", type=int)
        parser.add_argument("--out", required=True, type=Path, metavar="FILE.pdf")
        parser.add_argument(
            "--language", choices=ReportLanguage.values, default=settings.LANGUAGE_CODE
        )
        parser.add_argument(
            "--edition", choices=ReportEdition.values, default=ReportEdition.FULL.value
        )
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say what it is."""
        out: Path = options["out"]
        _refuse_unless_writable(out)
        rendition = rendition_of(options["edition"], options["language"])
        pdf, digest = _rendered(options["code"], options["year"], rendition)
        try:
            out.write_bytes(pdf.data)
        except OSError as error:
            raise CommandError(f"--out: {error}", returncode=BAD_INPUT) from error
        facts = {
            "code": options["code"],
            "year": options["year"],
            "edition": options["edition"],
            "language": options["language"],
            "file": str(out),
            "pages": pdf.pages,
            "size": len(pdf.data),
            "sha256": pdf.sha256,
            "digest": digest,
            "missing_characters": pdf.missing,
        }
        if options["as_json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        self.stdout.write(f"{out}: {pdf.pages} pages, {len(pdf.data)} bytes, digest {digest}")
        if pdf.missing:
            self.stderr.write(f"no glyph for: {pdf.missing}")


def _refuse_unless_writable(out: Path) -> None:
    """Say so before the work, not after it."""
    if out.is_dir() or not out.parent.is_dir():
        raise CommandError(f"--out: cannot write {out}", returncode=BAD_INPUT)


def _rendered(code: str, year: int, rendition: Rendition) -> tuple[FinishedPdf, str]:
    society = Society.objects.filter(code=code).first()
    if society is None:
        raise CommandError(f"code: there is no society {code}", returncode=BAD_INPUT)
    workplan = Workplan.objects.filter(year=year).first()
    if workplan is None:
        raise CommandError(f"year: there is no workplan for {year}", returncode=BAD_INPUT)
    with scopes_disabled():
        content = annual_content(society, year_figures(workplan, at=timezone.now()))
        report = AnnualReport.objects.filter(society=society, workplan=workplan).first()
        images = image_addresses(report, content) if report else {}
    paper = compose_paper(content, rendition, images=images, version=None)
    try:
        with render_process() as process:
            return finish(paper, process), content_digest(content)
    except FAILURES as error:
        raise CommandError(str(error)) from error
