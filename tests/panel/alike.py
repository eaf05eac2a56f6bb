"""What the panel must be equal to: the series of each pair, built one by one."""

import gzip
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.dyad import Dyad, find_country
from tension.core.event_table import Events
from tension.core.ledger import Ledger
from tension.core.provenance import Provenance
from tension.models.simulate import simulate
from tension.series.aggregate import build_series

REAL = Path(__file__).parents[3] / "shared" / "real"
COMPARED = [name for name in schema.names(schema.SERIES) if name not in (
    "period", "direction", "origin", "conflict_share", "coverage", "reports_total",
    "share_of_reports")]
KEYS = ["dyad", "period", "direction"]


def one_by_one(each, **how):
    """The months with events of the series of each pair."""
    parts = []
    for events in each:
        table = build_series(events, **how).table
        first, second = sorted((events.dyad.first, events.dyad.second))
        parts.append(table[table["events"] > 0].assign(dyad=f"{first}-{second}"))
    whole = pd.concat(parts)
    return whole.sort_values(KEYS, ignore_index=True)


def assert_equal(panel, each, **how):
    """Hold a panel's table against the series row by row, to 1e-9."""
    expected = one_by_one(each, **how)
    found = panel.table.sort_values(KEYS, ignore_index=True)
    pd.testing.assert_frame_equal(found[KEYS], expected[KEYS])
    for name in COMPARED:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-9, atol=1e-9,
                                   err_msg=name)
    assert len(found)


def events_of(table, dyad, coverage=None):
    """`Events` of one pair out of a table of many."""
    pair = Dyad.parse(dyad)
    mine = table[(table["source"].isin([pair.first, pair.second]))
                 & (table["target"].isin([pair.first, pair.second]))]
    whole = coverage or Coverage.of(
        [(table["date"].min().date(), (table["date"].max() + pd.offsets.MonthEnd(0)).date())],
        "declared")
    ledger = Ledger().read("made", len(mine)).expand(0)
    return Events(mine, pair, whole, ledger, Provenance())


def apart(table, coverage=None):
    """`Events` of each pair of a table."""
    pairs = {tuple(sorted(one)) for one in zip(table["source"], table["target"], strict=True)}
    return [events_of(table, "-".join(one), coverage) for one in sorted(pairs)
            if one[0] != one[1]]


def table_of(rows):
    """An event table of tuples: date, precision, source, target, code, and a mapping of others."""
    made = []
    for number, (date, precision, source, target, code, others) in enumerate(rows):
        row = {
            "event_id": f"e{number:07d}", "date": pd.Timestamp(date), "date_precision": precision,
            "source": source, "target": target, "code": code,
            "ontology": None if code is None else "cameo", "directed": True, "origin": "icews",
            "origin_id": str(number), "file": "made.csv", "line": number + 2, **others,
        }
        made.append({column.name: row.get(column.name) for column in schema.EVENTS})
    frame = pd.DataFrame(made, columns=schema.names(schema.EVENTS))
    return schema.conform(frame, schema.EVENTS)


def seeded(rows, seed=3, months=40, others=None):
    """A table of many pairs with stories told twice, months, silence and unscored codes."""
    rng = np.random.default_rng(seed)
    states = ["IRN", "AZE", "ARM", "TUR", "RUS", "USA", "CHN", "ISR", "GEO", "KAZ"]
    codes = np.array(["042", "040", "190", "112", "057", "138", "1213", "016", "0841", None],
                     dtype=object)
    made = []
    for number in range(rows):
        one, two = rng.choice(len(states), 2, p=[.2, .18, .15, .12, .1, .08, .07, .05, .03, .02],
                              replace=False)
        date = pd.Timestamp("2001-01-01") + pd.Timedelta(days=int(rng.integers(0, 30 * months)))
        precision = "day" if rng.random() < .9 else ("month" if rng.random() < .8 else "year")
        if precision != "day":
            date = date.replace(day=1)
        if precision == "year":
            date = date.replace(month=1)
        row = {"native_score": None if rng.random() < .3 else float(rng.normal(0, 3)),
               "origin_id": f"r{number // 2}" if rng.random() < .3 else str(number),
               "directed": bool(rng.random() < .97), **(others or {})}
        row["native_score"] = row["native_score"] and float(np.clip(row["native_score"], -9, 9))
        made.append((date, precision, states[one], states[two], codes[rng.choice(len(codes))], row))
        if rng.random() < .15:
            made.append(made[-1])
        if rng.random() < .1:  # a reciprocal row: its other half shares the identifier
            made.append((date, precision, states[two], states[one], made[-1][4], row))
    return table_of(made)


def pairs_of(name, most=40):
    """The pairs of a real file that most rows may be of."""
    path = REAL / name
    content = path.read_bytes()
    content = gzip.decompress(content) if name.endswith("gz") else content
    left, right = {"icews": (4, 10), "keds": (1, 2), "tabari": (1, 2)}.get(
        name.split("_")[0].split("-")[0], (7, 17))
    counts = Counter()
    for line in content.decode("utf-8", "replace").splitlines():
        cells = [cell.strip('"') for cell in line.split(
            "," if name.startswith("keds") else "\t")]
        if len(cells) > right:
            ends = [find_country(cells[at]) or find_country(cells[at][:3])
                    for at in (left, right)]
            if all(ends) and ends[0] != ends[1]:
                counts[tuple(sorted(ends))] += 1
    return ["-".join(pair) for pair, _ in counts.most_common(most)]


def neighbourhood(shifting, months=96, at=48, per_month=(3, 6), silent=0.0, pairs=None):
    """Events of many pairs, and of Iran and Azerbaijan alone; those named turn tense at a month."""
    names = pairs or ["IRN-AZE", "IRN-TUR", "IRN-RUS", "IRN-USA", "IRN-ISR", "IRN-SAU", "AZE-TUR",
                      "AZE-RUS", "AZE-ARM", "AZE-GEO", "AZE-USA", "IRN-IRQ", "USA-RUS", "ISR-SYR"]
    made = []
    for seed, name in enumerate(names, start=100):
        states = ["calm"] * months
        if name in shifting:
            states[at:] = ["tense"] * (months - at)
        made.append(simulate(states, events_per_month=per_month, silent=silent, dyad=name,
                             seed=seed).events)
    return made[0], pd.concat([one.table for one in made], ignore_index=True)
