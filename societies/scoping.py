"""Tenancy: a query on a scoped model raises unless a society scope is active."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.db import models
from django_scopes import ScopedManager

_Manager = TypeVar("_Manager", bound=models.Manager[Any])


def scoped(manager: type[_Manager], *, society: str) -> _Manager:
    """Wrap a manager class so that every query needs a scope, e.g. `society="plan__society"`."""
    wrapped = ScopedManager(_manager_class=manager, society=society)
    wrapped.society_path = society  # the policies of row-level security follow it as well
    return cast("_Manager", wrapped)
