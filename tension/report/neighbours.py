"""What `--panel` adds to a report: where the pair stands among the other pairs of its countries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from tension.core.errors import UsageError
from tension.core.language import numeral, say
from tension.core.rounding import change_band, points
from tension.core.schema import each_row
from tension.panel import context as of
from tension.panel import shared
from tension.panel.context import Context
from tension.panel.context_figure import draw_context, draw_shown, right_of, shown_pairs
from tension.panel.multiples import grid_height, grid_in
from tension.panel.rank import title_of
from tension.report.drawings import Drawn, Plan, draw_plan
from tension.report.findings import Findings
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LISTED = 30
"""Neighbours that the table of the page lists: the tensest of the last year."""


def of_each(contexts: Sequence[Context], series: Sequence[TensionSeries]) -> dict[str, Context]:
    """Return the contexts by source; each source needs one, or none has any.

    Raises
    ------
    UsageError
        If a context is of another pair or source than the report, or a source has none.
    """
    if not contexts:
        return {}
    if len(contexts) != len(series):
        raise UsageError(f"{len(contexts)} contexts for {len(series)} series; give one a series, "
                         "in the same order")
    for context, one in zip(contexts, series, strict=True):
        if (context.dyad, context.origin) != (one.dyad, one.origin):
            raise UsageError(f"the context is of {context.dyad} in {context.origin}, the report of "
                             f"{one.dyad} in {one.origin}; make it with place_pair")
    return {one.origin: context for context, one in zip(contexts, series, strict=True)}


def tables_of_context(contexts: Sequence[Context]) -> dict[str, pd.DataFrame]:
    """Return the table that `--panel` adds; those of sources follow one another."""
    if not contexts:
        return {}
    return {"context.csv": pd.concat([one.table for one in contexts], ignore_index=True)}


def panel_named(contexts: Sequence[Context]) -> str:
    """Return the panel that contexts come from, as a run file states it; "" where none is known."""
    named_ = [one.provenance.parameters.get("panel", "") for one in contexts]
    return str(next((one for one in named_ if one), ""))


def for_page(context: Context | None, origin: str) -> dict[str, Any]:
    """Return what the template says of one source, with a panel or without one."""
    if context is None:
        return {"context": None, "alone": origin in of.ALONE}
    rows = [_row(row) for row in each_row(context.pairs.dropna(subset=["difference"]))]
    return {"alone": False, "context": {
        "told": context.sentences, "drawn": not context.reason,
        "rule": "" if context.reason else of.rule(), "breaks": context.told_of_breaks,
        "break_rule": shared.rule() if context.told_of_breaks else "",
        "rows": rows[:LISTED], "more": max(len(rows) - LISTED, 0), "year": context.year,
    }}


def _row(row: Any) -> dict[str, str]:
    return {
        "name": title_of(row.dyad), "level": points(row.level),
        "events": numeral(f"{row.lately:,}"),
        "difference": points(row.difference, signed=True),
        "band": change_band(row.difference_low, row.difference_high),
    }


def draw_neighbourhood(one: Findings, context: Context, several: bool, drawn: Drawn) -> None:
    """Add the figures of the pair among its neighbours to those of a source."""
    if context.reason:
        return
    title = one.series.dyad.title + (f", {one.name}" if several else "")
    for plan in _plans(context):
        draw_plan(plan, plan.name + (f"-{one.slug}" if several else ""), title,
                  context.provenance.stamp(), drawn)


def _plans(context: Context) -> list[Plan]:
    def among(figure: Figure, axes: list[Any]) -> None:
        draw_context(context, axes[0]).set_title("", loc="left")
        figure.subplots_adjust(top=0.91, bottom=0.33, right=right_of(context))

    def each(figure: Figure, axes: list[Any]) -> None:
        axes[0].remove()
        draw_shown(context, grid_in(figure, shown))

    shown = len(shown_pairs(context))
    band = say("The grey band holds the middle 80 % of the estimated levels of the other pairs of "
               "either country in this source, the dotted line is their median; the thick line is "
               "the pair's own level, the dashed ones its 95 % band.") if context.has_band else say(
        "The pair's own level with its 95 % band; too few other pairs count in any month for a "
        "band of theirs.")
    below = say("Below, the pair's events, and how many other pairs count in each month.")
    return [
        Plan("context", 10.0, 5.4, 1, among, say("The level among its neighbours"),
             f"{band} {below}"),
        Plan("neighbours", 10.0, grid_height(shown), 1, each, say("The neighbours one by one"),
             say("The pair and the other pairs of either country with most events. Dots: months' "
                 "means, larger with more events; blue circles neutral or cooperative, orange "
                 "diamonds conflictual. Line: estimated level with its 95 % band, from a pair's "
                 "first event to its last.")),
    ]
