"""`Decomposition`: a number taken apart into what each event adds to it, exactly.

A number that is linear in the periods' own tension is a sum over events: an event of the score s in
a period of n scored events, whose tension has the weight w in the number, adds −50 s w ÷ (n bound)
to it against the neutral reference, 50, at which an event of score 0 stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tension.core import results, schema
from tension.core.errors import TensionError, UsageError
from tension.core.language import later, say, say_n
from tension.core.period import labels_of
from tension.core.provenance import Provenance
from tension.core.rounding import band, change_band, points
from tension.core.rounding import signed as signed
from tension.core.schema import each_row
from tension.explain.groups import GROUPS, group_name, group_table, volume_table
from tension.explain.linear_estimate import LinearEstimate
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NEUTRAL = 50.0
"""Tension of events that score 0: what a number is held against."""

REST = 1e-6
"""Points of tension, for each point of the number, by which contributions may miss it."""

NAMED = 2
"""Kinds of acts that a sentence names on either side."""

LEAST = 0.05
"""Points of tension below which a contribution is not named: it would read as nothing."""


LISTS = (
    (1, 1, later("Towards conflict: acts of conflict that weigh more than before")),
    (1, -1, later("Towards conflict: acts of cooperation that weigh less")),
    (-1, 1, later("Towards cooperation: acts of cooperation that weigh more")),
    (-1, -1, later("Towards cooperation: acts of conflict that weigh less")),
)
"""The four kinds of acts that a change is made of, with the signs that `acts` knows them by."""

_MEASURES = {
    "tension": later("tension"), "estimated level": later("the estimated level"),
    "level": later("the level"),
}
"""What is taken apart, as sentences call it."""


@dataclass(frozen=True)
class Side:
    """One end of a change, or the one number taken apart.

    Parameters
    ----------
    name : str
        When, for readers: ``January 2023``, ``2012``, ``the regime from March 2000``.
    places : int array
        Positions of its covered periods in the grid.
    estimate : LinearEstimate
        The number.
    when : str
        The name with its preposition: ``in 2012``, ``on 5 January 2023``.
    """

    name: str
    places: np.ndarray
    estimate: LinearEstimate
    when: str


@dataclass(frozen=True)
class Decomposition:
    """A number or a difference of two, taken apart into its events.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.DRIVERS`, one row a scored event with a weight, the
        largest contribution first.
    series : TensionSeries
        What the number is from.
    direction : str
        Which series.
    measure : str
        ``tension``, ``estimated level`` or ``level``, that of regimes: what the number is.
    reason : str
        Why there is no number to take apart; "" when there is one.
    provenance : Provenance
        Inputs and parameters.
    after, before : Side or None
        The number, or the two that are compared.
    change : LinearEstimate or None
        The number that is taken apart: `after`, less `before`.
    own : str
        What the period says by itself, where the number is a level; "" where there is no more to
        say.
    """

    table: pd.DataFrame
    series: TensionSeries
    direction: str
    measure: str
    reason: str
    provenance: Provenance
    after: Side | None = None
    before: Side | None = None
    change: LinearEstimate | None = None
    own: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, results.DRIVERS))
        if self.change is None:
            return
        missed = self.value - self.reference - self.beside - self.table["contribution"].sum()
        if abs(missed) > REST * max(abs(self.value), 1.0):
            raise TensionError("the contributions do not add up to the number; this is a fault of "
                               "the program, please report it")

    @property
    def value(self) -> float:
        """The number, or the difference, in points of tension; missing when there is none."""
        return np.nan if self.change is None else self.change.value

    @property
    def reference(self) -> float:
        """What the contributions are held against: neutral, or no change."""
        return NEUTRAL if self.before is None else 0.0

    @property
    def beside(self) -> float:
        """What is in the number and no event's: a yearly cycle taken out of the levels."""
        return 0.0 if self.change is None else self.change.beside

    def by(self, by: str) -> pd.DataFrame:
        """Return the contributions by group, the largest first.

        Parameters
        ----------
        by : str
            ``code``, ``quad``, ``direction``, ``actor`` (who acts, as the source wrote it) or
            ``role`` (of who acts, told by CAMEO actor codes).

        Returns
        -------
        DataFrame
            Columns as declared in `core.results.DRIVER_GROUPS`. With `beside` the contributions add
            up to the number less its reference.

        Raises
        ------
        UsageError
            If there is no such grouping.
        """
        if by not in GROUPS:
            raise UsageError(f"events are not grouped by {by!r}; use one of {', '.join(GROUPS)}")
        if self.after is None:
            return schema.empty(results.DRIVER_GROUPS)
        before = None if self.before is None else self._shares(self.before)
        return group_table(self._scored, by, self._shares(self.after), before, self._point)

    @property
    def volume(self) -> pd.DataFrame:
        """How the sums of cooperation and conflict changed, and by what: more events, or sharper.

        Columns as declared in `core.results.VOLUME`; empty where the number is no difference. A
        mean does not change when both sides double; this does.
        """
        if self.before is None or self.after is None:
            return schema.empty(results.VOLUME)
        return volume_table(self._scored, self._place, self.before.places, self.after.places)

    def acts(self, count: int, sign: int = 0, gained: int = 0) -> pd.DataFrame:
        """Return what acts add to the number, one row a story, the largest first.

        Parameters
        ----------
        count : int
            How many at most.
        sign : int
            1 for what adds towards conflict, −1 for what adds towards cooperation, 0 for both.
        gained : int
            In a difference, 1 for acts that weigh more after than before, −1 for those that weigh
            less, 0 for both.

        Returns
        -------
        DataFrame
            The columns of `table`, of the story's first event, with `weight`, `contribution` and
            `influence` of the whole story, `alone` if its period would be silent without it, and
            `number` (its events): both halves of a meeting, or a day's acts of one kind and
            direction where the source tells no story.
        """
        table, story = self.table, _stories(self.table)
        if self.change is None:
            return table.assign(number=0)
        of_story = table.groupby(story)
        first = ~story.duplicated()
        lead = table[first].set_index(story[first])
        lead = lead.assign(
            weight=of_story["weight"].sum(), contribution=of_story["contribution"].sum(),
            number=of_story.size(),
        )
        by_period = table.groupby("period")["contribution"]
        whole, among = by_period.sum(), by_period.size()
        total, events = (lead["period"].map(of).to_numpy() for of in (whole, among))
        number, part = lead["number"].to_numpy(), lead["contribution"].to_numpy()
        alone = number == events
        gone = self.change.gone[places_of(lead, self.series)]
        moved = (number * total - events * part) / np.where(alone, 1, events - number)
        lead = lead.assign(influence=np.where(alone, gone, moved), alone=alone)
        for asked, column in ((sign, "contribution"), (gained, "weight")):
            if asked:
                lead = lead[np.sign(lead[column]) == asked]
        order = lead["contribution"].abs().round(9).sort_values(ascending=False, kind="stable")
        return lead.loc[order.index[:count]].reset_index(drop=True)

    def summary(self) -> str:
        """Return the number and the kinds of acts that weigh most in it, in a sentence.

        Where the number is the level of one period, a second says what the period is by itself.
        """
        head = f"{self.series.dyad.title}, {self.series.dyad.spoken(self.direction)}"
        if self.reason:
            return f"{head}: nothing to take apart: {self.reason}."
        return f"{head}: {self._number()}{self._because()}.{self.own and ' ' + self.own}"

    def sentence(self) -> str:
        """Return the number and what weighs most in it, without whose it is."""
        told = f"{self._number()}{self._because()}."
        return told[0].upper() + told[1:]

    def _number(self) -> str:
        """What is taken apart, with its interval."""
        assert self.after is not None
        assert self.change is not None
        value, half = self.change.value, self.change.half
        what = say(_MEASURES[self.measure])
        if self.before is None:
            sure = "" if np.isnan(half) else say(
                " (95 % {band})", band=band(value - half, value + half))
            return say("{what} {when} is {value}{sure}, {away} from neutral 50", what=what,
                       when=self.after.when, value=points(value), sure=sure,
                       away=points(value - NEUTRAL, signed=True))
        sure = ""
        if not np.isnan(half):
            blanks = {"band": change_band(value - half, value + half)}
            sure = say(" (95 % {band})", **blanks) if half < abs(value) else say(
                " (95 % {band}: no clear change)", **blanks)
        ends = [points(side.estimate.value) for side in (self.before, self.after)]
        return say_n(
            "from {first} to {last} {what} moves by {size} point{sure}, from {before} to {after}",
            "from {first} to {last} {what} moves by {size} points{sure}, from {before} to {after}",
            abs(value), first=self.before.name, last=self.after.name, what=what,
            size=points(value, signed=True), sure=sure, before=ends[0], after=ends[1])

    def _because(self) -> str:
        """The kinds of acts that add most on either side."""
        groups = self.by("code")
        parts = []
        for sign, way in ((1, later("towards conflict most by {acts}")),
                          (-1, later("towards cooperation most by {acts}"))):
            mine = groups[groups["contribution"] * sign >= LEAST].head(NAMED)
            if len(mine):
                acts = ", ".join(
                    f"{group_name(row)} ({signed(row.contribution)})" for row in each_row(mine)
                )
                parts.append(say(way, acts=acts))
        if abs(self.beside) >= LEAST:
            parts.append(say("a yearly cycle taken out adds {points}",
                             points=signed(self.beside)))
        return f": {'; '.join(parts)}" if parts else ""

    def plot(self, ax: Axes | None = None, by: str = "code") -> Axes:
        """Draw the way from the reference to the number, a bar a group; return the Axes.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; a new figure when not given.
        by : str
            As for the method `by`.
        """
        from tension.explain.draw import draw_waterfall

        return draw_waterfall(self, ax, by)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        shown = self.by("code").head(12).drop(columns="by").round(2)
        return f"<pre>{escape(self.summary())}</pre>" + str(shown.to_html(index=False))

    @property
    def _point(self) -> float:
        return 50.0 / self.series.scale.bound

    @cached_property
    def _scored(self) -> pd.DataFrame:
        return scored_events(self.series, self.direction)

    @cached_property
    def _place(self) -> np.ndarray:
        return places_of(self._scored, self.series)

    def _shares(self, side: Side) -> np.ndarray:
        return shares(side.estimate.weight, self._place)


def _stories(table: pd.DataFrame) -> pd.Series:
    """Name the story of each event: its row in the source, or its day, kind and direction."""
    row = table["origin"] + "#" + table["origin_id"].astype(str)
    kind = table["direction"] + table["code"].fillna("") + table["date"].dt.strftime("%Y-%m-%d")
    return table["period"] + "#" + row.where(table["summary"].notna(), kind)


def scored_events(series: TensionSeries, direction: str) -> pd.DataFrame:
    """Return the events that have a score and count in a direction."""
    events = series.events_in(direction)
    return events[events["score"].notna()].reset_index(drop=True)


def places_of(events: pd.DataFrame, series: TensionSeries) -> np.ndarray:
    """Return the position of each event's period in the grid."""
    at = {label: place for place, label in enumerate(labels_of(series.periods))}
    return events["period"].map(at).to_numpy(dtype=int)


def shares(weight: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Return what part of a number each event is: its period's weight over the period's events."""
    count = np.bincount(place, minlength=len(weight))
    return np.asarray(weight[place] / count[place])


def event_table(series: TensionSeries, direction: str, estimate: LinearEstimate) -> pd.DataFrame:
    """Return the events of a number with what each adds to it.

    Parameters
    ----------
    series : TensionSeries
        What the number is from.
    direction : str
        Which series.
    estimate : LinearEstimate
        The number.

    Returns
    -------
    DataFrame
        Columns as declared in `core.results.DRIVERS`.

    Notes
    -----
    Influence is the change of the number when the event is taken out: its period's mean is then
    that of the others, or the period is silent. The period's precision and all parameters are held,
    so that it is about the event, not about the fit.
    """
    events = scored_events(series, direction)
    place = places_of(events, series)
    push = -50.0 / series.scale.bound * events["score"].to_numpy(dtype=float)
    count = np.bincount(place, minlength=len(estimate.weight))
    mean = np.bincount(place, push, len(count)) / np.maximum(count, 1)
    share, alone = shares(estimate.weight, place), count[place] == 1
    others = np.where(alone, 1, count[place] - 1)
    moved = estimate.weight[place] * (mean[place] - push) / others
    made: dict[str, Any] = {
        "weight": share, "contribution": share * push,
        "influence": np.where(alone, estimate.gone[place], moved), "alone": alone,
    }
    table = events.assign(**made)[share != 0]
    order = table["contribution"].abs().round(9)
    table = table.assign(order=-order).sort_values(["order", "date", "event_id"], kind="stable")
    return schema.conform(table.drop(columns="order"), results.DRIVERS)
