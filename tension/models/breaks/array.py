"""`date_breaks`: from an array to its dated breaks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tension.core.errors import UsageError
from tension.core.rounding import how_many
from tension.models.breaks.accept import MOST, check_limits, model_of, observed, too_little
from tension.models.breaks.bai import bai_intervals
from tension.models.breaks.bootstrap import bootstrap_p_value
from tension.models.breaks.criteria import Number, Verdict, check_number, decide
from tension.models.breaks.fit import FURTHER, Fit, fit_breaks
from tension.models.breaks.inference import Levels, average_levels, date_set
from tension.models.breaks.noise import PHIS, Noise
from tension.models.breaks.posterior import posterior_by_period, within
from tension.models.breaks.search import Limits
from tension.models.breaks.supf import TestResult, any_break, break_p_value

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INFERENCES = ("analytic", "bootstrap")


def date_breaks(
    y: Any,
    events: Any = None,
    *,
    number: Number = "bic",
    max_breaks: int | None = None,
    cost: str = "mean",
    ar: str | float = "auto",
    weight: str | float = "auto",
    min_segment: int = 12,
    min_observed: int = 6,
    level: float = 0.95,
    cycle: float | None = 12,
    inference: str = "analytic",
    seed: int = 0,
) -> DateBreaks:
    """Return the dated breaks of an array, if there are any.

    Parameters
    ----------
    y : array-like, n
        One value a period; missing (NaN) where the period is silent.
    events : array-like, n, optional
        (Effective) events behind each value; without them all periods may weigh alike.
    number : str or int
        How many breaks: ``bic``, ``mbic`` (also ``few_false_alarms``), ``lwz``, ``sequential``, or
        so many.
    max_breaks : int, optional
        Largest number tried; 12 unless given.
    cost : str
        What a regime is: ``mean``, a constant level, or ``trend``, a straight line.
    ar : str or float
        Autocorrelation of the noise between neighbouring periods, 0 to below 1; ``auto`` estimates
        it, up to .95.
    weight : str or float
        Exponent g of the noise's variance ∝ events^(−g): 0, 1, or ``auto``, which chooses among 0,
        ½ and 1, and on strong evidence (a BIC 6 lower) −½ and −1: periods of many events that
        spread more, as in a crisis.
    min_segment, min_observed : int
        Periods a regime lasts at least, and observed ones it holds at least: 2, or 3 with a trend,
        if less is asked for.
    level : float
        Coverage of date sets and intervals.
    cycle : float, optional
        Periods of a year: a yearly cycle is taken out if there is strong evidence for one (a BIC 6
        lower) and ``ar`` is estimated. None looks for none.
    inference : str
        How a break's p-value is found: ``analytic``, or ``bootstrap``, which simulates the model
        without the break and takes much longer.
    seed : int
        Of the bootstrap.

    Returns
    -------
    DateBreaks
        None found is an answer; where nothing can be dated `.reason` says why.

    Raises
    ------
    UsageError
        If an array or an option cannot be what it should.

    Notes
    -----
    Model: a level, or a line, in each regime, and errors that carry on over breaks: an AR(1) across
    gaps with φ^gap, of variance ∝ events^(−g). Estimator: Gaussian likelihood, scale and levels
    concentrated out; dates by dynamic programming, exact among at most 600 dates spread evenly,
    under each law of a grid with errors that begin afresh in each regime; then moved one at a time
    to their exact best of all dates with errors that carry on.

    With ``ar=0`` and ``weight=0`` this is Bai & Perron's estimator, found exactly up to 2,000
    observations. With ``ar`` estimated, an answer with breaks must have a BIC 6 below one level and
    8 below a level that wanders slowly, and a period more than 3.5 standard deviations out of its
    regime counts as so far out when dates are searched.

    References
    ----------
    Bai & Perron (2003), Journal of Applied Econometrics 18, 1–22, doi:10.1002/jae.659.
    Yao (1988), Statistics & Probability Letters 6, 181–189, doi:10.1016/0167-7152(88)90118-6.
    Zhang & Siegmund (2007), Biometrics 63, 22–32, doi:10.1111/j.1541-0420.2006.00662.x.
    Eo & Morley (2015), Quantitative Economics 6, 463–497, doi:10.3982/QE186.
    Fearnhead (2006), Statistics and Computing 16, 203–213, doi:10.1007/s11222-006-8450-8.

    Examples
    --------
    >>> import numpy as np
    >>> noise = np.random.default_rng(0).normal(size=120)
    >>> found = date_breaks(noise + 3 * (np.arange(120) >= 70))
    >>> found.breaks
    (70,)
    """
    check_limits(Limits(min_segment, min_observed), max_breaks, level)
    _check_choices(number, max_breaks, inference)
    seen, model = observed(y, events), model_of(cost, ar, weight, cycle)
    limits = model.needs(Limits(min_segment, min_observed))
    reason = too_little(seen, limits)
    if reason:
        return DateBreaks(None, limits, level, reason, inference, seed, seen.covered[1])
    most = MOST if max_breaks is None else max_breaks
    if not isinstance(number, str):
        most = max(most, int(number))
    whole = max_breaks is not None or model.phi is not None or not isinstance(number, str)
    fit = fit_breaks(seen, limits, most, model=model, further=None if whole else FURTHER)
    verdict = decide(fit, number, level)
    return DateBreaks(verdict, limits, level, "", inference, seed, seen.covered[1])


def _check_choices(number: Number, max_breaks: int | None, inference: str) -> None:
    check_number(number)
    if not isinstance(number, str) and max_breaks is not None and number > max_breaks:
        raise UsageError(f"number is {number}, more than max_breaks, {max_breaks}")
    if inference not in INFERENCES:
        raise UsageError(f"there is no inference {inference!r}; use {' or '.join(INFERENCES)}")


@dataclass(frozen=True)
class DateBreaks:
    """Dated breaks of an array.

    Parameters
    ----------
    verdict : Verdict or None
        Candidates and the number chosen; None when nothing can be dated.
    limits : Limits
        What a regime needs.
    level : float
        Coverage of date sets and intervals.
    reason : str
        Why no break can be dated; "" when one can.
    inference : str
        How p-values are found.
    seed : int
        Of the bootstrap.
    periods : int
        Length of the array.
    """

    verdict: Verdict | None
    limits: Limits
    level: float
    reason: str
    inference: str
    seed: int
    periods: int

    def __len__(self) -> int:
        return len(self.breaks)

    def __bool__(self) -> bool:
        return True

    @property
    def fit(self) -> Fit | None:
        """The chosen partition and its noise; None when nothing can be dated."""
        return self.verdict.fit if self.verdict else None

    @cached_property
    def breaks(self) -> tuple[int, ...]:
        """Positions, from 0, of the first observed period of each new regime."""
        fit = self.fit
        return tuple(int(fit.seen.position[s]) for s in fit.chosen.starts) if fit else ()

    @property
    def noise(self) -> Noise | None:
        """Scale, autocorrelation and exponent of the noise; None when nothing can be dated."""
        return self.fit.chosen.noise if self.fit else None

    @cached_property
    def date_sets(self) -> list[tuple[int, int]]:
        """First and last position at which each new regime may begin, silent periods included."""
        fit = self.fit
        if not fit:
            return []
        return [date_set(fit, which, self.level) for which in range(fit.chosen.count)]

    @cached_property
    def p_values(self) -> np.ndarray:
        """P-value of each break, its neighbours given: that its regime and the last are one."""
        fit = self.fit
        if not fit:
            return np.empty(0)
        which = range(fit.chosen.count)
        if self.inference == "bootstrap":
            return np.array([bootstrap_p_value(fit, k, self.seed + k) for k in which])
        return np.array([break_p_value(fit, k) for k in which])

    @cached_property
    def posterior(self) -> np.ndarray:
        """Probability that a new regime begins at each period; 0 in silent ones."""
        return posterior_by_period(self.fit, self.periods) if self.fit else np.zeros(self.periods)

    @cached_property
    def levels(self) -> Levels | None:
        """Coefficients of the regimes with their uncertainty."""
        return average_levels(self.fit, self.level) if self.fit else None

    @cached_property
    def tests(self) -> dict[str, TestResult]:
        """Tests of no break at all: supF, aveF, expF, OLS-CUSUM; each can say its null."""
        return any_break(self.fit) if self.fit else {}

    @cached_property
    def rss(self) -> pd.Series:
        """Weighted sum of squares by number of breaks."""
        return self._by_number("rss")

    @cached_property
    def bic(self) -> pd.Series:
        """Bayesian information criterion by number of breaks."""
        return self._by_number("bic")

    @cached_property
    def partitions(self) -> dict[int, tuple[int, ...]]:
        """Best breaks by their number, as positions."""
        fit = self.fit
        if not fit:
            return {}
        place = fit.seen.position
        return {count: tuple(int(place[s]) for s in one.starts)
                for count, one in fit.by_count.items()}

    def _by_number(self, name: str) -> pd.Series:
        by_count = self.fit.by_count if self.fit else {}
        values = [float(getattr(one, name)) for one in by_count.values()]
        return pd.Series(values, index=pd.Index(list(by_count), name="breaks"), name=name,
                         dtype=float)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a break: position, date set, size with its interval, p-value, posterior.

        `posterior` is the probability of a break within the date set, at most 1.
        """
        columns = ["break", "first", "last", "size", "size_low", "size_high", "p_value",
                   "posterior"]
        rows = []
        for which, (at, (first, last)) in enumerate(zip(self.breaks, self.date_sets, strict=True)):
            rows.append((at, first, last, *self._step(which), self.p_values[which],
                         within(self.posterior, first, last)))
        return pd.DataFrame(rows, columns=columns)

    def _step(self, which: int) -> tuple[float, float, float]:
        assert self.fit is not None
        assert self.levels is not None
        return self.levels.step(which, self.fit.regressors[self.fit.chosen.starts[which]])

    @cached_property
    def fitted(self) -> np.ndarray:
        """Level or line of each observed period; missing in silent ones."""
        values = np.full(self.periods, np.nan)
        fit = self.fit
        if fit:
            assert self.levels is not None
            regime = np.searchsorted(fit.chosen.starts, np.arange(fit.observed), side="right")
            values[fit.seen.position] = (fit.regressors * self.levels.coefficients[regime]).sum(1)
        return values

    def confint(self, kind: str = "default") -> pd.DataFrame:
        """Return Bai's (1997) intervals of the dates, for comparison with the date sets.

        Parameters
        ----------
        kind : str
            ``default`` (regressors and errors differ between regimes), ``homogeneous`` or ``hc``.

        Returns
        -------
        DataFrame
            `lower`, `breakpoint`, `upper`, one row a break, positions of the first period of the
            new regime; ends may lie beyond the series.
        """
        columns = ["lower", "breakpoint", "upper"]
        if not self.fit:
            return pd.DataFrame([], columns=columns, dtype=int)
        found = bai_intervals(self.fit, kind, self.level)
        place, last = self.fit.seen.position, self.fit.observed - 1
        inside = np.clip(found, 0, last)
        return pd.DataFrame(place[inside] + (found - inside), columns=columns)

    def summary(self) -> str:
        """Return the breaks in words, and what a further one would have to do."""
        if not self.verdict:
            return f"No break can be dated: {self.reason}."
        noise = self.verdict.fit.chosen.noise
        lines = [f"{how_many(len(self), 'break').capitalize()}."]
        lines += [self._sentence(row) for row in self.table.itertuples()]
        lines.append(f"  {self.verdict.words}")
        memory = f"  noise with autocorrelation {noise.phi:.2f} from one period to the next"
        if self.verdict.fit.model.phi is None and noise.phi >= PHIS[-1]:
            memory += ", the most that is tried: longer periods are safer"
        power = f"{-noise.exponent:g}".replace("-", "−")
        lines.append(memory + f", and variance ∝ events^{power}")
        lines += [f"  {remark}" for remark in self.verdict.remarks]
        if self.tests:
            lines.append(f"  any break: {self.tests['supF']}")
        return "\n".join(lines)

    def _sentence(self, row: Any) -> str:
        way = "up" if row.size > 0 else "down"
        share = f"{self.level:.0%}".replace("%", " %")
        return (
            f"  {row[1]} ({share} date set {row.first} to {row.last}): {way} by "
            f"{abs(row[4]):.3g} ({share} {row.size_low:.3g} to {row.size_high:.3g}), "
            f"p = {row.p_value:.2g}, posterior {row.posterior:.2f}"
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw values, regimes, and each break with its date set."""
        from tension.models.breaks.picture import draw

        return draw(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.table.round(3).to_html(index=False))
