"""Tests for breaks at unknown dates: supF, aveF, expF and OLS-CUSUM, each with its null in words.

All are tests on the whitened series: with errors whose law is given as independent they are the
textbook's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import stats

from tension.models.breaks.fit import Fit
from tension.models.breaks.hansen import p_value, trimming
from tension.models.breaks.partition import fit_partition
from tension.models.breaks.whiten import Rows, sums_of_products, what_is_left, whiten

NULLS = {
    "supF": "no coefficient changes at any date",
    "aveF": "no coefficient changes at any date",
    "expF": "no coefficient changes at any date",
    "OLS-CUSUM": "the coefficients are the same throughout: residuals do not drift",
}


@dataclass(frozen=True)
class TestResult:
    """A test, its p-value and what it tests.

    Parameters
    ----------
    name : str
        ``supF``, ``aveF``, ``expF`` or ``OLS-CUSUM``.
    statistic, p_value : float
        F statistics are in Wald form.
    null : str
        Null hypothesis in words.
    at : int
        Observation at which the statistic is largest; for supF and OLS-CUSUM the first of the new
        regime.
    """

    __test__ = False  # of pytest

    name: str
    statistic: float
    p_value: float
    null: str
    at: int

    def __str__(self) -> str:
        return f"{self.name} {self.statistic:.2f}, p = {self.p_value:.3g}; null: {self.null}"


def chow(rows: Rows, start: int, stop: int, dates: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the sum of squares of a stretch, and what it is with a break at each of some dates.

    Parameters
    ----------
    rows : Rows
        n observations.
    start, stop : int
        The stretch's first observation, and one past its last; its errors begin afresh.
    dates : int array
        First observations of a new regime.
    """
    sums = np.cumsum(sums_of_products(*rows.afresh(start, stop)), axis=0)
    before = sums[dates - start - 1]
    after = sums[-1] - before
    left = what_is_left(list(before.T)) + what_is_left(list(after.T))
    return float(what_is_left(list(sums[-1:].T))[0]), np.asarray(left)


def any_break(fit: Fit) -> dict[str, TestResult]:
    """Return the tests of no break at all, under the law of the candidate without breaks.

    Parameters
    ----------
    fit : Fit
        Its room says which dates are tested.

    Returns
    -------
    dict of str to TestResult
        Empty when no date has room on both sides.

    References
    ----------
    Andrews (1993), Econometrica 61, 821–856, doi:10.2307/2951764.
    Andrews & Ploberger (1994), Econometrica 62, 1383–1414, doi:10.2307/2951753.
    Ploberger & Krämer (1992), Econometrica 60, 271–285, doi:10.2307/2951597.
    """
    count, width = fit.observed, fit.model.width
    dates = fit.room.dates(0, count)
    if not len(dates):
        return {}
    rows = whiten(fit.seen, fit.regressors, fit.by_count[0].noise.law)
    whole, divided = chow(rows, 0, count, dates)
    divided = np.maximum(divided, fit.least)
    statistics = (whole - divided) / (divided / (count - 2 * width))
    trim = trimming(int(dates[0]), int(dates[-1]), count)
    at = int(dates[np.argmax(statistics)])
    high = float(statistics.max())
    values = {
        "supF": high, "aveF": float(statistics.mean()),
        "expF": high / 2 + float(np.log(np.mean(np.exp((statistics - high) / 2)))),
    }
    found = {
        name: TestResult(name, value, p_value(name, value, width, trim), NULLS[name], at)
        for name, value in values.items()
    }
    return {**found, "OLS-CUSUM": _cusum(rows)}


def _cusum(rows: Rows) -> TestResult:
    """Cumulated residuals of least squares against the Brownian bridge."""
    regressors = rows.whole
    left = rows.values - regressors @ np.linalg.lstsq(regressors, rows.values, rcond=None)[0]
    count, width = rows.size
    scale = (left @ left / (count - width) * count) ** 0.5
    process = np.abs(np.cumsum(left)) / scale
    high = float(process.max())
    name = "OLS-CUSUM"
    p = float(stats.kstwobign.sf(high))
    return TestResult(name, high, p, NULLS[name], int(np.argmax(process)) + 1)


def further_break(fit: Fit) -> TestResult | None:
    """Return the test supF(l+1|l) of one more break than the chosen l; None if there is no room.

    Each regime is tested by itself. Statistic and date are those of the regime of least p-value,
    and the p-value is that of the least of as many independent ones as regimes were tested: where
    all are trimmed alike, that is Bai & Perron's test (1998, doi:10.2307/2998540).
    """
    width = fit.model.width
    tested: list[tuple[float, float, int]] = []
    for start, stop in pairwise(fit.edges):
        dates = fit.room.dates(start, stop)
        if not len(dates):
            continue
        whole, divided = chow(fit.rows, start, stop, dates)
        divided = np.maximum(divided, fit.least)
        statistics = (whole - divided) / (divided / (stop - start - 2 * width))
        at = int(np.argmax(statistics))
        trim = trimming(int(dates[0]) - start, int(dates[-1]) - start, stop - start)
        p = p_value("supF", float(statistics[at]), width, trim)
        tested.append((p, -float(statistics[at]), int(dates[at])))
    if not tested:
        return None
    least, statistic, date = min(tested)
    regimes = fit.chosen.count + 1
    name = f"supF({regimes}|{regimes - 1})"
    null = f"no regime of the {regimes} has a further break"
    return TestResult(name, -statistic, 1 - (1 - least) ** len(tested), null, date)


def break_p_value(fit: Fit, which: int) -> float:
    """Return the p-value of a break of the chosen partition, its neighbours given.

    Parameters
    ----------
    fit : Fit
        Its chosen candidate.
    which : int
        Break, from 0.

    Notes
    -----
    supF over the dates at which the stretch between the neighbouring breaks may be divided (Hansen
    1997), on the series whitened under the law that suits it best without the break: a step that
    memory could imitate is not significant. But its memory is no more than the series with the
    break can have, at 99.9 %, so that a step beyond all imitation is. It counts that this date was
    chosen among them, and not that the number of breaks was chosen.
    """
    start, stop = fit.edges[which], fit.edges[which + 2]
    dates = fit.room.dates(start, stop)
    rows = fit.rows_without(which)
    whole, divided = chow(rows, start, stop, dates)
    scale = max(fit_partition(rows, fit.edges).rss, fit.least) / fit.freedom
    trim = trimming(int(dates[0]) - start, int(dates[-1]) - start, stop - start)
    return p_value("supF", float((whole - divided).max()) / scale, fit.model.width, trim)
