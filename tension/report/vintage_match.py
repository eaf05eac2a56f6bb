"""Find the events of one vintage again in another."""

from __future__ import annotations

import pandas as pd

from tension.report.vintages import Vintage

_KEYS = (["origin", "event_id", "act", "told"], ["origin", "act", "told"],
         ["origin", "event_id", "act"], ["origin", "event_id"])
"""What two records of one event share, the surest first."""


def matched(first: Vintage, second: Vintage) -> pd.DataFrame:
    """Return the events of two vintages side by side, one row an event that enters either.

    Returns
    -------
    DataFrame
        `origin`, `event_id`, `date`, `code`, `way` (direction), `url` and `summary` as the second
        has them, else the first; for each of the two (`_before`, `_after`) `period`, `direction`,
        `score` and `unit` (score ÷ bound), missing where the event does not enter; `fresh` (the
        first had not read it), `gone` (the second has not), `changed` (its act differs).
    """
    before, after = _entered(first), _entered(second)
    pairs = _pairs(before, after)
    left = before.loc[pairs["before"].dropna().astype(int)].set_axis(
        pairs.index[pairs["before"].notna()])
    right = after.loc[pairs["after"].dropna().astype(int)].set_axis(
        pairs.index[pairs["after"].notna()])
    made = pd.DataFrame(index=pairs.index)
    for name in ("origin", "event_id", "date", "code", "url", "summary", "way"):
        one, other = (side[name].reindex(pairs.index) for side in (right, left))
        made[name] = one.where(one.notna() & (one != ""), other)
    for name in ("period", "direction", "score", "unit"):
        made[f"{name}_before"] = left[name].reindex(pairs.index)
        made[f"{name}_after"] = right[name].reindex(pairs.index)
    made["fresh"], made["gone"] = pairs["before"].isna(), pairs["after"].isna()
    acts = [side["act"].reindex(pairs.index) for side in (left, right)]
    made["changed"] = ~made["fresh"] & ~made["gone"] & (acts[0] != acts[1])
    entered = made["period_before"].notna() | made["period_after"].notna()
    return made[entered].reset_index(drop=True)


def _entered(vintage: Vintage) -> pd.DataFrame:
    """Every event read, with what it did in the series where it entered."""
    events = vintage.events
    bound = {origin: float(vintage.facts(origin)["scale_bound"]) for origin in vintage.origins}
    events = events.assign(
        unit=events["score"] / events["origin"].map(bound).astype(float),
        way=events["source"] + ">" + events["target"],
    )
    # Every event that enters was read, so that its row is there.
    return vintage.read.merge(events.drop(columns="origin"), on="event_id", how="left")


def _pairs(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Pair the rows of two tables, surest likeness first; what is left stands alone."""
    found = []
    left, right = before, after
    for keys in _KEYS:
        one, two = (side[keys].assign(again=side.groupby(keys).cumcount(), row=side.index)
                    for side in (left, right))
        both = one.merge(two, on=[*keys, "again"], suffixes=("_before", "_after"))
        found.append(pd.DataFrame({"before": both["row_before"], "after": both["row_after"]}))
        left = left.drop(index=both["row_before"].tolist())
        right = right.drop(index=both["row_after"].tolist())
    found.append(pd.DataFrame({"before": left.index.to_series(), "after": None}))
    found.append(pd.DataFrame({"before": None, "after": right.index.to_series()}))
    kept = [one.astype("Int64") for one in found if len(one)]
    empty = pd.DataFrame({"before": [], "after": []}, dtype="Int64")
    return pd.concat([empty, *kept], ignore_index=True)
