"""Pages of exceptions to checks: a society's own, and CAST's list of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.selectors import signed_in
from reforms.enums import ExceptionState
from reforms.forms.exceptions import DecisionForm, QueueForm, RequestForm, add_problems
from reforms.models import CheckException, Workplan
from reforms.selectors.checks import checks_of
from reforms.selectors.exceptions import OPEN_STATES, check_in, exceptions_of, soft_checks
from reforms.selectors.exceptions import exception_queue as queue_of
from reforms.selectors.workplans import current_workplan
from reforms.services import exceptions as services
from societies.access import allowed, society_page
from societies.models import Society
from societies.selectors import roles_of

_PER_PAGE = 50


@require_GET
@allowed("reforms.view_exception_queue")
def exception_queue(request: HttpRequest) -> HttpResponse:
    """List the exceptions that wait for CAST, or those decided."""
    user, form = signed_in(request), queue_form(request)
    found = queue_of(user, state=form.wanted_state, is_own=form.is_own)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter": {"form": form}, "page_obj": page, "exceptions": list(page)}
    return render(request, "reforms/exception_queue.html", context)


def queue_form(request: HttpRequest) -> QueueForm:
    """The filters of the list."""
    roles = roles_of(signed_in(request))
    return QueueForm(request.GET, has_portfolio=roles.is_reviewer and not roles.is_manager)


@require_GET
@society_page("reforms.view_exceptions")
def exception_list(request: HttpRequest, society: Society) -> HttpResponse:
    """List what a society asked for, and what CAST answered."""
    context = {
        "society": society,
        "exceptions": list(exceptions_of(society)),
        "workplan": current_workplan(today=timezone.localdate()),
        "may_request": request.user.has_perm("reforms.request_exception", society),
    }
    return render(request, "reforms/exception_list.html", context)


@require_http_methods(["GET", "POST"])
@society_page("reforms.request_exception")
def exception_create(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Ask CAST to excuse a soft check."""
    workplan = get_object_or_404(Workplan, year=year)
    soft = soft_checks(society, workplan)
    form = RequestForm(
        request.POST if request.method == "POST" else None,
        soft=soft,
        initial={"check": request.GET.get("check", "")},
    )
    if form.is_valid() and (made := _requested(request, society, workplan, form)):
        messages.success(request, _("The request is with CAST."))
        return redirect("reforms:exception-detail", code=society.code, pk=made.pk)
    context = {"society": society, "workplan": workplan, "form": form, "soft": soft}
    status = 422 if form.is_bound else 200
    return render(request, "reforms/exception_form.html", context, status=status)


def _requested(
    request: HttpRequest, society: Society, workplan: Workplan, form: RequestForm
) -> CheckException | None:
    """Make the request; None when the service refuses it, with the reason on the form."""
    try:
        return services.request_exception(
            society=society,
            task=workplan.tasks.get(number=form.chosen.task),
            check_name=form.chosen.check,
            reason=form.cleaned_data["reason"],
            by=signed_in(request),
            at=timezone.now(),
        )
    except ValidationError as error:
        add_problems(form, error)
    return None


@require_GET
@society_page("reforms.view_exceptions")
def exception_detail(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Show a request beside what the check says now."""
    return _detail(request, _exception(society, pk), DecisionForm())


@require_POST
@society_page("reforms.decide_exception")
def exception_decide(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Approve or refuse a request."""
    exception, form = _exception(society, pk), DecisionForm(request.POST)
    if form.is_valid():
        try:
            services.decide_exception(
                exception=exception, by=signed_in(request), at=timezone.now(), **form.values
            )
        except ValidationError as error:
            add_problems(form, error)
        else:
            messages.success(request, _("The decision is recorded and the society is told."))
            return redirect("reforms:exception-queue")
    return _detail(request, exception, form, status=422)


@require_POST
@society_page("reforms.withdraw_exception")
def exception_withdraw(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Take a request back, or give an approved exception up."""
    exception = _exception(society, pk)
    try:
        services.withdraw_exception(exception=exception, by=signed_in(request), at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The exception is withdrawn."))
    return redirect("reforms:exception-detail", code=society.code, pk=pk)


def _exception(society: Society, pk: int) -> CheckException:
    exception: CheckException = get_object_or_404(exceptions_of(society), pk=pk)
    exception.society = society
    return exception


def _detail(
    request: HttpRequest, exception: CheckException, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    task, society = exception.task, exception.society
    may: dict[str, Any] = {
        name: request.user.has_perm(f"reforms.{name}_exception", society)
        for name in ("decide", "withdraw")
    }
    context = {
        "society": society,
        "exception": exception,
        "task": task,
        "check": check_in(checks_of(society, task.workplan), task.number, exception.check_name),
        "form": form,
        "can_decide": may["decide"] and exception.state == ExceptionState.REQUESTED,
        "can_withdraw": may["withdraw"] and exception.state in OPEN_STATES,
    }
    return render(request, "reforms/exception_detail.html", context, status=status)
