"""`compare`: two series of tension, or one and a series of one's own, side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from tension.core import schema
from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.period import PER_YEAR, labels_of
from tension.core.results import COMPARED, CORRELATION, MATCHED, ROLLING
from tension.core.rounding import counted
from tension.explain.comparison import Comparison, Seen
from tension.explain.correlation import (
    LEAST,
    Correlation,
    correlate,
    interval,
    mean_error,
    pearson,
    reliability,
    without_noise,
)
from tension.explain.disagreement import disagreeing_events, disagreements
from tension.explain.matching import chance_of_matches, match_dates
from tension.explain.sides import Comparable, Side, both_sides
from tension.models.averaged import Change

YEARS = 5
"""Years that a rolling window is long unless told otherwise."""

SHORTEST_WINDOW = 12
"""Periods of the shortest window taken by default."""

MOST_WINDOWS = 500
"""Windows up to which every one is told; of a longer series they are taken at equal steps."""

PERIODS, WITHOUT_NOISE, LEVELS = "periods", "periods without noise", "levels"


def compare(
    a: Comparable,
    b: Comparable,
    direction: str = BOTH,
    direction_b: str | None = None,
    *,
    names: tuple[str, str] | None = None,
    window: int | None = None,
    tolerance: int = 3,
    most: int = 5,
    seed: int = 0,
) -> Comparison:
    """Return what two series have in common and where they disagree.

    Two sources on one pair, two vintages of one source, two pairs, or a series of one's own.

    Parameters
    ----------
    a, b : TensionSeries or OwnSeries
        Of one length of periods; a series of one's own of shorter ones is averaged.
    direction, direction_b : str
        Direction of each, ``IRN>AZE`` or ``both``; the second is as the first when not given. A
        series of one's own has none.
    names : (str, str), optional
        What sentences call the two; by source, pair or file without.
    window : int, optional
        Periods of a rolling window, 3 or more; five years when not given, and at least 12 periods.
    tolerance : int
        Periods that two breaks may lie apart and still be one, 0 or more.
    most : int
        How many disagreements are told, 1 or more.
    seed : int
        Of the bootstrap: same seed, same intervals.

    Returns
    -------
    Comparison
        `.table`, `.correlation`, `.rolling`, `.breaks`, `.disagreements`, `.events`; with fewer
        than 8 periods that both have values in, `.reason` says so and there is no correlation.

    Raises
    ------
    UsageError
        If no period is covered by both, their periods cannot be brought to one length, or an option
        cannot be what it should.

    Notes
    -----
    Only periods in which both have a value are compared; silent ones are no agreement, and are
    counted. They are taken as they follow each other, whatever silence lies between.

    Correlation and interval: `correlation.correlate`, in equal weights. The noise of a period
    lowers a correlation; `periods without noise` allows for it (Spearman 1904), taking the noise of
    the two as independent, which it is not where two sources read the same news. `levels` are
    smoothed, so that neighbouring periods say nearly the same; the interval counts that, and there
    is none where the whole is worth fewer than five independent pairs.

    A rolling window's interval is made of the whole's standard error, widened as the square root
    of its fewer pairs. Breaks are dated in the whole of each series, and those within the time that
    both cover are matched: as many as can be within the tolerance and in one direction, at the
    least distance in all.

    References
    ----------
    Politis & Romano (1994), doi:10.1080/01621459.1994.10476870. Spearman (1904),
    doi:10.2307/1412159.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> series = build_series(read_events())
    >>> found = compare(series, series, "IRN>AZE", "AZE>IRN", names=("Iran", "Azerbaijan"))
    >>> bool(found.correlation["low"].iloc[0] > 0)
    True
    """
    _check(window, tolerance, most)
    sides = both_sides(a, b, (direction, direction_b or direction), names)
    table, common = _aligned(*sides)
    seen = Seen.of(table)
    x, y = (table.loc[table["compared"].astype(bool), name].to_numpy() for name in ("a", "b"))
    whole = correlate(x, y, seed)
    unit = sides[0].freq
    reason = ""
    if np.isnan(whole.value):
        reason = f"{counted(seen.both, unit)} with values in both, {whole.reason}"
        if seen.both >= LEAST:
            reason = f"{whole.reason} in the {counted(seen.both, unit)} with values in both"
    length = window or max(round(YEARS * PER_YEAR[unit]), SHORTEST_WINDOW)
    found = disagreements(table, most) if not reason else disagreements(table, 0)
    breaks, chance = _breaks(*sides, common, tolerance)
    provenance = sides[0].provenance.join(sides[1].provenance).choose(
        seed=seed, window=length, tolerance=tolerance)
    return Comparison(
        table, _correlations(table, whole, seed), _rolling(table, common, whole, length), breaks,
        found, disagreeing_events(found, *sides), sides, common, seen,
        _difference(*sides, x, y, seed) if not reason else None, chance, tolerance, length, reason,
        provenance,
    )


def _check(window: int | None, tolerance: int, most: int) -> None:
    if window is not None and window < 3:
        raise UsageError(f"window: {window} periods hold no correlation; take 3 or more")
    if tolerance < 0:
        raise UsageError(f"tolerance: {tolerance} periods; take 0 or more")
    if most < 1:
        raise UsageError(f"most: {most} disagreements; take 1 or more")


def _aligned(a: Side, b: Side) -> tuple[pd.DataFrame, pd.PeriodIndex]:
    """Return the periods that both cover with the values of both.

    Raises
    ------
    UsageError
        If there is none.
    """
    common = a.periods[a.covered].intersection(b.periods[b.covered]).sort_values()
    if not len(common):
        raise UsageError(f"no {a.freq} is covered by both: {a.name} covers {a.span}, {b.name} "
                         f"{b.span}; compare sources of one time")
    table: dict[str, object] = {"period": labels_of(common)}
    for letter, side in (("a", a), ("b", b)):
        at = side.periods.get_indexer(common)
        for name, values in (("", side.observed), ("_se", side.errors), ("_events", side.counts),
                             ("_level", side.level)):
            table[letter + name] = values[at]
    made = pd.DataFrame(table)
    both = made["a"].notna() & made["b"].notna()
    made["compared"] = both
    for letter in ("a", "b"):
        taken = made.loc[both, letter]
        spread = float(taken.std()) if len(taken) > 1 else float("nan")
        scale = spread if spread > 0 else float("nan")
        made[f"{letter}_standard"] = (made[letter] - taken.mean()) / scale
        made[f"{letter}_spread"] = (made[f"{letter}_se"] / scale) ** 2
    made["difference"] = made["a_standard"] - made["b_standard"]
    made["difference_se"] = np.sqrt(made["a_spread"] + made["b_spread"])
    return schema.conform(made[schema.names(COMPARED)], COMPARED), common


def _correlations(table: pd.DataFrame, whole: Correlation, seed: int) -> pd.DataFrame:
    both = table[table["compared"].astype(bool)]
    rows = [(PERIODS, whole)]
    if not np.isnan(whole.value):
        shares = tuple(reliability(both[name].to_numpy(), both[f"{name}_se"].to_numpy())
                       for name in ("a", "b"))
        rows.append((WITHOUT_NOISE, without_noise(whole, (shares[0], shares[1]))))
        smooth = table[["a_level", "b_level"]].to_numpy()
        if np.isfinite(smooth).any():
            # Against a series of one's own the level of the other stands beside its values.
            x, y = (table[f"{name}_level"] if table[f"{name}_level"].notna().any()
                    else table[name] for name in ("a", "b"))
            known = (x.notna() & y.notna()).to_numpy()
            rows.append((LEVELS, correlate(x.to_numpy()[known], y.to_numpy()[known], seed)))
    made = [(of, one.value, one.low, one.high, one.pairs, one.effective, one.block, one.reason)
            for of, one in rows]
    return schema.conform(pd.DataFrame(made, columns=schema.names(CORRELATION)), CORRELATION)


def _rolling(
    table: pd.DataFrame, common: pd.PeriodIndex, whole: Correlation, window: int
) -> pd.DataFrame:
    """Correlate within windows of the calendar, told by their last period."""
    grid = pd.period_range(common[0], common[-1], name="period")
    if np.isnan(whole.error) or len(grid) < window:
        return schema.empty(ROLLING)
    both = table["compared"].to_numpy(dtype=bool)
    at = grid.get_indexer(common)[both]
    x, y = (table[name].to_numpy()[both] for name in ("a", "b"))
    labels, rows = labels_of(grid), []
    for end in range(window, len(grid) + 1, -(-(len(grid) - window + 1) // MOST_WINDOWS)):
        here = slice(*np.searchsorted(at, [end - window, end]))
        pairs = here.stop - here.start
        worth, found = whole.effective * pairs / whole.pairs, (float("nan"),) * 3
        if pairs >= LEAST and worth > 3:
            value = float(pearson(x[here], y[here]))
            # The standard error of Fisher's transform goes with the pairs less three.
            error = whole.error * ((whole.effective - 3) / (worth - 3)) ** 0.5
            found = (value, *interval(value, error, worth))
        rows.append((labels[end - window], labels[end - 1], pairs, *found))
    return schema.conform(pd.DataFrame(rows, columns=schema.names(ROLLING)), ROLLING)


def _breaks(
    a: Side, b: Side, common: pd.PeriodIndex, tolerance: int
) -> tuple[pd.DataFrame, float]:
    """Match the breaks within what both cover; with how often as many match by chance."""
    grid = pd.period_range(common[0], common[-1], name="period")
    own = [side.breaks[side.breaks["period"].isin(common)].reset_index(drop=True)
           for side in (a, b)]
    at = [grid.get_indexer(pd.PeriodIndex(one["period"], freq=grid.freq)) for one in own]
    sizes = [one["size"].to_numpy(dtype=float) for one in own]
    given = (at[0], at[1], sizes[0], sizes[1], tolerance)
    pairs = match_dates(*given)
    chance = chance_of_matches(*given, len(grid)) if pairs else float("nan")
    matched: list[tuple[int | None, int | None]] = [
        *pairs,
        *((i, None) for i in range(len(own[0])) if i not in {pair[0] for pair in pairs}),
        *((None, j) for j in range(len(own[1])) if j not in {pair[1] for pair in pairs}),
    ]
    matched.sort(key=lambda pair: min(
        int(at[k][one]) for k, one in enumerate(pair) if one is not None))
    rows = [_match(own, at, pair) for pair in matched]
    return schema.conform(pd.DataFrame(rows, columns=schema.names(MATCHED)), MATCHED), chance


def _match(
    own: list[pd.DataFrame], at: list[np.ndarray], pair: tuple[int | None, int | None]
) -> tuple[object, ...]:
    labels = [None if one is None else labels_of(pd.PeriodIndex([own[k]["period"][one]]))[0]
              for k, one in enumerate(pair)]
    sizes = [None if one is None else own[k]["size"][one] for k, one in enumerate(pair)]
    if pair[0] is None or pair[1] is None:
        return (*labels, None, *sizes, None)
    first, second = own[0].loc[pair[0]], own[1].loc[pair[1]]
    overlap = first["first"] <= second["last"] and second["first"] <= first["last"]
    return (*labels, int(at[1][pair[1]] - at[0][pair[0]]), *sizes, bool(overlap))


def _difference(a: Side, b: Side, x: np.ndarray, y: np.ndarray, seed: int) -> Change | None:
    """Return the mean of b less that of a, where both are points of tension."""
    if not a.origin or not b.origin:
        return None
    error, effective = mean_error(y - x, seed)
    reach = float(stats.t.ppf(0.975, max(effective - 1, 1.0))) * error
    mean = float(np.mean(y - x))
    return Change(mean, mean - reach, mean + reach)
