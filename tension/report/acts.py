"""Acts as a page tells them, and what they add to a level or a change."""

from __future__ import annotations

from typing import Any

from tension.core.language import later, say
from tension.core.ontology import ontology
from tension.core.period import noun
from tension.core.rounding import points
from tension.core.schema import each_row
from tension.explain.decomposition import LEAST, LISTS, Decomposition, signed
from tension.explain.groups import group_name
from tension.report.links import link_of
from tension.report.marked import holds, text_of
from tension.report.wording import dated, score
from tension.series.frame import TensionSeries

KINDS, ACTS = 6, 3
"""Kinds of acts in a table of drivers, and acts in each of its lists."""


SIDES = {"cooperation": later("cooperation"), "conflict": later("conflict")}


def act_of(event: Any, series: TensionSeries) -> dict[str, Any]:
    """Return what the template says of an act; `adds` is what it adds to a number, "" if none."""
    coded = isinstance(event.code, str) and isinstance(event.ontology, str)
    adds = getattr(event, "contribution", None)
    return {
        "date": dated(event.date, event.date_precision), "text": text_of(event),
        "who": " ↔ ".join(series.dyad.names) if holds(event.reciprocal)
        else series.dyad.spoken(event.direction),
        "score": score(event.score),
        "side": "conflict" if event.score < 0 else "cooperation" if event.score > 0 else "neutral",
        "code": event.code if coded else "",
        "label": ontology(event.ontology).label(event.code) if coded else "",
        "url": link_of(event.url), "outlet": event.outlet if isinstance(event.outlet, str) else "",
        "disputed": holds(event.disputed),
        "adds": "" if adds is None else signed(adds, 2),
        "way": "" if adds is None else "conflict" if adds > 0 else "cooperation",
    }


def drivers_told(found: Decomposition) -> dict[str, Any]:
    """Return what the template says of a change: in a sentence, by kind of act, and by acts.

    Lists hold acts that add to the change on either side, those that weigh more after it apart from
    those that weigh less; a list of nothing worth naming is left out.
    """
    groups = found.by("code")
    lists = []
    for sign, gained, heading in LISTS:
        acts = found.acts(ACTS, sign, gained)
        acts = acts[acts["contribution"].abs() >= LEAST]
        if len(acts):
            lists.append((say(heading), [act_of(act, found.series) for act in each_row(acts)]))
    return {
        "told": found.sentence(), "lists": lists,
        "kinds": [
            {"name": group_name(row), "points": signed(row.contribution),
             "before": f"{points(100 * row.share_before)} %",
             "after": f"{points(100 * row.share_after)} %",
             "side": "conflict" if row.contribution > 0 else "cooperation"}
            for row in each_row(groups.head(KINDS))
        ],
        "rest": signed(float(groups["contribution"].iloc[KINDS:].sum())),
        "others": max(len(groups) - KINDS, 0),
        "volume": _volume(found),
    }


def _volume(found: Decomposition) -> str:
    """How much there was of either side, of which a mean knows nothing."""
    told = [
        say("{side} {before:.1f} → {after:.1f} ({volume} by the number of events, {intensity} by "
            "how strong they are)", side=say(SIDES[row.side]), before=row.before, after=row.after,
            volume=signed(row.volume), intensity=signed(row.intensity))
        for row in each_row(found.volume) if row.side != "total"
    ]
    return say("Points of the scale a {period}: {sides}.", period=noun(found.series.freq),
               sides="; ".join(told))
