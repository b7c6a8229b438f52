"""Plans from older records: every way in which a file can be wrong, and what a right one does."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reforms.models import PlanVersion, ReformPlan, Workplan
from reforms.selectors.plans import content_of
from reforms.services.plans import plan_for, start_version
from societies.models import Society
from tests.factories.reforms import accepted_plan, workplan_of
from tests.factories.societies import SocietyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped", "english")]

HEADER = "society_code,workplan,reelection,optional_tasks\n"
GOOD = "A-01,2017,1,4;5;6;7;8\n"


@pytest.fixture(autouse=True)
def workplan() -> Workplan:
    """Tasks 1 and 2 are basic, 3 belongs to the re-election, 4 to 9 are optional."""
    return workplan_of()


@pytest.fixture(autouse=True)
def society() -> Society:
    """One society."""
    society: Society = SocietyFactory(code="A-01")
    return society


def run(tmp_path: Path, content: str | bytes) -> dict[str, object]:
    """Import a file and return what the command says."""
    path = tmp_path / "plans.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = StringIO()
    call_command("import_plans", str(path), "--json", stdout=out)
    said: dict[str, object] = json.loads(out.getvalue())
    return said


def test_plan_is_imported_as_accepted(tmp_path: Path) -> None:
    assert run(tmp_path, HEADER + GOOD) == {"imported": 1, "unchanged": 0, "societies": ["A-01"]}
    version = PlanVersion.objects.get()
    assert (version.state, version.is_imported, version.holds_reelection) == (
        "accepted",
        True,
        True,
    )
    assert list(content_of(version).commitments) == [4, 5, 6, 7, 8]


def test_same_file_again_changes_nothing(tmp_path: Path) -> None:
    run(tmp_path, HEADER + GOOD)
    assert run(tmp_path, HEADER + GOOD) == {"imported": 0, "unchanged": 1, "societies": []}
    assert PlanVersion.objects.count() == 1


def test_different_choice_is_a_new_accepted_version(tmp_path: Path) -> None:
    run(tmp_path, HEADER + GOOD)
    run(tmp_path, HEADER + "A-01,2017,0,9;5;6;7;8\n")
    latest = PlanVersion.objects.order_by("-number")[0]
    assert (latest.number, latest.state, latest.holds_reelection) == (2, "accepted", False)
    assert list(content_of(latest).commitments) == [5, 6, 7, 8, 9]


def test_commitments_in_force_stay_with_the_tasks_that_stay(
    tmp_path: Path, society: Society, workplan: Workplan
) -> None:
    accepted_plan(society, workplan, [1, 4, 5, 6, 7, 8])
    run(tmp_path, HEADER + "A-01,2017,0,4;5;6;7;9\n")
    commitments = content_of(PlanVersion.objects.order_by("-number")[0]).commitments
    assert list(commitments) == [1, 4, 5, 6, 7, 9]
    assert commitments[1].indicator == commitments[4].indicator == "次数"
    assert commitments[9].is_blank


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_excel_are_understood(tmp_path: Path, encoding: str) -> None:
    text = HEADER + "A-01,2017,0,4；5；6；7；8\n"
    assert run(tmp_path, text.encode(encoding))["imported"] == 1


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        (HEADER + "Z-99,2017,0,4;5;6;7;8\n", 2, "society_code"),
        (HEADER + "A-01,2016,0,4;5;6;7;8\n", 2, "workplan"),
        (HEADER + "A-01,2017,2,4;5;6;7;8\n", 2, "reelection"),
        (HEADER + "A-01,2017,,4;5;6;7;8\n", 2, "reelection"),
        (HEADER + "A-01,2017,0,4;5;6;7\n", 2, "optional_tasks"),
        (HEADER + "A-01,2017,0,\n", 2, "optional_tasks"),
        (HEADER + "A-01,2017,0,4;5;6;7;8;99\n", 2, "optional_tasks"),
        (HEADER + "A-01,2017,0,1;4;5;6;7;8\n", 2, "optional_tasks"),
        (HEADER + "A-01,2017,0,4;4;5;6;7;8\n", 2, "optional_tasks"),
        (HEADER + "A-01,2017,0,4;5;6;7;x\n", 2, "optional_tasks"),
        (HEADER + "A-01,2017,0,4;5;6;7;-8\n", 2, "optional_tasks"),
        (HEADER + GOOD + GOOD, 3, "society_code"),
        ("society_code,workplan,reelection\nA-01,2017,0\n", 1, "optional_tasks"),
        (HEADER.replace("\n", ",note\n") + "A-01,2017,0,4;5;6;7;8,x\n", 1, "note"),
        (HEADER.replace("\n", ",workplan\n") + "A-01,2017,0,4;5;6;7;8,2017\n", 1, "workplan"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column_and_nothing_changes(
    tmp_path: Path, text: str, row: int, column: str
) -> None:
    out = StringIO()
    path = tmp_path / "plans.csv"
    path.write_text(text)
    with pytest.raises(CommandError, match=f"Row {row}, column {column}") as caught:
        call_command("import_plans", str(path), "--json", stdout=out)
    assert caught.value.returncode == 2
    first = json.loads(out.getvalue())["errors"][0]
    assert (first["row"], first["column"]) == (row, column)
    assert not ReformPlan.objects.exists()


def test_one_wrong_row_keeps_the_right_ones_out_and_all_problems_are_told(tmp_path: Path) -> None:
    path = tmp_path / "plans.csv"
    path.write_text(HEADER + GOOD + "A-99,2017,2,4;5\n")
    with pytest.raises(CommandError) as caught:
        call_command("import_plans", str(path))
    for column in ("society_code", "reelection", "optional_tasks"):
        assert f"Row 3, column {column}" in str(caught.value)
    assert not ReformPlan.objects.exists()


def test_open_version_in_the_portal_is_not_overtaken(
    tmp_path: Path, society: Society, workplan: Workplan
) -> None:
    start_version(plan=plan_for(society=society, workplan=workplan), by=None)
    path = tmp_path / "plans.csv"
    path.write_text(HEADER + GOOD)
    with pytest.raises(CommandError, match="Row 2, column society_code"):
        call_command("import_plans", str(path))
    assert PlanVersion.objects.get().state == "draft"


def test_missing_file_exits_with_2(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("import_plans", str(tmp_path / "none.csv"))
    assert caught.value.returncode == 2
