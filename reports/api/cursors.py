"""Lists in pages: a page begins after a record, so that new records move nothing."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Generic, TypeVar, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field as Said

from reports.api.problems import Problem

LIMIT, MOST = 50, 200
_Item = TypeVar("_Item")
_Model = TypeVar("_Model", bound=Model)


class Paging(Schema):
    """Which part of a list is wanted."""

    limit: int = Said(LIMIT, ge=1, le=MOST, description=gettext_noop("How many at most."))
    cursor: str = Said(
        "",
        max_length=200,
        description=gettext_noop("Where to go on, as the answer before said in `next`."),
    )


class Page(Schema, Generic[_Item]):
    """A part of a list."""

    results: list[_Item]
    next: str | None = Said(description=gettext_noop("Address of the next part; null at the end."))


class Whole(Schema, Generic[_Item]):
    """A list that is short enough to be given at once."""

    results: list[_Item]


def part_of(
    request: HttpRequest, rows: QuerySet[_Model], paging: Paging, *, by: str, newest: bool = False
) -> tuple[list[_Model], str | None]:
    """Return a part of a list in the order of a unique field, and the address of the next part."""
    ordered = rows.order_by(f"-{by}" if newest else by)
    if paging.cursor:
        after = _opened(rows.model, by, paging.cursor)
        ordered = ordered.filter(**{f"{by}__lt" if newest else f"{by}__gt": after})
    found = list(ordered[: paging.limit + 1])
    if len(found) <= paging.limit:
        return found, None
    page = found[:-1]
    return page, _address(request, _sealed(rows.model, by, getattr(page[-1], by)))


def _sealed(model: type[Model], by: str, value: Any) -> str:
    content = json.dumps([model.__name__, _field(model, by).value_to_string(_holder(by, value))])
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    return cast("Field[Any, Any]", model._meta.get_field(name))


def _holder(by: str, value: Any) -> Any:
    """Something that has the value where a field looks for it."""
    return type("Holder", (), {by: value})()


def _opened(model: type[Model], by: str, cursor: str) -> Any:
    """Return the value to go on after; 422 for a cursor that no answer of this list gave."""
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        name, value = json.loads(base64.b64decode(padded, b"-_", validate=True))
        after = _field(model, by).to_python(value)
    except (binascii.Error, ValueError, TypeError, ValidationError):
        name = after = None
    # PostgreSQL looks for no text with a null in it.
    if name != model.__name__ or after is None or (isinstance(after, str) and "\0" in after):
        message = _("This is no cursor of this list: begin without one.")
        raise Problem(422, errors=[("query.cursor", message)])
    return after


def _address(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{settings.SITE_URL}{request.path}?{query.urlencode()}"
