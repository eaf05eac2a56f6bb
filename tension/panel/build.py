"""`build_panel`: from an event table to the months of every pair."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.period import span_of
from tension.core.provenance import Provenance
from tension.core.rounding import counted
from tension.events.dedupe import Rung, as_rung, rung_of
from tension.panel.engine import MEMORY, open_events, readable
from tension.panel.expression import PRECISIONS, monthly_cells
from tension.panel.slices import run_slices, slices_of
from tension.panel.tables import SUMS
from tension.panel.weights import weights_of
from tension.scales.scale import ANY, Scale
from tension.scales.scoring import DEFAULTS, scale_of
from tension.sources.all_place import place_of_all

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Panel:
    """The months of every pair of an event table, each source's own.

    Parameters
    ----------
    sums : DataFrame
        Columns as declared in `panel.tables.SUMS`.
    scales : mapping
        Origin → scale.
    provenance : Provenance
        Parameters.
    """

    sums: pd.DataFrame
    scales: Mapping[str, Scale]
    provenance: Provenance

    def __post_init__(self) -> None:
        object.__setattr__(self, "sums", schema.conform(self.sums, SUMS))
        object.__setattr__(self, "scales", MappingProxyType(dict(self.scales)))

    def __len__(self) -> int:
        return len(self.sums)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The cells with tension and its interval; columns as in `panel.tables.PANEL`."""
        return _with_tension(self.sums, self.scales)

    @cached_property
    def pooled(self) -> pd.DataFrame:
        """The cells of both directions together, with tension and its interval."""
        return _with_tension(self.sums[self.sums["direction"] == BOTH], self.scales)

    def summary(self) -> str:
        """Return what the panel holds, a line a source."""
        lines = []
        for origin, rows in self.sums[self.sums["direction"] == BOTH].groupby("origin"):
            lines.append(
                f"{origin}: {counted(rows['dyad'].nunique(), 'pair')}, "
                f"{counted(int(rows['events'].sum()), 'event')}, {rows['period'].min()} to "
                f"{rows['period'].max()}, scale {self.scales[str(origin)].name}"
            )
        return "\n".join(lines) or "no event of two countries"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the months of the pairs with most events as a heat map, the tensest first."""
        from tension.panel.draw import draw_panel

        return draw_panel(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>"


def build_panel(
    events: str | Path | pd.DataFrame, *, engine_url: str | None = None,
    scale: str | Scale | None = None, dedupe_rung: Rung | None = None, since: str | None = None,
    until: str | None = None, coverage: Coverage | None = None, memory: str = MEMORY,
    threads: int | None = None,
) -> Panel:
    """Return the monthly cells of every pair in a table of events.

    Parameters
    ----------
    events : str, Path or DataFrame
        Parquet file, folder or pattern, a frame, or a table of the connection, with the columns of
        `core.schema.EVENTS`, of which those of `panel.expression.NEEDED` must be there.
    engine_url : str, optional
        The connection, ``duckdb://events.ddb`` or ``spark://local[2]``; without one DuckDB
        embedded.
    scale : str or Scale, optional
        By source and scheme when not given.
    dedupe_rung : str, optional
        ``none``, ``exact`` or ``one_a_day``; by source when not given.
    since, until : str, optional
        First and last day that counts: ``1992``, ``1992-01`` or ``1992-01-15``.
    coverage : Coverage, optional
        Days the source looked at; events dated outside them do not enter. A store that `tension
        ingest --all-dyads` filled says it for each source when it is not given.
    memory : str
        Memory of DuckDB, or of Spark on this machine, beyond which it spills to disk.
    threads : int, optional
        Threads of DuckDB.

    Returns
    -------
    Panel
        `.table` with a row for each month with an event, by pair and direction.

    Raises
    ------
    UsageError
        If the extra is missing, a choice has no such name, or the scale is of another scheme.
    InputError
        If the file cannot be read or lacks a column.

    Notes
    -----
    Every number is that of `series.aggregate.build_series` for the pair. A month without an event
    has no row: whether the source looked at it is not known from its events.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> panel = build_panel(read_events().table)
    >>> print(panel.summary())
    chronology: 1 pair, 1,186 events, 1991-08 to 2026-03, scale goldstein_cameo
    """
    table = open_events(events, engine_url, memory=memory, threads=threads)
    where = "the frame" if isinstance(events, pd.DataFrame) else str(events)
    first = span_of(since, "--since")[0] if since else None
    last = span_of(until, "--until")[1] if until else None
    if first and last and last < first:
        raise UsageError(f"--until ({until}) lies before --since ({since}); exchange them")
    table = _touching(table, [(first, last)])
    covered = _covered(events, coverage)
    chosen = None if scale is None else Scale.of(scale)
    rung = None if dedupe_rung is None else as_rung(dedupe_rung)
    parts, scales = [], dict[str, Scale]()
    with readable(where):
        slices = [] if engine_url or isinstance(events, pd.DataFrame) else slices_of(table, events)
        sources, precisions = _held(table)
        for origin, schemes in sources.items():
            scales[origin] = _scale_for(table, origin, schemes, chosen, where)
            inside = covered.get(origin, coverage)
            mine = table if inside is None else _touching(table, inside.spans)
            cells = _cells(mine, origin, scales[origin], rung or rung_of({origin}), precisions)
            parts.append(run_slices(cells, slices, threads) if slices else _fetched(cells))
    if engine_url is None:
        # The engine is ours alone, and its memory is needed for the frame.
        table.get_backend().disconnect()
    choices = {"since": since, "until": until, "dedupe": rung, "scale": chosen and chosen.name}
    said = {name: value for name, value in choices.items() if value}
    return Panel(_frame(parts), scales, Provenance().choose(**said))


def _with_tension(sums: pd.DataFrame, scales: Mapping[str, Scale]) -> pd.DataFrame:
    """Add tension and its interval, whose quantiles are loaded where somebody asks for them."""
    from tension.panel.interval import with_tension

    return with_tension(sums, scales)


def _covered(
    events: str | Path | pd.DataFrame, told: Coverage | None
) -> Mapping[str, Coverage]:
    """What each source covers, where the events lie in a store that says it."""
    if told is not None or isinstance(events, pd.DataFrame):
        return {}
    place = place_of_all(events)
    if place is None:
        return {}
    from tension.sources.all_covered import days_covered

    return days_covered(place)


def _touching(table: ir.Table, spans: Iterable[tuple[dt.date | None, dt.date | None]]) -> ir.Table:
    """Keep the events that can have happened within one of the spans; None leaves an end open."""
    import ibis

    day = table.date.cast("date")
    inside = []
    for first, last in spans:
        one = ibis.literal(True)
        if first:
            # An event known to its month is dated on its first day and stays if its last lies in.
            one &= day >= ibis.ifelse(table.date_precision == "day", first, first.replace(day=1))
        inside.append(one & (day <= last) if last else one)
    return table.filter(ibis.or_(*inside))


def _held(table: ir.Table) -> tuple[dict[str, set[str]], Collection[str]]:
    """Return the sources, each with the schemes of its codes, and what dates are known to."""
    # Most tables have one of each; that stands in a Parquet file's footer and costs no reading.
    asked = ("origin", "ontology", "date_precision")
    ends = _fetched(table.aggregate(**{
        f"{end}_{name}": getattr(table[name], end)() for name in asked for end in ("min", "max")
    })).to_pylist()[0]
    only = {name: ends[f"min_{name}"] for name in asked
            if ends[f"min_{name}"] == ends[f"max_{name}"]}
    precisions = {"day"} if only.get("date_precision") == "day" else PRECISIONS
    if "origin" in only and "ontology" in only:
        schemes = {only["origin"]: {only["ontology"]} - {None}} if only["origin"] else {}
        return schemes, precisions
    pairs = _fetched(table.select("origin", "ontology").distinct()).to_pandas()
    return {str(origin): set(rows["ontology"].dropna())
            for origin, rows in pairs.groupby("origin")}, precisions


def _scale_for(
    table: ir.Table, origin: str, schemes: set[str], chosen: Scale | None, where: str
) -> Scale:
    """Return the scale of a source's events, if it can score them."""
    scale = chosen or scale_of({origin}, schemes)
    if scale.basis == "native":
        largest = _largest(table.filter(table.origin == origin))
        if largest > scale.bound:
            raise UsageError(f"{where}: the scores of {origin} reach {largest:g} and lie outside "
                             f"±{scale.bound:g}; state the bound of your scale: --scale native:100")
    elif scale.ontology != ANY and (foreign := sorted(schemes - {scale.ontology})):
        raise UsageError(f"{where}: {origin} has codes of the scheme {foreign[0]} and the scale "
                         f"{scale.name} is of {scale.ontology}; choose --scale "
                         f"{DEFAULTS.get(foreign[0], 'FILE')}")
    return scale


