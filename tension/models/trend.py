"""The trend of tension: rising, falling or neither, by three estimators that assume unlike things.

Sen's slope with the Mann–Kendall test asks least; a line by generalised least squares weighs
periods by their events, over the whole span and within each regime; the local linear trend says
where tension is heading at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from tension.core import results, schema
from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.period import PER_YEAR, labels_of
from tension.core.provenance import Provenance
from tension.core.rounding import counted, p_text, slope_band, slope_text
from tension.core.schema import each_row
from tension.models.breaks.find import find_breaks
from tension.models.breaks.result import Breaks
from tension.models.linear_trend import EQUAL, FEWEST, between, linear_trend
from tension.models.local_trend import local_trend
from tension.models.mann_kendall import sen_slope
from tension.models.noise import Observations, observations
from tension.models.slope import Slope
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SEN, GLS, LOCAL = "Sen", "GLS", "local linear trend"
WHOLE, END = "whole", "end"
SHORT = "too short"


@dataclass(frozen=True)
class Trend:
    """The slopes of one direction's tension.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.TREND`, one row an estimator and span; empty where
        `reason` says why.
    lines : DataFrame
        The fitted line of each row: `method`, `span`, `begin`, `end` (positions), `start`, `stop`
        (tension at the two).
    breaks : Breaks or None
        Whose regimes have slopes of their own; None when nothing was estimated.
    direction : str
        Which series.
    reason : str
        Why there is no estimate; "" when there is one.
    provenance : Provenance
        Inputs and parameters.
    series : TensionSeries
        What the trend was estimated from.
    """

    table: pd.DataFrame
    lines: pd.DataFrame
    breaks: Breaks | None
    direction: str
    reason: str
    provenance: Provenance
    series: TensionSeries

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, results.TREND))

    def summary(self) -> str:
        """Return the verdicts in words, a line each."""
        head = f"{self.series.dyad.title}, {self.series.dyad.spoken(self.direction)}"
        if self.reason:
            return f"{head}: no trend estimated: {self.reason}."
        lines = [f"{head}: slopes in points of tension a year."]
        lines += [self._sentence(row) for row in each_row(self.table)]
        if self.breaks is not None and len(self.breaks):
            count = len(self.breaks)
            lines.append(
                f"  the whole span holds {counted(count, 'break')}: a slope over "
                "it may be steps, not a trend"
            )
        return "\n".join(lines)

    def _sentence(self, row: object) -> str:
        found = {name: getattr(row, name) for name in schema.names(results.TREND)}
        span = f"{found['first']} to {found['last']}"
        which = {
            SEN: f"Sen's slope, {span}",
            GLS: f"line, {span}",
            LOCAL: f"local trend at the end, {found['last']}",
        }[found["method"]]
        if found["span"].startswith("regime"):
            which = f"line within {found['span']}, {span}"
        if found["verdict"] == SHORT:
            return (f"  {which}: too short, {found['observed']} of {FEWEST} {self.series.freq}s "
                    "with events that are needed")
        return (
            f"  {which}: {found['verdict']}, {slope_text(found['slope'])} (95 % "
            f"{slope_band(found['slope_low'], found['slope_high'])}; {p_text(found['p_value'])})"
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the fitted lines over the periods' own tension; return the Axes."""
        from tension.models.draw import draw_trend_figure

        return draw_trend_figure(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns=["direction", "origin"]).round(3)
        return f"<pre>{escape(self.summary())}</pre>" + str(shown.to_html(index=False))


