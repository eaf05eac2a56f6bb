"""`rank_pairs`: who is tense in a month, among the pairs of the same source."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.dyad import Dyad, countries
from tension.core.errors import UsageError
from tension.core.period import label_of, period_named
from tension.core.provenance import Provenance
from tension.core.rounding import band, change_band, counted, points
from tension.panel.build import Panel
from tension.panel.tables import RANK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MIN_EVENTS = 10
"""Scored events in the month from which on a pair is ranked."""

TOP = 10
"""Pairs that a summary names."""


@dataclass(frozen=True)
class Ranking:
    """The pairs of each source, the tensest first.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `panel.tables.RANK`.
    month : str
        The month.
    min_events : int
        Scored events from which on a pair is ranked.
    left_out : int
        Pairs with fewer.
    provenance : Provenance
        Parameters.
    """

    table: pd.DataFrame
    month: str
    min_events: int
    left_out: int
    provenance: Provenance

    def __len__(self) -> int:
        return len(self.table)

    def __bool__(self) -> bool:
        return True

    @property
    def reason(self) -> str:
        """Why no pair could be ranked; "" when one could."""
        if len(self.table):
            return ""
        return (f"no pair has {counted(self.min_events, 'scored event')} in {self.month}; "
                "a lower --min-events or another --month may find some")

    def summary(self) -> str:
        """Return the tensest pairs of each source in words."""
        if self.reason:
            return f"{self.reason[0].upper()}{self.reason[1:]}."
        lines = []
        for origin, rows in self.table.groupby("origin"):
            lines.append(f"{origin}, {self.month}: {counted(len(rows), 'pair')} with at least "
                         f"{counted(self.min_events, 'scored event')}")
            lines += [_line(row) for row in rows.head(TOP).itertuples()]
            if len(rows) > TOP:
                lines.append(f"  and {len(rows) - TOP} less tense")
        if self.left_out:
            lines.append(f"{counted(self.left_out, 'pair')} with fewer events left out")
        return "\n".join(lines)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the pairs as dots with their intervals, the tensest on top."""
        from tension.panel.draw import draw_ranking

        return draw_ranking(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>"


def title_of(dyad: str) -> str:
    """Return the names of a pair, or its codes where they are no countries that are known."""
    codes = dyad.split("-")
    return Dyad(codes[0], codes[1]).title if all(one in countries() for one in codes) else dyad


def _line(row: object) -> str:
    cells = {name: getattr(row, name) for name in schema.names(RANK)}
    text = f"  {title_of(cells['dyad'])}: {points(cells['tension'])}"
    if not np.isnan(cells["tension_low"]):
        text += f" (95 % {band(cells['tension_low'], cells['tension_high'])})"
    text += f", {counted(int(cells['events']), 'event')}"
    if np.isnan(cells["change"]):
        return text + ", no event a year before"
    text += f"; a year before {points(cells['before'])}"
    if not np.isnan(cells["change_low"]):
        text += f", change {change_band(cells['change_low'], cells['change_high'])}"
    return text


def rank_pairs(panel: Panel, month: str, *, min_events: int = MIN_EVENTS) -> Ranking:
    """Return the pairs of each source in a month, the tensest first.

    Parameters
    ----------
    panel : Panel
        Every pair; both directions are pooled.
    month : str
        ``2023-01``.
    min_events : int
        Scored events in the month from which on a pair is ranked, 1 or more.

    Returns
    -------
    Ranking
        `.table` with the columns of `panel.tables.RANK`; none ranked is an answer.

    Raises
    ------
    UsageError
        If the month is none.

    Notes
    -----
    The percentile is among the ranked pairs of the same source: levels of different sources are not
    comparable. The interval of the change adds the two half-widths as independent errors.

    Examples
    --------
    >>> from tension.panel.build import build_panel
    >>> from tension.sources.read import read_events
    >>> len(rank_pairs(build_panel(read_events().table), "2023-01"))
    1
    """
    now = period_named(month, "--month")
    if now.freqstr != "M":
        raise UsageError(f"--month: {month!r} is no month; write 2023-01")
    if min_events < 1:
        raise UsageError(f"--min-events is {min_events}; 1 is the least")
    cells = panel.pooled[panel.pooled["scored"] > 0]
    here = cells[cells["period"] == label_of(now)]
    past = cells[cells["period"] == label_of(now - 12)].set_index(["origin", "dyad"])
    ranked = here[here["scored"] >= min_events].copy()
    before = past.reindex(pd.MultiIndex.from_frame(ranked[["origin", "dyad"]]))
    ranked["before"] = before["tension"].to_numpy()
    ranked["change"] = ranked["tension"] - ranked["before"]
    half = np.hypot(ranked["tension_high"] - ranked["tension"],
                    (before["tension_high"] - before["tension"]).to_numpy())
    by_source = ranked.groupby("origin")["tension"]
    # Half of those that are as tense: the mean rank, less a half, as a share.
    share = (by_source.rank() - 0.5) / by_source.transform("size")
    table = ranked.assign(
        events=ranked["scored"], percentile=100 * share,
        change_low=ranked["change"] - half, change_high=ranked["change"] + half,
    ).sort_values(["origin", "tension", "dyad"], ascending=[True, False, True], ignore_index=True)
    said = panel.provenance.choose(month=label_of(now), min_events=min_events)
    return Ranking(schema.conform(table[schema.names(RANK)], RANK), label_of(now), min_events,
                   len(here) - len(ranked), said)
