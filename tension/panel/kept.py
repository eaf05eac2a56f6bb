"""Reading a panel for a series: the months that `tension panel table` wrote, or events themselves.

What was written says no scale; it is held against the series, whose own months it contains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from tension.core import schema
from tension.core.dyad import BOTH
from tension.core.errors import InputError, UsageError
from tension.core.provenance import InputFile, Provenance
from tension.events.dedupe import Rung, as_rung, rung_of
from tension.explain.parallel import WORKERS, Watcher
from tension.panel.build import Panel, build_panel
from tension.panel.context import ALONE, Context, place_pair
from tension.panel.engine import files_of
from tension.panel.tables import PANEL, SUMS
from tension.scales.scale import Scale
from tension.scales.scoring import scale_of
from tension.series.frame import TensionSeries

ALIKE = 1e-6
"""Points by which tension may differ from what the scale makes of the same scores."""


def place_in_panels(
    where: str | Path, series: Sequence[TensionSeries], *, named: str | None = None,
    workers: int = WORKERS, watcher: Watcher | None = None,
) -> list[Context]:
    """Return where a pair stands among its neighbours in each of some sources.

    Parameters
    ----------
    where : str or Path
        The panel, as `read_panels` takes it.
    series : sequence of TensionSeries
        Of one pair, each of another source.
    named : str, optional
        How the path is written down, where it is not as given.
    workers : int
        Processes that date breaks.
    watcher : Watcher, optional
        Told how many pairs are done.

    Returns
    -------
    list of Context
        In the order of the series. A source that was coded for one pair has none, and says so.

    Raises
    ------
    InputError, UsageError
        As `read_panels` does.
    """
    read = [one for one in series if one.origin not in ALONE]
    panels = dict(zip([one.origin for one in read], read_panels(where, read), strict=True))
    found = []
    for one in series:
        panel = panels.get(one.origin, Panel(schema.empty(SUMS), {}, Provenance()))
        panel = replace(panel, provenance=panel.provenance.choose(panel=told(named or where)))
        found.append(place_pair(panel, one, workers=workers, watcher=watcher))
    return found


def read_panels(where: str | Path, series: Sequence[TensionSeries]) -> list[Panel]:
    """Return the panel to set each of some series in, scored and cleaned as the series is.

    Parameters
    ----------
    where : str or Path
        What ``tension panel table --out`` wrote, Parquet or CSV; or events of every pair, as
        Parquet: a file, a folder or a pattern.
    series : sequence of TensionSeries
        Of one pair, each of another source.

    Returns
    -------
    list of Panel
        In the order of the series. Events are added up once where the same choices serve several.

    Raises
    ------
    InputError
        If there is nothing there, or it is neither of the two; even when there is no series.
    UsageError
        If what was written is scored on another scale than a series.
    """
    table = _written(Path(where))
    if table is None:
        files_of(str(where))  # what is not there is refused, even where no series asks for it
    made: dict[tuple[str | None, Rung | None], Panel] = {}
    found = []
    for one in series:
        if table is not None:
            found.append(_panel_of(table, Path(where), one))
            continue
        scale, rung = _choices(one)
        key = (None if scale is None else scale.name, rung)
        if key not in made:
            made[key] = build_panel(where, scale=scale, dedupe_rung=rung)
        found.append(made[key])
    return found


def told(where: str | Path) -> str:
    """Return how a path is written down: as it was given, without the folders of this machine."""
    path = Path(where)
    return path.name if path.is_absolute() else str(where)


def _written(path: Path) -> pd.DataFrame | None:
    """Return a table of months that was written, or None where it is something else."""
    try:
        if path.suffix == ".csv" and path.is_file():
            texts = dict.fromkeys(("origin", "dyad", "direction", "period"), "str")
            table = pd.read_csv(path, dtype=texts)
        elif path.is_file():
            import pyarrow.parquet as pq

            if "day_sizes" not in pq.read_schema(path).names:
                return None
            table = pd.read_parquet(path)
        else:
            return None
    except (OSError, ValueError, UnicodeDecodeError):
        if path.suffix != ".csv":
            return None  # whatever reads events says what is wrong with the file
        raise InputError(path.name, "this is no CSV of months",
                         "name what `tension panel table --out months.csv` wrote") from None
    if missing := [name for name in schema.names(PANEL) if name not in table.columns]:
        raise InputError(path.name, f"these are no months of a panel: {missing[0]} is missing",
                         "name what `tension panel table --out` wrote, or events as Parquet")
    return table


def _panel_of(table: pd.DataFrame, path: Path, series: TensionSeries) -> Panel:
    """Return the panel of a series' source in a table of months, checked for its scale."""
    rows = table[table["origin"] == series.origin].reset_index(drop=True)
    if len(rows):
        _require_same_scale(rows, path, series)
    with path.open("rb") as file:
        input_ = InputFile.of_stream(file, path.name, "panel")
    scales = {series.origin: series.scale} if len(rows) else {}
    return Panel(rows[schema.names(SUMS)], scales, Provenance((input_,)))


def _require_same_scale(rows: pd.DataFrame, path: Path, series: TensionSeries) -> None:
    """Refuse months on another scale: of another bound, or with other points for the same acts."""
    made = 50.0 - series.scale.per_point * rows["net"]
    bound = (rows["tension"] - made).abs().max()
    pair = "-".join(sorted((series.dyad.first, series.dyad.second)))
    mine = rows[(rows["dyad"] == pair) & (rows["direction"] == BOTH)].set_index("period")
    ours = _own_months(series)
    common = ours.index.intersection(mine.index)
    ours, mine = ours.loc[common], mine.loc[common]
    same = (ours["scored"] == mine["scored"]).to_numpy()
    apart = (ours["total"] - mine["total"])[same].abs() > ALIKE
    if bound > ALIKE or (len(apart) and apart.mean() > 0.5):
        raise UsageError(f"--panel: {path.name} scores {series.origin} on another scale than "
                         f"{series.scale.name}, on which the report is; write it again with "
                         f"--scale {series.scale.name}, or make the report with its scale")


def _own_months(series: TensionSeries) -> pd.DataFrame:
    """Return scored events and their sum by calendar month, whatever the series' periods."""
    events = series.events[series.events["score"].notna()]
    month = events["date"].dt.strftime("%Y-%m")
    grouped = events.groupby(month)["score"]
    return pd.DataFrame({"scored": grouped.size().astype(float), "total": grouped.sum()})


def _choices(series: TensionSeries) -> tuple[Scale | None, Rung | None]:
    """Return the scale and the rung of a series; None where they are the source's usual ones."""
    origins = {series.origin}
    schemes = set(series.events["ontology"].dropna())
    scale: Scale | None = series.scale
    try:
        if scale_of(origins, schemes).name == series.scale.name:
            scale = None
    except UsageError:
        pass  # codes of one's own have no usual scale
    rung = as_rung(str(series.provenance.parameters["dedupe"]))
    return scale, None if rung == rung_of(origins) else rung
