"""The web edition of a published annual report, as everybody meets it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from pytest_django import DjangoAssertNumQueries

from reports.models import AnnualImage, PublishedAnnualReport
from reports.site_map import site_map
from tests.factories.reports import AFTER_YEAR, Year
from tests.reports import annual_sample as sample
from tests.reports.annual_scene import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_the_year")]


def address(name: str = "page", *more: Any) -> str:
    return reverse(f"reports:public-annual-report-{name}", args=(2017, "A-01", *more))


def edition(year: Year) -> PublishedAnnualReport:
    """A published report that says what the sample says."""
    found = published(year)
    found.content = sample.content() | {"glance": {"figures": None, "trends": []}}
    found.save()
    return found


def test_page_has_chapters_numbered_parts_and_the_way_to_verify(client: Client, year: Year) -> None:
    found = edition(year)
    text = client.get(address(), {"lang": "zh"}).content.decode()
    assert '<h2><span class="web-place">1</span> 会员发展与服务</h2>' in text
    assert "表 1-2" in text
    assert f'src="{address("image", sample.PICTURE)}"' in text
    assert reverse("reports:verify-digest", args=[found.digest]) in text
    assert "CAST-AR-2017-A01-1" in text
    assert "理事长致辞" not in text


def test_english_page_says_what_is_in_chinese(client: Client, year: Year) -> None:
    edition(year)
    text = client.get(address(), {"lang": "en"}).content.decode()
    assert "Members by kind" in text
    assert '<div class="rich-text" lang="zh-Hans">' in text
    assert "what the society wrote is given in Chinese" in text


def test_page_asks_few_questions_and_answers_304(
    client: Client, year: Year, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    edition(year)
    with django_assert_max_num_queries(8):
        first = client.get(address())
    assert client.get(address(), headers={"if-none-match": first["ETag"]}).status_code == 304


def test_a_society_without_a_published_report_has_no_page(client: Client, year: Year) -> None:
    assert client.get(address()).status_code == 404
    edition(year)
    assert client.get(address("edition", 2)).status_code == 404
    assert client.get(address("edition", 1)).status_code == 200


def test_a_withdrawn_report_leaves_its_note_and_nothing_else(client: Client, year: Year) -> None:
    found = edition(year)
    picture(found)
    found.withdrawn_at = found.changed_at = AFTER_YEAR
    found.withdrawal_note = "数据有误，更正后重新发布。"
    found.save()
    response = client.get(address())
    assert response.status_code == 410
    assert "数据有误" in response.content.decode()
    assert "会员日" not in response.content.decode()
    assert client.get(address("data", "json")).status_code == 410
    assert client.get(address("edition-data", 1, "json")).status_code == 410
    assert client.get(address("edition-file", 1, "full-zh")).status_code == 410
    assert client.get(address("image", sample.PICTURE)).status_code == 404
    assert not [each for each in site_map() if "/annual-reports/public/" in each.chinese]


def test_an_older_edition_says_that_it_was_replaced(client: Client, year: Year) -> None:
    old = edition(year)
    old.superseded_at = AFTER_YEAR
    old.save()
    old.pk, old.number, old.version_number, old.superseded_at = None, 2, 2, None
    old.save()
    text = client.get(address("edition", 1), {"lang": "en"}).content.decode()
    assert "This edition was replaced on" in text
    assert f'href="{address()}"' in text
    data, file = address("edition-data", 1, "json"), address("edition-file", 1, "full-zh")
    assert f'href="{data}"' in text
    assert f'href="{file}"' in text
    assert client.get(data).status_code == 200
    pdf = client.get(file)
    assert b"".join(pdf.streaming_content) == b"%PDF-1"  # type: ignore[attr-defined]
    newest = client.get(address(), {"lang": "en"}).content.decode()
    assert "This edition was replaced on" not in newest
    assert f'href="{address("data", "json")}"' in newest
    assert client.get(address("edition-data", 3, "json")).status_code == 404
    assert client.get(address("edition-file", 3, "full-zh")).status_code == 404
    assert "CAST-AR-2017-A01-2" in newest
    assert address("edition", 1) in newest


def picture(found: PublishedAnnualReport, digest: str = sample.PICTURE) -> None:
    with scopes_disabled():
        image = AnnualImage(
            report=found.report,
            sha256=digest,
            media_type="image/png",
            width=1,
            height=1,
            size=4,
            alt="会员日现场",
            uploaded_at=AFTER_YEAR,
        )
        image.file.save("picture.png", ContentFile(b"\x89PNG"))


def test_only_pictures_of_the_published_text_are_served(client: Client, year: Year) -> None:
    found = edition(year)
    picture(found)
    picture(found, "cd" * 32)
    response = client.get(address("image", sample.PICTURE))
    assert b"".join(response.streaming_content) == b"\x89PNG"  # type: ignore[attr-defined]
    assert response["Content-Type"] == "image/png"
    again = client.get(
        address("image", sample.PICTURE), headers={"if-none-match": response["ETag"]}
    )
    assert again.status_code == 304
    assert client.get(address("image", "cd" * 32)).status_code == 404


def test_a_picture_whose_file_is_lost_is_not_there(client: Client, year: Year) -> None:
    found = edition(year)
    picture(found)
    with scopes_disabled():
        image = AnnualImage.objects.get()
        image.file.storage.delete(str(image.file.name))
    assert client.get(address("image", sample.PICTURE)).status_code == 404


def test_data_is_what_the_report_carries(client: Client, year: Year) -> None:
    found = edition(year)
    data = client.get(address("data", "json"))
    assert json.loads(data.content) == json.loads(json.dumps(found.content))
    assert data["Access-Control-Allow-Origin"] == "*"
    table = client.get(address("data", "csv"))
    assert "member-kinds" in table.content.decode("utf-8-sig")


def test_site_map_names_the_report(year: Year) -> None:
    edition(year)
    assert [each for each in site_map() if each.chinese.endswith(address())]
