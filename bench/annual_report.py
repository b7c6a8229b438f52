"""An annual report as PDF, against WeasyPrint alone on the same HTML, and reports per minute.

Run `python bench/annual_report.py` in the virtual environment: it tells the demo of 2017 in a
database of its own, writes chapters for every society, renders one report in turn with us and with
WeasyPrint, and then many with two processes.
"""

from __future__ import annotations

import gc
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
REPORTS = 40
TEXT = (
    "本年度召开理事会一次、常务理事会两次，修订会员管理办法，个人会员总数稳步增长，会费收缴率高于上年。\n"
    "- 举办学术年会，交流论文四百余篇；\n- 组织科普活动，覆盖十六个省份；\n- 完善会员数据库。\n"
) * 3


def main() -> None:
    """Set up Django on a database of its own, then measure."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="bench-"))
    os.environ.setdefault("SECURE", "0")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    contents = seeded_contents()
    compare(contents[0])
    throughput(contents)


def seeded_contents() -> list[dict[str, Any]]:
    """Tell the demo and put the contents of the first societies together."""
    from django.core.management import call_command
    from django.utils import timezone
    from django_scopes import scopes_disabled

    from reforms.models import Workplan
    from reports.rich_text import from_plain
    from reports.selectors.annual_content import annual_content, year_figures
    from societies.models import Society

    call_command("migrate", verbosity=0)
    if not Workplan.objects.filter(year=2017).exists():
        call_command("seed_demo", year=[2017], stdout=io.StringIO())
    with scopes_disabled():
        year = year_figures(Workplan.objects.get(year=2017), at=timezone.now())
        contents = [annual_content(society, year) for society in Society.objects.all()[:REPORTS]]
    for content in contents:
        for chapter in content["chapters"]:
            if chapter["head"]:
                chapter["html"] = from_plain(TEXT)
    return contents


def compare(content: dict[str, Any]) -> None:
    """Render the same report in turn by us and by WeasyPrint alone."""
    from django.conf import settings
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from reports.pdf.fonts import font_face_css
    from reports.services.rendering import STYLESHEETS, compose_html, render_pdf, render_process

    html = compose_html(content, "zh-hans")
    texts = [font_face_css(settings.FONTS_DIR), *(path.read_text() for path in STYLESHEETS)]

    def plain() -> None:
        configuration = FontConfiguration()
        sheets = [CSS(string=text, font_config=configuration) for text in texts]
        HTML(string=html).write_pdf(stylesheets=sheets, font_config=configuration)

    shared = FontConfiguration()
    prepared = [CSS(string=text, font_config=shared) for text in texts]

    def strict() -> None:
        HTML(string=html).write_pdf(stylesheets=prepared, font_config=shared)
        gc.collect()

    with render_process() as process:

        def ours() -> None:
            render_pdf(content, "zh-hans", process)

        pages = render_pdf(content, "zh-hans", process).pages
        times = in_turn({"ours": ours, "plain": plain, "strict": strict})
    print(f"one report of {pages} pages, median of {RUNS}:")
    print(f"  with us, template and process included   {times['ours'] * 1000:7.0f} ms")
    print(f"  WeasyPrint alone                         {times['plain'] * 1000:7.0f} ms")
    print(f"  WeasyPrint alone, fonts and CSS prepared {times['strict'] * 1000:7.0f} ms")
    print(f"  ratio to WeasyPrint alone {times['ours'] / times['plain']:.2f} (bar: 1.10)")
    print(f"  ratio to WeasyPrint prepared {times['ours'] / times['strict']:.2f}")


def in_turn(works: dict[str, Callable[[], None]]) -> dict[str, float]:
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


def throughput(contents: list[dict[str, Any]]) -> None:
    """Render many reports with as many processes as the job uses."""
    from reports.selectors.annual_content import content_digest
    from reports.services.annual_jobs import PROCESSES, ProcessPool
    from reports.services.rendering import compose_html

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with ProcessPool() as pool:
        warm = [pool.submit(compose_html(contents[0], "zh-hans"), "") for _ in range(PROCESSES)]
        [future.result() for future in warm]
        start = time.perf_counter()
        futures = [
            pool.submit(compose_html(content, "zh-hans"), content_digest(content))
            for content in contents
        ]
        pages = sum(future.result().pages for future in futures)
        seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    each = processor / (len(contents) + PROCESSES)
    print(
        f"{len(contents)} reports, {pages / len(contents):.1f} pages each, {PROCESSES} processes:"
    )
    print(f"  {len(contents) * 60 / seconds:.0f} a minute (bar: 110 for 12 pages)")
    print(f"  {each:.2f} s of processor each: {PROCESSES * 60 / each:.0f} a minute on idle cores")


if __name__ == "__main__":
    main()
