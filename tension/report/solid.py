"""What `--full` adds to a report: how solid its breaks are, for the page, as figures and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from tension.core.errors import UsageError
from tension.core.language import say
from tension.core.rounding import points, share_of_all
from tension.core.schema import each_row
from tension.explain.solidity import RULE, Solidity
from tension.report.drawings import Drawn, Plan, draw_plan
from tension.report.findings import Findings
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE_ROOM = 0.6
"""Inches above the Axes for a figure's title."""


def of_each(
    solid: Sequence[Solidity], series: Sequence[TensionSeries]
) -> dict[str, Solidity]:
    """Return the results by source; each source needs one, or none has any.

    Raises
    ------
    UsageError
        If a result is of another series than those of the report, or a source has none.
    """
    found = {one.breaks.series.origin: one for one in solid}
    if not found:
        return {}
    for one in series:
        mine = found.get(one.origin)
        if mine is None or not mine.breaks.series.table.equals(one.table):
            raise UsageError(f"how solid the breaks are was not asked of the series of "
                             f"{one.origin}; make it with solidity(events, find_breaks(series))")
    return found


def tables_of_full(solid: Sequence[Solidity]) -> dict[str, pd.DataFrame]:
    """Return the tables that `--full` adds, by file name; those of sources follow one another."""
    if not solid:
        return {}
    parts = {
        "solidity.csv": [one.table for one in solid],
        "survival.csv": [one.multiverse.survival for one in solid],
        "combinations.csv": [one.multiverse.table for one in solid],
        "nulls.csv": [one.nulls.table for one in solid],
        "sensitivity.csv": [one.sensitivity.table for one in solid],
        "removals.csv": [one.removals.table for one in solid],
    }
    return {name: pd.concat(tables, ignore_index=True) for name, tables in parts.items()}


def for_page(one: Solidity | None) -> dict[str, Any] | None:
    """Return what the template says of one source; None without `--full`."""
    if one is None:
        return None
    return {
        "sentences": one.sentences, "rule": say(RULE) if len(one.table) else "",
        "breaks": [_row(row) for row in each_row(one.table.rename(columns={"break": "number"}))],
        "nulls": _lines(one.nulls.summary()) if not one.nulls.reason else [],
        "choices": _lines(one.multiverse.summary()),
        "errors": _lines(one.sensitivity.summary()) if not one.sensitivity.reason else [],
        "removals": _lines(one.removals.summary()) if len(one.table) else [],
    }


def _row(row: Any) -> dict[str, str]:
    kept = (row.kept_thinned, row.kept_duplicated, row.kept_flipped)
    return {
        "period": row.period, "size": points(row.size, signed=True), "verdict": say(row.verdict),
        "survival": share_of_all(row.survival),
        "simulated": say("{count} of {all}", count=row.simulated, all=row.worlds),
        "resampled": say("{count} of {all}", count=row.resampled, all=row.worlds),
        "kept": ", ".join("–" if pd.isna(one) else share_of_all(one) for one in kept),
        "removals": "–" if pd.isna(row.removals) else f"{row.removals:.0f}",
    }


def _lines(summary: str) -> list[str]:
    """The lines of a summary after its head, as sentences."""
    told = [line.strip() for line in summary.splitlines()[1:]]
    return [f"{line[0].upper()}{line[1:]}." for line in told]


def draw_solidity(one: Findings, solid: Solidity, several: bool, drawn: Drawn) -> None:
    """Add the figures of how solid the breaks are to those of a source."""
    title = one.series.dyad.title + (f", {one.name}" if several else "")
    suffix = f"-{one.slug}" if several else ""
    for plan in _plans(solid):
        draw_plan(plan, f"{plan.name}{suffix}", title, one.series.provenance.stamp(), drawn)


def _plans(solid: Solidity) -> list[Plan]:
    def curve(figure: Figure, axes: list[Any]) -> None:
        solid.multiverse.plot(axes[0]).set_title("", loc="left")
        figure.subplots_adjust(left=0.15, right=0.84, top=0.93, bottom=0.545)

    def envelope(figure: Figure, axes: list[Any]) -> None:
        solid.multiverse.plot_envelope(axes[0]).set_title("", loc="left")
        figure.subplots_adjust(top=0.9, bottom=0.3)

    def worlds(figure: Figure, axes: list[Any]) -> None:
        solid.nulls.plot(axes[0]).set_title("", loc="left")
        tall = float(figure.get_size_inches()[1])
        figure.subplots_adjust(left=0.2, top=1 - TITLE_ROOM / tall, bottom=0.8 / tall)

    tests = max(len(solid.nulls.tested), 1)
    plans = [
        Plan("combinations", 10.0, 7.6, 1, curve, say("Breaks under every combination of choices"),
             say("One column a combination, sorted by number and dates of its breaks: above, when "
                 "a new regime begins, and whether closer to conflict or further from it; below, "
                 "the choices that make it. At the right, the share of combinations with a break "
                 "within 3 months of the line.")),
        Plan("envelope", 10.0, 4.4, 1, envelope,
             say("The level under every combination of choices"),
             say("The estimated level of this report, and those of all combinations that take a "
                 "mean; levels on different scales differ by the scale alone.")),
    ]
    if solid.nulls.reason:
        return plans
    return [*plans, Plan(
        "worlds", 10.0, 2.0 + 0.95 * tests, 1, worlds, say("Breaks against quiet worlds"),
        say("Each dot is the strongest break in a world that has none there: simulated with the "
            "noise of the fit, or the series' own noise shuffled in blocks; the line is the series "
            "itself."))]
