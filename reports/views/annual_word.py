"""Word documents: a chapter taken from one, and the whole report as one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors import signed_in
from reforms.models import Workplan
from reports.annual.chapters import chapter_by_code
from reports.annual.numbers import report_number
from reports.annual.rich_text import clean_html
from reports.exports.annual_docx import CONTENT_TYPE, annual_docx
from reports.forms.annual_word import APPEND, REPLACE, WordFileForm, WordTextForm
from reports.models import AnnualReport, AnnualReportVersion
from reports.pages.annual_compose import compose_page
from reports.pages.annual_word import WordPreview, left_out_words
from reports.selectors.annual import report_of
from reports.selectors.annual_content import content_digest
from reports.services.annual import ensure_report
from reports.services.annual_text import StaleSection
from reports.services.annual_versions import content_now
from reports.services.annual_word import described, pictures_of, read_chapter, take_chapter
from reports.services.rendering import file_title
from societies.access import society_page
from societies.models import Society
from societies.uploads import UploadProblem, check_size

_LANGUAGES = {"zh": "zh-hans", "en": "en"}


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("reports.edit_annual_report")
def annual_report_word_chapter(
    request: HttpRequest, society: Society, year: int, chapter: str
) -> HttpResponse:
    """Upload a document and look at what its text becomes; nothing of the chapter changes yet."""
    report = _open_report(society, year, chapter)
    if not report.is_open:
        return redirect("reports:annual-report-edit", year, society.code)
    form = WordFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _read(request, report, chapter, form)
        except UploadProblem as problem:
            form.add_error("file", str(problem))
        except ValidationError as error:
            form.add_error("file", error.messages)
    context = {"form": form, "page": compose_page(report, chapter), "society": society}
    status = 422 if form.errors else 200
    return render(request, "reports/annual/word/upload.html", context, status=status)


def _read(
    request: HttpRequest, report: AnnualReport, chapter: str, form: WordFileForm
) -> HttpResponse:
    upload = form.cleaned_data["file"]
    check_size(upload.size)
    report = ensure_report(society=report.society, workplan=report.workplan)
    found = read_chapter(
        report=report,
        chapter=chapter,
        name=upload.name,
        data=upload.read(),
        by=signed_in(request),
        at=timezone.now(),
    )
    notes = [*left_out_words(found.left_out), *found.refused]
    preview = WordPreview(compose_page(report, chapter), found.html, notes)
    chapter_now = preview.page.chapter
    text_form = WordTextForm.to_fill(
        found.html, version=chapter_now.version, has_text=preview.has_text
    )
    return _preview(request, preview, text_form)


@require_POST
@society_page("reports.edit_annual_report")
def annual_report_word_take(
    request: HttpRequest, society: Society, year: int, chapter: str
) -> HttpResponse:
    """Put the text into the chapter; 409 when somebody else saved the chapter meanwhile."""
    report = _open_report(society, year, chapter)
    html = clean_html(request.POST.get("html", ""))
    preview = WordPreview(compose_page(report, chapter), html, [])
    form = WordTextForm(request.POST, html=html, known={})
    if not form.is_valid():
        return _preview(request, preview, form, status=422)
    try:
        _take(request, report, chapter, form)
    except StaleSection:
        preview = WordPreview(compose_page(report, chapter), html, [], is_stale=True)
        return _preview(request, preview, form.over(preview.page.chapter.version), status=409)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _preview(request, preview, form, status=422)
    messages.success(request, _("The text of the document is in the chapter now."))
    return redirect("reports:annual-report-chapter", year, society.code, chapter)


def _take(request: HttpRequest, report: AnnualReport, chapter: str, form: WordTextForm) -> None:
    given = form.cleaned_data
    take_chapter(
        report=ensure_report(society=report.society, workplan=report.workplan),
        chapter=chapter,
        html=described(clean_html(given["html"]), form.descriptions),
        append=given["place"] == APPEND,
        by=signed_in(request),
        expected_version=given["version"],
        at=timezone.now(),
    )


def _preview(
    request: HttpRequest, preview: WordPreview, form: WordTextForm, status: int = 200
) -> HttpResponse:
    context = {
        "preview": preview,
        "page": preview.page,
        "society": preview.page.report.society,
        "form": form,
        "replace": REPLACE,
    }
    return render(request, "reports/annual/word/preview.html", context, status=status)


@require_safe
@society_page("reports.view_annual_report")
def annual_report_word(
    _request: HttpRequest, society: Society, year: int, language: str, number: int | None = None
) -> HttpResponse:
    """The whole report as a Word document: as it is now, or one of its versions."""
    report = report_of(society, get_object_or_404(Workplan, year=year))
    if number is None:
        content, printed = content_now(report, at=timezone.now()), ""
    else:
        version = get_object_or_404(AnnualReportVersion, report=report.pk, number=number)
        content, printed = version.content, report_number(year, society.code, number)
    data = annual_docx(
        content,
        language=_LANGUAGES[language],
        number=printed,
        digest=content_digest(content),
        images=pictures_of(report, content["images"]),
    )
    with translation.override(_LANGUAGES[language]):
        name = f"{file_title(content)}{f' v{number}' if number else ''}.docx"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(data, content_type=CONTENT_TYPE, headers=headers)


def _open_report(society: Society, year: int, chapter: str) -> AnnualReport:
    if chapter not in chapter_by_code():
        raise Http404
    return report_of(society, get_object_or_404(Workplan, year=year))
