"""A figure explained: what is shown gives the published figure again, for whom and of when."""

import re
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from reforms.models import ProgressEntry
from reforms.payload import Payload, facts_of, national_part
from reforms.selectors.figures import issue_payload, live_payload
from reports.figures.explain import UnknownFigureError, explain_figure, explain_society, written
from tests.factories.societies import editor, manager
from tests.reports.test_dashboard import queries_of
from tests.reports.world import JUNE, MAY, World, correct_may

FIRST = 2017 * 12 + 3
FIGURES = [
    "mean",
    "median",
    "expected",
    "group-basic",
    "group-optional",
    "discipline-science",
    "discipline-engineering",
    "task-1",
    "task-4",
    "state-done",
    "state-no_data",
    "state-behind",
    "reports-on_time",
    "reports-late",
    "reports-missing",
]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june")]


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(manager())
    client.cookies["language"] = "en"
    return client


def text_of(client: Client, address: str) -> str:
    """Return a page's text; it must be there."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def weighed(payload: Payload) -> Payload:
    """Give the payload's tasks weights that differ, and its figures what follows from them."""
    for element in payload["societies"]:
        for number, task in element["tasks"].items():
            task["weight"] = "1.5" if int(number) % 2 else "1"
    ordinal = FIRST + 1
    facts = [facts_of(e, first=FIRST, ordinal=ordinal) for e in payload["societies"]]
    return {**payload, **national_part(facts, ordinal=ordinal, first=FIRST)}


def test_inputs_give_the_published_figure_again(world: World) -> None:
    with scopes_disabled():
        sealed = issue_payload(world.workplan.issues.get(month=MAY))
        live = live_payload(world.workplan, JUNE)
    for payload in (sealed, live, weighed(deepcopy(sealed))):
        for figure in FIGURES:
            found = explain_figure(payload, figure, first=FIRST)
            assert found.value is not None, figure
            assert found.again == found.value, figure


def test_tasks_give_the_progress_of_a_society_again(world: World) -> None:
    with scopes_disabled():
        payload = issue_payload(world.workplan.issues.get(month=MAY))
    for element in payload["societies"]:
        assert explain_society(element).again == element["progress"]
        for group in ("basic", "optional"):
            assert explain_society(element, group).again == element["groups"][group]


def test_a_figure_that_the_month_lacks_is_refused(world: World) -> None:
    with scopes_disabled():
        payload = issue_payload(world.workplan.issues.get(month=MAY))
    wrong = "x mean-x group group-x group-reelection discipline-x task-99 task-x state-x reports-x"
    for figure in ("", *wrong.split()):
        with pytest.raises(UnknownFigureError):
            explain_figure(payload, figure, first=FIRST)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(46), "46"),
        (Fraction(185, 4), "46.25"),
        (Fraction(1, 20), "0.05"),
        (Fraction(-1, 2), "-0.5"),
        (Fraction(1245, 16), "77.8125"),
        (Fraction(100, 3), "100/3"),
        (Fraction(0), "0"),
        (None, ""),
    ],
)
def test_exact_values_are_written_exactly(value: Fraction | None, text: str) -> None:
    assert written(value) == text
    if value is not None:
        assert Fraction(text) == value


def test_page_shows_numbers_that_lead_to_the_figure(world: World, signed_in: Client) -> None:
    """What a reader finds in the table, added up, is what stands above it."""
    text = text_of(signed_in, "/explain/2017-05/mean/")
    exact = re.findall(r'<td class="num">([\d./]+)</td></tr>', text)
    assert len(exact) == 3
    mean = sum(map(Fraction, exact), Fraction(0)) / len(exact)
    shown = re.search(r"<h1>.* · ([\d.]+)%</h1>", text)
    assert shown is not None
    assert abs(Fraction(Decimal(shown[1])) - mean) <= Fraction(1, 20)
    assert world.workplan.issues.get(month=MAY).digest in text
    assert '<a href="/explain/2017-05/societies/A-01/">' in text


def test_sealed_month_is_explained_as_sealed_and_names_its_corrections(
    world: World, signed_in: Client
) -> None:
    before = text_of(signed_in, "/explain/2017-05/societies/A-01/")
    correct_may(world)
    after = text_of(signed_in, "/explain/2017-05/societies/A-01/")
    figure = re.compile(r"<h1>(.*)</h1>")
    assert figure.findall(before) == figure.findall(after)
    assert "Corrected since by note 1" in after
    assert "Corrected since" not in before


def test_task_is_explained_month_by_month_with_its_entries(world: World, signed_in: Client) -> None:
    with scopes_disabled():
        entry = ProgressEntry.objects.get(
            society=world.societies[1], task__number=2, month_ordinal=FIRST + 1
        )
        entry.decision_reason = "佐证只到二月"
        entry.save()
    text = text_of(signed_in, "/explain/2017-05/societies/A-02/2/")
    assert "佐证只到二月" in text
    assert 'href="/months/A-02/2017-05/#task-2"' in text
    assert 'href="/months/A-02/2017-06/#task-2"' not in text


def test_what_has_no_figure_is_not_found(world: World, signed_in: Client) -> None:
    for address in (
        "/explain/2017-05/nothing/",
        "/explain/2017-05/task-99/",
        "/explain/2017-07/mean/",
        "/explain/2016-05/mean/",
        "/explain/2017-05/societies/A-01/99/",
        "/explain/2017-05/societies/A-01/?group=x",
        "/issues/2017-06/explain/mean/",
        "/issues/2017-06/explain/societies/A-01/",
        "/issues/2017-05/explain/societies/Z-01/",
    ):
        assert signed_in.get(address).status_code == 404, address


def test_own_people_see_their_own_figures_explained(world: World, client: Client) -> None:
    client.force_login(editor(world.societies[0]))
    assert client.get("/explain/2017-06/societies/A-01/").status_code == 200
    assert client.get("/explain/2017-06/societies/A-01/1/").status_code == 200
    assert client.get("/explain/2017-05/societies/A-02/").status_code == 404
    assert client.get("/explain/2017-05/mean/").status_code == 403


def test_public_page_leads_to_public_pages_only(world: World, client: Client) -> None:
    for address in ("/issues/2017-05/explain/mean/", "/issues/2017-05/explain/societies/A-01/"):
        text = text_of(client, address)
        main = text.split("<main")[1].split("</main>")[0]
        assert 'href="/explain/' not in main
        assert 'href="/months/' not in main


@pytest.mark.parametrize("extra", [0, 2])
@pytest.mark.parametrize(
    "address",
    [
        "/explain/2017-05/mean/",
        "/explain/2017-05/state-behind/",
        "/explain/2017-06/mean/",
        "/explain/2017-06/societies/A-01/",
        "/explain/2017-06/societies/A-01/1/",
    ],
)
def test_explanations_take_few_queries(address: str, extra: int) -> None:
    assert queries_of(address, extra) <= 15
