"""Pages of one member."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import signed_in, subject_history
from members.forms import LeaveForm, MemberForm
from members.importing.problems import message_of
from members.models import Dues, Member
from members.selectors.doubles import sharing_identity
from members.selectors.imports import imports_of_member
from members.selectors.masked import numbers_of
from members.services.members import StaleMember, change_member, create_member, end_membership
from members.services.personal import note_reveal
from members.views.hiding import hide_changes
from members.views.shared import society_context
from societies.access import society_page
from societies.models import Society


def _member(society: Society, pk: int) -> Member:
    member: Member = get_object_or_404(Member.objects.filter(society=society), pk=pk)
    member.society = society
    return member


def _detail(
    request: HttpRequest, society: Society, member: Member, *, is_revealed: bool
) -> HttpResponse:
    context = society_context(request, society)
    context |= {
        "member": member,
        "numbers": numbers_of(member, in_full=is_revealed) if context["reads_personal"] else None,
        "is_revealed": is_revealed,
        "dues": Dues.objects.filter(member=member).order_by("-year"),
        "history": subject_history(member),
        "imports": imports_of_member(member),
    }
    if not context["reads_personal"]:
        context["imports"] = [
            replace(entry, changes=hide_changes(entry.changes)) for entry in context["imports"]
        ]
    return render(request, "members/member_detail.html", context)


@require_safe
@society_page("members.view_member")
def member_detail(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """A member with dues and history; identifying numbers are masked."""
    return _detail(request, society, _member(society, pk), is_revealed=False)


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("members.view_personal")
def member_reveal(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """The same with the numbers in full; that they were looked at is noted.

    Who comes back to the address, as by changing the language, finds them masked.
    """
    member = _member(society, pk)
    if request.method != "POST":
        return redirect("members:member-detail", code=society.code, pk=pk)
    note_reveal(member=member, by=signed_in(request))
    return _detail(request, society, member, is_revealed=True)


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("members.change_member")
def member_create(request: HttpRequest, society: Society) -> HttpResponse:
    """A new member of the society."""
    form = MemberForm(
        request.POST or None, instance=Member(society=society), today=timezone.localdate()
    )
    if form.is_valid():
        try:
            member = create_member(society=society, values=form.values(), by=signed_in(request))
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, _("The member is recorded."))
            _point_out_doubles(request, member)
            return redirect("members:member-detail", code=society.code, pk=member.pk)
    context = society_context(request, society) | {"form": form, "is_stale": False}
    return render(request, "members/member_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("members.change_member")
def member_edit(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Change a member; what somebody else saved meanwhile is shown, not overwritten."""
    member = _member(society, pk)
    form = MemberForm(request.POST or None, instance=copy(member), today=timezone.localdate())
    conflicts: list[dict[str, Any]] = []
    status = 200
    if form.is_valid():
        try:
            saved = _save(request, member, form)
        except StaleMember as stale:
            conflicts, status = _conflicts(form, stale.current), 409
            form.data = request.POST.copy()
            form.data["version"] = str(stale.current.version)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            _point_out_doubles(request, saved)
            return redirect("members:member-detail", code=society.code, pk=pk)
    context = {"member": member, "form": form, "conflicts": conflicts, "is_stale": status == 409}
    context |= society_context(request, society)
    return render(request, "members/member_form.html", context, status=status)


def _point_out_doubles(request: HttpRequest, member: Member) -> None:
    """Say who else has the identity number; it is recorded all the same."""
    for other in sharing_identity(member):
        messages.warning(request, message_of("id_shared_member", {"number": other.registration_no}))


def _save(request: HttpRequest, member: Member, form: MemberForm) -> Member:
    return change_member(
        member=member,
        values=form.values(),
        expected_version=form.cleaned_data["version"],
        by=signed_in(request),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("members.change_member")
def member_leave(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """End a membership on a day, with the reason."""
    member = _member(society, pk)
    form = LeaveForm(request.POST or None, member=member, today=timezone.localdate())
    status = 200
    if form.is_valid():
        try:
            end_membership(
                member=member,
                left_on=form.cleaned_data["left_on"],
                reason=form.cleaned_data["left_reason"],
                expected_version=form.cleaned_data["version"],
                by=signed_in(request),
            )
        except StaleMember:
            form.add_error(None, _("Somebody else changed this member meanwhile: look again."))
            status = 409
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, _("The membership is ended."))
            return redirect("members:member-detail", code=society.code, pk=pk)
    context = society_context(request, society) | {"member": member, "form": form}
    return render(request, "members/member_leave.html", context, status=status)


def _add_errors(form: Any, error: ValidationError) -> None:
    """Put each message at its field; those of fields the form does not show on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, found in error.error_dict.items():
        form.add_error(name if name in form.fields else None, found)


def _conflicts(form: MemberForm, current: Member) -> list[dict[str, Any]]:
    """Say which fields differ between what is typed and what is stored now; numbers stay hidden."""
    return [
        {"label": form[name].label, "mine": form[name].data, "theirs": getattr(current, name)}
        for name in form.Meta.fields
        if name in form.fields and form.cleaned_data[name] != getattr(current, name)
    ]
