"""What `--real-time` adds to a report: the level as it was known at the time, against today's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from tension.core.errors import UsageError
from tension.core.language import say
from tension.report.drawings import Drawn, Plan, draw_plan
from tension.report.findings import Findings
from tension.report.real_time import RealTime
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def of_each(lines: Sequence[RealTime], series: Sequence[TensionSeries]) -> dict[str, RealTime]:
    """Return the lines by source; each source needs one, or none has any.

    Raises
    ------
    UsageError
        If a line is of another pair than the report, or a source has none.
    """
    if not lines:
        return {}
    if len(lines) != len(series):
        raise UsageError(f"{len(lines)} lines as known at the time for {len(series)} series; give "
                         "one a series, in the same order")
    for line, one in zip(lines, series, strict=True):
        if line.dyad != one.dyad:
            raise UsageError(f"the line as known at the time is of {line.dyad}, the report of "
                             f"{one.dyad}; make it with real_time_of_series")
    return {one.origin: line for line, one in zip(lines, series, strict=True)}


def tables_of_then(lines: Sequence[RealTime]) -> dict[str, pd.DataFrame]:
    """Return the table that `--real-time` adds; those of sources follow one another."""
    if not lines:
        return {}
    return {"real_time.csv": pd.concat([one.table for one in lines], ignore_index=True)}


def for_page(line: RealTime | None) -> dict[str, Any] | None:
    """Return what the template says of one source; None without `--real-time`."""
    if line is None:
        return None
    told = [one.strip().rstrip(".") for one in line.summary().splitlines()[1:]]
    if line.reason:
        told = [say("No line can be drawn: {reason}", reason=line.reason), *line.remarks]
    return {"told": [f"{one[0].upper()}{one[1:]}." for one in told if one],
            "drawn": not line.reason}


def draw_then(one: Findings, line: RealTime, several: bool, drawn: Drawn) -> None:
    """Add the figure of the level as known at the time to those of a source."""
    if line.reason:
        return
    title = one.series.dyad.title + (f", {one.name}" if several else "")

    def known(figure: Figure, axes: list[Any]) -> None:
        line.plot(axes[0]).set_title("", loc="left")
        figure.subplots_adjust(top=0.9, bottom=0.24)

    plan = Plan("real_time", 10.0, 4.6, 1, known, say("The level as it was known at the time"),
                say("Each dot is the last level that could be told on that day, with its 95 % "
                    "band; the line is today's estimate of the same periods. Where they part, "
                    "later events redrew the level."))
    draw_plan(plan, plan.name + (f"-{one.slug}" if several else ""), title,
              one.series.provenance.stamp(), drawn)
