"""What an ingest does differently for one pair and for every pair: how it reads and what it keeps.

All else, which archives have to be read and what a stopped run has finished, is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from tension.sources import manifest as manifests
from tension.sources.account import Record, gdelt_overlap, scanned_of, spans_of
from tension.sources.all_store import LAYOUT, AllStore
from tension.sources.archive import Member, Tick
from tension.sources.archives import order_of
from tension.sources.held import rows_as_json, write_held
from tension.sources.journal import Entry, Journal
from tension.sources.rows import Sample, Scanned
from tension.sources.scan import Format, scan
from tension.sources.store import Store

GDELTS = {"gdelt1": "GDELT 1.0", "gdelt2": "GDELT 2.0"}


class Reading(Protocol):
    """The reading of one archive."""

    def scan(self, member: Member, format_: Format, sample: Sample, ontology: str | None,
             tick: Tick | None) -> Scanned:
        """Read a member."""

    def packed(self) -> tuple[bytes, Record]:
        """Return the rows of the members for the journal, and what else its record is to say."""


class Keeper(Protocol):
    """The part of a store that an ingest fills.

    `whose` says in words which rows are read; `head` begins the manifest.
    """

    title: str
    whose: str
    head: Record

    @property
    def place(self) -> Path:
        """The folder the rows go to."""

    @property
    def journal(self) -> Path:
        """What an ingest under way, or one that was stopped, has finished."""

    def locked(self, waiting: Callable[[], None] | None) -> AbstractContextManager[None]:
        """Hold it for writing."""

    def log(self, line: str) -> None:
        """Add a line to its log."""

    def manifest(self) -> Record:
        """Return its manifest."""

    def reading(self, key: str) -> Reading:
        """Begin to read an archive."""

    def refused(self, known: Mapping[str, Record], fresh: Set[str]) -> dict[str, str]:
        """Return which of the archives just read must not be kept beside the others, and why."""

    def account(self, members: Sequence[Scanned]) -> str:
        """Say what became of the rows."""

    def settle(self, manifest: Record, earlier: Record, journal: Journal,
               entries: Mapping[str, Entry]) -> None:
        """Make the store what the manifest says, out of what is held and the journal."""


class PairKeeper:
    """Keeps the rows of one pair.

    Parameters
    ----------
    store : Store
        Where.
    """

    whose = "of the dyad"

    def __init__(self, store: Store) -> None:
        self.store = store
        self.title, self.place, self.journal = store.dyad.title, store.place, store.journal
        self.locked, self.log = store.locked, store.log
        self.head: Record = {"layout": manifests.LAYOUT, "dyad": store.place.name}

    def manifest(self) -> Record:
        """Return its manifest."""
        return manifests.manifest_of(self.store)

    def reading(self, key: str) -> Reading:
        """Begin to read an archive."""
        return _PairReading(self.store, key)

    def refused(self, *_: object) -> dict[str, str]:
        """Return nothing: sources are told apart when the store is read."""
        return {}

    def account(self, members: Sequence[Scanned]) -> str:
        """Say what became of the pair's rows."""
        return (f"of the pair's {sum(one.kept for one in members):,} are kept, "
                f"{sum(sum(one.dropped.values()) for one in members):,} left out by a rule, "
                f"{sum(len(one.rejects) for one in members):,} bad.")

    def settle(self, manifest: Record, earlier: Record, journal: Journal,
               entries: Mapping[str, Entry]) -> None:
        """Write the Parquet file of the pair, where it changes, and the manifest beside it."""
        if entries or manifest != earlier:
            write_held(self.store.events, manifest, journal, entries)
        self.store.write_manifest(manifest)


class _PairReading:
    def __init__(self, store: Store, key: str) -> None:
        self.store, self.key = store, key
        self.scans: list[Scanned] = []

    def scan(self, member: Member, format_: Format, sample: Sample, ontology: str | None,
             tick: Tick | None) -> Scanned:
        self.scans.append(scan(member, format_, self.store.dyad, sample, ontology, tick))
        return self.scans[-1]

    def packed(self) -> tuple[bytes, Record]:
        return rows_as_json(self.key, self.scans), {}


