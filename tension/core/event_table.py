"""`Events`: a validated table of directed events with its account and its origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from types import MappingProxyType

import pandas as pd

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.dyad import Dyad
from tension.core.errors import TensionError, UsageError
from tension.core.ledger import Ledger
from tension.core.provenance import Provenance

ORDER = ["date", "source", "target", "code", "event_id"]
"""Order of every event table: rows never depend on the order of the file."""


@dataclass(frozen=True)
class Events:
    """Directed events of one dyad.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.schema.EVENTS` (or `SCORED` once scored), one row an event.
    dyad : Dyad
        The pair of countries.
    coverage : Coverage
        Days the source looked at.
    ledger : Ledger
        Account of every row; it must arrive at the number of events in the table.
    provenance : Provenance
        Inputs, parameters, as-of date.
    notes : mapping
        Sentences about the source by topic, for reports: what the data are, how they were coded.
    rejects : DataFrame or None
        Bad rows of machine-coded archives, columns as declared in `core.schema.REJECTS`.

    Raises
    ------
    TensionError
        If the table is not of the declaration, an identifier stands twice in it, or the ledger does
        not arrive at its length.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> read_events().table["code"].iloc[0]
    '042'
    """

    table: pd.DataFrame
    dyad: Dyad
    coverage: Coverage
    ledger: Ledger
    provenance: Provenance
    notes: Mapping[str, str] = field(default_factory=dict)
    rejects: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        columns = schema.SCORED if "score" in self.table.columns else schema.EVENTS
        table = schema.conform(self.table, columns)
        table = table.sort_values(ORDER, kind="stable", ignore_index=True)
        again = table["event_id"].duplicated()
        if again.any():
            name = table.loc[again, "event_id"].iloc[0]
            raise TensionError(f"event_id {name!r} stands twice in the table; give each its own")
        self.ledger.settle(len(table))
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "notes", MappingProxyType(dict(self.notes)))

    def __len__(self) -> int:
        return len(self.table)

    def keep(self, mask: pd.Series, stage: str, rule: str, detail: str = "") -> Events:
        """Return the events where ``mask`` is true; what goes is entered under the rule's name."""
        kept = self.table[mask.to_numpy(dtype=bool)]
        dropped = len(self.table) - len(kept)
        return replace(
            self, table=kept, ledger=self.ledger.drop(stage, rule, "event", dropped, detail)
        )

    def join(self, other: Events) -> Events:
        """Return the events of two sources taken together (a caller's explicit choice).

        Raises
        ------
        UsageError
            If the two are not of the same pair of countries.
        """
        if {self.dyad.first, self.dyad.second} != {other.dyad.first, other.dyad.second}:
            raise UsageError(
                f"events of {self.dyad} and of {other.dyad} do not join; read both for one dyad"
            )
        return Events(
            pd.concat([self.table, other.table], ignore_index=True),
            self.dyad,
            self.coverage.union(other.coverage),
            self.ledger.join(other.ledger),
            self.provenance.join(other.provenance),
            {**self.notes, **other.notes},
            _both(self.rejects, other.rejects),
        )

    def summary(self) -> str:
        """Return what the table holds, in a few lines."""
        if not len(self):
            return f"{self.dyad.title}: no events. Coverage: {self.coverage.describe()}."
        dates = self.table["date"]
        lines = [f"{self.dyad.title}: {len(self)} directed events, "
                 f"{dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}"]
        for one in self.dyad.directed:
            count = int((self.table["source"] == one[:3]).sum())
            lines.append(f"  {one.replace('>', ' → ')}: {count}")
        lines.append(f"Coverage: {self.coverage.describe()}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        columns = ["date", "source", "target", "code", "summary"]
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.table[columns].head(10).to_html(index=False)
        )


def _both(first: pd.DataFrame | None, second: pd.DataFrame | None) -> pd.DataFrame | None:
    """Bad rows of two sources taken together."""
    known = [one for one in (first, second) if one is not None]
    return pd.concat(known, ignore_index=True) if known else None
