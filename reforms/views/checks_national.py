"""The checks over all societies: how many met each, which did not, and the lists behind."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.badges import BADGES
from accounts.templatetags.portal import local_filter
from reforms.checks import words
from reforms.checks.results import CheckTerms
from reforms.forms.checks import CheckFilterForm
from reforms.models import Workplan
from reforms.selectors.check_pages import (
    VERDICTS,
    CheckCount,
    SocietyCheck,
    check_counts,
    check_rows,
    society_check,
    terms_or_none,
)
from reforms.selectors.workplans import current_workplan
from societies.access import allowed
from societies.enums import Discipline
from societies.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes

_PER_PAGE = 50
_BADGES = [(verdict, BADGES[verdict]) for verdict in VERDICTS]


@require_safe
@allowed("reforms.view_national_checks")
def check_overview(request: HttpRequest) -> HttpResponse:
    """Count the verdicts of every check over the societies."""
    form = _filters(request)
    counts = check_counts(form.chosen, **form.filters) if form.chosen else []
    context = {
        "form": form,
        "filter": {"form": form},
        "workplan": form.chosen,
        "counts": counts,
        "badges": _BADGES,
        "query": _query(request),
    }
    return render(request, "reforms/check_overview.html", context)


@require_safe
@allowed("reforms.view_national_checks")
def check_export(request: HttpRequest, suffix: str) -> HttpResponse:
    """Download the counts as they are shown."""
    form = _filters(request)
    counts = check_counts(form.chosen, **form.filters) if form.chosen else []
    header = [
        _("Task"),
        pgettext("registry", "Check"),
        _("Threshold set by"),
        *(str(badge.word) for _verdict, badge in _BADGES),
    ]
    rows = [[_task(one), one.title, _set_by(one), *(n for _v, n in one.cells)] for one in counts]
    return _file(suffix, "checks", header, rows, form)


@require_safe
@allowed("reforms.view_national_checks")
def check_societies(request: HttpRequest, year: int, number: int, check: str) -> HttpResponse:
    """List the societies behind a count, each with its numbers and what would help."""
    workplan, terms = _check_or_404(year, number, check)
    form = _filters(request, workplan)
    del form.fields["workplan"], form.fields["task"]
    rows = check_rows(workplan, terms, **_of_list(form))
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filter": {"form": form},
        "workplan": workplan,
        "task": workplan.tasks.get(number=number),
        "terms": terms,
        "title": words.title(check),
        "page_obj": page,
        "rows": [society_check(row, terms) for row in page],
        "query": _query(request),
    }
    return render(request, "reforms/check_societies.html", context)


@require_safe
@allowed("reforms.view_national_checks")
def check_societies_export(
    request: HttpRequest, year: str, number: str, check: str, suffix: str
) -> HttpResponse:
    """Download the list of societies as it is filtered."""
    workplan, terms = _check_or_404(int(year), int(number), check)
    form = _filters(request, workplan)
    found = [society_check(row, terms) for row in check_rows(workplan, terms, **_of_list(form))]
    header = [
        pgettext("column", "Code"),
        pgettext("column", "Society"),
        pgettext("column", "Discipline"),
        _("Verdict"),
        _("Numbers"),
        _("What would make this met"),
        _("As of"),
    ]
    name = f"check-{terms.task}-{check}"
    return _file(suffix, name, header, [_row(one) for one in found], form, words.title(check))


def _row(one: SocietyCheck) -> list[Any]:
    society, view = one.society, one.view
    return [
        society.code,
        local_filter(society, "name"),
        str(Discipline(society.discipline).label),
        str(BADGES[view.verdict].word),
        view.brief,
        view.remedy,
        view.as_of,
    ]


def _filters(request: HttpRequest, workplan: Workplan | None = None) -> CheckFilterForm:
    workplans = [workplan] if workplan else list(Workplan.objects.all())
    usual = workplan or current_workplan(today=timezone.localdate())
    return CheckFilterForm(request.GET, workplans=workplans, usual=usual)


def _of_list(form: CheckFilterForm) -> dict[str, str]:
    return {name: form.filters[name] for name in ("discipline", "verdict")}


def _check_or_404(year: int, number: int, check: str) -> tuple[Workplan, CheckTerms]:
    workplan = get_object_or_404(Workplan, year=year)
    terms = terms_or_none(workplan, number, check)
    if terms is None:
        raise Http404
    return workplan, terms


def _task(one: CheckCount) -> str:
    return f"{one.task.number} {local_filter(one.task, 'short')}"


def _set_by(one: CheckCount) -> str:
    return pgettext("set by", "CAST") if one.is_set_by_cast else pgettext("set by", "the text")


def _query(request: HttpRequest) -> str:
    """The filters as the lists behind the counts carry them."""
    query = request.GET.copy()
    for name in ("workplan", "task", "verdict", "page"):
        query.pop(name, None)
    return query.urlencode()


def _file(
    suffix: str,
    name: str,
    header: list[str],
    rows: list[list[Any]],
    form: CheckFilterForm,
    title: str = "",
) -> HttpResponse:
    """A table on its way out, with what it shows."""
    notes = [
        (_("Table"), title or _("Registry checks")),
        (_("Workplan"), str(form.chosen.year if form.chosen else "")),
        (_("As of"), f"{timezone.localtime():%Y-%m-%d %H:%M}"),
        *(form.in_words or [(_("Filters"), _("none"))]),
    ]
    if suffix == "csv":
        content, kind = csv_bytes(header, [*rows, [], *notes]), CSV_TYPE
    else:
        content, kind = xlsx_bytes(header, rows, title=_("Registry checks"), notes=notes), XLSX_TYPE
    headers = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
