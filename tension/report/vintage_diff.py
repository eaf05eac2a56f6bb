"""Two vintages set against each other: which periods moved, by how much, and why.

Tension is 50 − 50 × the mean of score ÷ bound, so that what a period moved by follows from the
events that entered it, those that left it and those scored otherwise. The causes are taken one
after another: first all that entered, cause by cause, then all that was scored otherwise, then all
that left, each in the order of `CAUSES`. In that order no mean is ever taken of nothing, and the
parts add up to the whole exactly; another order would share it out otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import results, schema
from tension.core.dyad import BOTH
from tension.core.errors import InputError, UsageError
from tension.core.rounding import counted, points, slope_text
from tension.core.schema import each_row
from tension.report.vintage_match import matched
from tension.report.vintage_words import (
    options_of,
    remarks_on,
    scores_of_codes,
    some_of,
    spoken_event,
)
from tension.report.vintages import Vintage
from tension.report.wording import source_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CAUSES = ("new_events", "changed_events", "rules", "options", "scale", "dropped_events")
METHODOLOGY = "methodology"
NAMES = {
    "new_events": "new events", "changed_events": "changed events",
    "rules": "events that the same rules now take in or leave out",
    "options": "events that other options take in or leave out", "scale": "scored otherwise",
    "dropped_events": "dropped events", METHODOLOGY: "another methodology",
}
NAMED = 10
"""Events of a cause that the summary names; the table has all."""

CELL = ["origin", "direction", "period"]
ROUNDING = 1e-6
"""Points of tension that reading a table back may differ by."""


@dataclass(frozen=True)
class VintageDiff:
    """How a vintage differs from an earlier one.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.VINTAGE_DIFFERENCE`, one row a period and
        direction that differs.
    events : DataFrame
        The events behind it: `cause`, `event_id`, `origin`, `period`, `direction`, `date`, `code`,
        `before` and `after` (score; missing where it does not count), `url`, `summary`.
    first, second : Vintage
        The two.
    remarks : tuple of str
        What differs beside the events: options, scale, versions, span.
    """

    table: pd.DataFrame
    events: pd.DataFrame
    first: Vintage
    second: Vintage
    remarks: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, results.VINTAGE_DIFFERENCE))

    @property
    def causes(self) -> list[str]:
        """The causes there are, in their order."""
        known = set(self.events["cause"])
        if (self.table[METHODOLOGY].abs() > 0).any():
            known.add(METHODOLOGY)
        return [cause for cause in (*CAUSES, METHODOLOGY) if cause in known]

    def summary(self) -> str:
        """Return what moved and why, with the events by name."""
        head = f"{self.second.dyad.title}: vintage {self.second.name} against {self.first.name}"
        lines = [head, *(f"  {remark}" for remark in self.remarks)]
        for origin in sorted(set(self.first.origins) & set(self.second.origins)):
            lines += self._of_source(origin)
        if self.causes:
            lines += [line for cause in self.causes for line in self._of_cause(cause)]
        elif not self.remarks:
            lines.append("  nothing differs")
        if len(self.causes) > 1:
            order = ", ".join(NAMES[cause] for cause in self.causes)
            lines.append(f"  A period's change is the sum of its causes, taken in this order: "
                         f"{order}; another order would share it out otherwise.")
        return "\n".join(lines)

    def _of_source(self, origin: str) -> list[str]:
        """How many periods of a source moved, the furthest, and its last level."""
        mine = self.table[(self.table["origin"] == origin) & (self.table["direction"] == BOTH)]
        lines = []
        name, unit = source_name(origin), self.second.freq
        shifted = mine[mine["change"].abs() > ROUNDING]
        if len(shifted):
            most = shifted.iloc[int(shifted["change"].abs().argmax())]
            lines.append(
                f"  {name}: {counted(len(shifted), unit)} moved, both directions taken together; "
                f"most of all {most['period']}, {points(most['before'])} to "
                f"{points(most['after'])} ({slope_text(most['change'])})"
            )
        for side, other, vintage in (("after", "before", self.first),
                                     ("before", "after", self.second)):
            only = mine[mine[side].notna() & mine[other].isna()]["period"]
            series = vintage.series
            inside = only.isin(series.loc[series["origin"] == origin, "period"])
            for some, told in ((only[inside], "no scored event"), (only[~inside], "no period")):
                if len(some):
                    lines.append(f"  {name}: for {some_of(some.tolist())} vintage "
                                 f"{vintage.name} has {told}")
        first, second = self.first.last(origin), self.second.last(origin)
        if lines and first is not None and second is not None:
            lines.append(f"  {name}: estimated level at the end {points(first.level)} in "
                         f"{first.period}, now {points(second.level)} in {second.period}")
        return lines

    def _of_cause(self, cause: str) -> list[str]:
        """What a cause did, and the events it did it by."""
        mine = self.table[self.table["direction"] == BOTH]
        size = mine[cause].abs()
        touched = int((size > ROUNDING).sum())
        effect = "no tension moved"
        listed = self.events[self.events["cause"] == cause]
        only = mine.loc[mine["change"].isna(), "period"]
        if not touched and len(listed) and listed["period"].isin(only).all():
            effect = f"in {self.second.freq}s that have no tension in one of the two"
        elif touched:
            most = mine.iloc[int(size.argmax())]
            effect = (f"{counted(touched, self.second.freq)}, most of all {most['period']} by "
                      f"{slope_text(most[cause])}")
        count = f" ({len(listed):,})" if len(listed) else ""
        lines = [f"  {NAMES[cause]}{count}: {effect}"]
        named = scores_of_codes(listed) if cause == "scale" else [
            spoken_event(row) for row in each_row(listed.head(NAMED))]
        lines += [f"    {one}" for one in named[:NAMED]]
        more = (len(named) if cause == "scale" else len(listed)) - NAMED
        return [*lines, f"    and {more:,} more"] if more > 0 else lines

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw what each period moved by, split by cause, both directions; return the Axes."""
        from tension.report.vintage_draw import draw_diff

        return draw_diff(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.table.round(2).to_html(index=False))


def diff_vintages(first: Vintage, second: Vintage) -> VintageDiff:
    """Return how the second vintage differs from the first, and why.

    Parameters
    ----------
    first, second : Vintage
        Of one pair, by periods of one length.

    Returns
    -------
    VintageDiff
        `.table` with the columns of `core.results.VINTAGE_DIFFERENCE`.

    Raises
    ------
    UsageError
        If they are of different pairs or periods.
    InputError
        If a vintage's series does not follow from its events.

    Notes
    -----
    An event of the first is found again in the second by act (date, precision, countries, code,
    scheme, own score) and text, else by identifier and act, else by identifier alone; the last is a
    changed event. What is not found was dropped, and what was not looked for is new. An event
    read both times that enters one series only is put to other options where an option that
    chooses differs, else to the rules (a duplicate took its place, or the coverage changed).
    Another version of the program may read a file otherwise: that shows as new, dropped or changed
    events, and a remark says that the version differs.

    Examples
    --------
    >>> import tempfile
    >>> from tension.report.vintages import keep_vintage, read_vintage
    >>> from tension.report.write import write_report
    >>> from tension.series.aggregate import build_series
    >>> from tension.sources.read import read_events
    >>> events = read_events()
    >>> with tempfile.TemporaryDirectory() as store:
    ...     report = write_report(build_series(events, freq="year"), f"{store}/report")
    ...     kept = keep_vintage(report, events, store)
    ...     one = read_vintage(kept.name, "IRN-AZE", store)
    >>> len(diff_vintages(one, one).table)
    0
    """
    if {first.dyad.first, first.dyad.second} != {second.dyad.first, second.dyad.second}:
        raise UsageError(f"vintages of {first.dyad} and of {second.dyad} are not of one pair")
    if first.freq != second.freq:
        raise UsageError(f"{first.name} is by {first.freq} and {second.name} by {second.freq}; "
                         "their periods cannot be set against each other: keep both by one --freq")
    pairs = matched(first, second)
    shared = [one for one in first.origins if one in second.origins]
    pairs = pairs[pairs["origin"].isin(shared)]
    chosen = {origin: options_of(first, origin) != options_of(second, origin) for origin in shared}
    cells = _cells(pairs, chosen)
    table = _split(cells)
    table = _with_methodology(table, first, second)
    reverse = first.dyad.first != second.dyad.first
    order = {name: at for at, name in enumerate(second.dyad.directions)}
    table = table.sort_values(
        CELL, key=lambda column: column.map(order) if column.name == "direction" else column
    ).sort_values("period", kind="stable")
    remarks = (*remarks_on(first, second), *(
        ("the two countries are named in the other order",) if reverse else ()))
    columns = schema.names(results.VINTAGE_DIFFERENCE)
    return VintageDiff(table[columns], _named(cells), first, second, remarks)


def _cells(pairs: pd.DataFrame, chosen: Mapping[str, bool]) -> pd.DataFrame:
    """Return what differs: one row an event, period and direction, with its cause.

    `before` and `after` are the event's score ÷ bound in the cell, missing where it does not count
    there; `fate` is ``in``, ``out`` or ``anew``, or "" for an event that counts alike.
    """
    rows = []
    for direction in ("own", BOTH):
        part = pairs.copy()
        for side in ("before", "after"):
            own = part[f"direction_{side}"]
            part[f"cell_{side}"] = own.where(own != BOTH, None) if direction == "own" else (
                own.where(own.isna(), BOTH))
        rows.append(part)
    whole = pd.concat(rows, ignore_index=True)
    stays = (whole["cell_before"] == whole["cell_after"]) & (
        whole["period_before"] == whole["period_after"])
    sides = []
    for side, other in (("before", "after"), ("after", "before")):
        here = whole[whole[f"cell_{side}"].notna() & whole[f"period_{side}"].notna() & ~stays]
        sides.append(here.assign(
            period=here[f"period_{side}"], direction=here[f"cell_{side}"],
            before=here["unit_before"] if side == "before" else np.nan,
            after=here["unit_after"] if side == "after" else np.nan, moved=True,
            elsewhere=here[f"period_{other}"].notna()))
    here = whole[stays]
    sides.append(here.assign(period=here["period_before"], direction=here["cell_before"],
                             before=here["unit_before"], after=here["unit_after"], moved=False,
                             elsewhere=True))
    cells = pd.concat(sides, ignore_index=True)
    return cells.assign(cause=_cause(cells, chosen), fate=_fate(cells))


def _fate(cells: pd.DataFrame) -> np.ndarray:
    before, after = cells["before"].notna(), cells["after"].notna()
    differs = (cells["before"] - cells["after"]).abs() > 1e-12
    return np.select([after & ~before, before & ~after, before & after & differs],
                     ["in", "out", "anew"], "")


def _cause(cells: pd.DataFrame, chosen: Mapping[str, bool]) -> np.ndarray:
    """Name the cause of what each row shows; "" where nothing differs."""
    same = ~cells["moved"] & ~((cells["before"] - cells["after"]).abs() > 1e-12) & (
        cells["before"].isna() == cells["after"].isna()) & ~cells["changed"]
    return np.select(
        [same, cells["fresh"], cells["gone"], cells["changed"],
         cells["moved"] & cells["origin"].map(chosen).astype(bool), cells["moved"]],
        ["", "new_events", "dropped_events", "changed_events", "options", "rules"], "scale",
    )


def _split(cells: pd.DataFrame) -> pd.DataFrame:
    """Return each cell's tension before and after, and its change split by cause."""
    touched = cells[cells["cause"] != ""]
    places = touched[CELL].drop_duplicates().reset_index(drop=True)
    at = cells.merge(places.assign(at=range(len(places))), on=CELL)

    def sums(mask: pd.Series, side: str) -> tuple[np.ndarray, np.ndarray]:
        rows = at[mask & at[side].notna()]
        where = rows["at"].to_numpy(dtype=int)
        return (np.bincount(where, rows[side], len(places)),
                np.bincount(where, minlength=len(places)).astype(float))

    every = pd.Series(True, index=at.index)
    total, count = sums(every, "before")
    before, after = _tension(total, count), _tension(*sums(every, "after"))
    known = (count > 0) & (sums(every, "after")[1] > 0)
    parts = {cause: np.zeros(len(places)) for cause in CAUSES}
    now = before
    for fate, side, sign in (("in", "after", 1), ("anew", "", 0), ("out", "before", -1)):
        for cause in CAUSES:
            mask = (at["fate"] == fate) & (at["cause"] == cause)
            if not mask.any():
                continue
            if side:
                sum_, number = sums(mask, side)
                total, count = total + sign * sum_, count + sign * number
            else:
                total = total + sums(mask, "after")[0] - sums(mask, "before")[0]
            then = _tension(total, count)
            parts[cause] += np.where(known, then - now, 0.0)
            now = then
    made = {cause: np.where(known, part, np.nan) for cause, part in parts.items()}
    return places.assign(before=before, after=after, change=after - before, **made)


def _tension(total: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Tension of each cell from the sum of score ÷ bound and the number of scored events."""
    return np.where(count > 0, 50.0 - 50.0 * total / np.where(count > 0, count, 1.0), np.nan)


def _with_methodology(table: pd.DataFrame, first: Vintage, second: Vintage) -> pd.DataFrame:
    """Add what another version of the method did: what the stored tension owes to no event.

    Of one methodology the series follow from their events, and one that does not was altered.
    """
    told = [one.series.set_index(CELL)["tension"].rename(side)
            for one, side in ((first, "stored_before"), (second, "stored_after"))]
    if first.methodology == second.methodology:
        both = table.merge(told[0], left_on=CELL, right_index=True, how="left").merge(
            told[1], left_on=CELL, right_index=True, how="left")
        for side, one in (("before", first), ("after", second)):
            apart = ~np.isclose(both[side], both[f"stored_{side}"], rtol=0, atol=ROUNDING,
                                equal_nan=True)
            if apart.any():
                raise InputError(f"{one.name}/series.csv", "does not follow from events.csv in "
                                 f"{both.loc[apart, 'period'].iloc[0]}: it was altered",
                                 "keep the report anew")
        return table.assign(**{METHODOLOGY: table["change"] * 0.0})
    stored = pd.concat(told, axis=1).reset_index()
    differs = ~np.isclose(stored["stored_before"], stored["stored_after"], rtol=0, atol=ROUNDING,
                          equal_nan=True)
    whole = table.merge(stored[differs], on=CELL, how="outer").merge(
        stored, on=CELL, how="left", suffixes=("_x", ""))
    for cause in CAUSES:
        whole[cause] = whole[cause].fillna(0.0)
    change = whole["stored_after"] - whole["stored_before"]
    parts = {cause: whole[cause].where(change.notna()) for cause in CAUSES}
    rest = change - sum(parts.values())
    return whole[CELL].assign(before=whole["stored_before"], after=whole["stored_after"],
                              change=change, **parts, **{METHODOLOGY: rest})


def _named(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the events that a cause names, each once."""
    rows = cells[(cells["cause"] != "") & (cells["direction"] == BOTH)]
    # An event that moved from one period to another is one changed event.
    kept = rows.sort_values(["cause", "fate"], key=lambda column: column.map(_RANK).fillna(9))
    kept = kept.drop_duplicates(["event_id", "cause"])
    made = pd.DataFrame({
        "cause": kept["cause"], "event_id": kept["event_id"], "origin": kept["origin"],
        "period": kept["period"], "direction": kept["way"], "date": kept["date"],
        "code": kept["code"], "before": kept["score_before"], "after": kept["score_after"],
        "url": kept["url"], "summary": kept["summary"],
    })
    made["rank"] = made["cause"].map(_RANK)
    return made.sort_values(["rank", "date", "event_id"], ignore_index=True).drop(columns="rank")


_RANK = {name: at for at, name in enumerate(("in", "anew", "out", *CAUSES))}
