"""Which events a figure names: the weightiest acts on the scale.

An act's weight is the size of its score. Of acts that weigh the same, the one in the period with
more points on its side comes first, then the earlier. A figure names no two events of one side that
lie close together, and a story once although it may be several events. This chooses what to name;
what acts add to a level is another matter (`explain.decomposition`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from tension.core.dyad import countries
from tension.core.language import say
from tension.core.ontology import ontology
from tension.core.period import labels_of
from tension.core.schema import each_row
from tension.series.frame import TensionSeries

PER_SIDE = 6
"""Events a figure names on each side of neutral."""

SPACING = 0.035
"""Share of the series' length that named events of one side keep apart."""

LEAST_WEIGHT = 0.2
"""Share of the scale's bound below which an act is too light to be named."""


def weighed(series: TensionSeries) -> pd.DataFrame:
    """Return the scored events, weightiest first.

    Returns
    -------
    DataFrame
        The columns of the entered events and `at` (position of the period), `act` (the score in
        points of tension), `weight` (size of the score) and `same_side` (points of its side in its
        period).
    """
    events = series.events[series.events["score"].notna()].copy()
    places = {label: at for at, label in enumerate(labels_of(series.periods))}
    events["at"] = events["period"].map(places).astype(int)
    events["act"] = series.scale.tension(events["score"])
    events["weight"] = events["score"].abs()
    side = np.sign(events["score"])
    events["same_side"] = events["weight"].groupby([events["at"], side]).transform("sum").round(9)
    return events.sort_values(
        ["weight", "same_side", "date", "event_id"], ascending=[False, False, True, True],
        ignore_index=True,
    )


def marked_events(series: TensionSeries, per_side: int = PER_SIDE) -> pd.DataFrame:
    """Return up to twice ``per_side`` events to name in a figure, in order of date.

    Returns
    -------
    DataFrame
        As `weighed` gives, with `side` ``conflict`` or ``cooperation``.
    """
    ranked = weighed(series)
    ranked = ranked[ranked["weight"] >= LEAST_WEIGHT * series.scale.bound]
    apart = max(1, math.ceil(SPACING * len(series.periods)))
    parts = []
    for name, sign in (("conflict", 1.0), ("cooperation", -1.0)):
        mine = ranked[np.sign(-ranked["score"]) == sign]
        taken: list[int] = []
        for row in each_row(mine):
            if len(taken) == per_side:
                break
            if all(abs(row.at - mine.loc[k, "at"]) >= apart for k in taken):
                taken.append(row.Index)
        parts.append(mine.loc[taken].assign(side=name))
    named: pd.DataFrame = pd.concat(parts)
    return named.sort_values(["date", "event_id"], ignore_index=True)


def stories(series: TensionSeries) -> pd.DataFrame:
    """Return the scored events, weightiest first, each story once although it may be several."""
    return weighed(series).drop_duplicates(["date", "code"]).drop_duplicates("origin_id")


def holds(flag: Any) -> bool:
    """Say whether a flag that may be missing is true."""
    return pd.notna(flag) and bool(flag)


def text_of(event: Any) -> str:
    """Return what an event's source tells of it, without a final stop, else who did what."""
    if isinstance(event.summary, str):
        # Control characters have no place in a page or a picture, and break SVG.
        told = "".join(c if c.isprintable() else " " for c in event.summary)
        return " ".join(told.split()).rstrip(".")
    who = f"{countries()[event.source].name} → {countries()[event.target].name}"
    if isinstance(event.code, str) and isinstance(event.ontology, str):
        label = ontology(event.ontology).label(event.code)
        told = say("code {code}", code=event.code) if label == event.code else label
        return f"{who}: {told}"
    return say("{who}: an act scored {score:g}", who=who, score=event.score)
