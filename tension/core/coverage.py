"""What a source looked at, so that silence can be told from absence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tension.core.errors import UsageError

Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Coverage:
    """Days a source covers, as disjoint spans in calendar order, both ends included.

    Parameters
    ----------
    spans : tuple of (date, date)
        First and last covered day of each span.
    basis : str
        Where the claim comes from, in words: "declared by the source", "first to last event of
        the file", …

    Examples
    --------
    >>> whole = Coverage.of([(dt.date(2000, 1, 1), dt.date(2000, 12, 31))], "declared")
    >>> whole.days(dt.date(2000, 12, 1), dt.date(2001, 1, 31))
    31
    """

    spans: tuple[Span, ...]
    basis: str

    @classmethod
    def of(cls, spans: Iterable[Span], basis: str) -> Coverage:
        """Return the coverage of these spans, merged where they touch or overlap."""
        merged: list[Span] = []
        for first, last in sorted(spans):
            if last < first:
                raise UsageError(
                    f"coverage ends ({last}) before it begins ({first}); exchange the two"
                )
            if merged and first <= merged[-1][1] + dt.timedelta(days=1):
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        return cls(tuple(merged), basis)

    @property
    def first(self) -> dt.date | None:
        """First covered day, or None when nothing is covered."""
        return self.spans[0][0] if self.spans else None

    @property
    def last(self) -> dt.date | None:
        """Last covered day, or None when nothing is covered."""
        return self.spans[-1][1] if self.spans else None

    def days(self, first: dt.date, last: dt.date) -> int:
        """Return how many days from ``first`` to ``last``, both included, are covered."""
        return sum(
            max(0, (min(last, end) - max(first, start)).days + 1) for start, end in self.spans
        )

    def union(self, other: Coverage) -> Coverage:
        """Return what either covers."""
        basis = self.basis if self.basis == other.basis else f"{self.basis}; {other.basis}"
        return Coverage.of(self.spans + other.spans, basis)

    def minus(self, spans: Iterable[Span]) -> Coverage:
        """Return what is covered outside these spans.

        Examples
        --------
        >>> year = Coverage.of([(dt.date(2014, 1, 1), dt.date(2014, 12, 31))], "")
        >>> gap = (dt.date(2014, 1, 23), dt.date(2014, 1, 25))
        >>> [str(day) for span in year.minus([gap]).spans for day in span]
        ['2014-01-01', '2014-01-22', '2014-01-26', '2014-12-31']
        """
        left = list(self.spans)
        for first, last in spans:
            before, after = first - dt.timedelta(days=1), last + dt.timedelta(days=1)
            cut = [(start, min(end, before)) for start, end in left]
            cut += [(max(start, after), end) for start, end in left]
            left = sorted({(start, end) for start, end in cut if start <= end})
        return Coverage(tuple(left), self.basis)

    def describe(self) -> str:
        """Return the coverage in words."""
        if not self.spans:
            return "nothing covered"
        spans = ", ".join(f"{first} to {last}" for first, last in self.spans)
        return f"{spans} ({self.basis})"
