"""What tokens may read. The apps that have something to read add it as they start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Scope:
    """One kind of data that a token opens, if its owner may read it too."""

    name: str
    label: _StrPromise
    is_open_to: Callable[[Any], bool]


SCOPES: dict[str, Scope] = {}


def scopes_open_to(person: Any) -> list[Scope]:
    """Return what the person's roles let tokens read, in the order of the list."""
    return [scope for scope in SCOPES.values() if scope.is_open_to(person)]
