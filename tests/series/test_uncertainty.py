"""Standard errors against closed forms worked out by hand, and against simulated components."""

import numpy as np
import pytest
from scipy import stats

from tension.core.dyad import BOTH
from tension.series import uncertainty
from tension.series.aggregate import build_series
from tension.series.uncertainty import PRIOR_WEIGHT, mean_error


def measure(months, per_year=12.0):
    """Months as lists of days, days as lists of scores → the uncertainty of each month's mean."""
    period, day, score, number = [], [], [], 0
    for at, days in enumerate(months):
        for scores in days:
            period += [at] * len(scores)
            day += [number] * len(scores)
            score += scores
            number += 1
    return mean_error(np.array(period, dtype=int), np.array(day, dtype=int), np.array(score, float),
                      len(months), per_year)


def components(rng, months, sizes, own, shared):
    """Draw months of days of the given sizes with two known variances."""
    return [
        [list(rng.normal(0, shared**0.5) + rng.normal(0, own**0.5, size)) for size in sizes]
        for _ in range(months)
    ]


class TestOneEventADay:
    SCORES = ([2.0, 4.0, 9.0], [1.0, -1.0], [], [3.0], [0.0, 5.0, 5.0, -2.0])

    @pytest.fixture
    def error(self):
        return measure([[[score] for score in scores] for scores in self.SCORES])

    def pooled(self):
        squares, freedom = 0.0, 0
        for scores in self.SCORES:
            if scores:
                mean = sum(scores) / len(scores)
                squares += sum((score - mean) ** 2 for score in scores)
                freedom += len(scores) - 1
        return squares / freedom, freedom

    def test_the_pooled_variance_is_the_classical_one(self, error):
        variance, freedom = self.pooled()
        assert error.spread.variance == pytest.approx(variance)
        assert error.spread.freedom == pytest.approx(freedom)
        assert error.spread.within_periods

    def test_every_event_counts_in_full(self, error):
        assert error.effective.tolist() == error.days.tolist() == [3, 2, 0, 1, 4]

    def test_a_months_variance_is_its_own_and_its_neighbours_shrunk_to_the_pool(self, error):
        pool, _ = self.pooled()
        for at in range(5):
            weight, total = PRIOR_WEIGHT, PRIOR_WEIGHT * pool
            for near, scores in enumerate(self.SCORES):
                if len(scores) > 1:
                    share = 1 - abs(near - at) / 13
                    weight += share * (len(scores) - 1)
                    total += share * (len(scores) - 1) * float(np.var(scores, ddof=1))
            if self.SCORES[at]:
                expected = (total / weight / len(self.SCORES[at])) ** 0.5
                assert error.standard_error[at] == pytest.approx(expected)

    def test_the_half_width_is_students(self, error):
        _, freedom = self.pooled()
        weights = [PRIOR_WEIGHT + sum((1 - abs(near - at) / 13) * max(len(scores) - 1, 0)
                                      for near, scores in enumerate(self.SCORES))
                   for at in range(5)]
        for at in (0, 1, 3, 4):
            reach = stats.t.ppf(0.975, min(weights[at], freedom))
            assert error.half_width[at] == pytest.approx(reach * error.standard_error[at])

    def test_a_month_without_events_has_no_error(self, error):
        assert np.isnan(error.standard_error[2])
        assert np.isnan(error.half_width[2])


def test_with_one_spread_everywhere_the_error_is_sigma_over_root_n():
    months = [[[-1.0], [1.0]]] * 30
    assert measure(months).standard_error == pytest.approx((2 / 2) ** 0.5)  # s² = 2, n = 2


def test_neighbours_beyond_a_year_do_not_count():
    calm, stormy = [[0.0], [1.0]], [[-9.0], [9.0]]
    silent = [[]] * 12
    near, far = measure([calm, *silent[:11], stormy]), measure([calm, *silent, stormy])
    pool = far.spread.variance
    assert far.standard_error[0] == pytest.approx(((5 * pool + 0.5) / 6 / 2) ** 0.5)
    assert near.standard_error[0] > far.standard_error[0]


def test_a_crisis_month_spreads_more_than_a_calm_one_of_as_many_events():
    months = [[[0.0], [1.0]]] * 24 + [[[-9.0], [9.0]]] * 24
    error = measure(months).standard_error
    assert error[40] > 2 * error[5]


@pytest.mark.parametrize(("sizes", "expected"), [
    ([1, 1, 1], 3.0), ([4], 1.0), ([2, 2], 2.0), ([3, 1], 16 / 10), ([5, 1, 1], 49 / 27),
])
def test_stories_wholly_shared_by_a_day_count_once_in_kishs_way(sizes, expected):
    rng = np.random.default_rng(0)
    error = measure(components(rng, 40, sizes, 0.0, 4.0) + components(rng, 40, [2, 1], 0.0, 4.0))
    assert error.spread.day_share == pytest.approx(1.0)
    assert error.effective[:40] == pytest.approx(expected)


