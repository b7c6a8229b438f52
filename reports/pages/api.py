"""The page about the API, made from the API's own description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, pgettext

from reforms.models import MonthlyIssue
from reports.api.problems import MEANINGS

Described = Mapping[str, Any]
_REFERENCE = "#/components/schemas/"


@dataclass(frozen=True)
class Part:
    """A filter of an address or a field of its answer."""

    name: str
    form: str
    meaning: str


@dataclass(frozen=True)
class Address:
    """One address: what it gives, what it may be asked for, and what stands in the answer."""

    key: str
    path: str
    title: str
    needs_token: bool
    filters: tuple[Part, ...]
    fields: tuple[Part, ...]


class ApiPage:
    """What the template asks for."""

    def __init__(self, described: Described, latest: MonthlyIssue | None) -> None:
        self._described = described
        self._schemas: Described = described["components"]["schemas"]
        self.latest = latest
        self.version = described["info"]["version"]

    @property
    def base(self) -> str:
        """Where the portal is."""
        return str(settings.SITE_URL)

    @property
    def month(self) -> str:
        """A month for examples: the latest sealed one."""
        return f"{self.latest.month:%Y-%m}" if self.latest else "2017-06"

    @property
    def groups(self) -> list[tuple[str, list[Address]]]:
        """The addresses by what they are about."""
        titles = {
            "issues": gettext("Issues and corrections"),
            "societies": gettext("Societies"),
            "workplans": gettext("Workplans"),
            "policy": gettext("Policy basis"),
            "inner": gettext("With a token"),
        }
        addresses: dict[str, list[Address]] = {}
        for path, operations in self._described["paths"].items():
            operation = operations["get"]
            addresses.setdefault(operation["tags"][0], []).append(self._address(path, operation))
        return [(title, addresses[tag]) for tag, title in titles.items() if tag in addresses]

    @property
    def refusals(self) -> list[tuple[int, str]]:
        """What the numbers of refusals mean."""
        return [(status, gettext(meaning)) for status, meaning in MEANINGS.items()]

    @property
    def rates(self) -> dict[str, int]:
        """How many requests a minute are answered."""
        return settings.API_RATES

    def _address(self, path: str, operation: Described) -> Address:
        answer = operation["responses"][200]["content"]["application/json"]["schema"]
        return Address(
            key=operation["operationId"],
            path=path,
            title=gettext(operation["summary"]),
            needs_token="security" in operation,
            filters=tuple(
                Part(each["name"], self._form(each["schema"]), _meaning(each["schema"]))
                for each in operation.get("parameters", ())
                if each["in"] == "query"
            ),
            fields=tuple(self._fields(answer, "")),
        )

    def _fields(self, schema: Described, above: str) -> Iterator[Part]:
        """The fields of an answer, those within another under its name."""
        for name, raw in self._resolved(schema).get("properties", {}).items():
            whole = f"{above}{name}"
            yield Part(whole, self._form(raw), _meaning(raw))
            inner, suffix = self._inner(raw)
            if inner is not None:
                yield from self._fields(inner, f"{whole}{suffix}.")

    def _inner(self, raw: Described) -> tuple[Described | None, str]:
        """What a field is made of, and how its parts are named after it."""
        schema = self._resolved(raw)
        if schema.get("type") == "array":
            return self._object(schema["items"]), "[]"
        if more := schema.get("additionalProperties"):
            return (self._object(more), ".{…}") if isinstance(more, dict) else (None, "")
        return self._object(schema), ""

    def _object(self, raw: Described) -> Described | None:
        schema = self._resolved(raw)
        return schema if "properties" in schema else None

    def _resolved(self, raw: Described) -> Described:
        """A schema without reference, and without the null that it may be instead."""
        kinds = [each for each in raw.get("anyOf", ()) if each.get("type") != "null"]
        schema: Described = kinds[0] if kinds else raw
        if reference := schema.get("$ref"):
            return self._resolved(self._schemas[reference.removeprefix(_REFERENCE)])
        return schema

    def _form(self, raw: Described) -> str:
        """How a value is written."""
        schema = self._resolved(raw)
        if "enum" in schema:
            return " | ".join(map(str, schema["enum"]))
        kind = schema.get("format") or schema.get("type", "")
        words = {
            "string": pgettext("type of a field", "text"),
            "integer": pgettext("type of a field", "whole number"),
            "boolean": gettext("true or false"),
            "date": gettext("date YYYY-MM-DD"),
            "date-time": gettext("date and time, ISO 8601"),
            "array": gettext("list"),
            "object": gettext("object"),
        }
        return words.get(kind, gettext("any value"))


def _meaning(raw: Described) -> str:
    """What a value means; objects are explained by their parts."""
    text = raw.get("description", "")
    return gettext(text) if text and "$ref" not in raw else ""
