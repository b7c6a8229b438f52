"""Views that a person keeps: saved, opened first, renamed, deleted, and nobody else's."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from reports.enums import SavedPage
from reports.models import SavedView
from reports.selectors.saved_views import clean_query, names_time
from reports.services import saved_views
from tests.factories.societies import auditor, editor, manager
from tests.reports.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june")]
LATE = "late=on&sort=late"


@pytest.fixture
def person() -> User:
    return manager()


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    client.force_login(person)
    client.cookies["language"] = "en"
    return client


def kept(person: User, name: str = "Late", query: str = LATE, **given: bool) -> SavedView:
    """Keep a view of the matrix."""
    return saved_views.save_view(
        person=person, page=SavedPage.MATRIX, name=name, query=query, **given
    )


@pytest.mark.parametrize(
    ("text", "keeps_time", "query"),
    [
        ("sort=late&late=on&page=3&lang=en&q=", True, "late=on&sort=late"),
        ("month=2017-05&late=on", True, "late=on&month=2017-05"),
        ("month=2017-05&late=on", False, "late=on"),
        ("state=a&state=b", True, "state=a&state=b"),
        ("view=none", True, ""),
    ],
)
def test_a_query_is_kept_in_one_form(text: str, keeps_time: bool, query: str) -> None:
    assert clean_query(text, keeps_time=keeps_time) == query


def test_only_months_and_days_name_a_time() -> None:
    assert names_time("month=2017-05")
    assert not names_time("sort=late")


def test_view_is_saved_from_the_page_and_marked_there(
    world: World, signed_in: Client, person: User
) -> None:
    data = {"page": "matrix", "query": "month=2017-05&" + LATE, "name": " Late ones "}
    response = signed_in.post("/views/save/", data)
    assert response.status_code == 302
    assert response["Location"] == f"/matrix/?{LATE}"
    [view] = SavedView.objects.filter(person=person)
    assert (view.name, view.query, view.is_default) == ("Late ones", LATE, False)
    text = signed_in.get(response["Location"]).content.decode()
    assert f'<a href="/matrix/?{LATE.replace("&", "&amp;")}" aria-current="true">' in text


def test_view_stays_at_its_month_if_asked(signed_in: Client, person: User) -> None:
    data = {"page": "dashboard", "query": "month=2017-05", "name": "May", "keeps_time": "on"}
    signed_in.post("/views/save/", data)
    assert SavedView.objects.get(person=person).query == "month=2017-05"


def test_default_view_opens_where_nothing_is_asked_for(
    world: World, signed_in: Client, person: User
) -> None:
    kept(person, is_default=True)
    assert signed_in.get("/matrix/")["Location"] == f"/matrix/?{LATE}"
    assert signed_in.get("/matrix/?view=none").status_code == 200
    assert signed_in.get("/dashboard/").status_code == 200


def test_default_view_is_of_one_person_only(world: World, signed_in: Client) -> None:
    kept(auditor(), is_default=True)
    assert signed_in.get("/matrix/").status_code == 200


def test_only_one_view_of_a_page_opens_first(person: User) -> None:
    first, second = kept(person, is_default=True), kept(person, name="Other", is_default=True)
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)
    saved_views.choose_default(view=second, is_default=False)
    assert not SavedView.objects.filter(is_default=True).exists()


def test_a_taken_name_is_refused_and_what_was_typed_stays(signed_in: Client, person: User) -> None:
    kept(person)
    data = {"page": "matrix", "query": "behind=on", "name": "Late"}
    response = signed_in.post("/views/save/", data)
    assert response.status_code == 422
    text = response.content.decode()
    assert "You have a view of this name already." in text
    assert 'value="behind=on"' in text
    assert SavedView.objects.count() == 1


def test_renaming_to_a_taken_name_is_refused(signed_in: Client, person: User) -> None:
    kept(person)
    other = kept(person, name="Other")
    response = signed_in.post(f"/views/{other.pk}/rename/", {"name": "Late"})
    assert response.status_code == 422
    assert 'value="Late" maxlength' in response.content.decode()
    other.refresh_from_db()
    assert other.name == "Other"


def test_view_is_renamed_and_deleted(signed_in: Client, person: User) -> None:
    view = kept(person)
    signed_in.post(f"/views/{view.pk}/rename/", {"name": "Tardy"})
    assert "Tardy" in signed_in.get("/views/").content.decode()
    signed_in.post(f"/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


def test_views_end_at_a_number_that_a_menu_can_hold(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_views, "MOST_VIEWS", 2)
    kept(person)
    kept(person, name="Second")
    with pytest.raises(ValidationError, match="2"):
        kept(person, name="Third")


def test_saved_view_grants_nothing(world: World, client: Client) -> None:
    own = editor(world.societies[0])
    kept(own, is_default=True)
    client.force_login(own)
    assert client.get("/matrix/", follow=True).status_code == 403


def test_menu_of_views_follows_a_sealed_matrix(
    world: World, signed_in: Client, person: User
) -> None:
    address = "/matrix/?month=2017-05"
    before = signed_in.get(address)["ETag"]
    kept(person)
    assert signed_in.get(address)["ETag"] != before


@pytest.mark.parametrize("address", ["/dashboard/", "/matrix/", "/review/", "/societies/"])
def test_every_page_with_filters_has_the_menu(
    world: World, signed_in: Client, address: str
) -> None:
    text = signed_in.get(address).content.decode()
    assert text.count('<details class="views-menu') == 1