def test_events_that_share_nothing_within_a_day_count_in_full():
    # Days' means all equal: nothing is shared, whatever the spread inside the days.
    months = [[[-2.0, 2.0], [-3.0, 3.0, 0.0]], [[-1.0, 1.0], [-4.0, 4.0]]] * 10
    error = measure(months)
    assert error.spread.day_share == 0.0
    assert error.effective.tolist() == [5.0, 4.0] * 10


def test_with_nothing_shared_the_variance_is_all_squares_over_all_freedom():
    months = [[[-2.0, 2.0], [-3.0, 3.0, 0.0]], [[-1.0, 1.0], [-4.0, 4.0]]]
    squares, freedom = (8 + 18) + (2 + 32), (1 + 2 + 1) + (1 + 1 + 1)
    assert measure(months).spread.variance == pytest.approx(squares / freedom)


@pytest.mark.parametrize("seed", range(5))
def test_effective_events_lie_between_kishs_count_of_days_and_all_events(seed):
    rng = np.random.default_rng(seed)
    months = [
        [list(rng.normal(0, 2) + rng.normal(0, 2, rng.integers(1, 6)))
         for _ in range(rng.integers(0, 6))]
        for _ in range(60)
    ]
    error = measure(months)
    assert 0 < error.spread.day_share < 1
    for at, days in enumerate(months):
        sizes = [len(day) for day in days]
        if not sizes:
            assert error.effective[at] == 0
            continue
        least = sum(sizes) ** 2 / sum(size**2 for size in sizes)
        assert least - 1e-9 <= error.effective[at] <= sum(sizes) + 1e-9
        if len(set(sizes)) == 1:
            assert least == pytest.approx(len(days))
        expected = sum(sizes) / (1 + error.spread.day_share * (sum(sizes) / least - 1))
        assert error.effective[at] == pytest.approx(expected)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9])
def test_the_intraclass_correlation_and_the_variance_of_simulated_days_are_recovered(share):
    rng = np.random.default_rng(1)
    months = components(rng, 3000, [1, 2, 4], 9 * (1 - share), 9 * share)
    spread = measure(months).spread
    assert spread.day_share == pytest.approx(share, abs=0.03)
    assert spread.variance == pytest.approx(9, rel=0.04)


def test_the_standard_error_is_the_spread_of_the_means():
    rng = np.random.default_rng(2)
    months = components(rng, 4000, [3, 1, 1], 4.0, 5.0)
    means = [np.mean(np.concatenate(days)) for days in months]
    # By hand: (own · n + shared · Σ n_d²) ÷ n² = (4 · 5 + 5 · 11) ÷ 25.
    assert np.std(means) == pytest.approx(3**0.5, rel=0.03)
    assert np.median(measure(months).standard_error) == pytest.approx(3**0.5, rel=0.05)


def test_levels_that_differ_between_months_do_not_count_as_spread():
    rng = np.random.default_rng(3)
    months = components(rng, 500, [1, 1, 2], 1.0, 1.0)
    lifted = [[[score + 7 * (at % 2) for score in day] for day in days]
              for at, days in enumerate(months)]
    plain, moved = measure(months).spread, measure(lifted).spread
    assert moved.variance == pytest.approx(plain.variance)
    assert moved.day_share == pytest.approx(plain.day_share)


def test_where_no_period_holds_two_days_the_spread_is_taken_around_the_whole_mean():
    error = measure([[[1.0]], [[3.0]], [[8.0]]])
    assert not error.spread.within_periods
    assert error.spread.variance == pytest.approx(np.var([1, 3, 8], ddof=1))
    assert error.standard_error == pytest.approx(np.std([1, 3, 8], ddof=1))
    assert error.half_width == pytest.approx(
        stats.t.ppf(0.975, 2) * np.std([1, 3, 8], ddof=1))


def test_days_of_several_events_are_told_apart_where_no_period_holds_two_days():
    months = [[[1.0, 2.0]], [[3.0, 6.0]], [[8.0, 9.0, 10.0]]]
    means, sizes = np.array([1.5, 4.5, 9.0]), np.array([2, 2, 3])
    own = (0.5 + 4.5 + 2.0) / 4
    between = float(sizes @ (means - sizes @ means / 7) ** 2)
    shared = (between - 2 * own) / (7 - 17 / 7)
    error = measure(months)
    assert not error.spread.within_periods
    assert error.spread.day_share == pytest.approx(shared / (own + shared))
    variance = shared + own / sizes
    assert error.standard_error == pytest.approx(variance**0.5)


def test_a_month_far_from_all_others_has_few_degrees_of_freedom():
    months = [[[0.0], [1.0], [3.0]]] * 30 + [[]] * 20 + [[[0.0], [1.0], [3.0]]]
    error = measure(months)
    assert error.spread.freedom == 62
    # The prior's five events and its own two degrees.
    assert error.half_width[-1] == pytest.approx(
        stats.t.ppf(0.975, 7) * error.standard_error[-1])
    assert error.half_width[15] < error.half_width[-1]