def fit_trend(
    series: TensionSeries, direction: str = BOTH, *, breaks: Breaks | None = None
) -> Trend:
    """Return the trend of a direction's tension by three estimators, and within its regimes.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.
    breaks : Breaks, optional
        Whose regimes have slopes of their own, of the same series and direction; found by
        `find_breaks` when not given.

    Returns
    -------
    Trend
        `.table` with the columns of `core.results.TREND`: Sen's slope and the line of the whole
        span, the line of each regime if there are several, and the slope at the end. A regime with
        fewer than 12 observed periods is "too short". With fewer than 12 in all the table is empty
        and `.reason` says so.

    Raises
    ------
    UsageError
        If the direction is not one of the dyad's, or the breaks are of another series.

    Notes
    -----
    Above 0 is closer to conflict. A verdict is "rising" or "falling" only if the 95 % interval
    leaves 0 out and p < .05; each row is a test of its own, so that of many rows one in twenty may
    say so by chance.

    Estimators and assumptions: `mann_kendall.sen_slope` (monotone, any distribution, variance
    corrected for autocorrelation), `linear_trend.linear_trend` (a line, AR(1) errors across gaps,
    variance by effective events), `local_trend.local_trend` (a slope that wanders). Neither of
    the first two knows of breaks: a step in the level makes a slope over the whole span. The
    regimes' slopes take the dates of the breaks as known.

    References
    ----------
    Hamed & Rao (1998), Journal of Hydrology 204, 182–196, doi:10.1016/S0022-1694(97)00125-X.
    Sen (1968), Journal of the American Statistical Association 63, 1379–1389,
    doi:10.1080/01621459.1968.10480934.
    Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, Cambridge
    University Press, doi:10.1017/CBO9781107049994.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> trend = fit_trend(build_series(read_events()))
    >>> trend.table["method"].tolist()[:2]
    ['Sen', 'GLS']
    """
    seen = observations(series, direction)
    if breaks is not None and not _of(breaks, series, direction):
        raise UsageError("the breaks are of another series or direction; date them in this one")
    reason = _too_little(seen, series.freq)
    if reason:
        return Trend(schema.empty(results.TREND), pd.DataFrame(), None, direction, reason,
                     series.provenance, series)
    breaks = breaks or find_breaks(series, direction)
    year, end = PER_YEAR[series.freq], seen.covered[1] - 1
    whole = int(seen.position[0]), int(seen.position[-1])
    spans: list[Span] = [
        (SEN, WHOLE, *whole, sen_slope(seen, year), seen),
        (GLS, WHOLE, *whole, linear_trend(seen, year), seen),
        *_regimes(breaks, seen, year),
        (LOCAL, END, end, end, local_trend(seen, year), seen),
    ]
    return Trend(_table(spans, series, direction), _lines(spans, year), breaks, direction, "",
                 breaks.provenance, series)


Span = tuple[str, str, int, int, Slope | None, Observations]
"""Method, name of the span, first and last position, slope or None, observations."""


def _of(breaks: Breaks, series: TensionSeries, direction: str) -> bool:
    return breaks.direction == direction and breaks.series.table.equals(series.table)


def _too_little(seen: Observations, unit: str) -> str:
    """Why there is no trend to estimate, or "" when there is."""
    known = f"{counted(len(seen), unit)} with events"
    if len(seen) < FEWEST:
        return f"{known}, at least {FEWEST} are needed"
    if float(seen.tension.max() - seen.tension.min()) <= EQUAL:
        return f"{known}, all with the same tension: nothing that could move"
    return ""


def _regimes(breaks: Breaks, seen: Observations, year: float) -> list[Span]:
    """The line of each regime, where there are several."""
    if not len(breaks):
        return []
    spans: list[Span] = []
    for row in each_row(breaks.regimes):
        part = between(seen, int(row.begin), int(row.end))
        slope = linear_trend(part, year) if len(part) >= FEWEST else None
        # A line is of observed periods; a regime may begin or end in silence.
        first, last = ((int(part.position[0]), int(part.position[-1])) if len(part) else
                       (int(row.begin), int(row.end)))
        spans.append((GLS, f"regime {row.regime}", first, last, slope, part))
    return spans


def _table(spans: list[Span], series: TensionSeries, direction: str) -> pd.DataFrame:
    labels, rows = labels_of(series.periods), []
    for method, span, first, last, slope, seen in spans:
        numbers = (None,) * 4 if slope is None else (
            slope.slope, slope.low, slope.high, slope.p_value)
        rows.append((
            direction, series.origin, method, span, labels[first], labels[last], *numbers,
            SHORT if slope is None else slope.verdict, seen.events.sum(), len(seen),
        ))
    return pd.DataFrame(rows, columns=schema.names(results.TREND))


def _lines(spans: list[Span], year: float) -> pd.DataFrame:
    """Return the fitted lines; that of the end is drawn over the last year."""
    rows = [
        (method, span, last - year if span == END else first, last, *slope.line)
        for method, span, first, last, slope, _ in spans if slope is not None
    ]
    return pd.DataFrame(rows, columns=["method", "span", "begin", "end", "start", "stop"])
