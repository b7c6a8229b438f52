"""What an address asks for is refused quietly, whatever signs are in it."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import RequestFactory

from societies.access import asked_society
from tests.factories.societies import SocietyFactory, editor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["B-02", "A-01\0", "\0", "' OR 1=1 --"])
def test_only_a_visible_society_can_be_asked_for(code: str) -> None:
    own, _other = SocietyFactory.create(code="A-01"), SocietyFactory.create(code="B-02")
    request = RequestFactory().get("/", {"society": code})
    request.user = editor(own)
    with pytest.raises(Http404):
        asked_society(request)


def test_no_society_may_be_asked_for() -> None:
    own = SocietyFactory.create(code="A-01")
    request = RequestFactory().get("/", {"society": "A-01"})
    request.user = editor(own)
    assert asked_society(request) == own
    assert asked_society(RequestFactory().get("/")) is None
