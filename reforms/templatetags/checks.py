"""Checks of the registers in words, for templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from accounts.templatetags.portal import local_filter
from reforms.checks import words
from reforms.checks.briefs import DUES, MEMBERS, PLACES
from reforms.models import Task
from reforms.selectors.check_pages import proof_of
from reforms.selectors.checks import checks_of
from reforms.selectors.workplans import current_workplan
from societies.models import Society
from societies.registers import REGISTERS

register = template.Library()


@register.filter
def check_title(check: str) -> str:
    """Return the name of a check."""
    return words.title(check)


@register.filter
def check_source(check: str, task: Task) -> str:
    """Return the item of the workplan, and what else the check rests on."""
    return words.source(check, local_filter(task, "citation"))


@register.simple_tag
def check_places(check: str, society: Society) -> list[tuple[str, str]]:
    """Return the registers that hold a check's numbers, each with its address."""
    return [_place(kind, society.code) for kind in PLACES[check]]


def _place(kind: str, code: str) -> tuple[str, str]:
    if kind == MEMBERS:
        word = pgettext("register", "Members")
        return word, reverse("members:member-counts", kwargs={"code": code})
    if kind == DUES:
        return gettext("Dues by year"), reverse("members:dues-overview", kwargs={"code": code})
    address = reverse("societies:register-list", kwargs={"kind": kind})
    return str(REGISTERS[kind].title), f"{address}?society={code}"


@register.inclusion_tag("reforms/_proof.html")
def society_proof(society: Society) -> dict[str, Any]:
    """Show how many tasks of the current workplan the registers prove, and what is missing."""
    workplan = current_workplan(today=timezone.localdate())
    checks = checks_of(society, workplan) if workplan else {}
    return {"society": society, "workplan": workplan, "proof": proof_of(checks)}
