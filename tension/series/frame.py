"""`TensionSeries`: the validated series, the only thing that models accept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.dyad import BOTH, Dyad
from tension.core.errors import TensionError, UsageError
from tension.core.ledger import Ledger
from tension.core.period import Frequency, labels_of, spoken
from tension.core.provenance import Provenance
from tension.scales.scale import Scale
from tension.series.uncertainty import Spread
from tension.sources.regimes import SourceChange, source_changes
from tension.sources.saved import read_saved

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def by_period(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Interleave tables of the same periods, so that a period's rows stand together."""
    whole = pd.concat(parts, keys=range(len(parts)), names=["part", "at"])
    return whole.sort_index(level=["at", "part"]).reset_index(drop=True)


@dataclass(frozen=True)
class TensionSeries:
    """A dyad's series: one row per period and direction, gaps explicit.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.schema.SERIES`.
    periods : PeriodIndex
        The grid; each direction has every period of it, in order.
    dyad : Dyad
        The pair.
    freq : str
        ``day``, ``week``, ``month``, ``quarter`` or ``year``.
    scale : Scale
        The scale of the scores.
    events : DataFrame
        The events that entered, columns as declared in `core.schema.ENTERED`.
    spread : mapping
        Direction → pooled spread of scores within a period.
    coverage : Coverage
        Days the source looked at.
    ledger, provenance
        Account of the rows, and inputs with parameters.
    origin : str
        Source of the events; several that were pooled are joined by +.
    notes : mapping
        Sentences about the source.
    rejects : DataFrame or None
        Bad rows of archives, columns as declared in `core.schema.REJECTS`.
    files : DataFrame or None
        What each file of an archive came to, columns as declared in `core.schema.FILES`.

    Raises
    ------
    TensionError
        If the table is not of the declaration or a direction's grid has a hole.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> build_series(read_events(), freq="year").direction("IRN>AZE")["events"].sum() > 600
    np.True_
    """

    table: pd.DataFrame
    periods: pd.PeriodIndex
    dyad: Dyad
    freq: Frequency
    scale: Scale
    events: pd.DataFrame
    spread: Mapping[str, Spread]
    coverage: Coverage
    ledger: Ledger
    provenance: Provenance
    origin: str
    notes: Mapping[str, str] = field(default_factory=dict)
    rejects: pd.DataFrame | None = None
    files: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, schema.SERIES))
        object.__setattr__(self, "events", schema.conform(self.events, schema.ENTERED))
        object.__setattr__(self, "spread", MappingProxyType(dict(self.spread)))
        object.__setattr__(self, "notes", MappingProxyType(dict(self.notes)))
        labels = labels_of(self.periods)
        for direction in self.dyad.directions:
            mine = self.table.loc[self.table["direction"] == direction, "period"]
            if mine.tolist() != labels:
                raise TensionError(f"the series needs every period of its grid in {direction}, "
                                   "each once and in order")
        if len(self.table) != 3 * len(labels):
            raise TensionError("the series has rows of directions that its dyad has not")
        self.ledger.settle(len(self.events))

    @classmethod
    def from_csv(cls, path: str | Path, origin: str | None = None) -> TensionSeries:
        """Return the series of an exported `series.csv`, with the tables beside it.

        Parameters
        ----------
        path : str or Path
            The `series.csv` of a report or of `export_tables`, or its folder.
        origin : str, optional
            Which source's series, where the files hold several.

        Returns
        -------
        TensionSeries
            Equal to the one exported, to the 12 digits that a CSV keeps; what an archive reported
            at all stands in the table's own columns.

        Raises
        ------
        InputError
            If a table beside it is missing, of another version, or not as it was exported.
        UsageError
            If the files hold several sources and none is named, or not this one.

        Examples
        --------
        >>> import tempfile
        >>> from tension.sources.read import read_events
        >>> from tension.series.aggregate import build_series
        >>> from tension.report.table_files import export_tables
        >>> series = build_series(read_events())
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     written = export_tables(series, folder)
        ...     TensionSeries.from_csv(f"{folder}/series.csv").observed
        259
        """
        from tension.series.facts import restored

        saved = read_saved(path)
        held = {str(one["origin"]): one for one in saved.facts}
        if origin is None and len(held) > 1:
            raise UsageError(f"{Path(path).name} holds {' and '.join(held)}; name one with "
                             "origin=")
        chosen = origin or next(iter(held))
        if chosen not in held:
            raise UsageError(f"{Path(path).name} holds no series of {chosen!r}; it holds "
                             f"{' and '.join(held)}")
        return restored(held[chosen], saved.tables)

    def direction(self, direction: str = BOTH) -> pd.DataFrame:
        """Return one direction's rows, indexed by period.

        Parameters
        ----------
        direction : str
            ``IRN>AZE``, ``AZE>IRN`` or ``both``.

        Raises
        ------
        UsageError
            If the dyad has no such direction.
        """
        if direction not in self.dyad.directions:
            raise UsageError(
                f"{self.dyad} has no direction {direction!r}; use one of "
                f"{', '.join(self.dyad.directions)}"
            )
        rows = self.table[self.table["direction"] == direction].drop(columns="period")
        return rows.set_axis(self.periods)

    def events_in(self, direction: str = BOTH) -> pd.DataFrame:
        """Return the events that count in a direction."""
        if direction == BOTH:
            return self.events
        return self.events[self.events["direction"] == direction]

    @property
    def source_changes(self) -> list[SourceChange]:
        """Dated changes in the sources of its events, within its grid."""
        first, last = self.periods[0].start_time.date(), self.periods[-1].end_time.date()
        return source_changes(set(self.events["origin"]), first, last)

    @property
    def observed(self) -> int:
        """Periods of `both` with a scored event."""
        return int((self.direction()["scored"] > 0).sum())

    @property
    def unscored(self) -> int:
        """Events that entered and that the scale gives no score."""
        return int(self.events["score"].isna().sum())

    def summary(self) -> str:
        """Return what the series holds, in a few lines."""
        both = self.direction()
        flags = both["coverage"].value_counts()
        counted = ", ".join(f"{count} {flag}" for flag, count in flags.items())
        lines = [
            f"{self.dyad.title}, by {self.freq}, {spoken(self.periods[0])} to "
            f"{spoken(self.periods[-1])}: {len(self.periods)} periods ({counted})",
            f"{len(self.events)} directed events ({self.origin}), scored by {self.scale.title}",
        ]
        spread = self.spread[BOTH]
        if pd.notna(spread.variance):
            lines.append(
                f"one event's score spreads by {spread.variance**0.5:.1f} points (standard "
                f"deviation) around its period's mean; {spread.day_share:.0%} of the variance is "
                "shared by events of one day"
            )
        return "\n".join(lines)

    def plot(self, ax: Axes | None = None, direction: str = BOTH) -> Axes:
        """Draw each period's tension with its interval and the number of events; return the Axes.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; a new figure when not given.
        direction : str
            Which series.
        """
        from tension.series.draw import draw_series

        return draw_series(self, ax, direction)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        seen = self.direction()
        seen = seen[seen["scored"] > 0].tail(8)
        columns = ["events", "cooperation", "conflict", "net", "tension", "tension_low",
                   "tension_high", "coverage"]
        return f"<pre>{escape(self.summary())}</pre>" + str(seen[columns].round(1).to_html())
