"""Pages of societies."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import signed_in, subject_history
from societies.access import allowed, society_page
from societies.filters import SocietyFilter
from societies.forms import MANAGER_FIELDS, SocietyForm
from societies.forms.said import filters_in_words
from societies.models import Society
from societies.permissions import is_manager
from societies.resources import export_societies
from societies.selectors import roles_in, societies_with_staff, term_state
from societies.services.societies import StaleSociety, change_society


@require_safe
@allowed("societies.list_societies")
def society_list(request: HttpRequest) -> HttpResponse:
    """Every society, searched and filtered in the address."""
    filters = SocietyFilter(request.GET, societies_with_staff())
    today = timezone.localdate()
    rows = [(society, term_state(society, today=today)) for society in filters.qs]
    context = {
        "filter": filters,
        "rows": rows,
        "shown": len(rows),
        "total": Society.objects.count(),
    }
    return render(request, "societies/society_list.html", context)


@require_safe
@allowed("societies.list_societies")
def society_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the list, as filtered, as a workbook or CSV."""
    filters = SocietyFilter(request.GET, Society.objects.all())
    content, content_type = export_societies(filters.qs, kind, filters_in_words(filters.form))
    name = f"societies-{timezone.localdate():%Y%m%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


@require_safe
@society_page("societies.view_society")
def society_detail(request: HttpRequest, society: Society) -> HttpResponse:
    """Profile, seats, term, people and history of a society."""
    context = {
        "society": society,
        "roles": roles_in(society),
        "history": subject_history(society),
        "term": term_state(society, today=timezone.localdate()),
        "may_change": signed_in(request).has_perm("societies.change_society", society),
    }
    return render(request, "societies/society_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("societies.change_society")
def society_edit(request: HttpRequest, society: Society) -> HttpResponse:
    """Change the profile; what somebody else saved meanwhile is shown, not overwritten."""
    user = signed_in(request)
    form = SocietyForm(request.POST or None, instance=copy(society), is_manager=is_manager(user))
    conflicts: list[dict[str, Any]] = []
    if form.is_valid():
        try:
            saved = change_society(
                society=society,
                values=form.values(),
                expected_version=form.cleaned_data["version"],
                by=user,
            )
        except StaleSociety as stale:
            conflicts = _conflicts(form, stale.current)
            form.data = request.POST.copy()
            form.data["version"] = str(stale.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The profile is saved."))
            return redirect("societies:society-detail", code=saved.code)
    context = {
        "society": society,
        "form": form,
        "conflicts": conflicts,
        "manager_fields": [form[name] for name in MANAGER_FIELDS if name in form.fields],
    }
    return render(request, "societies/society_form.html", context, status=409 if conflicts else 200)


def _conflicts(form: SocietyForm, current: Society) -> list[dict[str, Any]]:
    """Say which fields differ between what is typed and what is stored now."""
    return [
        {"label": form[name].label, "mine": form[name].data, "theirs": getattr(current, name)}
        for name, value in form.values().items()
        if value != getattr(current, name)
    ]
