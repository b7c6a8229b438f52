"""What went wrong, as RFC 9457 says it, in the language asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

CONTENT_TYPE = "application/problem+json"
#: Answers that any address may give, and what they mean.
MEANINGS = {
    401: gettext_noop("The token is missing, wrong, expired or revoked."),
    403: gettext_noop("The token, or its owner's role, does not reach this."),
    404: gettext_noop("There is nothing at this address that you may see."),
    405: gettext_noop("Only reading is possible."),
    422: gettext_noop("Something in the address cannot be used; `errors` says what."),
    429: gettext_noop("Too many requests; `Retry-After` says in how many seconds to come back."),
}


class Mistake(Schema):
    """One thing that is wrong with a request."""

    place: str = Field(description=gettext_noop("Where: `query.limit`, `path.month`."))
    message: str = Field(description=gettext_noop("What is wrong, in the language asked for."))


class ProblemDetails(Schema):
    """A refusal (RFC 9457)."""

    type: str = Field(
        description=gettext_noop("Always `about:blank`: the status says which kind it is.")
    )
    title: str
    status: int
    detail: str
    instance: str = Field(description=gettext_noop("The address that was asked for."))
    errors: list[Mistake] = Field(
        description=gettext_noop("Everything that is wrong; empty if it is not that.")
    )


class Problem(Exception):
    """A request that is refused, with the sentence that says why."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        errors: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def problem_response(path: str, problem: Problem) -> JsonResponse:
    """Answer with a problem."""
    title, usual = _words(problem.status)
    content = {
        "type": "about:blank",
        "title": title,
        "status": problem.status,
        "detail": problem.detail or usual,
        "instance": path,
        "errors": [{"place": place, "message": text} for place, text in problem.errors],
    }
    response = JsonResponse(
        content,
        status=problem.status,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    for name, value in problem.headers.items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response


def _words(status: int) -> tuple[str, str]:
    """The title of a status, and the sentence where none more exact is known."""
    words = {
        401: (_("Token needed"), _("Send a valid token: “Authorization: Bearer …”.")),
        403: (_("Not allowed"), _("This token does not reach what you asked for.")),
        404: (_("Not found"), _("There is nothing here, or nothing that you may see.")),
        405: (_("Reading only"), _("This address answers GET, HEAD and OPTIONS.")),
        422: (_("Cannot be used"), _("Something in the address is wrong; see “errors”.")),
        429: (_("Too many requests"), _("Wait a little, then ask again.")),
    }
    fault = (_("Something went wrong here"), _("It has been noted. Please try again later."))
    return words.get(status, fault)


def mistakes(errors: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """Say in the reader's language what a check of the address found."""
    return [(_place(error["loc"]), _message(error)) for error in errors]


def _place(loc: Iterable[str | int]) -> str:
    parts = [str(part) for part in loc]
    return ".".join(parts if len(parts) < 3 else (parts[0], parts[-1]))


def _message(error: dict[str, Any]) -> str:
    context = error.get("ctx", {})
    kind = error["type"]
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = context.get("ge", context.get("le"))
        least = kind == "greater_than_equal"
        text = _("At least %(bound)s.") if least else _("At most %(bound)s.")
        return text % {"bound": bound}
    if kind == "string_pattern_mismatch":
        return _("Does not have the form %(form)s.") % {"form": context["pattern"]}
    if kind in {"enum", "literal_error"}:
        return _("One of these: %(values)s.") % {
            "values": context["expected"].replace(" or ", ", ")
        }
    words = {
        "missing": _("Is missing."),
        "string_too_long": _("Is too long."),
        "int_parsing": _("Write a whole number."),
        "bool_parsing": _("Write true or false."),
    }
    return words.get(kind, _("This value cannot be used."))
