"""The account of every row: read = kept + dropped by each named rule + rejected, then + expanded.

Two units are kept apart: rows of files, and the directed events they become. The ledger is a value:
each step returns a new one, and `settle` raises when the table at hand does not have the number of
events the account arrives at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tension.core import schema
from tension.core.errors import TensionError

if TYPE_CHECKING:
    import pandas as pd

Unit = Literal["row", "event"]


def joined(origins: Iterable[str]) -> str:
    """Return the one name of several sources taken together.

    Examples
    --------
    >>> joined(["icews", "chronology"])
    'chronology+icews'
    """
    return "+".join(sorted({name for origin in origins for name in origin.split("+") if name}))


@dataclass(frozen=True)
class Entry:
    """One line of the account; `change` is signed, `concerned` is how many the rule speaks of.

    `origin` is the source, or the sources, that it is about.
    """

    stage: str
    rule: str
    unit: Unit
    change: int
    concerned: int
    detail: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Ledger:
    """An account of rows and directed events.

    Parameters
    ----------
    entries : tuple of Entry
        Its lines, in order.
    origin : str
        Source whose account it is; every further line is entered under it.

    Examples
    --------
    >>> book = Ledger().read("a.csv", 10).drop("filter", "other dyad", "row", 4).expand(1)
    >>> book.rows, book.events
    (6, 7)
    """

    entries: tuple[Entry, ...] = ()
    origin: str = ""

    def _with(self, entry: Entry) -> Ledger:
        return Ledger((*self.entries, replace(entry, origin=self.origin)), self.origin)

    def of(self, origin: str) -> Ledger:
        """Return the account as that of a source; one that has its source already stays."""
        if self.origin:
            return self
        return Ledger(tuple(replace(entry, origin=origin) for entry in self.entries), origin)

    def read(self, file: str, rows: int) -> Ledger:
        """Enter the rows read from a file."""
        return self._with(Entry("read", f"rows of {file}", "row", rows, rows))

    def reject(self, rows: int, detail: str) -> Ledger:
        """Enter rows that could not be used."""
        return self._with(Entry("read", "rejected", "row", -rows, rows, detail)) if rows else self

    def drop(self, stage: str, rule: str, unit: Unit, count: int, detail: str = "") -> Ledger:
        """Enter rows or events taken away by a named rule; 0 is entered too, as a rule that ran."""
        return self._with(Entry(stage, rule, unit, -count, count, detail))

    def split(self, stage: str, rule: str, count: int) -> Ledger:
        """Enter rows that one row was split into beyond itself."""
        return self._with(Entry(stage, rule, "row", count, count)) if count else self

    def expand(self, mirrored: int) -> Ledger:
        """Enter the step from kept rows to directed events, ``mirrored`` rows giving two."""
        kept = Entry("expand", "one event of each kept row", "event", self.rows, self.rows)
        other = Entry("expand", "other side of a reciprocal row", "event", mirrored, mirrored)
        return self._with(kept)._with(other)

    def remark(self, stage: str, rule: str, count: int, detail: str = "") -> Ledger:
        """Enter something that concerns events without taking any away."""
        return self._with(Entry(stage, rule, "event", 0, count, detail)) if count else self

    def join(self, other: Ledger) -> Ledger:
        """Return the account of two sources taken together; its lines keep their own source."""
        return Ledger(self.entries + other.entries, joined([self.origin, other.origin]))

    def _sum(self, unit: Unit) -> int:
        return sum(entry.change for entry in self.entries if entry.unit == unit)

    @property
    def rows(self) -> int:
        """Rows left after every rule so far."""
        return self._sum("row")

    @property
    def events(self) -> int:
        """Directed events left after every rule so far."""
        return self._sum("event")

    def settle(self, events: int) -> Ledger:
        """Return the ledger, or raise when it does not arrive at this number of events."""
        if self.events != events:
            raise TensionError(
                f"the ledger arrives at {self.events} events but the table holds {events}; "
                "this is a fault of the program, please report it"
            )
        return self

    @property
    def table(self) -> pd.DataFrame:
        """The account as a table; columns as declared in `core.schema.LEDGER`."""
        import pandas as pd

        left = {"row": 0, "event": 0}
        rows = []
        for entry in self.entries:
            left[entry.unit] += entry.change
            rows.append(
                (entry.origin, entry.stage, entry.rule, entry.unit, entry.change,
                 left[entry.unit], entry.concerned, entry.detail or None)
            )
        frame = pd.DataFrame(rows, columns=schema.names(schema.LEDGER))
        return schema.conform(frame, schema.LEDGER)
