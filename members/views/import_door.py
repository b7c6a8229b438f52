"""Imports belong to a society, or to CAST for members of any society: the doors to both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.selectors import signed_in
from members.models import MemberImport
from members.selectors.imports import imports_of
from members.views.shared import society_context
from societies.access import View, require
from societies.models import Society
from societies.selectors import societies_visible_to


@dataclass(frozen=True)
class Place:
    """Where imports are looked at: a society's pages, or CAST's; and one import there."""

    society: Society | None
    pk: int | None = None

    def _url(self, name: str, *, of_import: bool = True) -> str:
        kwargs: dict[str, Any] = {"code": self.society.code} if self.society else {}
        if of_import:
            kwargs["pk"] = self.pk
        return reverse(f"members:import-{name}", kwargs=kwargs)

    @property
    def list_url(self) -> str:
        """All imports here."""
        return self._url("list", of_import=False)

    @property
    def create_url(self) -> str:
        """A new import."""
        return self._url("create", of_import=False)

    @property
    def template_url(self) -> str:
        """The empty workbook."""
        return self._url("template", of_import=False)

    @property
    def detail_url(self) -> str:
        """The import."""
        return self._url("detail")

    @property
    def progress_url(self) -> str:
        """How far its job is."""
        return self._url("progress")

    @property
    def corrections_url(self) -> str:
        """The user's own workbook with what to correct."""
        return self._url("corrections")

    @property
    def apply_url(self) -> str:
        """Take the file in."""
        return self._url("apply")

    @property
    def recheck_url(self) -> str:
        """Check the file again."""
        return self._url("recheck")

    @property
    def discard_url(self) -> str:
        """Throw the file away."""
        return self._url("discard")

    @property
    def undo_url(self) -> str:
        """Take an applied file back."""
        return self._url("undo")

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of imports shows."""
        if self.society is None:
            return {"society": None, "place": self}
        return society_context(request, self.society) | {"place": self}


def imports_page(view: View) -> View:
    """Let in who imports members of the address's society, or a CAST manager without one."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, code: str | None = None, **kwargs: Any) -> HttpResponseBase:
        society = None
        if code is None:
            require(request, "members.import_national")
        else:
            society = get_object_or_404(societies_visible_to(signed_in(request)), code=code)
            require(request, "members.import_members", society)
        return view(request, Place(society), **kwargs)

    return guarded


def import_page(view: Callable[..., HttpResponseBase]) -> View:
    """Turn the address's `pk` into an import of the place, else 404."""

    @imports_page
    @wraps(view)
    def guarded(request: HttpRequest, place: Place, pk: int, **kwargs: Any) -> HttpResponseBase:
        item: MemberImport = get_object_or_404(imports_of(place.society), pk=pk)
        return view(request, Place(place.society, item.pk), item, **kwargs)

    return guarded
