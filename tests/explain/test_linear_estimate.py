"""Numbers as weights of the periods' own tension, against dense matrices written out here."""

from dataclasses import replace

import numpy as np
import pytest

from tension.explain.linear_estimate import estimated_level, own_tension, regime_level
from tension.models.averaged import QUANTILE
from tension.models.breaks.find import find_breaks
from tension.models.breaks.inference import laws_of
from tension.models.breaks.whiten import relative_precision
from tension.models.latent import estimate_tension
from tension.models.local_level import ROUNDING, smooth
from tension.models.noise import observations
from tension.series.aggregate import build_series
from tension.sources.read import read_events


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Two dozen events in fourteen months, silent ones between, at both ends and alone."""
    rows = [
        f"2001-{month:02d}-{day:02d},IRN,AZE,{code}"
        for month, days in ((3, (1, 9, 9, 30)), (4, (2,)), (7, (5, 6)), (8, (1, 1, 1)), (11, (4,)),
                            (12, (8, 9, 10, 20)))
        for day, code in zip(days, ("042", "112", "190", "057"), strict=False)
    ]
    file = tmp_path_factory.mktemp("few") / "few.csv"
    file.write_text("\n".join(["date,source,target,cameo", *rows]) + "\n", encoding="utf-8")
    return build_series(read_events(file, coverage="2001-01:2002-02"), dedupe_rung="none")


def tension_of(series, direction="both"):
    return np.nan_to_num(series.direction(direction)["tension"].to_numpy(dtype=float))


def only(size, *places):
    target = np.zeros(size)
    target[list(places)] = 1.0 / len(places)
    return target


def test_the_weights_of_a_level_are_those_of_one_dense_inverse(few):
    level = estimate_tension(few)
    seen, post = observations(few, "both"), level.posterior
    size = len(few.periods)
    steps = np.diff(np.eye(size), axis=0)
    expected = np.zeros((size, size))
    for share, tau, step in zip(post.weight, post.tau, post.step, strict=True):
        known = np.zeros(size)
        known[seen.position] = 1.0 / (tau**2 + ROUNDING + seen.sampling)
        # A walk that does not move is the limit of one that moves ever less.
        q = max(step**2, 1e-9)
        expected += share * np.linalg.inv(steps.T @ steps / q + np.diag(known)) * known
    for at in (0, 2, 5, 9, size - 1):
        got = estimated_level(level, only(size, at)).weight
        assert got == pytest.approx(expected[at], abs=2e-6)
        assert got.sum() == pytest.approx(1.0, abs=1e-12)


def test_weights_give_back_the_level_of_every_month(chronology, level):
    tension, size = tension_of(chronology), len(chronology.periods)
    table = level.table["level"].to_numpy()
    for at in range(0, size, 5):
        estimate = estimated_level(level, only(size, at))
        assert estimate.weight @ tension == pytest.approx(table[at], abs=1e-9)
        assert estimate.value == table[at]


@pytest.mark.parametrize("how", [
    {"freedom": 4}, {"steps": ["2010-07", "2013-12"]}, {"steps": ["2012-01"], "freedom": 3},
])
def test_weights_give_back_a_robust_level_and_one_with_steps(chronology, how):
    level = estimate_tension(chronology, **how)
    tension, size = tension_of(chronology), len(chronology.periods)
    table = level.table["level"].to_numpy()
    for at in range(0, size, 23):
        estimate = estimated_level(level, only(size, at))
        assert estimate.weight @ tension == pytest.approx(table[at], abs=1e-9)
        own = level.weights(chronology.periods[at])
        places = chronology.periods.get_indexer(own.index)
        assert estimate.weight[places] == pytest.approx(own.to_numpy(), abs=1e-12)
        assert estimate.half == pytest.approx(QUANTILE[95] * level.table["level_se"][at], rel=1e-9)


def test_the_interval_of_a_level_and_of_a_change_is_that_of_the_level_itself(chronology, level):
    size = len(chronology.periods)
    one = estimated_level(level, only(size, 40))
    assert one.half == pytest.approx(QUANTILE[95] * level.table["level_se"][40], rel=1e-9)
    change = level.change(chronology.periods[375], chronology.periods[413])
    both = estimated_level(level, only(size, 413) - only(size, 375))
    assert both.value == pytest.approx(change.points, abs=1e-9)
    assert both.half == pytest.approx((change.high - change.low) / 2, rel=1e-9)


def test_the_interval_of_a_mean_of_levels_counts_how_they_go_together(few):
    level = estimate_tension(few)
    post, size = level.posterior, len(few.periods)
    target = only(size, 3, 4, 9)
    variance = means = 0.0
    for k, share in enumerate(post.weight):
        covariance = np.diag(post.variance[k])
        for i in range(size):
            for j in range(i + 1, size):
                covariance[i, j] = covariance[j, i] = (
                    np.prod(post.gain[k, i:j]) * post.variance[k, j])
        mean = post.level[k] @ target
        variance += share * (target @ covariance @ target + mean**2)
        means += share * mean
    assert estimated_level(level, target).half == pytest.approx(
        QUANTILE[95] * (variance - means**2) ** 0.5, rel=1e-7)


def test_a_silent_month_moves_the_level_as_smoothing_without_it_does(few):
    level = estimate_tension(few)
    seen, post, size = observations(few, "both"), level.posterior, len(few.periods)
    estimate = estimated_level(level, only(size, 6, 10))
    for gone in range(len(seen)):
        kept = np.arange(len(seen)) != gone
        less = replace(seen, **{
            name: getattr(seen, name)[kept]
            for name in ("position", "tension", "sampling", "events")
        })
        without = smooth(less, post.tau, post.step).level
        moved = post.weight @ (without - post.level)[:, [6, 10]].mean(axis=1)
        assert estimate.gone[seen.position[gone]] == pytest.approx(moved, abs=1e-7)


def dense(fit, rows_kept):
    """Levels by generalised least squares, averaged over laws whose weights are held."""
    which = np.searchsorted(fit.edges, np.arange(fit.observed), side="right") - 1
    design = np.eye(len(fit.edges) - 1)[which][rows_kept]
    position = fit.seen.position[rows_kept]
    values = (fit.seen.tension + fit.excess)[rows_kept]
    spread = relative_precision(fit.seen)[rows_kept] ** (-fit.law.exponent / 2)
    phis = 0.95 * (np.arange(24) + 0.5) / 24
    whole = 0.0
    for (share, _, _), phi in zip(laws_of(fit), phis, strict=True):
        apart = np.abs(position[:, None] - position[None, :])
        precise = np.linalg.inv(phi**apart * np.outer(spread, spread))
        whole = whole + share * np.linalg.solve(design.T @ precise @ design,
                                                design.T @ precise @ values)
    return whole + fit.centre


def test_levels_of_regimes_and_what_a_silent_month_would_move_are_those_of_dense_algebra(
    chronology,
):
    breaks = find_breaks(chronology, number=2)
    fit, tension = breaks.verdict.fit, tension_of(chronology)
    everything = np.ones(fit.observed, dtype=bool)
    levels, without = dense(fit, everything), {}
    for gone in (0, fit.edges[1] - 1, fit.edges[1], fit.observed - 1):
        kept = everything.copy()
        kept[gone] = False
        without[gone] = dense(fit, kept)
    for which in range(3):
        target = np.eye(3)[which]
        estimate = regime_level(fit, target, len(tension))
        assert estimate.value == pytest.approx(levels[which], abs=1e-9)
        assert estimate.weight @ tension + estimate.beside == pytest.approx(levels[which], abs=1e-9)
        assert estimate.value == breaks.regimes["level"][which]
        assert estimate.weight.sum() == pytest.approx(1.0, abs=1e-12)
        for gone, others in without.items():
            moved = others[which] - levels[which]
            assert estimate.gone[fit.seen.position[gone]] == pytest.approx(moved, abs=1e-9)


def test_months_of_a_span_count_alike_in_its_own_tension(few):
    seen = np.flatnonzero((few.direction()["scored"] > 0).to_numpy())
    tension = tension_of(few)
    estimate = own_tension(few, "both", seen)
    assert estimate.value == pytest.approx(tension[seen].mean())
    without = np.delete(seen, 2)
    assert estimate.gone[seen[2]] == pytest.approx(tension[without].mean() - estimate.value)
    assert np.isnan(own_tension(few, "both", seen[:1]).gone[seen[0]])
