"""Speaking of an annual report: comments by CAST, answers, settling."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.selectors import signed_in
from reports.annual.chapters import chapter_by_code
from reports.forms.annual_comments import CommentActForm, CommentAction, CommentForm, CommentPage
from reports.models import AnnualComment, AnnualReport
from reports.pages.annual_comments import chapter_comments
from reports.pages.annual_review import review_chapter
from reports.services import annual_comments as services
from societies.access import society_page
from societies.models import Society

#: Names of the pages on which comments are read.
_PAGES = {
    CommentPage.DETAIL: "reports:annual-report-detail",
    CommentPage.REVIEW: "reports:annual-report-review",
    CommentPage.CHAPTER: "reports:annual-report-chapter",
}


@require_POST
@society_page("reports.review_annual_report")
def annual_report_comment(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Say something of a chapter or of a passage of it."""
    report = _report(society, year)
    form = CommentForm(request.POST)
    try:
        data = _valid(form)
        comment = services.add_comment(
            report=report,
            chapter=data["chapter"],
            text=data["text"],
            passage=form.passage(),
            by=signed_in(request),
            at=timezone.now(),
        )
    except ValidationError as error:
        return _refused(request, report, form.data.get("chapter", ""), error)
    return _answer(request, report, comment)


@require_POST
@society_page("reports.view_annual_report")
def annual_report_comment_act(
    request: HttpRequest, society: Society, year: int, pk: int
) -> HttpResponse:
    """Answer a comment, settle or reopen it, or take one's own back."""
    report = _report(society, year)
    rights = _rights(request, society)
    comment = get_object_or_404(
        AnnualComment.objects.select_related("report__society", "parent"), pk=pk, report=report
    )
    try:
        _act(request, comment, _valid(CommentActForm(request.POST)), **rights)
    except ValidationError as error:
        return _refused(request, report, comment.chapter, error, on=pk)
    return _answer(request, report, comment.parent or comment)


def _rights(request: HttpRequest, society: Society) -> dict[str, bool]:
    """For which side the person speaks; 403 for who only reads."""
    reviews = request.user.has_perm("reports.review_annual_report", society)
    if not reviews and not request.user.has_perm("reports.edit_annual_report", society):
        raise PermissionDenied
    return {"from_cast": reviews}


def _act(
    request: HttpRequest, comment: AnnualComment, data: dict[str, Any], *, from_cast: bool
) -> None:
    by, at = signed_in(request), timezone.now()
    match data["action"]:
        case CommentAction.ANSWER:
            services.answer_comment(
                comment=comment, text=data["text"], by=by, at=at, from_cast=from_cast
            )
        case CommentAction.SETTLE:
            services.settle_comment(comment=comment, by=by, at=at)
        case CommentAction.REOPEN:
            services.reopen_comment(comment=comment, by=by)
        case _:
            services.take_comment_back(comment=comment, by=by)


def _valid(form: CommentForm | CommentActForm) -> dict[str, Any]:
    """What a form says; ValidationError with its problems, 404 for one that no page sends."""
    if form.is_valid():
        return form.cleaned_data
    if set(form.errors) - {"text", "quote"}:
        raise Http404
    raise ValidationError([str(each) for errors in form.errors.values() for each in errors])


def _answer(request: HttpRequest, report: AnnualReport, comment: AnnualComment) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _fragment(request, report, comment.chapter)
    return redirect(f"{_address(request, report, comment.chapter)}#comment-{comment.pk}")


def _refused(
    request: HttpRequest,
    report: AnnualReport,
    chapter: str,
    error: ValidationError,
    on: int | None = None,
) -> HttpResponse:
    """Say what is wrong beside what was written, and keep it."""
    if chapter not in chapter_by_code():
        raise Http404
    names = ("page", "text", "chapter", "quote", "before", "after", "action")
    kept = {name: request.POST.get(name, "") for name in names}
    refused = {"problems": error.messages, "on": on, **kept}
    if request.headers.get("HX-Request"):
        return _fragment(request, report, chapter, refused)
    context = {
        "report": report,
        "society": report.society,
        "refused": refused,
        "back": _address(request, report, chapter),
    }
    return render(request, "reports/annual/comment_refused.html", context, status=422)


def _fragment(
    request: HttpRequest,
    report: AnnualReport,
    chapter: str,
    refused: dict[str, Any] | None = None,
) -> HttpResponse:
    page = request.POST.get("page", "")
    if page == CommentPage.REVIEW:
        template, said = "review/_chapter", review_chapter(report, chapter, request.user)
    else:
        template = "_comments"
        said = chapter_comments(report, chapter, request.user, page=page)
    context = {"report": report, "society": report.society, **said, "refused": refused}
    return render(request, f"reports/annual/{template}.html", context)


def _address(request: HttpRequest, report: AnnualReport, chapter: str) -> str:
    page = request.POST.get("page", "")
    address: tuple[Any, ...] = (report.workplan.year, report.society.code)
    if page == CommentPage.CHAPTER:
        address = (*address, chapter)
    known = page if page in CommentPage.values else CommentPage.DETAIL
    return reverse(_PAGES[CommentPage(known)], args=address)


def _report(society: Society, year: int) -> AnnualReport:
    report: AnnualReport = get_object_or_404(
        AnnualReport.objects.select_related("workplan"), society=society, workplan__year=year
    )
    report.society = society
    return report
