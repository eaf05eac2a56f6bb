"""Counts of kinds of acts by period, rare kinds pooled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tension.core.ontology import ontology
from tension.core.period import labels_of
from tension.series.frame import TensionSeries

OTHER = "other"


@dataclass(frozen=True)
class Kinds:
    """How many acts of each kind each period holds; periods without one are left out.

    Parameters
    ----------
    counts : float array, periods × kinds
        No row and no column empty.
    names, labels : list of str
        Of the kinds.
    weight : float array, kinds
        Mean score of a kind's events; missing where none is scored.
    periods : int array
        Place of each row in the series' grid.
    tension : float array, periods
        Tension of each row's period.
    row, kind, day : int array, events
        Row, kind, and day cluster of each event that counts.
    all_events, all_kinds, all_periods, left_out : int
        Events, kinds and periods there were; events that do not count.
    """

    counts: np.ndarray
    names: list[str]
    labels: list[str]
    weight: np.ndarray
    periods: np.ndarray
    tension: np.ndarray
    row: np.ndarray
    kind: np.ndarray
    day: np.ndarray
    all_events: int
    all_kinds: int
    all_periods: int
    left_out: int


def kinds_of(series: TensionSeries, direction: str, by: str, least: int) -> Kinds:
    """Return the counts of a direction's acts, by root or by code.

    Notes
    -----
    Kinds with fewer than ``least`` events are pooled by quad class; pools that are rare even so are
    pooled with one another, and left out where that is rare too.
    """
    events = series.events_in(direction)
    coded = events[events["code"].notna()].sort_values("event_id")
    fine = _fine(coded, by)
    names = _pooled(fine, coded["quad_class"], least)
    kept = coded[names.notna().to_numpy()]
    name = names.dropna()
    kind, known = pd.factorize(name, sort=True)
    place = {label: at for at, label in enumerate(labels_of(series.periods))}
    row, periods = pd.factorize(kept["period"].map(place).to_numpy(dtype=int), sort=True)
    counts = np.zeros((len(periods), len(known)))
    np.add.at(counts, (row, kind), 1.0)
    score = kept["score"].to_numpy(dtype=float)
    scored = ~np.isnan(score)
    number = np.bincount(kind[scored], minlength=len(known)).astype(float)
    total = np.bincount(kind[scored], score[scored], len(known))
    exact = kept["date_precision"] == "day"
    apart = kept["date"].dt.strftime("%Y-%m-%d").where(exact, kept["origin_id"])
    return Kinds(
        counts, [str(one) for one in known], [_label(str(one), kept) for one in known],
        np.divide(total, number, out=np.full(len(known), np.nan), where=number > 0),
        np.asarray(periods), series.direction(direction)["tension"].to_numpy()[periods],
        row, kind, pd.factorize(apart)[0], len(events), len(set(fine)),
        int(events["period"].nunique()), len(events) - len(kept),
    )


def _fine(coded: pd.DataFrame, by: str) -> pd.Series:
    """The kind of each event before any pooling; schemes are told apart where there are several."""
    name = coded["code"].astype("str")
    if by == "root":
        pairs = zip(coded["ontology"], coded["code"], strict=True)
        known = {pair: ontology(pair[0]).root(pair[1]) for pair in set(pairs)}
        name = pd.Series([known[pair] for pair in zip(coded["ontology"], coded["code"],
                                                      strict=True)], index=coded.index, dtype="str")
    if len(set(coded["ontology"])) > 1:
        name = coded["ontology"].astype("str") + " " + name
    return name


def _pooled(fine: pd.Series, quad: pd.Series, least: int) -> pd.Series:
    """Name the rare kinds by what they are pooled into; missing where that is rare too."""
    name = fine.where(fine.map(fine.value_counts()) >= least)
    rare = name.isna()
    pool = f"{OTHER} " + quad.str.replace("_", " ")
    name = name.where(~rare, pool.where(quad.notna(), OTHER))
    rare = rare & (name.map(name.value_counts()) < least)
    name = name.where(~rare, OTHER)
    return name.where(~rare | (int((name == OTHER).sum()) >= least))


def _label(name: str, kept: pd.DataFrame) -> str:
    """What a kind is called; a pool of rare kinds goes by its own name."""
    if name.startswith(OTHER):
        return name
    *scheme, code = name.split(" ")
    return ontology(scheme[0] if scheme else str(kept["ontology"].iloc[0])).label(code)