class EveryKeeper:
    """Keeps the rows of every pair.

    Parameters
    ----------
    store : AllStore
        Where.
    """

    title, whose = "All pairs", "between two countries"

    def __init__(self, store: AllStore) -> None:
        self.store = store
        self.place, self.journal = store.place, store.journal
        self.locked, self.log, self.manifest = store.locked, store.log, store.manifest
        self.head: Record = {"layout": LAYOUT}

    def reading(self, key: str) -> Reading:
        """Begin to read an archive."""
        return _EveryReading(key)

    def refused(self, known: Mapping[str, Record], fresh: Set[str]) -> dict[str, str]:
        """Return archives of one GDELT of days that those of the other cover.

        What is held stays; of archives read together the first in order does.
        """
        formats = {one["format"] for record in known.values() for one in record["members"]}
        if not formats >= GDELTS.keys():
            return {}
        members = {key: [scanned_of(one) for one in record["members"]]
                   for key, record in known.items()}
        if not gdelt_overlap([one for many in members.values() for one in many]):
            return {}
        covered: dict[str, set[Any]] = {version: set() for version in GDELTS}
        found: dict[str, str] = {}
        for key in sorted(known, key=lambda key: (key in fresh, order_of(key))):
            days = {version: _days([one for one in members[key] if one.format == version])
                    for version in GDELTS}
            for mine, other in (("gdelt1", "gdelt2"), ("gdelt2", "gdelt1")):
                if key in fresh and days[mine] & (covered[other] | days[other]):
                    found[key] = (
                        f"{GDELTS[mine]} of days that the store has {GDELTS[other]} of, and "
                        "adding them would count stories twice; ingest each version into a --store "
                        "of its own, or take one out with --forget")
            if key not in found:
                for version in GDELTS:
                    covered[version] |= days[version]
        return found

    def account(self, members: Sequence[Scanned]) -> str:
        """Say what became of the rows, rule by rule."""
        left = Counter[str]()
        for one in members:
            left.update(one.dropped)
        told = [f"{sum(one.kept for one in members):,} between two different countries are kept, "
                f"{sum(one.other for one in members):,} are not between two, "
                f"{left.total():,} are left out by a rule, "
                f"{sum(len(one.rejects) for one in members):,} are bad."]
        if several := sum(one.several for one in members):
            told.append(f"Rows that name several countries gave {several:,} more.")
        told += [f"Left out, {count:,}: {rule}." for rule, count in sorted(left.items())]
        return "\n".join(told)

    def settle(self, manifest: Record, earlier: Record, journal: Journal,
               entries: Mapping[str, Entry]) -> None:
        """Write the months that change, and put the new folder in the place of the old one."""
        from tension.sources.all_months import write_months

        if not entries and manifest == {k: v for k, v in earlier.items() if k != "files"}:
            return
        files = write_months(self.store, manifest, earlier, journal, entries)
        self.store.replace(manifest | {"files": files})


class _EveryReading:
    def __init__(self, key: str) -> None:
        self.key = key
        self.tables: list[Any] = []

    def scan(self, member: Member, format_: Format, sample: Sample, ontology: str | None,
             tick: Tick | None) -> Scanned:
        # Arrow's reader of CSV and its functions are of no use to an ingest of one pair.
        from tension.sources.all_dyads import scan_all

        found, table = scan_all(member, format_, sample, self.key, ontology, tick)
        self.tables.append(table)
        return found

    def packed(self) -> tuple[bytes, Record]:
        from tension.sources.all_rows import packed

        rows, parts = packed(self.tables)
        return rows, {"parts": [list(part) for part in parts]}


def _days(members: Sequence[Scanned]) -> set[Any]:
    """Return the days that members cover."""
    return {first + timedelta(number) for first, last in spans_of(members)
            for number in range((last - first).days + 1)}
