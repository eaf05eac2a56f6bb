"""What a series is beside its tables, as plain values; and the series made of both again."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

import pandas as pd

from tension.core.coverage import Coverage
from tension.core.dyad import Dyad
from tension.core.ledger import Entry, Ledger
from tension.core.period import as_frequency, period_grid
from tension.core.provenance import InputFile, Provenance
from tension.scales.scale import Scale
from tension.series.frame import TensionSeries
from tension.series.uncertainty import Spread

OF_THE_RUN = "sources_read"
"""What a series knows of the run it was made in: of no use without the files that were read."""


def facts_of(series: TensionSeries) -> dict[str, Any]:
    """Return what `restored` needs beside the tables: numbers, texts, lists and mappings alone."""
    return {
        "origin": series.origin,
        "dyad": [series.dyad.first, series.dyad.second],
        "freq": series.freq,
        "first": series.periods[0].start_time.date().isoformat(),
        "last": series.periods[-1].start_time.date().isoformat(),
        "scale": _scale_facts(series.scale),
        "spread": {way: _finite(asdict(one)) for way, one in series.spread.items()},
        "coverage": {"spans": [[str(day) for day in span] for span in series.coverage.spans],
                     "basis": series.coverage.basis},
        "provenance": {
            "inputs": [asdict(one) for one in series.provenance.inputs],
            "as_of": None if series.provenance.as_of is None else str(series.provenance.as_of),
            "parameters": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in sorted(series.provenance.parameters.items())
                if name != OF_THE_RUN
            },
        },
        "notes": dict(series.notes),
    }


def restored(facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> TensionSeries:
    """Return the series of some facts and of the exported tables, which may hold others' too.

    Parameters
    ----------
    facts : mapping
        As `facts_of` gave them.
    tables : mapping
        File name → table as declared in `core.exported.TABLES`; ``series.csv``, ``events.csv`` and
        ``ledger.csv`` at least.
    """
    origin, freq = str(facts["origin"]), as_frequency(facts["freq"])
    table = _of(tables["series.csv"], origin)
    ledger = _ledger(tables["ledger.csv"], origin)
    span = [dt.date.fromisoformat(facts[end]) for end in ("first", "last")]
    # An event's own origin is its source; a pooled series names several, joined by +.
    events = tables["events.csv"]
    events = events[events["origin"].isin(origin.split("+"))].reset_index(drop=True)
    return TensionSeries(
        table, period_grid(span[0], span[1], freq), Dyad(*facts["dyad"]), freq,
        _scale(facts["scale"]), events,
        {way: Spread(**_known(one)) for way, one in facts["spread"].items()},
        _coverage(facts["coverage"]), ledger, _provenance(facts["provenance"]), origin,
        facts["notes"],
        *(_of(tables[name], *origin.split("+")) if name in tables else None
          for name in ("rejects.csv", "files.csv")),
    )


def _of(table: pd.DataFrame, *origins: str) -> pd.DataFrame:
    return table[table["origin"].isin(origins)].reset_index(drop=True)


def _ledger(table: pd.DataFrame, origin: str) -> Ledger:
    """The account of a source: its own lines, and of a pooled one those of its sources."""
    mine = table[[set(str(one).split("+")) <= set(origin.split("+")) for one in table["origin"]]]
    columns = ["stage", "rule", "unit", "change", "concerned", "detail", "origin"]
    entries = [
        Entry(stage, rule, unit, int(change), int(concerned), detail, its)
        for stage, rule, unit, change, concerned, detail, its
        in mine[columns].fillna({"detail": ""}).itertuples(index=False)
    ]
    return Ledger(tuple(entries), origin)


def _scale_facts(scale: Scale) -> dict[str, Any]:
    """A scale by its name, and whole where its name alone does not bring it back."""
    by_name = scale.source is None
    name = f"native:{scale.bound:g}" if scale.basis == "native" else scale.name
    if by_name and Scale.named(name) == scale:
        return {"name": name}
    its = {one.name: getattr(scale, one.name) for one in fields(scale)}
    source = None if scale.source is None else asdict(scale.source)
    return {**its, "scores": dict(scale.scores), "source": source}


def _scale(facts: Mapping[str, Any]) -> Scale:
    if set(facts) == {"name"}:
        return Scale.named(facts["name"])
    source = None if facts["source"] is None else InputFile(**facts["source"])
    return Scale(**{**facts, "source": source})


def _coverage(facts: Mapping[str, Any]) -> Coverage:
    spans = [(dt.date.fromisoformat(a), dt.date.fromisoformat(b)) for a, b in facts["spans"]]
    return Coverage(tuple(spans), facts["basis"])


def _provenance(facts: Mapping[str, Any]) -> Provenance:
    return Provenance(
        tuple(InputFile(**one) for one in facts["inputs"]),
        None if facts["as_of"] is None else dt.date.fromisoformat(facts["as_of"]),
        {name: tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
         for name, value in facts["parameters"].items()},
    )


def _finite(values: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers that JSON has: one that is missing is null."""
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in values.items()}


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: math.nan if v is None else v for k, v in values.items()}
