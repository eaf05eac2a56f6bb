"""What an ingest did, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

NAMED = 10
"""Archives of a kind that are named before it is said how many more there are."""


@dataclass(frozen=True)
class Ingested:
    """What an ingest did.

    Parameters
    ----------
    title : str
        Whose rows were read: ``Iran–Azerbaijan``.
    place : Path
        Folder they went to.
    new, held : int
        Archives read for the first time, and not read since they are held.
    replaced : list of str
        Archives read again, whose rows took the place of the earlier ones.
    copies : mapping
        Archive → the one it is a copy of, by content; it is not read twice.
    damaged : mapping
        Archive → why the copy of it was read in its place.
    by_hand : list of str
        Files, or members of zips, that are of no format of an archive.
    failed : mapping
        Archive → what is wrong with it.
    rows, matched, left_out, rejected : int
        Rows that the store's archives hold, those that were kept, those that a named rule left
        out, and the bad ones.
    account : str
        What became of all rows, in a sentence or two.
    as_of : str
        Last day the archives reach to; "" when none shows a day.
    """

    title: str
    place: Path
    new: int
    replaced: list[str]
    held: int
    copies: Mapping[str, str]
    damaged: Mapping[str, str]
    by_hand: list[str]
    failed: Mapping[str, str]
    rows: int
    matched: int
    left_out: int
    rejected: int
    account: str
    as_of: str

    @property
    def changed(self) -> int:
        """How many archives were read again."""
        return len(self.replaced)

    @property
    def nothing(self) -> str:
        """Why nothing of what was named is an archive; "" when something is, or failed as one."""
        if self.new or self.replaced or self.held or self.copies or self.failed:
            return ""
        if not self.by_hand:
            return ""
        more = f" and {len(self.by_hand) - 1} more" if len(self.by_hand) > 1 else ""
        several = "are" if more else "is"
        return (f"{self.by_hand[0]}{more} {several} of no format of an archive, so that nothing "
                "was read: name one with --source-format, or give a table coded by hand to "
                "`tension report`")

    def summary(self) -> str:
        """Return what was done, in a few lines."""
        read = f"{self.new} new, {self.changed} changed, {self.held} held already"
        lines = [f"{self.title}: {read}. The archives of the store have {self.rows:,} rows; "
                 f"{self.account}"]
        lines += _named([f"{name}: another content than before under this name; its rows replace "
                         "the earlier ones" for name in self.replaced])
        lines += _named([f"{name}: the same as {other}; not read twice"
                         for name, other in sorted(self.copies.items())])
        lines += _named([f"{self.damaged[name]}; a copy of it was read"
                         for name in sorted(self.damaged)])
        lines += _named([f"{name}: of no format of an archive, not read; if it is a table coded by "
                         "hand, `tension report` reads it" for name in self.by_hand])
        lines.append(f"Store: {self.place}" + (f", as of {self.as_of}" if self.as_of else ""))
        return "\n".join(lines)


def _named(lines: Sequence[str]) -> list[str]:
    more = len(lines) - NAMED
    return [*lines[:NAMED], *([f"and {more} more such"] if more > 0 else [])]
