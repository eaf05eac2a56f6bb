"""`datapackage.json`: what the CSV files beside it hold, for programs (Data Package, version 1).

Every column with its type, unit and meaning, every file with its size and sum; and what the tables
do not say of each series, from which `TensionSeries.from_csv` brings it back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from tension.core import exported, schema
from tension.core.provenance import Provenance, versions
from tension.report.cite import citations, data_used
from tension.series.facts import facts_of
from tension.series.frame import TensionSeries
from tension.sources.saved import FACTS

TITLES = {
    "series.csv": "Tension by period and direction",
    "level.csv": "Estimated level of tension",
    "breaks.csv": "Dated breaks in the level",
    "events.csv": "Scored events that entered",
    "ledger.csv": "Account of every row",
    "rejects.csv": "Bad rows of archives, set aside",
    "files.csv": "What each file of an archive came to",
    "solidity.csv": "How solid each break is",
    "survival.csv": "In how many combinations of choices each break is found",
    "combinations.csv": "What every combination of choices finds",
    "nulls.csv": "Breaks as strong in quiet worlds",
    "sensitivity.csv": "How far errors in the events move the answer",
    "removals.csv": "The fewest events without which a break vanishes",
    "real_time.csv": "The level as it was known at the time",
    "context.csv": "The pair among the other pairs of its two countries",
}

KEYS = {
    "series.csv": ["origin", "direction", "period"],
    "level.csv": ["origin", "direction", "period"],
    "breaks.csv": ["origin", "direction", "break"],
    "events.csv": ["event_id"],
}
"""Columns that tell a table's rows apart."""

_TYPES: dict[str, dict[str, Any]] = {
    schema.TEXT: {"type": "string"},
    schema.REAL: {"type": "number"},
    schema.WHOLE: {"type": "integer"},
    schema.FLAG: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    schema.DATE: {"type": "date"},
}
_BOUNDS = {"0…1": {"minimum": 0, "maximum": 1}, "0…100": {"minimum": 0, "maximum": 100}}


def package_text(
    series: Sequence[TensionSeries], files: Mapping[str, bytes], *, raw: bool, excel: bool
) -> str:
    """Return the description of some exported tables.

    Parameters
    ----------
    series : sequence of TensionSeries
        What was exported.
    files : mapping
        Name of each CSV file → its bytes.
    raw, excel : bool
        Whether text cells stayed as they are; whether the files begin with a byte-order mark.
    """
    whole = reduce(Provenance.join, [one.provenance for one in series])
    first = series[0]
    cited = [told for one in series for told in citations(one.scale, *data_used(one))]
    package = {
        "profile": "tabular-data-package",
        "name": f"tension-{str(first.dyad).lower()}",
        "title": f"{first.dyad.title}: tension by {first.freq}",
        "description": "How tense two countries are, from coded events. 0 is full cooperation, 50 "
        "neutral, 100 full conflict; an empty cell is missing, never 0. Levels of different "
        "sources are not comparable.",
        "version": str(whole.as_of),
        "citations": list(dict.fromkeys(cited)),
        "sources": [
            {"title": one.name, "sha256": one.sha256, "bytes": one.size, "format": one.origin}
            for one in whole.inputs
        ],
        "raw": raw,
        "versions": versions(),
        "resources": [_resource(name, content, excel) for name, content in files.items()],
        FACTS: [facts_of(one) for one in series],
    }
    return json.dumps(package, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _resource(name: str, content: bytes, excel: bool) -> dict[str, Any]:
    columns = exported.TABLES.get(name, exported.DICTIONARY)
    key = {"primaryKey": KEYS[name]} if name in KEYS else {}
    return {
        "profile": "tabular-data-resource",
        "name": name.removesuffix(".csv"),
        "title": TITLES.get(name, "Every column of every table"),
        "path": name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if excel else "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": [_field(one) for one in columns], "missingValues": [""], **key},
    }


def _field(column: schema.Column) -> dict[str, Any]:
    constraints = {**({"required": True} if column.missing == "never" else {}),
                   **_BOUNDS.get(column.unit, {})}
    never = column.missing == "never"
    told = column.meaning if never else f"{column.meaning} Missing: {column.missing}."
    return {
        "name": column.name, **_TYPES[column.dtype], "unit": column.unit, "description": told,
        **({"constraints": constraints} if constraints else {}),
    }
