"""The registers: their index and their lists."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.selectors import signed_in
from societies.access import allowed, asked_society, register_page, society_page
from societies.filters.registers import RegisterFilter, beside
from societies.forms import choice_label
from societies.models import Society
from societies.registers import REGISTERS, Register
from societies.registers.display import references_of
from societies.registers.links import LINKS
from societies.registers.words import GROUPS
from societies.selectors import roles_of, societies_visible_to
from societies.selectors.kept import kept, stamp_of
from societies.selectors.registers import kept_counts_by_kind
from societies.views.register_rows import rows_of

PER_PAGE = 50


@require_safe
@allowed("societies.list_registers")
def national_index(request: HttpRequest) -> HttpResponse:
    """Every register over all societies; a society's people are led to their own."""
    roles = roles_of(signed_in(request))
    if not roles.is_cast:
        return redirect("societies:register-index", code=roles.societies[0].code)
    context = {
        "groups": _groups(None),
        "overviews": _links(None, ""),
        "society": None,
        "societies": Society.objects.count(),
    }
    return render(request, "societies/register_index.html", context)


@require_safe
@society_page("societies.view_registers")
def society_index(request: HttpRequest, society: Society) -> HttpResponse:
    """The registers of one society."""
    user = signed_in(request)
    context = {
        "society": society,
        "groups": _groups(society),
        "overviews": _links(society, ""),
        "may_change": user.has_perm("societies.change_registers", society),
        "others": [own for own in roles_of(user).societies if own.pk != society.pk],
    }
    return render(request, "societies/register_index.html", context)


def _groups(society: Society | None) -> list[dict[str, Any]]:
    """Return the index: each group's word, registers with their counts, and further pages."""
    counts = kept_counts_by_kind(society)
    groups = []
    for key, word in GROUPS.items():
        registers = [(r, counts.get(r.kind)) for r in REGISTERS.values() if r.group == key]
        links = _links(society, key)
        if registers or links:
            groups.append({"key": key, "word": word, "registers": registers, "links": links})
    return groups


def _links(society: Society | None, group: str) -> list[dict[str, Any]]:
    links = []
    for link in LINKS:
        name = link.name if society else link.national_name
        if link.group == group and name:
            url = reverse(name, kwargs={"code": society.code} if society else {})
            summary = link.summary(society) if link.summary else ""
            links.append({"link": link, "url": url, "summary": summary})
    return links


def society_of(request: HttpRequest) -> Society | None:
    """Return the society a list is about: the one asked for (else 404), or the only own one."""
    if asked := asked_society(request):
        return asked
    visible, roles = societies_visible_to(request.user), roles_of(request.user)
    return visible.get() if not roles.is_cast and len(roles.societies) == 1 else None


def filtered(request: HttpRequest, register: Register, society: Society | None) -> RegisterFilter:
    """Return a register's records as the address asks for them."""
    model: Any = register.model
    records = model.objects.select_related("society", *references_of(register))
    if register.annotated:
        records = register.annotated(records)
    if society is not None:
        records = records.filter(society=society)
    roles = roles_of(request.user)
    several = roles.is_cast or len(roles.societies) > 1
    visible = societies_visible_to(request.user) if several else ()
    return RegisterFilter(
        request.GET,
        register=register,
        records=records,
        societies=[(item.code, choice_label(item)) for item in visible],
        today=timezone.localdate(),
    )


@require_safe
@register_page("societies.list_registers")
def register_list(request: HttpRequest, register: Register) -> HttpResponse:
    """The records of a register, searched, filtered and sorted in the address."""
    society = society_of(request)
    asked = filtered(request, register, society)
    paginator = Paginator(asked.records, PER_PAGE)
    total = _total(register, society)
    if asked.is_everything:
        paginator.count = total  # known already
    page = paginator.get_page(request.GET.get("page"))
    user = signed_in(request)
    context = {
        "register": register,
        "society": society,
        "asked": asked,
        "has_flags": register.flags is not None,
        "page_obj": page,
        "rows": rows_of(register, beside(register, page.object_list), asked.flags_of),
        "shown": paginator.count,
        "total": total,
        "may_change": _may_change(user, society),
        "may_import": society is None and user.has_perm("societies.import_registers"),
    }
    return render(request, "societies/register_list.html", context)


def _total(register: Register, society: Society | None) -> int:
    """How many records there are; those of one society are kept: its dues may be a million."""
    records: Any = register.model.objects  # type: ignore[attr-defined]
    if society is None:
        return int(records.count())
    of_society = records.filter(society=society)
    return int(kept(stamp_of(society), f"all {register.kind}", of_society.count))


def _may_change(user: Any, society: Society | None) -> bool:
    """Whether the person may add records: to this society, or to one they are asked to choose."""
    if society is not None:
        return bool(user.has_perm("societies.change_registers", society))
    roles = roles_of(user)
    return roles.is_manager or bool(roles.societies)
