"""Results → one self-contained HTML page, from `templates/report.html.j2`.

Everything a source wrote is escaped by the template; only http(s) addresses become links; nothing
is loaded from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from importlib.resources import files
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from tension.core.dyad import BOTH
from tension.core.exported import OF_ARCHIVES, OF_CONTEXT, OF_FULL, OF_REAL_TIME, TABLES
from tension.core.language import looked_up, numeral, say, say_n, spoken_language
from tension.core.ontology import ontology
from tension.core.period import label_of, noun, nouns, spoken
from tension.core.provenance import Provenance
from tension.core.rounding import (
    MINUS,
    band,
    change_band,
    counted,
    p_text,
    points,
    share_of_all,
    share_text,
)
from tension.core.schema import QUAD_CLASSES, each_row
from tension.explain.drivers import drivers_of_break, drivers_of_level
from tension.models.breaks.result import Breaks
from tension.models.latent import LatentLevel
from tension.report.acts import act_of, drivers_told
from tension.report.answer import last_year
from tension.report.cite import citations, data_used
from tension.report.drawings import Drawing, Drawn, waterfall_name
from tension.report.extras import Extras
from tension.report.figures_months import latest, latest_title
from tension.report.findings import Findings
from tension.report.how_sure import how_sure
from tension.report.readings import periods_told
from tension.report.run_file import method_constants
from tension.report.side_by_side import SideBySide
from tension.report.wording import QUADS, UNITS, rule_name, score
from tension.series.frame import TensionSeries

NEAR_CHANGE = 62
"""Days from a change in the source within which a break may be the source's own."""

CODES_LISTED = 12


@dataclass(frozen=True)
class Frame:
    """What stands around the findings: title and author, and whether tables are raw."""

    title: str = ""
    author: str = ""
    raw: bool = False


def page(one: Findings, drawn: Drawn, frame: Frame, extras: Extras) -> str:
    """Return the report of one source as HTML."""
    return _environment().get_template("report.html.j2").render(
        **_of_source(one, drawn), **_of_page([one], frame, extras), h=2, suffix="",
        **extras.for_page(one),
    )


def page_of_several(
    sources: Sequence[Findings], drawn: Sequence[Drawn], compared: SideBySide, panels: Drawn,
    frame: Frame, extras: Extras,
) -> str:
    """Return the report of several sources as HTML: side by side, then each by itself.

    Parameters
    ----------
    sources, drawn : sequence of Findings and of Drawn, n
        What was found in each, and its figures.
    compared, panels
        What the page opens with, and its figure.
    frame : Frame
        Title and author, and how the tables are written.
    extras : Extras
        What was asked for beyond the plain report.
    """
    common = _of_page(sources, frame, extras)
    parts = [
        _environment().get_template(f"{part}.html.j2")
        for part in ("opening", "contents", "sections", "records")
    ]
    bodies = []
    for one, its in zip(sources, drawn, strict=True):
        told = {**_of_source(one, its), "freq": one.series.freq, "several": True, "h": 3,
                "suffix": f"-{one.slug}", **extras.for_page(one)}
        bodies.append({
            "name": one.name, "slug": one.slug, "stamp": one.series.provenance.stamp(),
            "html": Markup("\n").join(
                Markup(part.render(**told)) for part in parts
            ),
        })
    return _environment().get_template("side_by_side.html.j2").render(
        **common, bodies=bodies, compared=compared, drawings=_for_page(panels.drawings),
    )


def _for_page(drawings: Mapping[str, Drawing]) -> dict[str, tuple[Drawing, Markup]]:
    return {name: (one, Markup(one.svg)) for name, one in drawings.items()}


def _of_source(one: Findings, drawn: Drawn) -> dict[str, Any]:
    """What the templates say of one source."""
    series, breaks = one.series, one.breaks[BOTH]
    return {
        "name": one.name, "answer": one.answer, "drawings": _for_page(drawn.drawings),
        "series": series, "marked": [act_of(event, series) for event in each_row(one.marked)],
        "directions": _directions(one.levels), "breaks": _breaks(breaks, series),
        "break_summary": _summary(breaks), "breaks_sought": not breaks.reason,
        "other_breaks": _other_breaks(one.breaks),
        "year": _year(one.levels[BOTH]), "codes": _codes(series), "quads": _quads(series),
        "counts": _counts(series), "ledger": _ledger(series), "unscored": series.unscored,
        "notes": series.notes, "spread": _spread(series),
        "rejected": 0 if series.rejects is None else len(series.rejects),
        "sure": how_sure(series, one.levels[BOTH], one.second), **_latest(series, one.levels[BOTH]),
    }


