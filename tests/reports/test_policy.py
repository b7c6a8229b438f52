"""The policy basis: complete, in both languages, and pointing at what is there."""

import re

import pytest
from django.test import Client

from reports.policy import Ask, Document, basis
from tests.factories.societies import manager
from tests.reports.world import small_world

DOCUMENTS = [*basis().documents, *basis().rules]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_every_document_is_named_in_both_languages(document: Document) -> None:
    for name in ("title", "issuer", "note"):
        assert getattr(document, f"{name}_zh")
        assert getattr(document, f"{name}_en")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", document.date)


@pytest.mark.parametrize(
    ("document", "ask"),
    [(document.key, ask) for document in basis().documents for ask in document.asks],
    ids=lambda value: value if isinstance(value, str) else value.item_zh,
)
def test_everything_asked_is_said_in_both_languages(document: str, ask: Ask) -> None:
    assert ask.item_zh
    assert re.search(r"[\u4e00-\u9fff]", ask.text_zh)
    assert ask.text_zh.endswith("。")
    for name in ("item_en", "text_en", "portal_en"):
        assert not re.search(r"[\u4e00-\u9fff]", getattr(ask, name)), name
    assert bool(ask.portal_zh) == bool(ask.portal_en)


def test_documents_are_told_apart() -> None:
    assert len({document.key for document in DOCUMENTS}) == len(DOCUMENTS)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_june")
def test_page_leads_to_the_workplan_when_there_is_one(client: Client) -> None:
    manager()
    assert "/workplan/2017/" not in client.get("/policy/").content.decode().split("<main", 1)[1]
    small_world()
    text = client.get("/policy/").content.decode()
    assert "/workplan/2017/" in text.split("<main", 1)[1]
    assert "民发〔2014〕38号" in text
