"""`Events`: a validated table of directed events with its account and its origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from html import escape
from types import MappingProxyType

import pandas as pd

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.dyad import Dyad
from tension.core.errors import TensionError, UsageError
from tension.core.ledger import Ledger, joined
from tension.core.provenance import Parameter, Provenance

ORDER = ["date", "source", "target", "code", "event_id"]
"""Order of every event table: rows never depend on the order of the file."""


NO_EVENTS_OF = frozenset({"scale"})
"""Inputs that hold no events."""


@dataclass(frozen=True)
class Events:
    """Directed events of one dyad.

    Events of several sources stand in one table, and each source keeps its own events, coverage and
    account beside it: `apart` returns them. What is done to the whole is done to each part.

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
        Sentences about the source by topic, for reports: what the data are, how they were coded;
        ``end``, why its coverage ends, goes when a source joined to it goes on.
    rejects : DataFrame or None
        Bad rows of machine-coded archives, columns as declared in `core.schema.REJECTS`.
    files : DataFrame or None
        What each file of an archive came to, columns as declared in `core.schema.FILES`.
    reports : DataFrame or None
        What an archive reported at all by day, columns as declared in `core.schema.REPORTS`.
    parts : tuple of Events
        Where there are several sources, each one's own events, in order of their names.

    Raises
    ------
    TensionError
        If the table is not of the declaration, an identifier stands twice in it, the ledger does
        not arrive at its length, or the parts do not.

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
    files: pd.DataFrame | None = None
    reports: pd.DataFrame | None = None
    parts: tuple[Events, ...] = ()

    def __post_init__(self) -> None:
        columns = schema.SCORED if "score" in self.table.columns else schema.EVENTS
        table = schema.conform(self.table, columns)
        table = table.sort_values(ORDER, kind="stable", ignore_index=True)
        again = table["event_id"].duplicated()
        if again.any():
            name = table.loc[again, "event_id"].iloc[0]
            raise TensionError(f"event_id {name!r} stands twice in the table; give each its own")
        self.ledger.settle(len(table))
        if self.parts and sum(map(len, self.parts)) != len(table):
            raise TensionError("the parts of the sources do not add up to the table; this is a "
                               "fault of the program, please report it")
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "ledger", self.ledger.of(self.origin))
        object.__setattr__(self, "notes", MappingProxyType(dict(self.notes)))

    def __len__(self) -> int:
        return len(self.table)

    @property
    def origins(self) -> tuple[str, ...]:
        """Sources of the events, sorted; a source that was read and had none is one of them."""
        if self.parts:
            return tuple(sorted({name for part in self.parts for name in part.origins}))
        found = set(self.table["origin"])
        read = {one.origin for one in self.provenance.inputs} - NO_EVENTS_OF
        return tuple(sorted(found or read))

    @property
    def origin(self) -> str:
        """The sources in one name, joined by +, as tables and files say it."""
        return joined(self.origins) or "unknown"

    def apart(self) -> tuple[Events, ...]:
        """Return the events of each source with its own coverage and account, in order of names.

        Returns
        -------
        tuple of Events
            One a source; itself alone when there is but one.

        Raises
        ------
        UsageError
            If the sources were pooled: their coverage and account cannot be told apart any more.

        Examples
        --------
        >>> from tension.sources.read import read_events
        >>> [events.origin for events in read_events().apart()]
        ['chronology']
        """
        if self.parts:
            # A run file says which sources were taken, where they are not all that were read.
            read: dict[str, Parameter] = {}
            if "origin" not in self.provenance.parameters:
                read = {"sources_read": self.origins}
            return tuple(part.choose(origin=part.origins, **read) for part in self.parts)
        if len(self.origins) > 1:
            raise UsageError(f"the events of {' and '.join(self.origins)} were pooled and do not "
                             "come apart; read them anew")
        return (self,)

    def pooled(self) -> Events:
        """Return the events of all sources as one table that does not come apart any more."""
        return replace(self, parts=())

    def each(self, change: Callable[[Events], Events]) -> Events:
        """Return the events with something done to those of each source."""
        if not self.parts:
            return change(self)
        return _together([change(part) for part in self.parts])

    def choose(self, **parameters: Parameter) -> Events:
        """Return the events with further parameters in their provenance."""
        if self.parts:
            return self.each(lambda part: part.choose(**parameters))
        return replace(self, provenance=self.provenance.choose(**parameters))

    def keep(self, mask: pd.Series, stage: str, rule: str, detail: str = "") -> Events:
        """Return the events where ``mask`` is true; what goes is entered under the rule's name."""
        if self.parts:
            ids = self.table["event_id"][mask.to_numpy(dtype=bool)]
            return self.each(
                lambda part: part.keep(part.table["event_id"].isin(ids), stage, rule, detail)
            )
        kept = self.table[mask.to_numpy(dtype=bool)]
        dropped = len(self.table) - len(kept)
        return replace(
            self, table=kept, ledger=self.ledger.drop(stage, rule, "event", dropped, detail)
        )

    def join(self, other: Events) -> Events:
        """Return the events of both; different sources stay apart beside the whole.

        Two tables of one source become one part.

        Raises
        ------
        UsageError
            If the two are not of the same pair of countries.
        """
        if {self.dyad.first, self.dyad.second} != {other.dyad.first, other.dyad.second}:
            raise UsageError(
                f"events of {self.dyad} and of {other.dyad} do not join; read both for one dyad"
            )
        by_origin: dict[str, Events] = {}
        for part in (*(self.parts or (self,)), *(other.parts or (other,))):
            alike = replace(part, dyad=self.dyad)
            known = by_origin.get(part.origin)
            by_origin[part.origin] = alike if known is None else _merged(known, alike)
        return _together([by_origin[name] for name in sorted(by_origin)])

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
        if self.parts:
            counted = ", ".join(f"{part.origin} {len(part)}" for part in self.parts)
            lines.append(f"Sources, kept apart: {counted}")
        lines.append(f"Coverage: {self.coverage.describe()}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        columns = ["date", "source", "target", "code", "summary"]
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.table[columns].head(10).to_html(index=False)
        )


def _together(parts: Sequence[Events]) -> Events:
    """Return the events of different sources as one table, each source's own kept beside it."""
    whole = reduce(_merged, parts)
    return replace(whole, parts=tuple(parts)) if len(parts) > 1 else whole


def _merged(first: Events, second: Events) -> Events:
    """Return two tables as one."""
    coverage = first.coverage.union(second.coverage)
    notes = {
        topic: note for one in (first, second) for topic, note in one.notes.items()
        if topic != "end" or one.coverage.last == coverage.last
    }
    return Events(
        pd.concat([first.table, second.table], ignore_index=True),
        first.dyad,
        coverage,
        first.ledger.join(second.ledger),
        first.provenance.join(second.provenance),
        notes,
        _both(first.rejects, second.rejects),
        _both(first.files, second.files),
        _both(first.reports, second.reports),
    )


def _both(first: pd.DataFrame | None, second: pd.DataFrame | None) -> pd.DataFrame | None:
    """What two sources say of their files, taken together."""
    known = [one for one in (first, second) if one is not None]
    return pd.concat(known, ignore_index=True) if known else None
