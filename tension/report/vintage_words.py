"""What is said of two vintages beside their numbers: options, scales, versions, events by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tension.core.rounding import counted
from tension.core.schema import each_row
from tension.report.vintages import Vintage
from tension.report.wording import score, shortened, source_name

CHOOSING = ("coverage", "origin", "pool", "since", "until", "dedupe", "mirrors", "code",
            "without_code", "role", "without_disputed", "without_multilateral", "without_derived")
"""Options that choose among the events read."""

READING = ("with_bundled", "ontology", "lenient")
"""Options that say what is read: their events are new, dropped or changed."""


def options_of(vintage: Vintage, origin: str) -> dict[str, Any]:
    """The options that choose among a source's events."""
    told = {**vintage.run["options"]}
    if "dedupe" in (facts := vintage.facts(origin)):
        told["dedupe"] = facts["dedupe"]
    return {name: told[name] for name in CHOOSING if told.get(name)}


def remarks_on(first: Vintage, second: Vintage) -> list[str]:
    """What differs beside the events, a sentence each."""
    told = []
    for name in ("tension", "methodology"):
        one, two = (str(vintage.run["versions"][name]) for vintage in (first, second))
        if one != two:
            told.append(f"{'version' if name == 'tension' else name} {one}, now {two}")
    for origin in sorted(set(first.origins) ^ set(second.origins)):
        which = first if origin in first.origins else second
        told.append(f"{source_name(origin)} is in {which.name} alone")
    for origin in sorted(set(first.origins) & set(second.origins)):
        told += _of_source(first, second, origin)
    return list(dict.fromkeys(told))


def _of_source(first: Vintage, second: Vintage, origin: str) -> list[str]:
    told = []
    one, two = (
        options_of(vintage, origin) | {name: vintage.run["options"].get(name) for name in READING}
        for vintage in (first, second))
    for name in (*CHOOSING, *READING):
        if one.get(name) != two.get(name):
            told.append(f"option --{name.replace('_', '-')}: {_value(one.get(name))}, now "
                        f"{_value(two.get(name))}")
    facts, now = first.facts(origin), second.facts(origin)
    for name, words in (("scale", "scale"), ("scale_bound", "bound of the scale"),
                        ("first_period", "first period"), ("last_period", "last period")):
        if facts.get(name) != now.get(name):
            told.append(f"{source_name(origin)}: {words} {facts.get(name)}, now {now.get(name)}")
    return told


def _value(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str({None: "not given", False: "not given", True: "given"}.get(value, value))


def scores_of_codes(events: pd.DataFrame) -> list[str]:
    """Each code that is scored otherwise with its two scores, the most frequent first."""
    groups = events.groupby(["code", "before", "after"], dropna=False).size()
    rows = groups.rename("events").reset_index().sort_values(
        ["events", "code"], ascending=[False, True])
    return [f"{row.code}: {_weight(row.before, 'no score')} to {_weight(row.after, 'no score')} "
            f"({counted(row.events, 'event')})" for row in each_row(rows)]


def _weight(value: float, nothing: str = "") -> str:
    return nothing if pd.isna(value) else score(value)


def spoken_event(row: Any) -> str:
    """An event in a line: when, who, what, how scored, where it can be read."""
    scores = [_weight(one) for one in (row.before, row.after)]
    weight = " to ".join(dict.fromkeys(filter(None, scores))) or "no score"
    way = row.direction.replace(">", " → ")
    told = f"{row.date} {way} {row.code} ({weight})"
    text = shortened(row.summary, 90) if row.summary else ""
    return ": ".join(filter(None, [told, text])) + (f" {row.url}" if row.url else
                                                    f" [{row.event_id}]")


def some_of(periods: Sequence[str]) -> str:
    """Periods by name, the first few of many."""
    named = ", ".join(periods[:3])
    return f"{named} and {len(periods) - 3} more" if len(periods) > 3 else named

