"""`find_breaks`: from a series to its dated breaks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.dyad import BOTH
from tension.core.language import say
from tension.core.period import PER_YEAR, labels_of, nouns
from tension.core.rounding import counted
from tension.models.breaks.accept import MOST, check_limits
from tension.models.breaks.criteria import Number, check_number, decide
from tension.models.breaks.cycle import SHORTEST_CYCLE
from tension.models.breaks.fit import FURTHER, Fit, fit_breaks
from tension.models.breaks.inference import Levels, average_levels, date_set
from tension.models.breaks.model import Model
from tension.models.breaks.posterior import posterior_by_period, within
from tension.models.breaks.result import Breaks
from tension.models.breaks.search import Limits
from tension.models.breaks.supf import break_p_value
from tension.models.noise import Observations, observations
from tension.series.frame import TensionSeries

ROUNDING = 1e-9
"""Points of tension by which means of equal scores may differ."""


def find_breaks(
    series: TensionSeries,
    direction: str = BOTH,
    *,
    min_segment: int = 12,
    min_observed: int = 6,
    max_breaks: int = MOST,
    number: Number = "bic",
) -> Breaks:
    """Return the dated breaks in the level of a direction, if there are any.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.
    min_segment : int
        Calendar periods a regime lasts at least, 1 or more.
    min_observed : int
        Observed periods a regime holds at least; a level and its spread need 2.
    max_breaks : int
        Largest number of breaks tried, 0 or more.
    number : str or int
        How many breaks: ``bic``, ``mbic`` (also ``few_false_alarms``), ``lwz``, ``sequential``, or
        so many.

    Returns
    -------
    Breaks
        `.table` with the columns of `core.schema.BREAKS`, one row a break; none is an answer. Where
        nothing can be dated, for too few events, `.reason` says why.

    Raises
    ------
    UsageError
        If a limit is below 1, the number of breaks below 0 or no criterion, or the direction is not
        the dyad's.

    Notes
    -----
    Model: a level that is constant within regimes, and errors that carry on over breaks: an AR(1)
    across gaps, of variance ∝ (effective events)^(−g), g 0, ½ or 1, or on strong evidence −½ or −1:
    periods of many events spread more. A yearly cycle is taken out on strong evidence for one, and
    a period more than 3.5 standard deviations out of its regime counts as so far out when dates are
    searched.

    Estimator: that of `date_breaks`, with calendar dates: Gaussian likelihood, scale and levels
    concentrated out; dates by exact dynamic programming under each law of a grid (among at most 600
    dates), then moved one at a time to their exact best; φ, up to .95, by the likelihood. The
    number of breaks by BIC with two parameters a break; an answer with breaks must have a BIC 6
    below one level and 8 below a level that wanders slowly. The date set inverts the likelihood
    ratio, the law and the other breaks held. Levels and sizes are averaged over φ by its
    likelihood, with a flat prior, so that their intervals count how little is known of the noise.
    They take the dates as known, and a break that was found is on average somewhat smaller than it
    looks.

    References
    ----------
    Bai & Perron (2003), Journal of Applied Econometrics 18, 1–22, doi:10.1002/jae.659.
    Yao (1988), Statistics & Probability Letters 6, 181–189, doi:10.1016/0167-7152(88)90118-6.
    Eo & Morley (2015), Quantitative Economics 6, 463–497, doi:10.3982/QE186.
    Kass & Raftery (1995), Journal of the American Statistical Association 90, 773–795,
    doi:10.1080/01621459.1995.10476572.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> breaks = find_breaks(build_series(read_events()))
    >>> bool((breaks.table["first"] <= breaks.table["period"]).all())
    True
    """
    asked = Limits(min_segment, min_observed)
    check_limits(asked, max_breaks)
    check_number(number)
    year = PER_YEAR[series.freq]
    model = Model(cycle=year if year > SHORTEST_CYCLE else None)
    limits = model.needs(asked)
    seen = observations(series, direction)
    reason = _too_little(seen, limits, series.freq)
    if reason:
        return Breaks.nothing(series, direction, limits, reason)
    fixed = not isinstance(number, str)
    most = max(max_breaks, int(number)) if fixed else max_breaks
    fits = fit_breaks(seen, limits, most, model=model, further=None if fixed else FURTHER)
    verdict = decide(fits, number)
    fit = verdict.fit
    levels = average_levels(fit)
    return Breaks(
        _break_table(fit, levels, seen, series, direction),
        _regime_table(fit, levels, seen, series),
        _number_table(fit), fit.chosen.noise, series, direction, limits, "",
        series.provenance.choose(min_segment=min_segment, min_observed=min_observed,
                                 max_breaks=max_breaks, number=number),
        verdict,
    )


def _too_little(seen: Observations, limits: Limits, unit: str) -> str:
    """Why no break can be dated, or "" when one can."""
    covered = seen.covered[1] - seen.covered[0]
    events = int(seen.events.sum())
    known = {"events": counted(events, "scored event"), "periods": counted(len(seen), unit)}
    if len(seen) < 2 * limits.observed:
        return say("{events} in {periods}: too little to date a break; {needed} {unit} with events "
                   "are needed", **known, needed=2 * limits.observed, unit=nouns(unit))
    if covered < 2 * limits.periods:
        return say("{covered} {unit} are covered: too short to date a break; {needed} are needed",
                   covered=covered, unit=nouns(unit), needed=2 * limits.periods)
    if float(np.ptp(seen.tension)) <= ROUNDING:
        return say("{events} in {periods}, all with the same score: nothing that could break",
                   **known)
    return ""


def _break_table(
    fit: Fit, levels: Levels, seen: Observations, series: TensionSeries, direction: str
) -> pd.DataFrame:
    if not fit.chosen.starts:
        return schema.empty(schema.BREAKS)
    labels = labels_of(series.periods)
    chance = posterior_by_period(fit, len(series.periods))
    rows = []
    for which, start in enumerate(fit.chosen.starts):
        left, _, right = fit.edges[which : which + 3]
        first, last = date_set(fit, which)
        rows.append((
            direction, series.origin, which + 1, labels[seen.position[start]],
            labels[first], labels[last],
            levels.level[which], levels.level[which + 1], *levels.step(which),
            break_p_value(fit, which), within(chance, first, last),
            seen.events[left:start].sum(), seen.events[start:right].sum(),
        ))
    return schema.conform(pd.DataFrame(rows, columns=schema.names(schema.BREAKS)), schema.BREAKS)


def _regime_table(
    fit: Fit, levels: Levels, seen: Observations, series: TensionSeries
) -> pd.DataFrame:
    """Return regimes: number, first and last position and label, level, interval, events."""
    labels = labels_of(series.periods)
    begins = [seen.covered[0], *(int(seen.position[s]) for s in fit.chosen.starts)]
    ends = [*(begin - 1 for begin in begins[1:]), seen.covered[1] - 1]
    rows = []
    for number, (left, right) in enumerate(zip(fit.edges[:-1], fit.edges[1:], strict=True)):
        level, half = levels.level[number], levels.half(number)
        rows.append((
            number + 1, begins[number], ends[number], labels[begins[number]], labels[ends[number]],
            level, level - half, level + half, seen.events[left:right].sum(), right - left,
        ))
    return pd.DataFrame(rows, columns=[
        "regime", "begin", "end", "first", "last", "level", "level_low", "level_high", "events",
        "observed",
    ])


def _number_table(fit: Fit) -> pd.DataFrame:
    """Return one row per number of breaks: −2 log likelihood, BIC, noise, whether chosen."""
    rows = [
        (one.count, one.fit, one.bic, one.noise.phi, one.noise.sigma2**0.5,
         one.count == fit.chosen.count)
        for one in fit.by_count.values()
    ]
    return pd.DataFrame(rows, columns=["breaks", "minus_two_log_likelihood", "bic", "phi", "sigma",
                                       "chosen"])
