"""Whether the level forecasts better than saying "no change", tried on the past.

From every origin the level is estimated anew from what was known then, and the periods ahead are
forecast and compared with what came. A level is not seen; a period's own tension is, so that is
what is forecast. Two simple rivals have the same past: the last period's tension with the errors
that this has made so far, and all past values, whatever their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import stats

from tension.core import results, schema
from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.period import labels_of
from tension.core.provenance import Provenance
from tension.core.rounding import counted, signed
from tension.core.schema import each_row
from tension.models.average import Average, average
from tension.models.averaged import QUANTILE
from tension.models.forecast import own_ahead, typical
from tension.models.known import History, level_of
from tension.models.mixture import sample_crps
from tension.models.noise import Observations
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AHEAD = (1, 3, 6, 12)
"""Horizons, in periods."""

OBSERVED = 24
"""Periods with events known at the first origin."""

LEAST = 12
"""Forecasts at a horizon from which a verdict is given."""

NO_CHANGE, PAST = "no change", "past values"
RIVALS = {NO_CHANGE: "crps_no_change", PAST: "crps_past"}


@dataclass(frozen=True)
class Backtest:
    """Forecasts from past origins beside what came.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.BACKTEST`, one row a horizon and rival; empty where
        `reason` says why.
    held : DataFrame
        Columns as declared in `core.results.HELD`, one row a horizon and band.
    forecasts : DataFrame
        One row a forecast: `made` (label of the origin), `period` (forecast), `ahead`, `tension`
        (what came), `mean`, `low80`, `high80`, `low95`, `high95`, `crps`, `crps_no_change`,
        `crps_past`, in points of tension.
    every : int
        Periods between origins.
    direction : str
        Which series.
    reason : str
        Why there is no verdict; "" when there is one.
    provenance : Provenance
        Inputs and parameters.
    series : TensionSeries
        What was forecast.
    """

    table: pd.DataFrame
    held: pd.DataFrame
    forecasts: pd.DataFrame
    every: int
    direction: str
    reason: str
    provenance: Provenance
    series: TensionSeries

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, results.BACKTEST))
        object.__setattr__(self, "held", schema.conform(self.held, results.HELD))

    def summary(self) -> str:
        """Say in words whether the level forecasts better, and whether its bands hold."""
        series, unit = self.series, self.series.freq
        head = f"{series.dyad.title}, {series.dyad.spoken(self.direction)}"
        if self.reason:
            return f"{head}: no forecasts to judge: {self.reason}"
        made = self.forecasts["made"]
        lines = [f"{head}: forecasts of a {unit}'s own tension from {made.nunique()} origins, "
                 f"{made.iloc[0]} to {made.iloc[-1]}, each from what was known then"]
        for ahead in self.table["ahead"].unique():
            rows = self.table[self.table["ahead"] == ahead]
            against = "; ".join(f"{_verdict(row)} than {_RIVAL[row.rival]}"
                                for row in each_row(rows))
            lines.append(f"  {counted(ahead, unit)} ahead ({rows['forecasts'].iloc[0]}): "
                         f"{against}")
        for band, rows in self.held.groupby("band"):
            parts = ", ".join(f"{100 * row.held:.0f} %" for row in each_row(rows))
            wide = [row for row in each_row(rows)
                    if not row.held_low <= row.band / 100 <= row.held_high]
            verdict = "holds what it should" if not wide else "; ".join(
                f"too {'wide' if row.held > row.band / 100 else 'narrow'} "
                f"{counted(row.ahead, unit)} ahead (95 % interval {_share(row.held_low)} to "
                f"{_share(row.held_high)} %)" for row in wide)
            each = ", ".join(str(row.ahead) for row in each_row(rows))
            lines.append(f"  the {band} % band held {parts} of {unit}s {each} ahead: {verdict}")
        return "\n".join(lines)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the skill against each rival by horizon, with its interval; return the Axes."""
        from tension.models.draw_forecast import draw_backtest_figure

        return draw_backtest_figure(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns=["direction", "origin"]).round(3)
        return f"<pre>{escape(self.summary())}</pre>" + str(shown.to_html(index=False))


_RIVAL = {NO_CHANGE: "“no change”", PAST: "all past values together"}


def _verdict(row: Any) -> str:
    """Say which forecasts better, by how much, with the interval rounded outwards."""
    skill, low, high = row.skill, row.skill_low, row.skill_high
    if np.isnan(skill):
        return "no better, the rival never being wrong,"
    ends = f"95 % interval {signed(np.floor(100 * low), 0)} to {signed(np.ceil(100 * high), 0)} %"
    if np.floor(100 * low) > 0:
        return f"{100 * skill:,.0f} % better ({ends})"
    if np.ceil(100 * high) < 0:
        return f"{-100 * skill:,.0f} % worse ({ends})"
    return f"not clearly better or worse ({signed(round(100 * skill), 0)} %, {ends})"


def _share(value: float) -> str:
    return f"{100 * min(max(value, 0.0), 1.0):.0f}"


def backtest(series: TensionSeries, direction: str = BOTH, *, every: int | None = None) -> Backtest:
    """Return how forecasts of the level would have done, from origins in the past.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.
    every : int, optional
        Periods from origin to origin; when not given 1, but at most 12 origins a year: every
        fourth week, every thirtieth day.

    Returns
    -------
    Backtest
        `.table`: CRPS and skill against two rivals 1, 3, 6 and 12 periods ahead; `.held`: how often
        bands held. Where fewer than 12 periods could be forecast one period ahead, `.reason` says
        so; a horizon with fewer than 12 has no row.

    Raises
    ------
    UsageError
        If the direction is not one of the dyad's, or ``every`` is not a whole number from 1.

    Notes
    -----
    At each origin, from the 24th period with events on, σ, τ and √q are estimated from the events
    up to then (`models.known`). Forecast is a period's own tension, with the sampling noise of the
    24 periods with events before the origin; how many events it will have is not known then. Only
    periods that came to have events are judged, at every horizon.

    "No change" forecasts the last tension seen, spread by all errors that this made at that horizon
    before the origin; "past values" forecasts any tension seen before, each as likely. Scores are
    CRPS, for the level in closed form over the mixture. The test is Diebold and Mariano's, of the
    mean difference of scores, with an error that counts overlap and memory (`average`); the skill's
    interval is that of the difference as a share of the rival's mean score. Intervals of shares
    held are made in the same way, and at least as wide as Clopper and Pearson's for as many
    forecasts as do not overlap.

    Each horizon and rival is a test of its own.

    References
    ----------
    Diebold & Mariano (1995), Journal of Business & Economic Statistics 13, 253–263,
    doi:10.1080/07350015.1995.10524599.
    Gneiting & Raftery (2007), Journal of the American Statistical Association 102, 359–378,
    doi:10.1198/016214506000001437.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> made = backtest(build_series(read_events(), freq="quarter"), every=4)
    >>> made.table["ahead"].tolist()
    [1, 1, 3, 3, 6, 6, 12, 12]
    """
    if every is not None and (isinstance(every, bool) or every != int(every) or every < 1):
        raise UsageError(f"origins are 1 period apart or more, a whole number; got {every}")
    history = History.of(series, direction)
    every = max(1, int(history.per_year / 12)) if every is None else every
    forecasts = _forecasts(history, labels_of(series.periods), every)
    counts = forecasts["ahead"].value_counts()
    known = int(counts.get(AHEAD[0], 0))
    reason = "" if known >= LEAST else (
        f"{counted(known, series.freq)} that could be forecast after {OBSERVED} with events, at "
        f"least {LEAST} are needed")
    if not reason and np.ptp(history.whole.tension) == 0:
        reason = (f"{counted(len(history.whole), series.freq)} with events, all with the same "
                  "tension: nothing to foresee")
    judged = [ahead for ahead in AHEAD if counts.get(ahead, 0) >= LEAST and not reason]
    table, held = [], []
    for ahead in judged:
        rows = forecasts[forecasts["ahead"] == ahead]
        overlap = -(-ahead // every)
        table += [(ahead, rival, len(rows), *_skill(rows, column, overlap))
                  for rival, column in RIVALS.items()]
        for band in QUANTILE:
            inside = rows["tension"].between(rows[f"low{band}"], rows[f"high{band}"])
            share = held_share(inside.to_numpy(dtype=float), overlap)
            held.append((ahead, band, len(rows), *share))
    return Backtest(
        _frame(table, results.BACKTEST, series, direction), _frame(held, results.HELD, series,
                                                                  direction),
        forecasts, every, direction, reason, series.provenance, series,
    )


def _frame(
    rows: Sequence[tuple[object, ...]], columns: tuple[schema.Column, ...],
    series: TensionSeries, direction: str,
) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=schema.names(columns)[2:])
    return made.assign(direction=direction, origin=series.origin)


def _skill(rows: pd.DataFrame, column: str, overlap: int) -> tuple[float, ...]:
    """Mean scores, skill with its interval, and p-value."""
    rival = float(rows[column].mean())
    gain: Average = average((rows[column] - rows["crps"]).to_numpy(), overlap)
    # A rival that was never wrong is beaten by nothing; no forecast is better than a perfect one.
    skill = (gain.mean, gain.low, min(gain.high, rival)) if rival > 0 else (np.nan,) * 3
    scale = rival if rival > 0 else 1.0
    return (float(rows["crps"].mean()), rival, *(part / scale for part in skill), gain.p_value)


def held_share(inside: np.ndarray, overlap: int) -> tuple[float, float, float]:
    """Return the share of ones, and its 95 % interval.

    Parameters
    ----------
    inside : float array, n
        1 where the band held, else 0, in order of time.
    overlap : int
        How many neighbouring forecasts overlap.

    Notes
    -----
    The wider of that which counts memory and the exact one of Clopper and Pearson for as
    many forecasts as do not overlap: where all are held, the first has no width.

    References
    ----------
    Clopper & Pearson (1934), Biometrika 26, 404–413, doi:10.1093/biomet/26.4.404.
    """
    share: Average = average(inside, overlap)
    count = len(inside) / overlap
    held = share.mean * count
    low = float(stats.beta.ppf(0.025, held, count - held + 1)) if held > 0 else 0.0
    high = float(stats.beta.ppf(0.975, held + 1, count - held)) if held < count else 1.0
    return share.mean, max(min(share.low, low), 0.0), min(max(share.high, high), 1.0)


def _forecasts(history: History, labels: list[str], every: int) -> pd.DataFrame:
    """Forecast from every origin what came to be observed."""
    whole = history.whole
    came = dict(zip(whole.position.tolist(), whole.tension, strict=True))
    origins = history.places(OBSERVED)
    rows = []
    for origin in origins[(whole.covered[1] - 2 - origins) % every == 0] if len(origins) else []:
        ahead = [step for step in AHEAD if origin + step in came]
        if not ahead:
            continue
        seen = history.until(int(origin))
        now = level_of(seen)
        for step in ahead:
            value = came[origin + step]
            own = own_ahead(now, step, typical(seen))
            bands = [end for band in QUANTILE for end in own.band(band / 100)]
            rows.append((
                labels[origin], labels[origin + step], step, value, own.centre, *bands,
                own.crps(value), sample_crps(_no_change(seen, step), value),
                sample_crps(seen.tension, value),
            ))
    ends = [f"{end}{band}" for band in QUANTILE for end in ("low", "high")]
    return pd.DataFrame(rows, columns=["made", "period", "ahead", "tension", "mean", *ends, "crps",
                                       *RIVALS.values()])


def _no_change(seen: Observations, ahead: int) -> np.ndarray:
    """The last tension seen, with every error that this made at the horizon before."""
    first = int(seen.position[0])
    # At each period seen, what was the last one seen a horizon before it?
    before = np.searchsorted(seen.position, seen.position - ahead, side="right") - 1
    past = seen.position - ahead >= first
    return np.asarray(seen.tension[-1] + seen.tension[past] - seen.tension[before[past]])
