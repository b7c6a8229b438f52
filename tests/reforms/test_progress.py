"""The exact arithmetic of progress: obligations, states, means, rounding, figures."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reforms.progress import (
    Margins,
    SocietyFigures,
    TaskStanding,
    TaskState,
    TaskTerms,
    distribution,
    expected,
    expected_progress,
    mean,
    median,
    national_figures,
    obliged,
    one_decimal,
    optional_choice_ok,
    society_figures,
    task_state,
    weighted_progress,
)

APRIL = 2017 * 12 + 3
JUNE = APRIL + 2
DECEMBER = APRIL + 8
ONE = Decimal(1)
THIRD = Fraction(100, 3)

GROUPS = {
    **dict.fromkeys(range(1, 8), "basic"),
    **dict.fromkeys(range(8, 12), "reelection"),
    **dict.fromkeys(range(12, 25), "optional"),
}

percents = st.one_of(st.none(), st.integers(0, 100))
fractions = st.fractions(min_value=0, max_value=100, max_denominator=10**6)
weights = st.decimals("0.01", "99.99", places=2)


class TestObliged:
    def test_obliged_without_plan_is_the_basic_tasks(self) -> None:
        assert obliged(GROUPS, holds_reelection=False) == (1, 2, 3, 4, 5, 6, 7)

    def test_obliged_adds_reelection_tasks_only_when_held(self) -> None:
        assert obliged(GROUPS, holds_reelection=True) == tuple(range(1, 12))

    def test_obliged_adds_chosen_optional_tasks_in_order(self) -> None:
        numbers = obliged(GROUPS, holds_reelection=False, chosen=[24, 12, 20, 15, 13])
        assert numbers == (1, 2, 3, 4, 5, 6, 7, 12, 13, 15, 20, 24)

    def test_obliged_counts_reach_from_twelve_to_twenty_four(self) -> None:
        five, every = range(12, 17), range(12, 25)
        assert len(obliged(GROUPS, holds_reelection=False, chosen=five)) == 12
        assert len(obliged(GROUPS, holds_reelection=False, chosen=every)) == 20
        assert len(obliged(GROUPS, holds_reelection=True, chosen=five)) == 16
        assert len(obliged(GROUPS, holds_reelection=True, chosen=every)) == 24

    def test_obliged_ignores_a_choice_that_is_not_optional(self) -> None:
        assert 8 not in obliged(GROUPS, holds_reelection=False, chosen=[8, 99])

    @pytest.mark.parametrize(("count", "is_ok"), [(4, False), (5, True), (13, True)])
    def test_optional_choice_passes_at_the_minimum(self, count: int, is_ok: bool) -> None:
        assert optional_choice_ok(count, 5) is is_ok


class TestExpected:
    @pytest.mark.parametrize(
        ("month", "percent"),
        [
            (APRIL - 1, Fraction(0)),
            (APRIL, Fraction(100, 9)),
            (JUNE, THIRD),
            (DECEMBER - 1, Fraction(800, 9)),
            (DECEMBER, Fraction(100)),
            (DECEMBER + 1, Fraction(100)),
        ],
    )
    def test_expected_rises_evenly_from_first_to_due(self, month: int, percent: Fraction) -> None:
        assert expected(month, first=APRIL, due=DECEMBER) == percent

    def test_expected_is_complete_at_once_when_due_in_the_first_month(self) -> None:
        assert expected(APRIL, first=APRIL, due=APRIL) == 100
        assert expected(APRIL - 1, first=APRIL, due=APRIL) == 0

    def test_expected_refuses_a_due_month_before_the_first(self) -> None:
        with pytest.raises(ValueError, match="before the first month"):
            expected(APRIL, first=APRIL, due=APRIL - 1)

    def test_expected_progress_weighs_the_tasks(self) -> None:
        terms = [
            TaskTerms(1, "basic", Decimal(3), DECEMBER),
            TaskTerms(2, "basic", ONE, JUNE),
        ]
        assert expected_progress(terms, month=JUNE, first=APRIL) == Fraction(3 * THIRD + 100, 4)
        assert expected_progress([], month=JUNE, first=APRIL) is None


class TestTaskState:
    @pytest.mark.parametrize(
        ("percents", "state"),
        [
            ((100, 100, 100), TaskState.DONE),
            ((None, None, None), TaskState.NO_DATA),
            ((), TaskState.NO_DATA),
            ((0, None, None), TaskState.BEHIND),
            ((39, 39, 39), TaskState.STALLED),
            ((0, 0, 0), TaskState.STALLED),
            ((49, 49, 49), TaskState.STALLED),
            ((50, 50, 50), TaskState.ON_TRACK),
            ((70, 70, 70), TaskState.AHEAD),
            ((49, 49, None), TaskState.ON_TRACK),
            ((49, 49, 48), TaskState.ON_TRACK),
            ((49, 49), TaskState.ON_TRACK),
            ((49, 49, 49, 10), TaskState.STALLED),
            ((39, 38, 37), TaskState.BEHIND),
            ((40, 38, 37), TaskState.ON_TRACK),
            ((60, 38, 37), TaskState.ON_TRACK),
            ((61, 38, 37), TaskState.AHEAD),
        ],
    )
    def test_task_state_at_every_boundary_of_fifty(
        self, percents: tuple[int | None, ...], state: TaskState
    ) -> None:
        assert task_state(history=percents, expected=Fraction(50), margins=Margins()) is state

    @pytest.mark.parametrize(
        ("accepted", "state"),
        [
            (23, TaskState.BEHIND),
            (24, TaskState.ON_TRACK),
            (43, TaskState.ON_TRACK),
            (44, TaskState.AHEAD),
        ],
    )
    def test_task_state_compares_exact_thirds(self, accepted: int, state: TaskState) -> None:
        assert task_state(history=(accepted,), expected=THIRD, margins=Margins()) is state

    def test_task_state_follows_the_margins(self) -> None:
        margins = Margins(behind=0, ahead=0, stalled_months=2)
        assert task_state(history=(49, 1), expected=Fraction(50), margins=margins) is (
            TaskState.BEHIND
        )
        assert task_state(history=(50, 50), expected=Fraction(50), margins=margins) is (
            TaskState.ON_TRACK
        )
        assert task_state(history=(49, 49), expected=Fraction(50), margins=margins) is (
            TaskState.STALLED
        )
        assert task_state(history=(51, 1), expected=Fraction(50), margins=margins) is (
            TaskState.AHEAD
        )

    def test_task_state_is_on_track_not_ahead_at_the_end(self) -> None:
        assert task_state(history=(99, 90), expected=Fraction(100), margins=Margins()) is (
            TaskState.ON_TRACK
        )

    def test_margins_refuse_a_standstill_of_one_month(self) -> None:
        with pytest.raises(ValueError, match="stalled_months"):
            Margins(stalled_months=1)


class TestWeightedProgress:
    def test_weighted_progress_counts_no_data_as_zero(self) -> None:
        assert weighted_progress([(ONE, 100), (ONE, None), (ONE, 0)]) == THIRD

    def test_weighted_progress_tells_zero_from_no_data(self) -> None:
        assert weighted_progress([(ONE, 0), (ONE, None)]) == 0
        assert weighted_progress([(ONE, None), (ONE, None)]) is None
        assert weighted_progress([]) is None

    def test_weighted_progress_weighs(self) -> None:
        assert weighted_progress([(Decimal("2.50"), 80), (Decimal("0.50"), 20)]) == 70

    def test_weighted_progress_takes_equal_weights_written_differently(self) -> None:
        assert weighted_progress([(Decimal("1.00"), 40), (Fraction(1), 60)]) == 50

    @given(st.lists(st.tuples(weights, percents), min_size=1))
    def test_weighted_progress_equals_the_definition(
        self, items: list[tuple[Decimal, int | None]]
    ) -> None:
        if all(percent is None for _, percent in items):
            assert weighted_progress(items) is None
            return
        reached = sum(Fraction(weight) * (percent or 0) for weight, percent in items)
        assert weighted_progress(items) == reached / sum(Fraction(weight) for weight, _ in items)

    @given(st.lists(st.tuples(weights, st.integers(0, 100)), min_size=1))
    def test_weighted_progress_stays_between_lowest_and_highest(
        self, items: list[tuple[Decimal, int]]
    ) -> None:
        progress = weighted_progress(items)
        assert progress is not None
        assert min(p for _, p in items) <= progress <= max(p for _, p in items)


class TestMeans:
    def test_mean_counts_no_data_as_zero(self) -> None:
        assert mean([Fraction(100), None, Fraction(0)]) == THIRD

    def test_mean_of_nothing_is_none(self) -> None:
        assert mean([]) is None
        assert median([]) is None

    def test_mean_of_no_data_is_zero(self) -> None:
        assert mean([None]) == 0
        assert median([None]) == 0

    def test_median_takes_the_middle(self) -> None:
        assert median([Fraction(90), None, Fraction(10)]) == 10
        assert median([Fraction(10), THIRD, Fraction(90), None]) == (10 + THIRD) / 2

    @given(st.lists(st.one_of(st.none(), fractions), min_size=1))
    def test_mean_and_median_stay_between_lowest_and_highest(
        self, values: list[Fraction | None]
    ) -> None:
        exact = [value or Fraction(0) for value in values]
        for middle in (mean(values), median(values)):
            assert middle is not None
            assert min(exact) <= middle <= max(exact)

    @given(st.lists(fractions, min_size=1))
    def test_mean_times_count_is_the_sum(self, values: list[Fraction]) -> None:
        result = mean(values)
        assert result is not None
        assert result * len(values) == sum(values)


class TestDistribution:
    def test_distribution_puts_an_edge_in_the_upper_band(self) -> None:
        values = [Fraction(0), Fraction(99, 10), Fraction(10), Fraction(90), Fraction(100)]
        assert distribution(values) == (2, 1, 0, 0, 0, 0, 0, 0, 0, 2)

    def test_distribution_counts_no_data_as_zero(self) -> None:
        assert distribution([None], edges=(0, 50, 100)) == (1, 0)

    def test_distribution_refuses_what_lies_outside(self) -> None:
        with pytest.raises(ValueError, match="outside"):
            distribution([Fraction(101)])

    @given(st.lists(st.one_of(st.none(), fractions)))
    def test_distribution_loses_nobody(self, values: list[Fraction | None]) -> None:
        assert sum(distribution(values)) == len(values)


class TestOneDecimal:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (None, None),
            (Fraction(0), "0.0"),
            (Fraction(100), "100.0"),
            (Fraction(200, 3), "66.7"),
            (THIRD, "33.3"),
            (Fraction(3335, 100), "33.4"),
            (Fraction(33349999, 10**6), "33.3"),
            (Fraction(5, 100), "0.1"),
            (Fraction(49, 1000), "0.0"),
            (Fraction(9995, 100), "100.0"),
            (Fraction(-45, 100), "-0.5"),
            (Fraction(-1, 2), "-0.5"),
            (Fraction(-5, 100), "-0.1"),
            (Fraction(-4, 100), "0.0"),
        ],
    )
    def test_one_decimal_rounds_halves_away_from_zero(
        self, value: Fraction | None, text: str | None
    ) -> None:
        assert one_decimal(value) == text

    @given(st.integers(-(10**7), 10**7))
    def test_one_decimal_agrees_with_decimal_half_up(self, thousandths: int) -> None:
        text = one_decimal(Fraction(thousandths, 1000))
        exact = (Decimal(thousandths) / 1000).quantize(Decimal("0.1"), ROUND_HALF_UP)
        assert text is not None
        assert Decimal(text) == exact
        assert not text.startswith("-0.0")

    @given(fractions)
    def test_one_decimal_is_within_a_twentieth(self, value: Fraction) -> None:
        text = one_decimal(value)
        assert text is not None
        assert abs(Fraction(text) - value) <= Fraction(1, 20)


def terms_of(*numbers: int, weight: Decimal = ONE) -> list[TaskTerms]:
    return [TaskTerms(number, GROUPS[number], weight, DECEMBER) for number in numbers]


def figures_of(
    terms: list[TaskTerms],
    standings: dict[int, TaskStanding],
    *,
    code: str = "A-01",
    discipline: str = "science",
) -> SocietyFigures:
    return society_figures(
        code=code,
        discipline=discipline,
        month=JUNE,
        first=APRIL,
        terms=terms,
        standings=standings,
        margins=Margins(),
    )


class TestSocietyFigures:
    def test_society_figures_hold_progress_groups_and_tasks(self) -> None:
        standings = {
            1: TaskStanding(claimed=60, history=(50, 40, 30)),
            2: TaskStanding(claimed=100, history=(100, 100, 40)),
            12: TaskStanding(claimed=20),
        }
        figures = figures_of(terms_of(12, 2, 1), standings)
        assert figures.progress == 50
        assert figures.groups == {"basic": Fraction(75), "optional": None}
        assert [
            (task.number, task.accepted, task.claimed, task.state) for task in figures.tasks
        ] == [
            (1, 50, 60, TaskState.AHEAD),
            (2, 100, 100, TaskState.DONE),
            (12, None, 20, TaskState.NO_DATA),
        ]
        assert {task.expected for task in figures.tasks} == {THIRD}

    def test_society_figures_know_no_data_from_not_owed(self) -> None:
        figures = figures_of(terms_of(1), {})
        assert figures.progress is None
        assert figures.groups == {"basic": None}
        assert figures.tasks[0].state is TaskState.NO_DATA

    def test_society_figures_weigh_tasks(self) -> None:
        terms = terms_of(1, weight=Decimal("3.00")) + terms_of(2)
        standings = {1: TaskStanding(history=(40,)), 2: TaskStanding(history=(80,))}
        assert figures_of(terms, standings).progress == 50


class TestNationalFigures:
    def test_national_figures_over_three_societies(self) -> None:
        full = {number: TaskStanding(history=(90,)) for number in GROUPS}
        low = {number: TaskStanding(history=(30,)) for number in GROUPS}
        figures = national_figures(
            [
                figures_of(terms_of(1, 8), full, code="A-01"),
                figures_of(terms_of(1), low, code="A-02"),
                figures_of(terms_of(1), {}, code="B-01", discipline="engineering"),
            ]
        )
        assert (figures.mean, figures.median) == (Fraction(40), Fraction(30))
        assert figures.societies == 3
        assert figures.no_data == 1
        assert figures.groups == {"basic": Fraction(40), "reelection": Fraction(90)}
        assert figures.disciplines["science"].mean == 60
        assert figures.disciplines["science"].societies == 2
        assert figures.disciplines["engineering"].mean == 0
        assert figures.distribution == (1, 0, 0, 1, 0, 0, 0, 0, 0, 1)

    def test_national_figures_of_no_society_are_empty(self) -> None:
        figures = national_figures([])
        assert (figures.mean, figures.median, figures.societies) == (None, None, 0)
        assert figures.groups == {}
        assert sum(figures.distribution) == 0

    def test_national_group_mean_counts_owing_societies_without_data(self) -> None:
        done = figures_of(terms_of(8), {8: TaskStanding(history=(100,))})
        silent = figures_of(terms_of(1, 8), {1: TaskStanding(history=(10,))}, code="A-02")
        assert national_figures([done, silent]).groups["reelection"] == 50
