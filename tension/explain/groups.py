"""Contributions of events, added up by group; and of sums, what is volume and what is intensity.

A mean knows nothing of how many events there are: it changes because its composition does. Each
group has a share and a mean of its own on both sides of a change, and what it adds to the change is
split between the two by averaging over both orders (Shapley 1953; in demography Kitagawa 1955,
doi:10.1080/01621459.1955.10501299), which is exact and favours neither side.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from tension.core import results, schema
from tension.core.language import later, say
from tension.core.ontology import ontology
from tension.events.actors import ROLES, roles_of

ROUNDING = 1e-9
"""Points of tension by which a mean may leave the range of its scores."""

NOT_TOLD = later("not told")
"""Group of what the source does not say."""


def _codes(events: pd.DataFrame) -> pd.DataFrame:
    pairs = events[["ontology", "code"]].drop_duplicates().dropna()
    label = {
        (scheme, code): ontology(scheme).label(code)
        for scheme, code in pairs.itertuples(index=False)
    }
    keys = zip(events["ontology"], events["code"], strict=True)
    return _named(events["code"], pd.Series([label.get(key) for key in keys], events.index))


def _quads(events: pd.DataFrame) -> pd.DataFrame:
    return _named(events["quad_class"], events["quad_class"].str.replace("_", " "))


def _directions(events: pd.DataFrame) -> pd.DataFrame:
    return _named(events["direction"], events["direction"].str.replace(">", " → "))


def _actors(events: pd.DataFrame) -> pd.DataFrame:
    return _named(events["source_actor"], events["source_actor"])


def _roles(events: pd.DataFrame) -> pd.DataFrame:
    role = roles_of(events["source_actor"], events["source"])
    # A role is read from a code; a name in words tells none.
    coded = events["source_actor"].str.fullmatch(r"[A-Z]{3}[A-Z0-9]*").fillna(False).astype(bool)
    label = events["source"] + ": " + role.map(ROLES)
    return _named((events["source"] + role).where(coded), label.where(coded))


def _named(group: pd.Series, label: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"group": group, "label": label}).fillna(NOT_TOLD)


GROUPS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "code": _codes, "quad": _quads, "direction": _directions, "actor": _actors, "role": _roles,
}
"""What events can be grouped by: the acting party's `actor` as the source wrote it, its `role` by
its code."""


def group_table(
    events: pd.DataFrame, by: str, after: np.ndarray, before: np.ndarray | None, point: float
) -> pd.DataFrame:
    """Return contributions by group, those furthest from 0 first.

    Parameters
    ----------
    events : DataFrame
        Scored events, columns of `core.schema.ENTERED`.
    by : str
        A key of `GROUPS`.
    after, before : float array, n
        Share of each event in the number, or in the numbers after and before.
    point : float
        Points of tension a point of the scale is worth.

    Returns
    -------
    DataFrame
        Columns as declared in `core.results.DRIVER_GROUPS`.
    """
    named = GROUPS[by](events)
    keys = pd.MultiIndex.from_frame(named)
    codes, groups = pd.factorize(keys)
    push = -point * events["score"].to_numpy(dtype=float)
    made = groups.to_frame(index=False).set_axis(["group", "label"], axis=1)
    total, share, mean = _side(codes, len(groups), push, after)
    made = made.assign(
        by=by, events=np.bincount(codes, minlength=len(groups)).astype(float), share_after=share,
        tension_after=50.0 + mean, contribution=total,
    )
    if before is not None:
        earlier, its_share, its_mean = _side(codes, len(groups), push, before)
        mix, within = two_factors((earlier, its_share, its_mean), (total, share, mean))
        made = made.assign(
            share_before=its_share, tension_before=50.0 + its_mean, mix=mix, within=within,
            contribution=total - earlier,
        )
    return schema.conform(
        made.sort_values(["contribution", "group"], key=_far_first, kind="stable"),
        results.DRIVER_GROUPS,
    )


def _far_first(values: pd.Series) -> pd.Series:
    return values if values.dtype.kind != "f" else -values.abs().round(9)


def _side(
    codes: np.ndarray, number: int, push: np.ndarray, share: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Contribution, share and mean of each group; the mean is missing where there is none.

    Weights of a regime's level may be below 0, and a group of such a share has no mean.
    """
    total = np.bincount(codes, share * push, number)
    shares = np.bincount(codes, share, number)
    least, most = np.full(number, np.inf), np.full(number, -np.inf)
    np.minimum.at(least, codes, push)
    np.maximum.at(most, codes, push)
    mean = total / np.where(shares > 0, shares, np.nan)
    inside = (mean >= least - ROUNDING) & (mean <= most + ROUNDING)
    return total, shares, np.where(inside, mean, np.nan)


def group_name(row: Any) -> str:
    """Return a group as a reader knows it: a code with what it stands for, else the label."""
    if row.by == "code" and row.group != row.label:
        return f"{row.group} {row.label}"
    return say(NOT_TOLD) if row.label == NOT_TOLD else str(row.label)


Parts = tuple[np.ndarray, np.ndarray, np.ndarray]


def two_factors(before: Parts, after: Parts) -> tuple[np.ndarray, np.ndarray]:
    """Split the change of products into what each factor brings, averaged over both orders.

    Parameters
    ----------
    before, after : (product, amount, rate)
        Float arrays, n. A rate is missing where there is no amount to have one.

    Returns
    -------
    (float array, float array)
        What the amounts bring and what the rates bring; all is the amounts' where a rate is
        missing. They add up to the change.

    Examples
    --------
    >>> one = [np.array([x]) for x in (6.0, 2.0, 3.0)]
    >>> other = [np.array([x]) for x in (20.0, 4.0, 5.0)]
    >>> [float(part[0]) for part in two_factors(one, other)]
    [8.0, 6.0]
    """
    (product, amount, rate), (later, its_amount, its_rate) = before, after
    by_rate = np.nan_to_num((its_rate - rate) * (amount + its_amount) / 2)
    return later - product - by_rate, by_rate


def volume_table(
    events: pd.DataFrame, place: np.ndarray, before: np.ndarray, after: np.ndarray
) -> pd.DataFrame:
    """Return how the sums of cooperation, conflict and both changed, and why.

    Parameters
    ----------
    events : DataFrame
        Scored events.
    place : int array, n
        Position of the period of each.
    before, after : int array
        Positions of the covered periods of either side.

    Returns
    -------
    DataFrame
        Columns as declared in `core.results.VOLUME`, one row a side.
    """
    score = events["score"].to_numpy(dtype=float)
    sides = {"cooperation": (score > 0, score), "conflict": (score < 0, -score),
             "total": (np.ones(len(score), dtype=bool), score)}
    rows = []
    for side, (mine, points) in sides.items():
        parts = []
        for places in (before, after):
            here = mine & np.isin(place, places)
            number, total = here.sum() / len(places), points[here].sum() / len(places)
            rate = total / number if number else np.nan
            parts.append((np.array([total]), np.array([number]), np.array([rate])))
        volume, intensity = (float(part[0]) for part in two_factors(*parts))
        (old, few, _), (new, many, _) = ([float(x[0]) for x in part] for part in parts)
        rows.append((side, few, many, old, new, new - old, volume, intensity))
    return schema.conform(pd.DataFrame(rows, columns=schema.names(results.VOLUME)), results.VOLUME)