def _largest(table: ir.Table) -> float:
    """Return the largest size of the files' own scores; 0 where there is none."""
    found = _fetched(table.aggregate(largest=table.native_score.abs().max()))["largest"][0].as_py()
    return 0.0 if found is None else float(found)


def _cells(
    table: ir.Table, origin: str, scale: Scale, rung: Rung, precisions: Collection[str]
) -> ir.Table:
    """Return the cells of one source's events."""
    import ibis
    import pyarrow as pa

    weights = ibis.memtable(pa.Table.from_pandas(weights_of(scale), preserve_index=False))
    mine = table.filter(table.origin == origin)
    cells = monthly_cells(mine, weights, rung, scale.basis, precisions)
    return cells.mutate(origin=ibis.literal(origin))


def _frame(parts: list[pa.Table]) -> pd.DataFrame:
    """Return the cells of all sources as one frame, and let go of the tables on the way."""
    import pyarrow as pa

    if not parts:
        return schema.empty(SUMS)
    whole = pa.concat_tables(parts).select(schema.names(SUMS))
    parts.clear()
    frame: pd.DataFrame = whole.to_pandas(split_blocks=True, self_destruct=True)
    pa.default_memory_pool().release_unused()
    return frame


def _fetched(expression: ir.Table) -> pa.Table:
    """Run an expression where its table lies."""
    backend: Any = expression.get_backend()
    found: pa.Table = backend.to_pyarrow(expression)
    return found
