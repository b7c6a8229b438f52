"""Annual reports as PDF: one against WeasyPrint alone on the same HTML, and all of a year in a job.

Run `python bench/annual_report.py` in the virtual environment: it tells the demo of 2017 in a
database of its own, renders one report in turn with us and with WeasyPrint, and then those of all
societies by the job that the portal uses. With DATA_DIR it takes the demo that is there.
"""

from __future__ import annotations

import io
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7


def main() -> None:
    """Set up Django on a database of its own, then measure."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="bench-"))
    os.environ.setdefault("SECURE", "0")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from django_scopes import scopes_disabled

    seed()
    with scopes_disabled():
        compare(typical_content())
        throughput()


def seed() -> None:
    """Tell the demo unless it is there."""
    from django.core.management import call_command

    from reforms.models import Workplan

    call_command("migrate", verbosity=0)
    if not Workplan.objects.filter(year=2017).exists():
        call_command("seed_demo", year=[2017], stdout=io.StringIO())


def typical_content() -> dict[str, Any]:
    """A report whose chapters are written."""
    from django.utils import timezone

    from reforms.models import Workplan
    from reports.models import AnnualReport
    from reports.selectors.annual_content import annual_content, year_figures

    workplan = Workplan.objects.get(year=2017)
    written = AnnualReport.objects.of_year(workplan).exclude(sections=None)
    report = written.filter(images=None).select_related("society").order_by("society__code")[1]
    return annual_content(report.society, year_figures(workplan, at=timezone.now()))


def compare(content: dict[str, Any]) -> None:
    """Render the same report in turn by us and by WeasyPrint alone."""
    from django.conf import settings
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from reports.annual.renditions import MAIN
    from reports.pdf.fonts import font_face_css
    from reports.services.annual_rendering import compose_paper, finish
    from reports.services.rendering import STYLESHEETS, render_process

    paper = compose_paper(content, MAIN, images={}, version=1)
    texts = [font_face_css(settings.FONTS_DIR), *(path.read_text() for path in STYLESHEETS)]

    def plain(variant: str | None = None) -> None:
        configuration = FontConfiguration()
        sheets = [CSS(string=text, font_config=configuration) for text in texts]
        HTML(string=paper.html).write_pdf(
            stylesheets=sheets, font_config=configuration, pdf_variant=variant
        )

    with render_process() as process:
        pages = finish(paper, process).pages
        times = in_turn(
            {
                "ours": lambda: finish(compose_paper(content, MAIN, images={}, version=1), process),
                "process": lambda: process.render(
                    paper.html, attachments=paper.attachments, is_archival=True
                ),
                "plain": plain,
                "tagged": lambda: plain("pdf/a-3a"),
                "compose": lambda: compose_paper(content, MAIN, images={}, version=1),
            }
        )
    tell(pages, times)


def tell(pages: int, times: dict[str, float]) -> None:
    """Print what each way took, and how ours stands to WeasyPrint alone."""
    print(f"one report of {pages} pages, median of {RUNS}:")
    for name, words in (
        ("ours", "with us: composed, tagged, with its data, signed"),
        ("compose", "  of it composing HTML, JSON and CSV"),
        ("process", "  of it rendering, tags, attachments"),
        ("plain", "WeasyPrint alone, no tags"),
        ("tagged", "WeasyPrint alone, PDF/A-3a"),
    ):
        print(f"  {words:50} {times[name] * 1000:7.0f} ms")
    print(f"  ratio to WeasyPrint alone {times['ours'] / times['plain']:.2f} (bar: 1.10)")
    print(f"  ratio to WeasyPrint with PDF/A-3a {times['ours'] / times['tagged']:.2f}")


def in_turn(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median seconds of each, measured in turn so that noise meets all alike."""
    for work in works.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(RUNS):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def throughput() -> None:
    """Render the reports of all societies by the portal's own job, from nothing."""
    from reforms.models import Workplan
    from reports.models import AnnualDraftFile, AnnualReportFile
    from reports.services.annual_bulk import render_all, reports_of_all, request_render_all

    workplan = Workplan.objects.get(year=2017)
    AnnualDraftFile.objects.all().delete()
    total = len(reports_of_all(workplan))
    job = request_render_all(workplan=workplan, by=None, total=total)
    before = cpu()
    start = time.perf_counter()
    done = render_all(job=job)
    seconds, processor = time.perf_counter() - start, cpu() - before
    pages = [
        *AnnualDraftFile.objects.values_list("pages", flat=True),
        *AnnualReportFile.objects.values_list("pages", flat=True),
    ]
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{total} reports in one job: {done.result['rendered']} rendered, failed: "
        f"{done.result['failed']}, {statistics.mean(pages):.1f} pages each:"
    )
    a_minute = total * 60 / seconds
    print(f"  {a_minute:.0f} a minute in {seconds:.0f} s (bar: 110 for 12 pages)")
    print(f"  {a_minute * statistics.mean(pages):.0f} pages a minute (bar: {110 * 12})")
    print(f"  {processor / total:.2f} s of processor each; the largest process {most:.0f} MB")


def cpu() -> float:
    """Seconds of processor of this process and of those that it has waited for."""
    mine, theirs = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


if __name__ == "__main__":
    main()
