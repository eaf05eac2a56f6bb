"""What a headline figure reads out at a period: level and mean with intervals, the weightiest acts.

Each period has a strip in the SVG with a title, which a browser shows by itself; the page's script
shows the same, with addresses, under the figure. A long series is read out in stretches, since
strips narrower than a pixel cannot be pointed at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from tension.core.language import ENGLISH, say, spoken_language
from tension.core.period import spoken
from tension.core.rounding import band, counted, points
from tension.core.schema import each_row
from tension.models.latent import LatentLevel
from tension.report.acts import act_of
from tension.report.marked import stories
from tension.report.wording import shortened
from tension.series.coverage import UNCOVERED
from tension.series.draw import edges
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STRIPS = 600
"""Strips that a figure's width can be pointed at apart."""

ACTS = 5
"""Acts read out of a period."""

TITLED = 2
"""Acts that fit the title that a browser shows by itself."""

TOLD = ("date", "text", "who", "score", "url", "outlet")
"""What the page's script tells of an act, in the order in which it takes it."""

LONGEST = 180
"""Characters of an act's text."""


@dataclass(frozen=True)
class Reading:
    """What a strip from ``first`` to ``last``, in matplotlib's days, reads out; `acts` as told."""

    first: float
    last: float
    when: str
    told: str
    acts: tuple[Mapping[str, Any], ...]

    @property
    def title(self) -> str:
        """It in one line, with the weightiest acts, as a browser shows it by itself."""
        named = self.acts[:TITLED]
        acts = "; ".join(f"{one['date']}: {one['text']} ({one['score']})" for one in named)
        return f"{self.when}: {self.told}" + (f" {acts}." if acts else "")


def readings(series: TensionSeries, level: LatentLevel) -> list[Reading]:
    """Return what the figure of a level reads out, in order of time.

    Parameters
    ----------
    series : TensionSeries
        Any frequency; of more than `STRIPS` periods several are read out together.
    level : LatentLevel
        Its level, of the direction that is drawn.
    """
    count = len(series.periods)
    width = -(-count // STRIPS)
    bounds = edges(series.periods)
    acts = _acts(series, width)
    made = []
    for begin in range(0, count, width):
        end = min(begin + width, count)
        first, last = series.periods[begin], series.periods[end - 1]
        when = spoken(first) if first == last else say(
            "{first} to {last}", first=spoken(first), last=spoken(last))
        told = " ".join(filter(None, [
            _level(level, begin, end), _mean(series, level.direction, begin, end),
        ]))
        made.append(Reading(bounds[begin], bounds[end], when[0].upper() + when[1:], told,
                            acts.get(begin // width, ())))
    return made


def periods_told(
    series: TensionSeries, level: LatentLevel, shown: Sequence[int]
) -> list[dict[str, Any]]:
    """Return what the page says of periods one by one, with their weightiest acts in full.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    level : LatentLevel
        Its level, of the direction that is told.
    shown : sequence of int
        Positions of the periods.
    """
    found = stories(series)
    rows = []
    for at in shown:
        mine = found[found["at"] == at]
        when = spoken(series.periods[at])
        rows.append({
            "when": when[0].upper() + when[1:],
            "told": " ".join(filter(None, [
                _level(level, at, at + 1), _mean(series, level.direction, at, at + 1),
            ])),
            "acts": [act_of(event, series) for event in each_row(mine.head(ACTS))],
            "more": max(len(mine) - ACTS, 0),
        })
    return rows


def _level(level: LatentLevel, begin: int, end: int) -> str:
    """The level in the middle of a strip."""
    row = level.table.iloc[(begin + end - 1) // 2]
    if pd.isna(row["level"]):
        return ""
    return say("Level {level} (95 % band {band}).", level=points(row["level"]),
               band=band(row["level_low95"], row["level_high95"]))


def _mean(series: TensionSeries, direction: str, begin: int, end: int) -> str:
    """The mean of the acts of a strip, or why there is none."""
    rows = series.direction(direction).iloc[begin:end]
    if (rows["coverage"] == UNCOVERED).all():
        return say("Not covered by the source.")
    scored = float(rows["scored"].sum())
    if not scored:
        return say("No scored event.")
    mean = points(float(series.scale.tension(rows["total"].sum() / scored)))
    row = rows.iloc[0]
    events = counted(scored, "event")
    if end - begin == 1 and pd.notna(row["tension_low"]):
        return say("By itself {mean} (95 % {band}), from {events}.", mean=mean, events=events,
                   band=band(row["tension_low"], row["tension_high"]))
    return say("By itself {mean}, from {events}.", mean=mean, events=events)


def _acts(series: TensionSeries, width: int) -> dict[int, tuple[Mapping[str, Any], ...]]:
    """The weightiest acts of each strip, one a story."""
    found = stories(series)
    strip = found["at"] // width
    found = found[strip.groupby(strip).cumcount() < ACTS]
    grouped: dict[int, list[Mapping[str, Any]]] = {}
    for event in each_row(found):
        act = act_of(event, series)
        disputed = " " + say("(disputed)") if act["disputed"] else ""
        act["text"] = shortened(act["text"], LONGEST) + disputed
        if act["url"] and not act["outlet"] and spoken_language() != ENGLISH:
            act["outlet"] = say("source")  # the page's script knows the English word alone
        grouped.setdefault(event.at // width, []).append(act)
    return {at: tuple(acts) for at, acts in grouped.items()}


def strips(found: Sequence[Reading], ax: Axes, width: float, height: float) -> str:
    """Return the strips of a figure as SVG, each with its title.

    Parameters
    ----------
    found : sequence of Reading
        In order.
    ax : Axes
        What they lie over, from 0 to 100.
    width, height : float
        Of the figure, in points.
    """
    place = ax.get_position()
    left, right = map(float, ax.get_xlim())
    bottom, top = map(float, ax.get_ylim())

    def across(day: float) -> float:
        return float(width * (place.x0 + place.width * (day - left) / (right - left)))

    def down(value: float) -> float:
        return float(height * (1 - place.y0 - place.height * (value - bottom) / (top - bottom)))

    y, tall = down(100), down(0) - down(100)
    made = [
        f'<rect x="{across(one.first):.2f}" y="{y:.2f}" height="{tall:.2f}" '
        f'width="{across(one.last) - across(one.first):.2f}" data-at="{at}">'
        f"<title>{escape(one.title)}</title></rect>"
        for at, one in enumerate(found)
    ]
    return f'<g class="strips" fill="none" pointer-events="all">{"".join(made)}</g>'


def as_json(found: Sequence[Reading]) -> str:
    """Return what the page's script reads out, safe inside a page."""
    rows = [
        [one.when, one.told, [[act[name] for name in TOLD] for act in one.acts]]
        for one in found
    ]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
