"""`coincidence`: whether breaks fall on dates given from outside more than by chance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core.errors import UsageError
from tension.core.period import Frequency, as_frequency, label_of, labels_of, period_of, span_of
from tension.core.provenance import Provenance
from tension.core.rounding import counted, p_text
from tension.models.breaks.result import Breaks
from tension.series.coverage import UNCOVERED

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Coincidence:
    """How many breaks fall on dates given from outside, against all circular shifts of the breaks.

    Parameters
    ----------
    table : DataFrame
        One row a break: `period`, `nearest` (period of the nearest date), `apart` (periods; above 0
        where the break comes later), `near`.
    count : int
        Breaks within reach of a date.
    p_value : float
        Share of the shifts at which at least so many are.
    expected : float
        Mean over the shifts.
    reach : int
        Periods that count as near.
    unit : str
        Length of a period.
    reason : str
        Why nothing was tested; "" when something was.
    provenance : Provenance
        Inputs and parameters.
    """

    table: pd.DataFrame
    count: int
    p_value: float
    expected: float
    reach: int
    unit: str
    reason: str
    provenance: Provenance

    def summary(self) -> str:
        """Return the coincidences and what chance would make of them, in a sentence."""
        if self.reason:
            return f"No coincidence was looked for: {self.reason}."
        verb = "lies" if self.count == 1 else "lie"
        return (
            f"{self.count or 'None'} of {counted(len(self.table), 'break')} {verb} within "
            f"{counted(self.reach, self.unit)} of a date given; with the breaks shifted along the "
            f"calendar {self.expected:.1f} would on average, and as many in "
            f"{p_text(self.p_value).removeprefix('p ').removeprefix('= ')} of all shifts."
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how far each break lies from the nearest date given; return the Axes."""
        from tension.explain.verdict_figures import draw_coincidence

        return draw_coincidence(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<p>{self.summary()}</p>" + str(self.table.to_html(index=False))


def coincidence(
    breaks: Breaks, dates: Sequence[str | dt.date], *, reach: int = 3
) -> Coincidence:
    """Return whether breaks fall on dates given from outside more than by circular shifting.

    Parameters
    ----------
    breaks : Breaks
        Dated breaks.
    dates : sequence of str or date
        Dates of events known from elsewhere: ``2012-03-11``, ``2012-03`` or ``2012``, the first day
        of which counts; those outside the covered periods are left out.
    reach : int
        Periods apart that still count as near, 0 or more.

    Returns
    -------
    Coincidence
        With no break or no date inside the coverage, `.reason` says so.

    Raises
    ------
    UsageError
        If a date is none, or the reach is below 0.

    Notes
    -----
    The breaks are shifted together around the covered periods, end to start, by every number of
    periods, so that the distances between them are kept; the p-value is exact, since no shift is
    drawn by chance. It tests coincidence alone: whether the breaks are there at all is not its
    question.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> from tension.models.breaks.find import find_breaks
    >>> weekly = find_breaks(build_series(read_events(), freq="week"))
    >>> coincidence(weekly, ["2023-01-27"]).count
    0
    """
    if reach < 0:
        raise UsageError(f"reach is {reach}; it is 0 periods or more")
    series = breaks.series
    unit = as_frequency(series.freq)
    covered = np.flatnonzero((series.direction()["coverage"] != UNCOVERED).to_numpy())
    given = _places(dates, series.periods, unit)
    given = given[np.isin(given, covered)]
    labels = labels_of(series.periods)
    found = np.array([labels.index(str(period)) for period in breaks.table["period"]], dtype=int)
    columns = ["period", "nearest", "apart", "near"]
    reason = "" if len(found) else breaks.reason or "there is no break"
    if not reason and not len(given):
        reason = "no date lies in a covered period"
    if reason:
        return Coincidence(pd.DataFrame([], columns=columns), 0, np.nan, np.nan, reach, unit,
                           reason, breaks.provenance)
    # Places are counted among the covered periods: a break cannot be dated in others.
    place, date = np.searchsorted(covered, found), np.searchsorted(covered, given)
    length = len(covered)
    shifted = (place[None, :] + np.arange(length)[:, None]) % length
    near = (np.abs(shifted[:, :, None] - date[None, None, :]).min(axis=2) <= reach).sum(axis=1)
    apart = found[:, None] - given[None, :]
    nearest = np.abs(apart).argmin(axis=1)
    least = apart[np.arange(len(found)), nearest]
    close = np.abs(place[:, None] - date[None, :]).min(axis=1) <= reach
    table = pd.DataFrame({
        "period": [labels[at] for at in found], "nearest": [labels[at] for at in given[nearest]],
        "apart": least, "near": close,
    })
    return Coincidence(table, int(near[0]), float((near >= near[0]).mean()), float(near.mean()),
                       reach, unit, "", breaks.provenance.choose(reach=reach))


def _places(
    dates: Sequence[str | dt.date], periods: pd.PeriodIndex, freq: Frequency
) -> np.ndarray:
    """Positions in the grid of the periods that hold the dates, sorted; others are left out."""
    days = [span_of(one)[0] if isinstance(one, str) else one for one in dates]
    at = {label: place for place, label in enumerate(labels_of(periods))}
    wanted = [label_of(period) for period in period_of(pd.Series(pd.to_datetime(days)), freq)]
    return np.array(sorted({at[label] for label in wanted if label in at}), dtype=int)