def _latest(series: TensionSeries, level: LatentLevel) -> dict[str, Any]:
    """The last year's periods one by one, and their heading."""
    shown = latest(series, level.direction)
    told = periods_told(series, level, shown)
    return {"latest": told if any(one["acts"] for one in told) else [],
            "latest_title": latest_title(series)}


def _of_page(sources: Sequence[Findings], frame: Frame, extras: Extras) -> dict[str, Any]:
    """What the templates say of the page as a whole."""
    series = [one.series for one in sources]
    whole = reduce(Provenance.join, [one.provenance for one in series])
    cited = [told for one in series for told in citations(one.scale, *data_used(one))]
    asked = extras.tables()
    question = say("{pair}: closer to conflict, or further from it?", pair=series[0].dyad.title)
    return {
        "title": frame.title or question, "author": frame.author, "lang": spoken_language(),
        "several": len(sources) > 1, "dyad": series[0].dyad, "freq": series[0].freq,
        "stamp": whole.stamp(), "inputs": whole.inputs, "raw": frame.raw,
        "years": (min(one.periods[0].year for one in series),
                  max(one.periods[-1].year for one in series)),
        "sources": [
            {"name": one.name, "series": one.series, "level": one.levels[BOTH]}
            for one in sources
        ],
        "constants": method_constants(sources[0].breaks[BOTH]),
        "citations": list(dict.fromkeys(cited)),
        "files": [
            *(name for name in TABLES
              if (name not in OF_ARCHIVES or any(one.rejects is not None for one in series))
              and (name not in OF_FULL | OF_REAL_TIME | OF_CONTEXT or name in asked)),
            "dictionary.csv", "datapackage.json", "run.toml",
        ],
    }


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("tension.report"), undefined=StrictUndefined, trim_blocks=True,
        autoescape=select_autoescape(default=True, default_for_string=True), lstrip_blocks=True,
    )
    made.globals |= {"counted": counted, "noun": noun, "nouns": nouns, "spreads": _spreads,
                     "say": say, "say_n": say_n, "say_html": _say_html, "say_n_html": _say_n_html}
    script = (files("tension.report") / "templates" / "readings.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    made.globals |= {"script": Markup(script), "script_sum": digest}
    return made


def _say_html(text: str, **blanks: Any) -> Markup:
    """Say a text with tags of its own, which a catalogue keeps; what fills it in is escaped."""
    said = Markup(looked_up(text))
    return said.format(**blanks) if blanks else said


def _say_n_html(one: str, other: str, count: int, **blanks: Any) -> Markup:
    return Markup(say_n(one, other, count, **{name: escape(value)
                                              for name, value in blanks.items()}))


def _spreads(one: Mapping[str, Any], several: bool) -> str:
    """Say how far an event and a period of a source spread, and how far its level moves."""
    found, period = one["level"].parameters, noun(one["series"].freq)
    blanks = {**found, "period": period}
    if several:
        return say("{source}: one event spreads by {sigma:.1f} points of tension, a {period} by "
                   "{tau:.1f} beyond that, and the level moves by about {step:.1f} a {period}.",
                   source=one["name"], **blanks)
    return say("Here one event spreads by {sigma:.1f} points of tension, a {period} by {tau:.1f} "
               "beyond that, and the level moves by about {step:.1f} a {period}.", **blanks)


def _directions(levels: Mapping[str, LatentLevel]) -> list[dict[str, str]]:
    rows = []
    for way, level in levels.items():
        name = level.series.dyad.spoken(way)
        events = numeral(f"{level.series.direction(way)['events'].sum():,.0f}")
        if level.reason:
            rows.append({"name": name, "level": "–", "band": level.reason, "events": events,
                         "peak": "–"})
            continue
        table = level.table.dropna(subset=["level"])
        last, peak = table.iloc[-1], table.sort_values("level", kind="stable").iloc[-1]
        rows.append({
            "name": name, "level": points(last["level"]),
            "band": band(last["level_low95"], last["level_high95"]),
            "events": events,
            "peak": say("{level} ({band}) in {period}", level=points(peak["level"]),
                        band=band(peak["level_low95"], peak["level_high95"]),
                        period=peak["period"]),
        })
    return rows


def _breaks(breaks: Breaks, series: TensionSeries) -> list[dict[str, Any]]:
    rows = []
    for number, row in enumerate(each_row(breaks.table), start=1):
        rows.append({
            "when": spoken(breaks.period(str(row.period))), "first": row.first, "last": row.last,
            "before": points(row.level_before), "after": points(row.level_after),
            "size": points(row.size, signed=True),
            "interval": change_band(row.size_low, row.size_high),
            "p": p_text(row.p_value).removeprefix("p ").removeprefix("= "),
            "posterior": share_text(row.posterior),
            "told": say(
                "{way}; events: {before:.0f} before, {after:.0f} after",
                way=say("closer to conflict") if row.size > 0 else say("further from conflict"),
                before=row.events_before, after=row.events_after),
            "artefact": _near_change(series, breaks.period(str(row.period))),
            "drivers": drivers_told(drivers_of_break(breaks, number)),
            "waterfall": waterfall_name(number),
        })
    return rows


def _near_change(series: TensionSeries, period: pd.Period) -> str:
    """Which change of a source lies within NEAR_CHANGE days of a break; "" when none does."""
    for change in series.source_changes:
        days = (pd.Timestamp(change.day) - period.start_time).days
        if abs(days) <= NEAR_CHANGE:
            return change.what
    return ""


def _summary(breaks: Breaks) -> str:
    """Say in words what was looked for and what a further break would have taken."""
    if breaks.reason:
        return say("No break was looked for: {reason}.", reason=breaks.reason)
    lines = breaks.summary().splitlines()
    told = lines[-1].strip()
    return told[0].upper() + told[1:] + "."


def _other_breaks(breaks: Mapping[str, Breaks]) -> list[str]:
    """One sentence a directed series."""
    told = []
    for way, one in breaks.items():
        if way == BOTH:
            continue
        name = one.series.dyad.spoken(way)
        if one.reason:
            told.append(f"{name}: {one.reason}.")
        elif not len(one):
            told.append(say("{direction}: no break.", direction=name))
        else:
            dates = ", ".join(
                f"{row.period} ({points(row.size, signed=True)})" for row in each_row(one.table)
            )
            told.append(f"{name}: {dates}.")
    return told


def _year(level: LatentLevel) -> dict[str, Any] | None:
    """What moved the level over the last covered year; None where there is no level to move."""
    if level.reason:
        return None
    now, before = last_year(level)
    if before == now:
        return None
    return drivers_told(drivers_of_level(level, label_of(now), label_of(before)))


def _codes(series: TensionSeries) -> list[dict[str, Any]]:
    """The codes with most points, with their number of events and score."""
    events = series.events[series.events["score"].notna() & series.events["code"].notna()]
    grouped = events.groupby(["ontology", "code"]).agg(
        events=("score", "size"), score=("score", "mean"), weight=("score", lambda s: s.abs().sum())
    ).reset_index()
    ranked = grouped.sort_values(["weight", "code"], ascending=[False, True]).head(CODES_LISTED)
    return [
        {"code": row.code, "label": ontology(str(row.ontology)).label(str(row.code)),
         "events": int(row.events), "score": score(float(row.score)),
         "points": numeral(f"{float(row.weight):,.0f}"),
         "odd": _odd(str(row.ontology), str(row.code), row),
         "side": "conflict" if row.score < 0 else "cooperation"}
        for row in each_row(ranked)
    ]


def _odd(scheme: str, code: str, row: Any) -> bool:
    """Say whether a code's class and its score point opposite ways, as CAMEO 016's do."""
    quad = ontology(scheme).quad.get(code, "")
    return ("cooperation" in quad and row.score < 0) or ("_conflict" in quad and row.score > 0)


def _quads(series: TensionSeries) -> list[tuple[str, int, str]]:
    both = series.direction()
    total = float(both[list(QUAD_CLASSES)].sum().sum())
    return [
        (say(QUADS[name]), int(both[name].sum()),
         share_of_all(float(both[name].sum()) / total) if total else "–")
        for name in QUAD_CLASSES
    ]


def _counts(series: TensionSeries) -> dict[str, int]:
    return {
        "events": len(series.events),
        "single": int((series.direction()["scored"] == 1).sum()),
    }


def _ledger(series: TensionSeries) -> list[dict[str, str]]:
    rows = []
    for row in each_row(series.ledger.table):
        change = f"{row.change:+,d}".replace("-", MINUS) if row.change else "0"
        rows.append({
            "rule": rule_name(row.rule), "unit": say(UNITS[row.unit]), "change": numeral(change),
            "left": numeral(f"{row.left:,d}"), "concerned": numeral(f"{row.concerned:,d}"),
            "stage": say(row.stage),
            "detail": say(row.detail) if isinstance(row.detail, str) else "",
        })
    return rows


def _spread(series: TensionSeries) -> str:
    spread = series.spread[BOTH]
    if math.isnan(spread.variance):
        return say("The spread of scores within a period cannot be measured with so few events.")
    return say(
        "One event's score spreads by {spread:.1f} points of the scale (standard deviation) around "
        "its {period}'s mean, and {share} of that variance is shared by the events of one day.",
        spread=spread.variance**0.5, period=noun(series.freq), share=share_of_all(spread.day_share),
    )
