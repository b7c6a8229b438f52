"""What makes an entry worth a reviewer's look."""

from dataclasses import replace

import pytest

from reforms.flags import Claim, Flag, entry_flags

CLEAN = Claim(percent=40, is_no_change=False, narrative="开了会", previous=30, has_evidence=False)
NO_CHANGE = Claim(percent=None, is_no_change=True, narrative="", previous=30, has_evidence=False)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (CLEAN, ()),
        (NO_CHANGE, ()),
        (replace(CLEAN, percent=30, narrative=""), ()),
        (replace(CLEAN, percent=29), (Flag.FALL,)),
        (replace(CLEAN, percent=0, previous=None), ()),
        (replace(CLEAN, percent=99), ()),
        (replace(CLEAN, percent=100), (Flag.COMPLETE_WITHOUT_EVIDENCE,)),
        (replace(CLEAN, percent=100, has_evidence=True), ()),
        (replace(CLEAN, narrative=" \n"), (Flag.NO_NARRATIVE,)),
        (replace(CLEAN, previous=None, narrative=""), (Flag.NO_NARRATIVE,)),
        (replace(NO_CHANGE, previous=None), (Flag.NO_DATA_NO_CHANGE,)),
        (replace(NO_CHANGE, previous=0), ()),
        (replace(CLEAN, percent=10, narrative=""), (Flag.FALL, Flag.NO_NARRATIVE)),
    ],
)
def test_entry_flags_are_exactly_these(claim: Claim, expected: tuple[Flag, ...]) -> None:
    assert entry_flags(claim) == expected


@pytest.mark.parametrize(
    ("percent", "previous", "changed"),
    [(40, 30, True), (30, 30, False), (30, None, True), (None, 30, False)],
)
def test_a_claim_is_changed_when_it_differs_from_the_last_accepted_percent(
    percent: int | None, previous: int | None, changed: bool
) -> None:
    assert replace(CLEAN, percent=percent, previous=previous).is_changed is changed


@pytest.mark.parametrize(
    ("percent", "is_no_change", "previous", "is_contradicted", "is_flagged"),
    [
        (100, False, 90, True, True),
        (99, False, 90, True, False),
        (100, False, 90, False, False),
        (None, True, 100, True, True),
        (None, True, 99, True, False),
        (None, True, None, True, False),
    ],
)
def test_100_against_the_registers_is_flagged(
    percent: int | None,
    is_no_change: bool,
    previous: int | None,
    is_contradicted: bool,
    is_flagged: bool,
) -> None:
    claim = Claim(percent, is_no_change, "text", previous, True, is_contradicted)
    assert (Flag.AGAINST_REGISTERS in entry_flags(claim)) is is_flagged


def test_only_the_flag_against_the_registers_is_red() -> None:
    assert [flag for flag in Flag if flag.tone == "is-red"] == [Flag.AGAINST_REGISTERS]
