"""Lists, counts and exports of members."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import signed_in
from members import resources
from members.filters import SORTS, MemberFilter
from members.forms import DayForm, NumberForm
from members.selectors.breakdown import breakdown
from members.selectors.counts import kept_counts
from members.selectors.growth import compared_day
from members.selectors.listing import members_listed, members_with_number
from members.services.personal import note_export
from members.views.paging import CappedPaginator
from members.views.shared import society_context
from societies.access import society_page
from societies.models import Society
from societies.selectors.kept import kept, stamps_of
from societies.spreadsheets import CSV_TYPE


def _sort_links(filters: MemberFilter) -> dict[str, dict[str, str]]:
    """How each column that sorts does so now, and the address's value that sorts by it."""
    states = {field: filters.sort_state(field) for field in SORTS}
    return {
        field: {"state": state, "value": f"-{field}" if state == "ascending" else field}
        for field, state in states.items()
    }


@require_safe
@society_page("members.view_member")
def member_list(request: HttpRequest, society: Society) -> HttpResponse:
    """Members of a society as of a day, searched, filtered and sorted in the address."""
    filters = MemberFilter(request.GET, members_listed(society), today=timezone.localdate())
    stamp = stamps_of([society.pk])
    heads = kept_counts(stamp, filters.day)[society.pk]
    shown = kept(stamp[society.pk], f"list {filters.asked()}", filters.qs.count)
    paginator = CappedPaginator(filters.ordered(), shown)
    context = society_context(request, society) | {
        "filter": filters,
        "page_obj": paginator.get_page(request.GET.get("page")),
        "shown": shown,
        "sorts": _sort_links(filters),
        "individual": heads.individual,
        "unit": heads.unit,
        "number_form": NumberForm(),
    }
    return render(request, "members/member_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("members.view_personal")
def member_find(request: HttpRequest, society: Society) -> HttpResponse:
    """Find members by the exact identity or telephone number; it never stands in an address."""
    if request.method != "POST":  # come back without a number, as by changing the language
        return redirect("members:member-list", code=society.code)
    form = NumberForm(request.POST)
    found = members_with_number(society, form.cleaned_data["number"]) if form.is_valid() else []
    if len(found) == 1:
        return redirect("members:member-detail", code=society.code, pk=found[0].pk)
    context = society_context(request, society) | {"form": form, "found": found}
    return render(request, "members/member_find.html", context)


@require_safe
@society_page("members.view_member")
def member_counts(request: HttpRequest, society: Society) -> HttpResponse:
    """Members of a society on a day by grade, sector and region, beside the year's beginning."""
    form = DayForm(request.GET, today=timezone.localdate())
    on = form.day
    since = compared_day(on)
    context = society_context(request, society) | {
        "form": form,
        "on": on,
        "since": since,
        "counted": breakdown(society, on, since),
    }
    return render(request, "members/member_counts.html", context)


@require_safe
@society_page("members.view_member")
def member_export(request: HttpRequest, society: Society, kind: str) -> HttpResponseBase:
    """Give the list, as filtered, as CSV or workbook; who took how much is noted."""
    user = signed_in(request)
    filters = MemberFilter(request.GET, members_listed(society), today=timezone.localdate())
    number, words = filters.qs.count(), list(filters.words())
    if kind == "xlsx" and number > resources.MOST_WORKBOOK_ROWS:
        messages.error(
            request,
            _("%(number)d members are too many for a workbook: take the CSV, or filter the list.")
            % {"number": number},
        )
        return redirect(
            f"{reverse('members:member-list', args=[society.code])}?{request.GET.urlencode()}"
        )
    is_personal = user.has_perm("members.view_personal", society)
    note_export(society=society, by=user, number=number, filters=words, is_personal=is_personal)
    return _table(society, filters, kind, is_personal=is_personal, words=words)


def _table(
    society: Society,
    filters: MemberFilter,
    kind: str,
    *,
    is_personal: bool,
    words: list[tuple[str, str]],
) -> HttpResponseBase:
    names = resources.columns(is_personal=is_personal)
    header = resources.column_labels(names)
    rows = resources.member_rows(filters.ordered(), names, society.code)
    name = f"members-{society.code}-{filters.day:%Y%m%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "csv":
        pieces = resources.csv_stream(header, rows)
        return StreamingHttpResponse(pieces, content_type=CSV_TYPE, headers=headers)
    content, content_type = resources.workbook(header, rows, words)
    return HttpResponse(content, content_type=content_type, headers=headers)
