"""Quiet worlds: their law, their blocks, and a strength that is a likelihood ratio."""

from dataclasses import replace

import numpy as np
import pytest

from tension.explain.worlds import KINDS, Quiet, Unbroken, drawn
from tension.models.breaks.fit import fit_breaks
from tension.models.breaks.noise import Law
from tension.models.breaks.partition import fit_partition
from tension.models.breaks.whiten import whiten


def test_the_strength_of_a_break_is_what_it_adds_to_two_log_likelihood(shifted_breaks):
    fit = shifted_breaks.verdict.fit
    quiet = Quiet(fit, 1)
    _, strong = quiet.observed()

    def least(edges):
        values = []
        for phi in np.linspace(0, 0.95, 400):
            rows = whiten(fit.seen, fit.regressors, Law(phi, fit.law.exponent))
            rss = fit_partition(rows, edges).rss
            values.append(fit.observed * np.log(rss) + rows.logs.sum())
        return min(values)

    assert strong == pytest.approx(least(quiet.rest) - least(fit.edges), abs=0.15)


def test_simulated_worlds_have_the_noise_of_the_fit_with_its_breaks(shifted_breaks):
    fit = shifted_breaks.verdict.fit
    quiet = Quiet(fit, 0)
    worlds = np.array(list(drawn(fit, quiet.rest, fit.law, "simulated", 1500, (3,))))
    rows = whiten(fit.seen, fit.regressors, fit.law)
    coefficients = fit_partition(rows, quiet.rest).coefficients[:, 0]
    level = np.repeat(coefficients, np.diff(quiet.rest))
    assert worlds.mean(axis=0) == pytest.approx(level, abs=2.0)
    weight = (1 / fit.seen.sampling) ** fit.law.exponent
    weight = weight / np.exp(np.log(weight).mean())
    sigma2 = fit.chosen.rss / fit.freedom
    assert worlds.var(axis=0) * weight == pytest.approx(sigma2, rel=0.2)


def test_resampled_worlds_hold_only_what_was_left_over(shifted_breaks):
    fit = replace(shifted_breaks.verdict.fit)
    law = replace(fit.law, exponent=0.0)
    quiet = Quiet(fit, 0)
    rows = whiten(fit.seen, fit.regressors, law)
    level = np.repeat(fit_partition(rows, quiet.rest).coefficients[:, 0], np.diff(quiet.rest))
    left = np.sort((fit.seen.tension - level).round(9))
    for world in drawn(fit, quiet.rest, law, "resampled", 5, (3,)):
        assert np.isin((world - level).round(9), left).all()


def test_together_the_rejected_breaks_are_as_strong_as_the_search_says(no_breaks):
    fit = no_breaks.verdict.fit
    count = no_breaks.rival[0]
    _, strong = Unbroken(fit, count).observed()
    by_count = fit_breaks(fit.seen, no_breaks.limits, count, further=None).by_count
    assert strong == pytest.approx(by_count[0].fit - by_count[count].fit, abs=0.5)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_draws_the_same_worlds(shifted_breaks, kind):
    quiet = Quiet(shifted_breaks.verdict.fit, 0)
    first, again = (quiet.draw(kind, 4, (5, 0)) for _ in range(2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, quiet.draw(kind, 4, (6, 0)))
