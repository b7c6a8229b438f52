"""The API as a whole: its description (OpenAPI 3.1), its addresses, its refusals."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from reports.api import inner, public
from reports.api.door import door
from reports.api.problems import (
    CONTENT_TYPE,
    MEANINGS,
    Problem,
    ProblemDetails,
    mistakes,
    problem_response,
)

PREFIX = "/api/v1/"
logger = logging.getLogger(__name__)
_TEXT = (
    "The reform of the national societies, month by month: everything published without a token, "
    "work in progress with one, as far as its owner's roles reach. Percentages with a decimal are "
    "text, so that nothing is rounded again; null is no data. Addresses stay as they are; new "
    "fields may be added."
)


class PlainRenderer(JSONRenderer):
    """Writes Chinese as it is, to be read by people too, and in half the bytes."""

    json_dumps_params = {"ensure_ascii": False}


class PortalAPI(NinjaAPI):
    """The API with refusals as problem details, and a description that says so."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: Any = None
    ) -> OpenAPISchema:
        """Return the description with what holds for every address."""
        described = super().get_openapi_schema(
            path_prefix=PREFIX if path_prefix is None else path_prefix, path_params=path_params
        )
        described["components"].setdefault("schemas", {})["ProblemDetails"] = (
            ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
        )
        parts = described["components"]["schemas"]
        parts |= parts["ProblemDetails"].pop("$defs")
        described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        for operations in described["paths"].values():
            for operation in operations.values():
                _complete(operation)
        return described


def _complete(operation: dict[str, Any]) -> None:
    """Say of an address how it refuses, and that what is unchanged is not sent again."""
    for parameter in operation.get("parameters", ()):
        parameter.pop("examples", None)  # they stand in the schema
        parameter["schema"] = _said_in_an_address(parameter["schema"])
    answers = operation["responses"]
    answers[200]["headers"] = {"ETag": {"schema": {"type": "string"}}}
    answers[304] = {"description": "Unchanged since the `ETag` in `If-None-Match`."}
    for status in (401, *((403,) if operation.get("x-scope") else ()), 404, 422, 429):
        answers[status] = {
            "description": MEANINGS[status],
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        }
    answers[429]["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}


def _said_in_an_address(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave out null, which an address cannot say: what is not wanted is not named."""
    kinds = [each for each in schema.pop("anyOf", ()) if each.get("type") != "null"]
    return {**schema, **kinds[0]} if kinds else schema


def _build() -> NinjaAPI:
    built = PortalAPI(
        title="Reform monitoring API",
        version="1.0",
        description=_TEXT,
        urls_namespace="api",
        openapi_url=None,
        docs_url=None,
        servers=[{"url": settings.SITE_URL}],
        renderer=PlainRenderer(),
    )
    built.add_router("", public.router)
    built.add_router("", inner.router)
    return built


api = _build()


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem_response(request.path, problem)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem_response(request.path, Problem(404))


@api.exception_handler(ValidationError)
def _wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem_response(request.path, Problem(422, errors=mistakes(error.errors)))


@api.exception_handler(Exception)
def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("Fault at %s", request.path, exc_info=error)
    return problem_response(request.path, Problem(500))


def describe(request: HttpRequest) -> HttpResponse:
    """Give the description of the API."""
    return api.create_response(request, api.get_openapi_schema(), status=200)


def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Say that there is nothing."""
    raise Problem(404)


def _guarded() -> list[URLPattern]:
    """The addresses behind the door, each with the names that its query may have and its scope."""
    operations = {
        operation["operationId"].replace("_", "-"): operation
        for each in api.get_openapi_schema()["paths"].values()
        for operation in each.values()
    }
    guarded = []
    for each in api.urls[0]:
        if isinstance(each, URLPattern) and (operation := operations.get(each.name or "")):
            each.callback = door(each.callback, _names(operation), operation.get("x-scope"))
            guarded.append(each)
    nothing: frozenset[str] = frozenset()
    return [
        path("openapi.json", door(describe, nothing), name="openapi"),
        *guarded,
        path("<path:rest>", door(unknown, nothing), name="unknown"),
    ]


def _names(operation: dict[str, Any]) -> frozenset[str]:
    return frozenset(
        each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"
    )


urls = (_guarded(), "api", "api")
