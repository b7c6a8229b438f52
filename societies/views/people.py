"""Pages of people, their roles and portfolios."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.models import User
from accounts.selectors import signed_in, subject_history
from accounts.services.people import change_contact, mail_password_link, password_link
from societies.access import allowed
from societies.enums import Role
from societies.filters import PersonFilter
from societies.forms import (
    ContactForm,
    DeactivateForm,
    PersonCreateForm,
    PortfolioForm,
    RoleForm,
)
from societies.forms.said import filters_in_words
from societies.models import PortfolioItem, RoleAssignment
from societies.resources.people import people_table
from societies.selectors import people_with_roles
from societies.services import people
from societies.services.exports import record_people_export
from societies.views.downloads import download

PAGE_SIZE = 100


@require_safe
@allowed("societies.view_people")
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, and the roles they hold."""
    filters = PersonFilter(request.GET, people_with_roles())
    page = Paginator(filters.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filter": filters,
        "page_obj": page,
        "shown": page.paginator.count,
        "total": User.objects.count(),
    }
    return render(request, "societies/person_list.html", context)


@require_GET
@allowed("societies.view_people")
def person_export(request: HttpRequest, suffix: str) -> HttpResponse:
    """Give the list, as filtered, as a file, and note who took it."""
    filters, today = PersonFilter(request.GET, people_with_roles()), timezone.localdate()
    said = filters_in_words(filters.form)
    table = people_table(filters.qs, suffix, filters=said, as_of=today)
    record_people_export(filters=request.GET.urlencode(), by=signed_in(request))
    return download(table, f"people-{today:%Y%m%d}.{suffix}")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("societies.change_people")
def person_create(request: HttpRequest) -> HttpResponse:
    """Make an account with its roles, and show the password link once."""
    form = PersonCreateForm(request.POST or None)
    if not form.is_valid():
        return render(request, "societies/person_create.html", {"form": form})
    values = form.cleaned_data
    person = people.create_person(
        username=values["username"],
        name=values["name"],
        email=values["email"],
        phone=values["phone"],
        roles=values["roles"],
        society=values["society"],
        portfolio=form.portfolio(),
        by=signed_in(request),
        on=timezone.localdate(),
    )
    return _show_link(request, person, is_new=True)


@require_safe
@allowed("societies.view_people")
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: contact data, roles, portfolio, history."""
    person = get_object_or_404(people_with_roles(), pk=pk)
    return _detail(request, person, RoleForm(person=person), DeactivateForm())


def _detail(
    request: HttpRequest, person: User, role_form: RoleForm, deactivate_form: DeactivateForm
) -> HttpResponse:
    assignments = RoleAssignment.objects.filter(person=person).select_related("society")
    context = {
        "person": person,
        "held": [row for row in assignments if row.ended_on is None],
        "former": [row for row in assignments if row.ended_on is not None],
        "portfolio": PortfolioItem.objects.filter(reviewer=person).select_related("society"),
        "is_reviewer": any(r.role == Role.REVIEWER and not r.ended_on for r in assignments),
        "history": subject_history(person),
        "role_form": role_form,
        "deactivate_form": deactivate_form,
        "may_change": signed_in(request).has_perm("societies.change_people"),
    }
    return render(request, "societies/person_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("societies.change_people")
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person's name, telephone and e-mail address."""
    person = get_object_or_404(User, pk=pk)
    form = ContactForm(request.POST or None, instance=get_object_or_404(User, pk=pk))
    if form.is_valid():
        change_contact(person=person, by=signed_in(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("societies:person-detail", pk=pk)
    return render(request, "societies/person_form.html", {"person": person, "form": form})


@require_POST
@allowed("societies.change_people")
def role_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a further role."""
    person = get_object_or_404(people_with_roles(), pk=pk)
    form = RoleForm(request.POST, person=person)
    if not form.is_valid():
        return _detail(request, person, form, DeactivateForm())
    people.grant_role(
        person=person,
        role=Role(form.cleaned_data["role"]),
        society=form.cleaned_data["society"],
        by=signed_in(request),
        on=timezone.localdate(),
    )
    messages.success(request, _("The role is granted."))
    return redirect("societies:person-detail", pk=pk)


@require_POST
@allowed("societies.change_people")
def role_end(request: HttpRequest, pk: int, role_pk: int) -> HttpResponse:
    """End a role from today."""
    assignment = get_object_or_404(RoleAssignment, pk=role_pk, person=pk)
    try:
        people.end_role(assignment=assignment, by=signed_in(request), on=timezone.localdate())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The role is ended."))
    return redirect("societies:person-detail", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("societies.change_people")
def portfolio_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which societies and discipline groups a reviewer looks after."""
    reviewers = RoleAssignment.objects.filter(role=Role.REVIEWER, ended_on__isnull=True)
    person = get_object_or_404(User, pk=pk, pk__in=reviewers.values("person"))
    items = PortfolioItem.objects.filter(reviewer=person)
    held = {
        "disciplines": [item.discipline for item in items if item.discipline],
        "societies": [item.society_id for item in items if item.society_id],
    }
    form = PortfolioForm(request.POST if request.method == "POST" else None, initial=held)
    if form.is_valid():
        people.set_portfolio(person=person, portfolio=form.portfolio(), by=signed_in(request))
        messages.success(request, _("The portfolio is saved."))
        return redirect("societies:person-detail", pk=pk)
    return render(request, "societies/portfolio_form.html", {"person": person, "form": form})


@require_POST
@allowed("societies.change_people")
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account; the person is signed out everywhere."""
    person = get_object_or_404(people_with_roles(), pk=pk)
    form = DeactivateForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            people.deactivate(person=person, reason=reason, by=signed_in(request))
        except ValidationError as error:
            form.add_error(None, error)
    if form.errors:
        return _detail(request, person, RoleForm(person=person), form)
    messages.success(request, _("The account is closed."))
    return redirect("societies:person-detail", pk=pk)


@require_POST
@allowed("societies.change_people")
def person_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again, and show the link for its new password once."""
    person = get_object_or_404(User, pk=pk, is_active=False)
    person = people.reactivate(person=person, by=signed_in(request))
    return _show_link(request, person, is_new=False)


@require_POST
@allowed("societies.change_people")
def person_password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a new link for setting a password, once."""
    return _show_link(request, get_object_or_404(User, pk=pk, is_active=True), is_new=False)


def _show_link(request: HttpRequest, person: User, *, is_new: bool) -> HttpResponse:
    """Show the link in this one answer only: it is kept nowhere."""
    link = password_link(person=person, by=signed_in(request))
    context = {
        "person": person,
        "link": link,
        "is_new": is_new,
        "is_mailed": mail_password_link(person=person, link=link),
    }
    return render(request, "societies/person_link.html", context)
