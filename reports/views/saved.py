"""Views that a person keeps: saved from a page's menu, named and deleted on a page of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import signed_in
from reports.enums import SavedPage
from reports.forms.saved import RenameViewForm, SaveViewForm
from reports.models import SavedView
from reports.services import saved_views
from societies.access import allowed


@require_safe
@allowed("reports.keep_views")
def view_list(request: HttpRequest) -> HttpResponse:
    """Show the person's views of all pages."""
    return _render(request, None)


@require_POST
@allowed("reports.keep_views")
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep the filters of a page under a name, and go back to them."""
    form = SaveViewForm(request.POST)
    if form.is_valid():
        given = {**form.cleaned_data, "page": SavedPage(form.cleaned_data["page"])}
        try:
            view = saved_views.save_view(person=signed_in(request), **given)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("View “%(name)s” saved.") % {"name": view.name})
            return redirect(view.address)
    return _render(request, form)


@require_POST
@allowed("reports.keep_views")
def view_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a view something else."""
    view = _mine_or_404(request, pk)
    form = RenameViewForm(request.POST, view=SavedView.objects.get(pk=view.pk))
    if form.is_valid():
        try:
            saved_views.rename_view(view=view, name=form.cleaned_data["name"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:view-list")
    return _render(request, form)


@require_POST
@allowed("reports.keep_views")
def view_default(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a view open first, or no longer."""
    view, is_default = _mine_or_404(request, pk), request.POST.get("on") != "0"
    saved_views.choose_default(view=view, is_default=is_default)
    return redirect("reports:view-list")


@require_POST
@allowed("reports.keep_views")
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view."""
    view = _mine_or_404(request, pk)
    saved_views.delete_view(view=view)
    messages.success(request, _("View “%(name)s” deleted.") % {"name": view.name})
    return redirect("reports:view-list")


def _mine_or_404(request: HttpRequest, pk: int) -> SavedView:
    view: SavedView = get_object_or_404(
        SavedView.objects.select_related("person"), pk=pk, person=signed_in(request).pk
    )
    return view


def _render(request: HttpRequest, failed: Any) -> HttpResponse:
    """Show all views, with what could not be saved and what was typed."""
    views = SavedView.objects.filter(person=signed_in(request).pk)
    context = {"views": views, "failed": failed}
    return render(request, "reports/view_list.html", context, status=422 if failed else 200)
