"""`break_pairs`: the breaks of every pair with enough months, and which the source shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.errors import UsageError
from tension.core.provenance import Provenance
from tension.core.rounding import change_band, counted, how_many, points
from tension.explain.parallel import WORKERS, Watcher, in_processes
from tension.explain.refit import NEAR_MONTHS
from tension.models.breaks.array import date_breaks
from tension.panel.build import Panel
from tension.panel.interval import month_number
from tension.panel.rank import title_of
from tension.panel.tables import PAIR_BREAKS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MIN_MONTHS = 24
"""Months with a scored event from which on a pair is looked at."""

FDR = 0.05
"""Share of false breaks among those that a summary names."""

FEWEST = 5
"""Pairs dated at a time below which nothing is said of the source as a whole."""

TOP, STRONGEST = 20, 5
"""Breaks that a summary names: of those sure enough, and where none is."""


@dataclass(frozen=True)
class PairSeries:
    """A pair's months as arrays over the source's whole span; silent months are missing."""

    origin: str
    dyad: str
    begin: int
    tension: np.ndarray
    scored: np.ndarray


@dataclass(frozen=True)
class PanelBreaks:
    """The breaks of all pairs that could be looked at.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `panel.tables.PAIR_BREAKS`; a pair without a break has one row.
    min_months : int
        Months with a scored event from which on a pair is looked at.
    left_out : int
        Pairs with fewer.
    provenance : Provenance
        Parameters.
    """

    table: pd.DataFrame
    min_months: int
    left_out: int
    provenance: Provenance

    def __len__(self) -> int:
        return int(self.table["break"].notna().sum())

    def __bool__(self) -> bool:
        return True

    @property
    def found(self) -> pd.DataFrame:
        """The breaks, the surest first."""
        rows = self.table[self.table["break"].notna()]
        return rows.sort_values(["q_value", "p_value", "dyad", "break"], ignore_index=True)

    @property
    def failed(self) -> pd.DataFrame:
        """Pairs in which something went wrong, or nothing could be looked for."""
        return self.table[self.table["reason"].notna()]

    @property
    def reason(self) -> str:
        """Why no pair could be looked at; "" when one could."""
        if len(self.table):
            return ""
        return f"no pair has {self.min_months} months with a scored event; {self._few()}"

    def _few(self) -> str:
        return f"{counted(self.left_out, 'pair')} with under {self.min_months} months left out"

    def summary(self) -> str:
        """Return the breaks that are sure enough in words."""
        if self.reason:
            return f"{self.reason[0].upper()}{self.reason[1:]}."
        pairs = self.table.groupby(["origin", "dyad"]).ngroups
        sure = self.found[self.found["q_value"] <= FDR]
        own = sure[~sure["source_artefact"].astype(bool)]
        lines = [self._head(pairs, len(sure))]
        named, most = (own, TOP) if len(sure) else (self.found, STRONGEST)
        lines += [_sentence(row) for row in named.head(most).itertuples()]
        if len(named) > most:
            lines.append(f"  and {counted(len(named) - most, 'break')} more")
        if shared := len(sure) - len(own):
            lines.append(f"{counted(shared, 'break')} more shared by most pairs of the source: it "
                         "may have changed, not they")
        if len(self.failed):
            lines.append(f"{counted(len(self.failed), 'pair')} could not be dated; the column "
                         "`reason` says why")
        if self.left_out:
            lines.append(self._few())
        return "\n".join(lines)

    def _head(self, pairs: int, sure: int) -> str:
        """Say how many pairs and breaks there are, and how many are more than chance."""
        head = f"{counted(pairs, 'pair')} looked at, {how_many(len(self), 'break')}"
        if not len(self):
            return head
        if not sure:
            return (f"{head}; none is sure enough to be told from chance among so many pairs; the "
                    "strongest:")
        share = f"{100 * FDR:.0f} %"
        return f"{head}; a list of which at most {share} are false by expectation holds {sure}:"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the breaks of each pair by date, those that most share hollow."""
        from tension.panel.draw import draw_pair_breaks

        return draw_pair_breaks(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>"


def _sentence(row: object) -> str:
    cells = {name: getattr(row, name) for name in schema.names(PAIR_BREAKS) if name != "break"}
    way = "up" if cells["size"] > 0 else "down"
    return (f"  {title_of(cells['dyad'])} ({cells['origin']}), {cells['period']} (95 % date set "
            f"{cells['first']} to {cells['last']}): {way} by {points(abs(cells['size']))} points "
            f"(95 % {change_band(cells['size_low'], cells['size_high'])})")


def break_pairs(
    panel: Panel, *, min_months: int = MIN_MONTHS, workers: int = WORKERS,
    watcher: Watcher | None = None,
) -> PanelBreaks:
    """Return the breaks of every pair with enough months.

    Parameters
    ----------
    panel : Panel
        Every pair; both directions are pooled.
    min_months : int
        Months with a scored event from which on a pair is looked at, 1 or more.
    workers : int
        Processes.
    watcher : Watcher, optional
        Told how many pairs are done.

    Returns
    -------
    PanelBreaks
        `.table` with the columns of `panel.tables.PAIR_BREAKS`. A pair that fails is a row with its
        reason, and stops nothing.

    Raises
    ------
    UsageError
        If a number is below 1.

    Notes
    -----
    Dates, sizes and analytic p-values are those of `date_breaks` for the pair's months between the
    source's first and last. The q-value is Benjamini and Hochberg's over all breaks of a source and
    all its pairs without one, which count as tests with a p-value of 1: they were looked at too.
    The p-values hold a step against noise with as much memory as would imitate it. Pairs that
    share a country are not independent; q is a guide for a list to read, not a proof of each item.

    A break is called the source's where more than half of the pairs dated at the time, at least 5,
    have one of the same sign within 3 months.

    References
    ----------
    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289–300,
    doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> from tension.panel.build import build_panel
    >>> from tension.sources.read import read_events
    >>> found = break_pairs(build_panel(read_events().table), workers=1)
    >>> found.table["dyad"].unique().tolist()
    ['AZE-IRN']
    """
    for name, value in (("--min-months", min_months), ("--workers", workers)):
        if value < 1:
            raise UsageError(f"{name} is {value}; 1 is the least")
    every = _series_of(panel)
    enough = [one for one in every if np.isfinite(one.tension).sum() >= min_months]
    if watcher is not None:
        watcher.begin(len(enough), "pairs")
    rows = []
    for made in in_processes(_dated, enough, None, workers):
        rows += made
        if watcher is not None:
            watcher.step()
    table = pd.DataFrame(rows, columns=schema.names(PAIR_BREAKS))
    whole = [_together(part) for _, part in table.groupby("origin")]
    table = pd.concat(whole, ignore_index=True) if whole else schema.empty(PAIR_BREAKS)
    return PanelBreaks(schema.conform(table, PAIR_BREAKS), min_months, len(every) - len(enough),
                       panel.provenance.choose(min_months=min_months))


def _series_of(panel: Panel) -> list[PairSeries]:
    """Return every pair's months; a source's pairs share one span."""
    made = []
    for origin, cells in panel.pooled.groupby("origin"):
        month = month_number(cells["period"])
        begin, length = int(month.min()), int(month.max() - month.min()) + 1
        for dyad, at in cells.groupby("dyad").indices.items():
            arrays = np.full((2, length), np.nan)
            place = month[at] - begin
            arrays[:, place] = cells[["tension", "scored"]].to_numpy(dtype=float)[at].T
            made.append(PairSeries(str(origin), str(dyad), begin, arrays[0], arrays[1]))
    return made


def _dated(_: None, pair: PairSeries) -> list[tuple[object, ...]]:
    """Date one pair; whatever goes wrong is told in its row."""
    head, months = (pair.origin, pair.dyad), int(np.isfinite(pair.tension).sum())

    def bare(reason: str | None) -> list[tuple[object, ...]]:
        return [(*head, np.nan, None, None, None, *[np.nan] * 6, None, months, reason)]

    try:
        found = date_breaks(pair.tension, pair.scored)
        if found.reason:
            return bare(found.reason)
        table = found.table
    except Exception as error:  # one pair that fails is no reason to lose the others
        return bare(f"{type(error).__name__}: {error}")
    rows = [
        (*head, number + 1, *(_label(pair.begin + at) for at in row[:3]), *row[3:7],
         np.nan, np.nan, None, months, None)
        for number, row in enumerate(table.itertuples(index=False, name=None))
    ]
    return rows or bare(None)


def _label(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _together(table: pd.DataFrame) -> pd.DataFrame:
    """Add what only all pairs of a source together show."""
    broken = table["break"].notna().to_numpy()
    looked = table["reason"].isna().to_numpy()
    q_values = np.full(len(table), np.nan)
    asked = np.where(broken, table["p_value"].astype(float), 1.0)[looked]
    q_values[looked] = benjamini_hochberg(asked)
    share = np.full(len(table), np.nan)
    dated = table["dyad"][looked].nunique()
    rows = table[broken]
    month, way = month_number(rows["period"]), np.sign(rows["size"].to_numpy(dtype=float))
    pairs = rows["dyad"].to_numpy()
    share[broken] = [
        len(set(pairs[(np.abs(month - at) <= NEAR_MONTHS) & (way == sign)])) / dated
        for at, sign in zip(month, way, strict=True)
    ]
    artefact = pd.Series((share > 0.5) & (dated >= FEWEST), index=table.index).astype("boolean")
    return table.assign(q_value=np.where(broken, q_values, np.nan), sharing=share,
                        source_artefact=artefact.where(broken))


def benjamini_hochberg(p_values: Iterable[float]) -> np.ndarray:
    """Return the smallest false discovery rate at which each p-value is still listed.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 1.0]).tolist()
    [0.03, 0.06, 1.0]
    """
    from scipy.stats import false_discovery_control

    values = np.asarray(list(p_values), dtype=float)
    return np.asarray(false_discovery_control(values)) if len(values) else values
