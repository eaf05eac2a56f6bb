"""`multiverse`: the answer under every defensible combination of choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.event_table import Events
from tension.core.language import say
from tension.core.period import labels_of, spoken
from tension.core.provenance import Provenance
from tension.core.rounding import band, counted, points, share_of_all
from tension.explain.cells import Batch, Cell, Plan, run_batch
from tension.explain.grid import DIMENSIONS, Grid, grid_of
from tension.explain.parallel import WORKERS, Watcher, in_processes
from tension.explain.refit import NEAR_MONTHS
from tension.explain.survival import survival_of
from tension.models.breaks.find import find_breaks
from tension.models.breaks.result import Breaks
from tension.models.latent import estimate_tension
from tension.series.aggregate import build_series
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WORTH_POINTS = 2.0
"""Points of tension by which levels must differ between the values of a choice to be told."""

MATTERS = 0.2
"""Difference in survival between the values of a choice from which the choice is named."""

CENTRAL = (5, 95)
"""Percentiles of the levels between which the central 90 % of the combinations lie."""


@dataclass(frozen=True)
class Multiverse:
    """What every combination of choices finds.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.schema.CELLS`, one row a combination, one that failed with its
        reason.
    survival : DataFrame
        Columns as declared in `core.schema.SURVIVAL`: each break of the main answer, then those
        that the main answer lacks and at least a tenth of the combinations has.
    by_choice : DataFrame
        Survival of each of these breaks by the value of each choice: `period`, `way`, `choice`,
        `value`, `cells`, `found`, `survival`.
    envelope : DataFrame
        The estimated level over the combinations that measure a mean: `period`, `main`, `lowest`,
        `low90`, `high90`, `highest`, in points of tension, and `series`, the number of them.
    level_by_choice : DataFrame
        The median of their levels at the end by the value of each choice: `choice`, `value`,
        `series`, `level`.
    cells : tuple of Cell
        The combinations with the months of their breaks.
    grid : Grid
        What was varied.
    breaks : Breaks
        The main answer.
    provenance : Provenance
        Inputs and parameters.
    """

    table: pd.DataFrame
    survival: pd.DataFrame
    by_choice: pd.DataFrame
    envelope: pd.DataFrame
    level_by_choice: pd.DataFrame
    cells: tuple[Cell, ...]
    grid: Grid
    breaks: Breaks
    provenance: Provenance

    def __len__(self) -> int:
        return len(self.table)

    @property
    def series(self) -> TensionSeries:
        """The series of the main answer."""
        return self.breaks.series

    @property
    def reason(self) -> str:
        """Why no break could be looked for in any combination; "" when one could in some."""
        return "" if self.looked_at or not self.cells else self._commonest()

    def _commonest(self) -> str:
        reasons = Counter(cell.reason for cell in self.cells if cell.reason)
        return reasons.most_common(1)[0][0]

    @property
    def looked_at(self) -> int:
        """Combinations in which breaks could be looked for."""
        return sum(not cell.reason for cell in self.cells)

    def summary(self) -> str:
        """Return survival of the breaks, reach of the level, and what was varied, in words."""
        series, way = self.breaks.series, self.breaks.direction
        lines = [say("{pair}, {direction}: {combinations} of choices.", pair=series.dyad.title,
                     direction=series.dyad.spoken(way),
                     combinations=counted(len(self), "combination"))]
        lines += [f"  {told}" for told in (*self._found(), self._level()) if told]
        failed = len(self) - self.looked_at
        if failed:
            lines.append("  " + say(
                "in {combinations} no break could be looked for, most often: {reason}",
                combinations=counted(failed, "combination"), reason=self._commonest()))
        lines += [f"  {told}" for told in self.grid.told()]
        limits = self.breaks.limits
        lines.append("  " + say("held throughout: a regime lasts at least as long as {periods}",
                                periods=counted(limits.periods, series.freq)))
        return "\n".join(lines)

    def _found(self) -> list[str]:
        if not self.looked_at:
            return []
        none = sum(not cell.reason and not cell.dates for cell in self.cells)
        share = share_of_all(none / self.looked_at)
        lines = [say("{share} of them find no break", share=share) if self.survival["main"].any()
                 else say("{share} of them find no break, nor does the main answer", share=share)]
        for row in schema.each_row(self.survival):
            when = spoken(self.breaks.period(str(row.period)))
            blanks = {"period": when, "way": say(row.way), "share": share_of_all(row.survival),
                      "months": NEAR_MONTHS,
                      "depends": depends_most(self.decisive(str(row.period), str(row.way)))}
            lines.append(say(
                "the break of {period} ({way}): {share} have one of the same sign within {months} "
                "months{depends}", **blanks) if row.main else say(
                "a break that the main answer lacks, {period} ({way}): {share} have one of the "
                "same sign within {months} months{depends}", **blanks))
        return lines

    def decisive(self, period: str, way: str) -> str:
        """Return the choice that a break's survival depends on most, in words; "" if on none."""
        mine = self.by_choice[(self.by_choice["period"] == period) & (self.by_choice["way"] == way)]
        if not len(mine):
            return ""
        shares = mine.groupby("choice", sort=False)["survival"]
        apart = shares.max() - shares.min()
        if not apart.max() >= MATTERS:
            return ""
        rows = mine[mine["choice"] == apart.idxmax()].sort_values(
            "survival", ascending=False, kind="stable")
        return f"{apart.idxmax()}: " + ", ".join(
            f"{row.value}{say(' given') if str(row.value).isdecimal() else ''} "
            f"{share_of_all(row.survival)}" for row in schema.each_row(rows))

    def _level(self) -> str:
        known = self.envelope.dropna(subset=["main", "lowest"])
        if not len(known):
            return ""
        last = known.iloc[-1]
        when = spoken(self.breaks.period(str(last["period"])))
        widest = float((known["highest"] - known["lowest"]).max())
        if last["series"] < 2:
            return ""
        if round(widest) == 0:
            return say("the level is the same in all {number} series whose mean was taken, to "
                       "within half a point: {level} in {period}", number=int(last["series"]),
                       level=points(last["main"]), period=when)
        return say(
            "the level of {period}, {level}, is {central} in the central 90 % and {all} in all of "
            "the {number} series whose mean was taken; over the years they lie up to {widest} "
            "points apart{depends}", period=when, level=points(last["main"]),
            central=band(last["low90"], last["high90"]),
            all=band(last["lowest"], last["highest"]), number=int(last["series"]),
            widest=points(widest), depends=self._level_depends(),
        )

    def _level_depends(self) -> str:
        """On which choice the level at the end depends most, where that is worth a word."""
        apart = self.level_by_choice.groupby("choice", sort=False)["level"].agg(np.ptp)
        if not len(apart) or not apart.max() >= WORTH_POINTS:
            return ""
        rows = self.level_by_choice[self.level_by_choice["choice"] == apart.idxmax()]
        return say(", mostly by the {choice}: at the end {levels}", choice=apart.idxmax(),
                   levels=", ".join(f"{row.value} {points(row.level)}"
                                    for row in schema.each_row(rows)))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the breaks of every combination over the choices that make it (a curve of specs)."""
        from tension.explain.multiverse_figure import draw_curve

        return draw_curve(self, ax)

    def plot_envelope(self, ax: Axes | None = None) -> Axes:
        """Draw the level of the main answer and those of all combinations that measure a mean."""
        from tension.explain.multiverse_figure import draw_envelope

        return draw_envelope(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.survival.round(2).to_html(index=False))


def depends_most(decisive: str) -> str:
    """Return the end of a sentence that names the choice a break depends on most; "" if none."""
    return say("; it depends most on the {choice}", choice=decisive) if decisive else ""


def multiverse(
    events: Events,
    breaks: Breaks | None = None,
    *,
    choices: Mapping[str, Sequence[str]] | None = None,
    workers: int = WORKERS,
    watcher: Watcher | None = None,
) -> Multiverse:
    """Return what every defensible combination of choices finds.

    Parameters
    ----------
    events : Events
        Of one dyad and one source, filtered as for the main answer.
    breaks : Breaks, optional
        The main answer; `find_breaks` of the events' monthly series when not given.
    choices : mapping, optional
        Choice → values, to vary it over these only: ``{"freq": ["month"]}``. The choices are
        ``scale``, ``dedupe``, ``freq``, ``disputed``, ``multilateral``, ``direction``, ``measure``
        and ``criterion``.
    workers : int
        Processes; the result does not depend on their number.
    watcher : Watcher, optional
        Hears how many combinations are done.

    Returns
    -------
    Multiverse
        `.table` has one row a combination, `.survival` one a break, `.envelope` one a period.

    Raises
    ------
    UsageError
        If there is no such choice or value.

    Notes
    -----
    Every combination of the values is computed. Measures other than the mean are turned so that up
    is closer to conflict; all are dated by the engine of `find_breaks`, weighed by effective
    events. A regime lasts as long in every frequency as in the main answer. Only choices that these
    data leave open are varied: a rung that drops the same events as another, or a scale of another
    scheme, is none. The combinations are not independent, and survival is no probability: it says
    on how many paths through the choices the same break lies.

    References
    ----------
    Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), Perspectives on Psychological Science 11,
    702–712, doi:10.1177/1745691616658637.
    Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, 1208–1214,
    doi:10.1038/s41562-020-0912-z.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> few = {"freq": ["month"], "scale": ["goldstein_cameo"], "direction": ["both"]}
    >>> found = multiverse(read_events(), choices=few, workers=1)
    >>> len(found), int(found.table["main"].sum())
    (128, 1)
    """
    breaks = find_breaks(build_series(events)) if breaks is None else breaks
    grid = grid_of(events, breaks, choices)
    plan = Plan(events, grid, breaks.limits, breaks.series.freq, breaks.series.periods,
                _building(breaks))
    if watcher:
        watcher.begin(grid.size, "combinations")
    batches: list[Batch] = []
    for batch in in_processes(run_batch, plan.series, plan, workers):
        batches.append(batch)
        if watcher:
            watcher.step(len(batch.cells))
    cells = tuple(cell for batch in batches for cell in batch.cells)
    survival, by_choice = survival_of(cells, breaks, grid)
    return Multiverse(
        _table(cells, breaks, grid), survival, by_choice, _envelope(batches, breaks),
        _level_by_choice(batches, grid), cells, grid, breaks, breaks.provenance,
    )


def _building(breaks: Breaks) -> dict[str, object]:
    """What of `build_series` is held as in the main answer."""
    asked = breaks.series.provenance.parameters
    return {name: asked[name] for name in ("mirrors", "since", "until", "pool") if name in asked}


def _table(cells: Sequence[Cell], breaks: Breaks, grid: Grid) -> pd.DataFrame:
    main = tuple(grid.main[name] for name in DIMENSIONS)
    rows = [
        (number, breaks.series.origin, *cell.choices, cell.choices == main,
         None if cell.reason else len(cell.dates),
         "; ".join(f"{one.label} {one.way}" for one in cell.dates) or None, cell.reason or None)
        for number, cell in enumerate(cells, 1)
    ]
    return schema.conform(pd.DataFrame(rows, columns=schema.names(schema.CELLS)), schema.CELLS)


def _envelope(batches: Sequence[Batch], breaks: Breaks) -> pd.DataFrame:
    """The main level and the reach of all levels by period; missing where none is known."""
    labels = labels_of(breaks.series.periods)
    main = estimate_tension(breaks.series, breaks.direction).table["level"]
    levels = [batch.level for batch in batches if batch.level is not None]
    stacked = np.array(levels) if levels else np.full((1, len(labels)), np.nan)
    known = ~np.isnan(stacked).all(axis=0)
    ends = np.full((4, len(labels)), np.nan)
    ends[:, known] = np.nanpercentile(stacked[:, known], [0, *CENTRAL, 100], axis=0)
    return pd.DataFrame({
        "period": labels, "main": main.to_numpy(dtype=float), "lowest": ends[0], "low90": ends[1],
        "high90": ends[2], "highest": ends[3], "series": (~np.isnan(stacked)).sum(axis=0),
    })


def _level_by_choice(batches: Sequence[Batch], grid: Grid) -> pd.DataFrame:
    """The median level at the end of the series that share a choice."""
    rows: list[tuple[object, ...]] = []
    known = [(batch.cells[0].choices, batch.level[~np.isnan(batch.level)][-1])
             for batch in batches
             if batch.level is not None and not np.isnan(batch.level).all()]
    for at, name in enumerate(DIMENSIONS[:5]):
        if len(grid.options[name]) < 2:
            continue
        for value in grid.options[name]:
            mine = [level for choices, level in known if choices[at] == value]
            if mine:
                rows.append((name, value, len(mine), float(np.median(mine))))
    return pd.DataFrame(rows, columns=["choice", "value", "series", "level"])
