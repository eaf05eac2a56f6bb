"""The figures of a report, drawn for the page and as files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any

from tension.core import style
from tension.core.dyad import BOTH
from tension.core.language import ENGLISH, say, spoken_language
from tension.core.period import PER_YEAR, noun, nouns, spoken
from tension.core.provenance import Provenance
from tension.core.rounding import counted
from tension.core.schema import each_row
from tension.explain.decomposition import Decomposition
from tension.explain.draw import MOST, draw_waterfall
from tension.explain.drivers import drivers_of_break
from tension.models.breaks.result import Breaks
from tension.report import figures, figures_months
from tension.report.findings import Findings
from tension.report.readings import Reading, as_json, readings, strips
from tension.report.svg import png_bytes, svg_text
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIDE_BY_SIDE = "side_by_side"

Draw = Callable[["Figure", list[Any]], None]


@dataclass(frozen=True)
class Drawing:
    """A figure of the page: its name, title, caption and SVG; what it reads out, strips a year."""

    name: str
    title: str
    caption: str
    svg: str
    readings: str = ""
    year: int = 0


@dataclass(frozen=True)
class Plan:
    """How a figure is made: its name, size in inches, rows of Axes, and what is drawn and said."""

    name: str
    width: float
    height: float
    rows: int
    draw: Draw
    heading: str
    caption: str
    readings: Sequence[Reading] = ()
    year: int = 0


@dataclass
class Drawn:
    """The figures of a report: for the page by name, and as files by their path in its folder."""

    drawings: dict[str, Drawing] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)


def draw_source(one: Findings, several: bool) -> Drawn:
    """Draw every figure of one source; beside others its files and titles bear its name."""
    title = one.series.dyad.title + (f", {one.name}" if several else "")
    suffix = f"-{one.slug}" if several else ""
    drawn = Drawn()
    for plan in _plans(one):
        footer = _key(plan.name, one.series) + one.series.provenance.stamp()
        draw_plan(plan, f"{plan.name}{suffix}", title, footer, drawn)
    return drawn


def draw_side_by_side(sources: Sequence[Findings]) -> Drawn:
    """Draw one panel a source over one time axis."""
    first = sources[0].series

    def panels(figure: Figure, axes: list[Any]) -> None:
        figures.source_panels([
            (one.name, one.series, one.levels[BOTH], one.breaks[BOTH]) for one in sources
        ], axes)
        figure.subplots_adjust(hspace=0.62)
        _inset(figure, 0.75, 1.15)

    plan = Plan(
        SIDE_BY_SIDE, 12.5, 3.3 * len(sources) + 0.9, len(sources), panels,
        say("Each source by itself"),
        say("One panel a source over one time axis: the estimated level with its 80 % and 95 % "
            "bands; dots are the means of {periods}, larger with more events;{breaks} below, the "
            "number of events, each source on its own scale. Heights are not comparable from panel "
            "to panel; hatched is what a source does not cover.", periods=nouns(first.freq),
            breaks=_breaks_drawn(*(one.breaks[BOTH] for one in sources))),
    )
    drawn = Drawn()
    stamp = reduce(Provenance.join, [one.series.provenance for one in sources]).stamp()
    draw_plan(plan, plan.name, first.dyad.title, _key("headline", first) + stamp, drawn)
    return drawn


def draw_plan(plan: Plan, name: str, title: str, footer: str, drawn: Drawn) -> None:
    """Draw one figure and enter it under its name, and its files under theirs."""
    with style.figure_style():
        figure, axes = figures.new_figure(plan.width, plan.height, plan.rows)
        plan.draw(figure, axes)
        figure.text(0.012, 0.012, footer, fontsize=6.8, color=style.MUTED)
        # Nouns keep their capital where a language gives them one.
        english = spoken_language() == ENGLISH
        heading = plan.heading[0].lower() + plan.heading[1:] if english else plan.heading
        told = say("{title}: {figure}", title=title, figure=heading)
        figure.text(0.012, 0.988, told, va="top", fontsize=10, fontweight="bold", color=style.INK)
        svg = svg_text(figure, name, f"{plan.heading} ({title})", plan.caption).rstrip()
        told = ""
        if plan.readings:
            over = strips(plan.readings, axes[0], 72 * plan.width, 72 * plan.height)
            svg, told = f"{svg.removesuffix('</svg>')}{over}</svg>", as_json(plan.readings)
        drawn.drawings[plan.name] = Drawing(name, plan.heading, plan.caption, svg, told, plan.year)
        drawn.images[f"figures/{name}.svg"] = (
            '<?xml version="1.0" encoding="utf-8"?>\n' + svg + "\n"
        ).encode()
        drawn.images[f"figures/{name}.png"] = png_bytes(figure)


def _plans(one: Findings) -> list[Plan]:
    """Return the figures of one source."""
    series, breaks = one.series, one.breaks[BOTH]

    def head(figure: Figure, axes: list[Any]) -> None:
        figures.headline(series, one.levels[BOTH], breaks, one.marked, axes[0])
        figure.subplots_adjust(top=0.965, bottom=0.18)

    def dated(figure: Figure, axes: list[Any]) -> None:
        figures.dated_breaks(breaks, axes[0])
        figure.subplots_adjust(top=0.92, bottom=0.35)

    def mirrored(figure: Figure, axes: list[Any]) -> None:
        figures.cooperation_conflict(series, axes[0])
        figure.subplots_adjust(top=0.86, bottom=0.3)

    def directed(figure: Figure, axes: list[Any]) -> None:
        for ax, way in zip(axes, series.dyad.directed, strict=True):
            figures.direction_panel(series, one.levels[way], ax)
        figure.subplots_adjust(hspace=0.62, bottom=0.15, top=0.91)

    def months(figure: Figure, axes: list[Any]) -> None:
        figures_months.calendar_of(series, axes[0])
        _inset(figure, 0.85, 0.45)
        figure.subplots_adjust(left=0.07, right=0.86)

    def latest(figure: Figure, axes: list[Any]) -> None:
        figures_months.last_periods(series, one.levels[BOTH], axes[0])
        _inset(figure, 0.72, 0.85)
        figure.subplots_adjust(left=0.2 if series.freq == "week" else 0.15, right=0.47)

    def kinds(figure: Figure, axes: list[Any]) -> None:
        figures.kinds_of_acts(series, axes[0])
        figure.subplots_adjust(top=0.86)

    observed = counted(series.observed, series.freq)
    found = readings(series, one.levels[BOTH])
    return [
        Plan("headline", 10.0, 5.9, 1, head, say("Estimated level of tension"),
             say("Estimated level with its 80 % and 95 % bands; dots are the means of {periods} "
                 "with events, larger with more events; rings are the acts named, at their own "
                 "weight;{breaks} below, the number of events.", periods=observed,
                 breaks=_breaks_drawn(breaks)),
             found, _strips_a_year(found, series)),
        *([] if breaks.reason else [
            Plan("breaks", 10.0, 5.4, 1, dated, say("Breaks, and the chance of one by date"),
                 say("{lines} Dots are the means of {periods} with events. Below, the chance that "
                     "a new level begins at a date, seen from all the data; a change in a silent "
                     "{period} counts for the next with events. Under it, the number of events.",
                     lines=_regimes_told(breaks), periods=observed, period=noun(series.freq))),
        ]),
        *_waterfalls(breaks),
        Plan("latest", 10.0, 1.7 + 0.3 * len(figures_months.latest(series, BOTH)), 1, latest,
             figures_months.latest_title(series),
             say("Each {period}'s own mean with its 95 % interval (blue circles neutral or "
                 "cooperative, orange diamonds conflictual) over the estimated level (line) and "
                 "its 95 % band (grey); beside it the number of scored events and the weightiest "
                 "act.", period=noun(series.freq))),
        Plan("calendar", 10.0, 1.2 + 0.21 * (series.periods[-1].year - series.periods[0].year + 1),
             1, months, say("Every month"),
             say("Each month's own tension: a number and its colour, blue towards cooperation and "
                 "orange towards conflict. A dot is a month without a scored event, hatched what "
                 "the source does not cover; beside it, the scored events of each year.")),
        Plan("cooperation_conflict", 10.0, 4.2, 1, mirrored, say("Cooperation against conflict"),
             say("Points of conflict upward, points of cooperation downward; both can rise at "
                 "once, and grow with the number of events found.")),
        Plan("directions", 10.0, 7.6, 2, directed, say("Who towards whom"),
             say("The estimated level of each directed series with its bands.")),
        Plan("kinds_of_acts", 10.0, 4.2, 1, kinds, say("Kinds of acts"),
             say("Number of events a year by class: words or deeds, conflict or cooperation.")
             + _partial_years(series)),
    ]


def waterfall_name(number: int) -> str:
    """Return the name of the figure of what adds to a break."""
    return f"drivers-{number}"


def _waterfalls(breaks: Breaks) -> list[Plan]:
    """Return a figure a break: the steps from the level before it to the level after."""
    made = []
    for number, row in enumerate(each_row(breaks.table), start=1):
        found = drivers_of_break(breaks, number)

        def steps(figure: Figure, axes: list[Any], found: Decomposition = found) -> None:
            draw_waterfall(found, axes[0], "code").set_title("", loc="left")
            _inset(figure, 0.45, 0.85)
            figure.subplots_adjust(left=0.34)

        bars = min(len(found.by("code")), MOST + 1)
        made.append(Plan(
            waterfall_name(number), 10.0, 1.8 + 0.27 * bars, 1, steps,
            say("What the break of {period} rests on",
                period=spoken(breaks.period(str(row.period)))),
            say("From the level before the break to the level after it: what each kind of act "
                "adds, orange towards conflict, blue and hatched towards cooperation."),
        ))
    return made


def _inset(figure: Figure, top: float, bottom: float) -> None:
    """Leave so many inches above and below the Axes, however tall the figure is."""
    tall = float(figure.get_size_inches()[1])
    figure.subplots_adjust(top=1 - top / tall, bottom=bottom / tall)


def _strips_a_year(found: Sequence[Reading], series: TensionSeries) -> int:
    """Strips that a year is read out in."""
    return max(round(PER_YEAR[series.freq] * len(found) / len(series.periods)), 1)


def _breaks_drawn(*breaks: Breaks) -> str:
    """What the marks of breaks are; nothing where there is none."""
    if not any(len(one) for one in breaks):
        return ""
    return say(" dotted lines are breaks, shaded the dates that are not ruled out;")


def _regimes_told(breaks: Breaks) -> str:
    """What the lines of the figure of breaks are."""
    if not len(breaks):
        return say("No break: the line is the level over the whole time.")
    return say("Lines are the levels between breaks; dotted lines are breaks, each with its change "
               "in points; shaded are the dates that are not ruled out.")


def _partial_years(series: TensionSeries) -> str:
    """Which years of the grid the source does not cover whole."""
    years = range(series.periods[0].year, series.periods[-1].year + 1)
    cut = [
        str(year) for year in years
        if series.coverage.days(first := dt.date(year, 1, 1), last := dt.date(year, 12, 31))
        < (last - first).days + 1
    ]
    if not cut:
        return ""
    return " " + say("Covered in part only: {years}.", years=", ".join(cut))


def _key(name: str, series: TensionSeries) -> str:
    """What a figure with a level says of its signs when it travels alone."""
    if name not in ("headline", "directions", "breaks"):
        return ""
    line = say("Lines: levels, a new one from each break.") if name == "breaks" else say(
        "Line: level, bands 80 % and 95 %.")
    dots = say("Dots: means of {periods}, larger with more events; blue circles neutral or "
               "cooperative, orange diamonds conflictual.", periods=nouns(series.freq))
    return f"{line} {dots}\n"
