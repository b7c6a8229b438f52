"""The command that prints the checks of a society as of a day."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reforms.models import RegistryCheck, Workplan
from reforms.services.workplans import roll_forward
from societies.models import Society
from tests.reforms.verdicts.scene import run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english")]


def test_command_prints_fresh_checks_as_json(society: Society, workplan: Workplan) -> None:
    found = json.loads(run("--society", "A-01", "--as-of", "2017-06-15", "--json"))
    by_name = {item["check"]: item for item in found}
    growth = by_name["individual_growth"]
    assert (growth["task"], growth["verdict"]) == (1, "not_met")
    assert growth["inputs"]["current_source"] == "declared"
    assert growth["threshold"]["percent"] == 15
    assert growth["formula"]
    assert growth["source"].startswith("第1条")
    assert by_name["dormant_branches"]["set_by"] == "cast"
    assert not RegistryCheck.objects.exists()


def test_command_speaks_the_language_asked_for(society: Society, workplan: Workplan) -> None:
    options = ("--society", "A-01", "--as-of", "2017-06-15", "--json")
    words = [json.loads(run(*options, "--language", code))[0] for code in ("en", "zh-hans")]
    assert words[0]["verdict"] == words[1]["verdict"]
    assert "15" in words[0]["formula"]


def test_command_prints_a_table_for_people(society: Society, workplan: Workplan) -> None:
    lines = run("--society", "A-01", "--as-of", "2017-06-15").splitlines()
    assert "2017-06-15" in lines[0]
    assert len(lines) == 4


def test_command_sees_only_what_was_known_by_the_day(society: Society, workplan: Workplan) -> None:
    [growth, *_rest] = json.loads(run("--society", "A-01", "--as-of", "2017-05-31", "--json"))
    assert growth["verdict"] == "no_data"


def test_command_takes_the_latest_workplan_begun(society: Society, workplan: Workplan) -> None:
    roll_forward(source=workplan, year=2018)
    [growth, *_rest] = json.loads(run("--society", "A-01", "--as-of", "2019-01-01", "--json"))
    assert growth["inputs"]["baseline"] is None
    args = ("--society", "A-01", "--as-of", "2019-01-01", "--workplan", "2017", "--json")
    assert json.loads(run(*args))[0]["inputs"]["baseline"] == 20_000


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (("--society", "Z-99", "--as-of", "2017-06-15"), "Z-99"),
        (("--society", "A-01", "--as-of", "2017-13-01"), "2017-13-01"),
        (("--society", "A-01", "--as-of", "20170601"), "20170601"),
        (("--society", "A-01", "--as-of", "2017-06-15", "--workplan", "2031"), "2031"),
        (("--society", "A-01", "--as-of", "2016-06-15"), "2016-06-15"),
    ],
)
def test_command_refuses_what_it_cannot_use(
    society: Society, workplan: Workplan, args: tuple[str, ...], named: str
) -> None:
    with pytest.raises(CommandError, match=named) as caught:
        run(*args, "--language", "en")
    assert caught.value.returncode == 2


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("registry_checks", ("--society", "Z-99")),
        ("registry_checks", ("--society", "A-01", "--as-of", "2017-02-30")),
        ("month_figures", ("2017-02",)),
        ("seal_month", ("2017-13",)),
        ("issue_slips", ("--as-of", "2017-13-01")),
    ],
)
def test_commands_refuse_in_json_where_it_is_asked_for(
    society: Society, workplan: Workplan, command: str, args: tuple[str, ...]
) -> None:
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(command, *args, "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"error": str(caught.value)}
    assert caught.value.returncode == 2


def test_command_refuses_people_without_json(society: Society) -> None:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("registry_checks", "--society", "Z-99", stdout=out)
    assert out.getvalue() == ""
