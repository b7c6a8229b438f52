"""Pages of one supervision slip: what it says, what happened, and what is done with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.selectors import signed_in
from reforms.enums import SlipState
from reforms.forms.slips import (
    AnswerForm,
    CloseForm,
    IssueForm,
    ReturnForm,
    SeenForm,
    WithdrawForm,
    add_problems,
)
from reforms.models import SupervisionSlip, Workplan
from reforms.selectors.slips import answers_of, events_of, is_drafted, slips_of
from reforms.services import slips as services
from reforms.services.evidence import keep_evidence
from societies.access import society_page
from societies.models import Society
from societies.uploads import UploadProblem

_DUTIES = (
    "acknowledge_slip",
    "draft_slip_answer",
    "send_slip_answer",
    "decide_slip",
    "withdraw_slip",
)


@require_http_methods(["GET", "POST"])
@society_page("reforms.issue_slip")
def slip_create(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Issue a slip by hand, with a reason."""
    workplan = get_object_or_404(Workplan, year=year)
    form = IssueForm(request.POST if request.method == "POST" else None, workplan=workplan)
    if form.is_valid():
        try:
            slip = services.issue_by_hand(
                society=society,
                workplan=workplan,
                by=signed_in(request),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            add_problems(form, error)
        else:
            messages.success(request, _("The slip is issued and the society is told."))
            return redirect("reforms:slip-detail", code=society.code, pk=slip.pk)
    context = {"society": society, "workplan": workplan, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "reforms/slip_form.html", context, status=status)


@require_GET
@society_page("reforms.view_slips")
def slip_detail(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Show a slip: what has to be done now, what it says, and its whole history."""
    return _page(request, _slip(society, pk))


@require_POST
@society_page("reforms.acknowledge_slip")
def slip_acknowledge(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Note that the society has seen the slip."""
    form = SeenForm(request.POST)
    return _done(request, _slip(society, pk), form, services.acknowledge, _("Acknowledged."))


@require_POST
@society_page("reforms.draft_slip_answer")
def slip_answer(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Keep a draft of the answer, and hand it to the approver where that is asked for."""
    slip, form = _slip(society, pk), AnswerForm(request.POST, request.FILES)
    is_ready = "hand" in request.POST
    said = _("The answer is with the approver.") if is_ready else _("The draft is saved.")
    return _done(request, slip, form, _drafting(form, is_ready=is_ready), said)


@require_POST
@society_page("reforms.send_slip_answer")
def slip_send(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Keep what was written and send it to CAST."""
    slip, form = _slip(society, pk), AnswerForm(request.POST, request.FILES)
    return _done(request, slip, form, _sending(form), _("The answer is with CAST."))


@require_POST
@society_page("reforms.decide_slip")
def slip_return(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Ask the society for another answer."""
    form = ReturnForm(request.POST)
    said = _("The answer is returned and the society is told.")
    return _done(request, _slip(society, pk), form, services.return_answer, said)


@require_POST
@society_page("reforms.decide_slip")
def slip_close(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Close the slip with a reason."""
    form = CloseForm(request.POST)
    said = _("The slip is closed and the society is told.")
    return _done(request, _slip(society, pk), form, services.close_slip, said)


@require_POST
@society_page("reforms.withdraw_slip")
def slip_withdraw(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Take the slip back."""
    form = WithdrawForm(request.POST)
    said = _("The slip is withdrawn and the society is told.")
    return _done(request, _slip(society, pk), form, services.withdraw_slip, said)


def _slip(society: Society, pk: int) -> SupervisionSlip:
    slips = slips_of(society).select_related("draft_evidence", "draft_by", "ended_by", "issued_by")
    slip: SupervisionSlip = get_object_or_404(slips, pk=pk)
    return slip


def _written(form: AnswerForm, slip: SupervisionSlip, by: User, at: dt.datetime) -> dict[str, Any]:
    """The text, and the file that was sent, else the one kept before."""
    data, evidence = form.cleaned_data, slip.draft_evidence
    if data["file"]:
        evidence = keep_evidence(society=slip.society, upload=data["file"], by=by, at=at)
    elif data["removes_file"]:
        evidence = None
    return {"text": data["text"], "evidence": evidence, "seen": data["seen"]}


def _drafting(form: AnswerForm, *, is_ready: bool) -> Callable[..., SupervisionSlip]:
    @transaction.atomic
    def act(slip: SupervisionSlip, by: User, at: dt.datetime) -> SupervisionSlip:
        drafted = services.save_draft(slip=slip, by=by, at=at, **_written(form, slip, by, at))
        if is_ready:
            services.hand_to_approver(slip=drafted, by=by)
        return drafted

    return act


def _sending(form: AnswerForm) -> Callable[..., Any]:
    @transaction.atomic
    def act(slip: SupervisionSlip, by: User, at: dt.datetime) -> Any:
        return services.send_answer(slip=slip, by=by, at=at, **_written(form, slip, by, at))

    return act


def _done(
    request: HttpRequest,
    slip: SupervisionSlip,
    form: SeenForm,
    act: Callable[..., Any],
    said: str,
) -> HttpResponse:
    """Do it and go back to the slip; its page says what cannot be done, with what was typed."""
    status = 422
    if form.is_valid():
        values = {} if isinstance(form, AnswerForm) else form.cleaned_data
        try:
            act(slip=slip, by=signed_in(request), at=timezone.now(), **values)
        except services.StaleSlip as stale:
            form.add_error(None, _("The slip has changed meanwhile. Look at it and do it again."))
            form.data = {**dict(form.data.items()), "seen": stale.current.version}
            slip, status = stale.current, 409
        except UploadProblem as problem:
            form.add_error("file", str(problem))
        except ValidationError as error:
            add_problems(form, error)
        else:
            messages.success(request, said)
            return redirect("reforms:slip-detail", code=slip.society.code, pk=slip.pk)
    return _page(request, slip, form, status=status)


def _page(
    request: HttpRequest, slip: SupervisionSlip, problem: SeenForm | None = None, status: int = 200
) -> HttpResponse:
    society, today = slip.society, timezone.localdate()
    may = {name: request.user.has_perm(f"reforms.{name}", society) for name in _DUTIES}
    context = {
        "society": society,
        "slip": slip,
        "today": today,
        "forms": _forms(slip, problem),
        "problem": problem,
        "answers": (answers := answers_of(slip)),
        "is_drafted": is_drafted(slip, answers),
        "events": events_of(slip),
        "is_overdue": slip.is_overdue(today=today),
        "days_left": (slip.answer_due_on - today).days,
        "can_acknowledge": may["acknowledge_slip"] and slip.state == SlipState.ISSUED,
        "can_draft": may["draft_slip_answer"] and slip.is_unanswered,
        "can_send": may["send_slip_answer"] and slip.is_unanswered,
        "can_return": may["decide_slip"] and slip.state == SlipState.ANSWERED,
        "can_close": may["decide_slip"] and slip.is_open,
        "can_withdraw": may["withdraw_slip"] and slip.is_open,
    }
    return render(request, "reforms/slip_detail.html", context, status=status)


def _forms(slip: SupervisionSlip, problem: SeenForm | None) -> dict[str, SeenForm]:
    """The forms of the page; the one that was sent in as it was typed."""
    seen = {"seen": slip.version}
    made: list[SeenForm] = [
        SeenForm(initial=seen),
        AnswerForm(initial={**seen, "text": slip.draft_text}),
        ReturnForm(initial=seen),
        CloseForm(initial=seen),
        WithdrawForm(initial=seen),
    ]
    return {form.name: form for form in [*made, *([problem] if problem else [])]}