@pytest.mark.parametrize("months", [
    pytest.param([[[2.0]]], id="one event"),
    pytest.param([[[2.0, 5.0, -1.0]]], id="one day"),
    pytest.param([[[2.0], [2.0]], [[2.0, 2.0]]], id="no spread"),
    pytest.param([[], []], id="no event"),
])
def test_where_no_spread_can_be_measured_there_is_no_interval(months):
    error = measure(months)
    assert np.isnan(error.spread.variance)
    assert np.isnan(error.standard_error).all()
    assert np.isnan(error.half_width).all()
    assert np.isfinite(error.effective).all()


def test_without_a_measured_spread_a_day_counts_as_one_event():
    assert measure([[[2.0, 5.0, -1.0]]]).effective.tolist() == [1.0]


def test_the_order_of_the_events_does_not_matter():
    rng = np.random.default_rng(4)
    period = np.sort(rng.integers(0, 20, 100))
    day = period * 3 + rng.integers(0, 3, 100)
    score = rng.normal(size=100)
    order = rng.permutation(100)
    plain = mean_error(period, day, score, 20, 12.0)
    mixed = mean_error(period[order], day[order], score[order], 20, 12.0)
    np.testing.assert_allclose(plain.standard_error, mixed.standard_error)
    np.testing.assert_allclose(plain.effective, mixed.effective)


def test_the_neighbourhood_is_a_year_whatever_the_frequency():
    assert len(uncertainty._triangle(uncertainty.NEIGHBOURHOOD * 12.0 / 12)) == 25
    assert len(uncertainty._triangle(uncertainty.NEIGHBOURHOOD * 4.0 / 12)) == 9
    assert uncertainty._triangle(uncertainty.NEIGHBOURHOOD * 1.0 / 12) == pytest.approx(
        [0.5, 1, 0.5])


def test_rows_dated_to_the_month_are_clusters_of_their_own(make_events):
    series = build_series(make_events([
        ("2001-03", "month", "IRN", "AZE", "042"), ("2001-03", "month", "IRN", "AZE", "111"),
        ("2001-03-01", "day", "IRN", "AZE", "042"), ("2001-03-01", "day", "IRN", "AZE", "111"),
    ]))
    march = series.direction().iloc[0]
    assert (march["events"], march["event_days"]) == (4, 3)


def test_both_halves_of_a_reciprocal_row_dated_to_the_month_are_one_cluster(make_events):
    series = build_series(make_events([
        ("2001-03", "month", "IRN", "AZE", "040", "true"),
        ("2001-03", "month", "IRN", "AZE", "111"),
    ]))
    assert series.direction().iloc[0][["events", "event_days"]].tolist() == [3, 2]
    assert series.direction("IRN>AZE").iloc[0][["events", "event_days"]].tolist() == [2, 2]


def test_the_series_turns_points_into_tension(monthly):
    for direction in monthly.dyad.directions:
        rows = monthly.direction(direction).dropna(subset="tension_se")
        assert len(rows) > 100
        middle = (rows["tension_low"] + rows["tension_high"]) / 2
        assert (middle - rows["tension"]).abs().max() < 1e-9
        assert ((rows["tension_high"] - rows["tension"]) > 1.9 * rows["tension_se"]).all()
        assert (rows["effective_events"] <= rows["scored"] + 1e-9).all()
        assert (rows["event_days"] <= rows["scored"]).all()


def test_the_chronologys_spread_is_the_analysis_of_variance_worked_out_in_a_loop(monthly):
    days, months = {}, {}
    for event in monthly.events.to_dict("records"):
        exact = event["date_precision"] == "day"
        key = (event["period"], f"{event['date']}" if exact else event["origin_id"])
        days.setdefault(key, []).append(event["score"])
    for (month, _), scores in days.items():
        months.setdefault(month, []).append(scores)
    inner = sum(sum((s - np.mean(day)) ** 2 for s in day) for day in days.values())
    inner_freedom = sum(len(day) - 1 for day in days.values())
    between = freedom = imbalance = 0.0
    for month in months.values():
        every = np.concatenate(month)
        between += sum(len(day) * (np.mean(day) - np.mean(every)) ** 2 for day in month)
        freedom += len(month) - 1
        imbalance += len(every) - sum(len(day) ** 2 for day in month) / len(every)
    own = inner / inner_freedom
    shared = (between - freedom * own) / imbalance
    spread = monthly.spread[BOTH]
    assert spread.variance == pytest.approx(own + shared)
    share = shared / (own + shared)
    assert spread.day_share == pytest.approx(share)
    assert spread.freedom == pytest.approx(freedom + (1 - share) * inner_freedom)
