"""Events → scored events: each code's weight, its quad class, and what the scale does not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import replace

import pandas as pd

from tension.core.errors import UsageError
from tension.core.event_table import Events
from tension.core.ontology import OWN, ontology
from tension.scales.scale import ANY, UNSCORED, Scale

STAGE = "score"
DEFAULTS = {"cameo": "goldstein_cameo", "weis": "goldstein_weis", "plover": "plover",
            "quad": "quad", "acled": UNSCORED}
BY_ORIGIN = {"gdelt1": "goldstein_gdelt", "gdelt2": "goldstein_gdelt"}


def default_scale(events: Events) -> Scale:
    """Return the scale that fits the events: by their source, else by their coding scheme.

    Raises
    ------
    UsageError
        If the events are of several schemes, for which no one scale exists.
    """
    return scale_of(set(events.table["origin"]), set(events.table["ontology"].dropna()))


def scale_of(origins: Set[str], coded: Set[str]) -> Scale:
    """Return the scale that fits events of these origins, coded in these schemes.

    Raises
    ------
    UsageError
        If they are of several schemes, or of one of the user's own.
    """
    if len(origins) == 1 and (name := BY_ORIGIN.get(next(iter(origins)))):
        return Scale.named(name)
    schemes = sorted(coded)
    if len(schemes) > 1:
        raise UsageError(
            f"the events are coded in {' and '.join(schemes)}; no one scale scores both: use "
            "--scale quad, or read one scheme at a time"
        )
    if schemes == [OWN]:
        raise UsageError("codes of your own need a scale of your own: --scale FILE, a CSV with "
                         "code,score and a first line # ontology: own")
    return Scale.named(DEFAULTS[schemes[0]] if schemes else "native")


def score_events(events: Events, scale: str | Scale | None = None) -> Events:
    """Return the events with their scores.

    Parameters
    ----------
    events : Events
        Any events; a score they already have is replaced.
    scale : str, Scale, optional
        Name of a built-in scale, path of a CSV, or a scale; by source and scheme when not given.

    Returns
    -------
    Events
        With the columns `score`, `scored_as` and `quad_class`. A code the scale does not know has
        no score and stays in the table: it is counted and listed in the ledger, never scored 0.

    Raises
    ------
    UsageError
        If a code is of another scheme than the scale's, or a file's own score exceeds the bound.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> bool(score_events(read_events()).table["score"].notna().all())
    True
    """
    chosen = default_scale(events) if scale is None else Scale.of(scale)
    if events.parts:
        return events.each(lambda part: score_events(part, chosen))
    table = events.table.drop(columns=["score", "scored_as", "quad_class"], errors="ignore")
    _require_scheme(table, chosen)
    quad = _quad_classes(table)
    scored_as, score = _look_up(table, quad, chosen)
    table = table.assign(score=score, scored_as=scored_as, quad_class=quad)
    ledger = events.ledger
    unknown = Counter(table.loc[table["score"].isna(), "code"].fillna("without a code"))
    listed = ", ".join(f"{code} ({count})" for code, count in sorted(unknown.items()))
    ledger = ledger.remark(STAGE, f"without a score in {chosen.name}", unknown.total(), listed)
    if chosen.basis == "code":
        above = table["scored_as"].notna() & (table["scored_as"] != table["code"])
        ledger = ledger.remark(STAGE, "scored by the parent code", int(above.sum()))
    provenance = events.provenance.choose(scale=chosen.name, scale_bound=chosen.bound)
    if chosen.source is not None and chosen.source not in provenance.inputs:
        # A scale of one's own is an input like the events: its hash belongs to the result.
        provenance = replace(provenance, inputs=(*provenance.inputs, chosen.source))
        provenance = provenance.choose(scale=chosen.source.name)
    return replace(events, table=table, ledger=ledger, provenance=provenance)


def _require_scheme(table: pd.DataFrame, scale: Scale) -> None:
    if scale.ontology == ANY or scale.basis == "native":
        return
    foreign = table[table["ontology"].notna() & (table["ontology"] != scale.ontology)]
    if len(foreign):
        row = foreign.iloc[0]
        raise UsageError(
            f"{row['file']}, line {row['line']}, code {row['code']}: the code is of "
            f"{ontology(row['ontology']).title} and the scale {scale.name} of "
            f"{ontology(scale.ontology).title}; choose --scale "
            f"{DEFAULTS.get(row['ontology'], 'FILE')}"
        )


def _quad_classes(table: pd.DataFrame) -> pd.Series:
    known = {
        (scheme, code): ontology(scheme).quad.get(code)
        for scheme, code in set(zip(table["ontology"], table["code"], strict=True))
        if isinstance(scheme, str) and isinstance(code, str)
    }
    return pd.Series(
        [known.get(pair) for pair in zip(table["ontology"], table["code"], strict=True)],
        index=table.index, dtype=object,
    ).astype("str")


def _look_up(table: pd.DataFrame, quad: pd.Series, scale: Scale) -> tuple[pd.Series, pd.Series]:
    if scale.basis == "native":
        _require_bound(table, scale)
        return table["code"].where(table["native_score"].notna()), table["native_score"]
    key = quad if scale.basis == "quad_class" else table["code"]
    known = {code: scale.resolve(code) for code in sorted(set(key.dropna()))}
    scored_as = key.map(known).astype("str")
    return scored_as, scored_as.map(scale.scores).astype("float64")


def _require_bound(table: pd.DataFrame, scale: Scale) -> None:
    beyond = table[table["native_score"].abs() > scale.bound]
    if len(beyond):
        row = beyond.iloc[0]
        raise UsageError(
            f"{row['file']}, line {row['line']}: the score {row['native_score']:g} lies outside "
            f"±{scale.bound:g}; state the bound of your scale: --scale native:100"
        )
