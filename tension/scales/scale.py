"""`Scale`: a table of codes and scores with its scheme, its bound and its source."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeVar

import numpy as np
import pandas as pd

from tension.core.errors import UsageError, nearest
from tension.core.ontology import ontology
from tension.core.provenance import InputFile
from tension.core.schema import QUAD_CLASSES
from tension.sources.scale_table import read_scale_table

Scores = TypeVar("Scores", float, np.ndarray, pd.Series)

UNSCORED = "unscored"
"""Name of the scale that scores nothing."""

ANY = "any"
"""Scheme of a scale that scores events of every scheme."""

ENDINGS = (".csv", ".tsv", ".txt")
"""Endings by which the name of a scale is the path of a table."""

Basis = Literal["code", "quad_class", "native"]

GOLDSTEIN = (
    "Goldstein, J. S. (1992). A Conflict-Cooperation Scale for WEIS Events Data. "
    "Journal of Conflict Resolution 36(2), 369–385. doi:10.1177/0022002792036002007"
)


@dataclass(frozen=True)
class Scale:
    """Weights of kinds of acts, between full conflict (−bound) and full cooperation (+bound).

    Parameters
    ----------
    name, title : str
        Short name for the command line; title for the report.
    ontology : str
        Scheme of its codes, or ``any``.
    bound : float
        Largest score in size that the scale allows; `tension` is measured against it.
    scores : dict
        Code (or quad class) → score.
    basis : str
        What is looked up: the event's ``code``, its ``quad_class``, or its ``native`` score.
    fallback : bool
        Whether a code not listed takes its parent's score; the ledger counts how often.
    citation, note : str
        Source of the weights; what to know about them.
    source : InputFile or None
        The file a scale of your own was read from.

    Raises
    ------
    UsageError
        If the bound is no number above 0, or a score lies beyond it.

    References
    ----------
    Goldstein (1992), Journal of Conflict Resolution 36(2), 369–385,
    doi:10.1177/0022002792036002007.

    Examples
    --------
    >>> Scale.named("goldstein_cameo").scores["042"]
    1.9
    """

    name: str
    title: str
    ontology: str
    bound: float
    scores: Mapping[str, float] = field(repr=False)
    basis: Basis = "code"
    fallback: bool = False
    citation: str = ""
    note: str = ""
    source: InputFile | None = None

    def __post_init__(self) -> None:
        if not 0 < self.bound < float("inf"):
            raise UsageError(f"the bound of the scale {self.name} is {self.bound:g}; it must be a "
                             "number above 0")
        beyond = [code for code, score in self.scores.items() if not abs(score) <= self.bound]
        if beyond:
            raise UsageError(
                f"the scale {self.name} scores {beyond[0]} {self.scores[beyond[0]]:g}, beyond its "
                f"bound {self.bound:g}; raise the bound"
            )
        object.__setattr__(self, "scores", MappingProxyType(dict(self.scores)))

    @classmethod
    def named(cls, name: str) -> Scale:
        """Return a built-in scale; ``native:100`` is the file's own scores with bound 100.

        Raises
        ------
        UsageError
            If there is none of that name; the nearest are named.
        """
        if name.partition(":")[0] == "native":
            return _native(name)
        if name == UNSCORED:
            return cls(name, "No scale: events are counted only", ANY, 10.0, {},
                       note="the source gives no scores and no published scale fits its codes")
        if name not in BUILT_IN:
            close = nearest(name, [*BUILT_IN, "native"]) or [*BUILT_IN, "native"]
            raise UsageError(
                f"there is no scale {name!r}; use {', '.join(close)}, or a CSV with code,score"
            )
        return _load(name)

    @classmethod
    def from_csv(cls, path: str | Path) -> Scale:
        """Return a scale of your own; see `sources.scale_table.read_scale_table` for the file."""
        read = read_scale_table(path)
        by_class = read.ontology == "quad"  # every scheme's codes have a quad class
        return cls(
            read.name, read.title, ANY if by_class else read.ontology, read.bound, read.scores,
            "quad_class" if by_class else "code", read.fallback, read.citation,
            f"read from {Path(path).name}", read.source,
        )

    @classmethod
    def of(cls, scale: str | Scale) -> Scale:
        """Return the scale meant by a name, the path of a CSV, or a scale itself."""
        if isinstance(scale, Scale):
            return scale
        if scale.endswith(ENDINGS):
            return cls.from_csv(scale)
        return cls.named(scale)

    def resolve(self, code: str) -> str | None:
        """Return the code whose score an event of this code gets, or None.

        Examples
        --------
        >>> Scale.named("goldstein_gdelt").resolve("1213") is None
        True
        """
        if code in self.scores:
            return code
        if not self.fallback or self.basis != "code":
            return None
        scheme = ontology(self.ontology)
        parent = scheme.parent(code)
        while parent is not None and parent not in self.scores:
            parent = scheme.parent(parent)
        return parent

    @property
    def table(self) -> pd.DataFrame:
        """Codes, labels and scores; columns `code`, `label`, `score`."""
        label = ontology("quad" if self.ontology == ANY else self.ontology).label
        rows = [(code, label(code), score) for code, score in self.scores.items()]
        return pd.DataFrame(rows, columns=["code", "label", "score"])

    @property
    def per_point(self) -> float:
        """Points of tension that one point of the scale is worth."""
        return 50.0 / self.bound

    def tension(self, net: Scores) -> Scores:
        """Return scores as points of tension: 0 full cooperation, 50 neutral, 100 full conflict.

        Examples
        --------
        >>> Scale.named("goldstein_cameo").tension(-10.0)
        100.0
        """
        return 50.0 - self.per_point * net

    def summary(self) -> str:
        """Return what the scale is, in a few lines."""
        lines = [f"{self.title} ({self.name})",
                 f"  scheme {self.ontology}, {len(self.scores)} codes, bound ±{self.bound:g}"]
        lines += [f"  {text}" for text in (self.note, self.citation) if text]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.table.head(12).to_html(index=False)
        )


# name → (title, scheme, fallback, citation, note)
BUILT_IN: dict[str, tuple[str, str, bool, str, str]] = {
    "goldstein_cameo": (
        "Goldstein scores for CAMEO", "cameo", False, GOLDSTEIN,
        "as carried over to CAMEO 1.1b3 and used by ICEWS; 016 Deny responsibility is −5.0",
    ),
    "goldstein_gdelt": (
        "Goldstein scores as GDELT gives them", "cameo", False, GOLDSTEIN,
        "equal to goldstein_cameo but for 016 (−2.0), 022 (3.2), 164 (−7.0), 165 (−6.5), and "
        "without 1213",
    ),
    "goldstein_weis": (
        "Goldstein scores for WEIS", "weis", False, GOLDSTEIN,
        "63 standard codes and the KEDS extensions, from one published copy of the table; codes "
        "114, 130, 143, 199, 204, 214 and 215 occur in data and have no score",
    ),
    "plover": (
        "PLOVER conflict–cooperation scores", "plover", True,
        "PLOVER: A Political Event Ontology, manual of 2021/22",
        "16 event types and their modes; a mode without a score takes its type's; the manual "
        "prints ACCUSE without a sign and it is read as −3",
    ),
    "quad": (
        "Quad class, ±1 verbal and ±2 material", ANY, False, "tension's own, for comparison",
        "not a published scale: verbal acts weigh 1, material acts 2",
    ),
}


@cache
def _load(name: str) -> Scale:
    title, scheme, fallback, citation, note = BUILT_IN[name]
    if name == "quad":
        scores = dict(zip(QUAD_CLASSES, (1.0, 2.0, -1.0, -2.0), strict=True))
        return Scale(name, title, scheme, 2.0, scores, "quad_class", fallback, citation, note)
    text = (files("tension.scales") / "tables" / f"{name}.csv").read_text(encoding="utf-8")
    scores = {row["code"]: float(row["score"]) for row in csv.DictReader(text.splitlines())}
    return Scale(name, title, scheme, 10.0, scores, "code", fallback, citation, note)


def _native(name: str) -> Scale:
    _, _, bound = name.partition(":")
    try:
        size = float(bound or 10)
        if not 0 < size < float("inf"):
            raise ValueError
    except ValueError:
        raise UsageError(f"{name!r}: the bound must be a number above 0: native:100") from None
    return Scale(name, "Scores of the file itself", ANY, size, {}, "native",
                 note=f"taken as they stand, on a scale from −{size:g} to +{size:g}")


def scales() -> list[Scale]:
    """Return the built-in scales."""
    return [_load(name) for name in BUILT_IN]
