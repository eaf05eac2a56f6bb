"""`ingest`: archives → store, reading only what is new or changed.

Each finished archive goes into a journal at once; at the end the journal and the earlier Parquet
file become the new one. Whatever moment the process is killed at, the next run goes on from the
journal and ends with the same bytes. Nothing here imports pandas.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tension.core.dyad import Dyad
from tension.core.errors import InputError
from tension.sources.account import Record, record_of, require_good
from tension.sources.archive import INFLATE, WAIT, Member, Tick
from tension.sources.archives import Archive, archives_of, order_of, sha256_of, sum_of
from tension.sources.detect import recognised
from tension.sources.held import rows_as_json, write_held
from tension.sources.journal import Entry, Journal
from tension.sources.manifest import LAYOUT, manifest_of
from tension.sources.rows import Scanned
from tension.sources.scan import sample_of, scan
from tension.sources.search import ENGINE
from tension.sources.store import Store
from tension.sources.workers import WORKERS, Watcher, as_done, in_order


@dataclass(frozen=True)
class Plan:
    """An archive with its sums, before it is decided whether it has to be read."""

    archive: Archive
    size: int = 0
    sums: tuple[int, ...] = ()
    sha256: str = ""
    failed: str = ""

    @property
    def content(self) -> tuple[int, tuple[int, ...]]:
        """What the archive is known by, whatever its name."""
        return self.size, self.sums


@dataclass(frozen=True)
class Ingested:
    """What an ingest did.

    Parameters
    ----------
    store : Store
        Where it went.
    new, changed, held : int
        Archives read for the first time, read again, and not read.
    copies : mapping
        Archive → the one it is a copy of, by content; it is not read twice.
    by_hand : list of str
        Files that are no archives but tables coded by hand.
    failed : mapping
        Archive → what is wrong with it.
    rows, matched, left_out, rejected : int
        Rows that the store's archives hold, those of the dyad that were kept, those that a named
        rule left out, and the bad ones.
    as_of : str
        Last day the archives reach to; "" when none shows a day.
    """

    store: Store
    new: int
    changed: int
    held: int
    copies: dict[str, str]
    by_hand: list[str]
    failed: dict[str, str]
    rows: int
    matched: int
    left_out: int
    rejected: int
    as_of: str

    def summary(self) -> str:
        """Return what was done, in a few lines."""
        read = f"{self.new} new, {self.changed} changed, {self.held} held already"
        lines = [f"{self.store.dyad.title}: {read}. The archives of the store have {self.rows:,} "
                 f"rows; of the pair's {self.matched:,} are kept, {self.left_out:,} left out by a "
                 f"rule, {self.rejected:,} bad."]
        lines += [f"{name}: the same as {other}; not read twice"
                  for name, other in sorted(self.copies.items())]
        lines += [f"{name}: no format of an archive, not read; if it is a table coded by hand, "
                  "`tension report` reads it" for name in self.by_hand]
        lines.append(f"Store: {self.store.place}" + (f", as of {self.as_of}" if self.as_of else ""))
        return "\n".join(lines)


@dataclass(frozen=True)
class Options:
    """How archives are read; one read otherwise before is read again."""

    source_format: str | None = None
    ontology: str | None = None
    strict: bool = False
    verify: bool = False
    workers: int = WORKERS

    @property
    def told(self) -> Record:
        """What bears on the rows, as the manifest keeps it."""
        told = {"source_format": self.source_format, "ontology": self.ontology}
        return {name: value for name, value in told.items() if value}


@dataclass
class _Outcome:
    """What one archive came to."""

    plan: Plan
    scans: list[Scanned] = field(default_factory=list)
    by_hand: bool = False
    failed: str = ""
    rows: bytes = b""


def ingest(
    paths: Sequence[str | Path], dyad: str | Dyad, folder: str | Path, *,
    options: Options | None = None, watcher: Watcher | None = None,
) -> Ingested:
    """Read the rows of a dyad out of archives into a store.

    Parameters
    ----------
    paths : sequence of str or Path
        Files, folders, patterns.
    dyad : str or Dyad
        The pair.
    folder : str or Path
        The store.
    options : Options, optional
        How archives are read.
    watcher : Watcher, optional
        Told how far it has come.

    Returns
    -------
    Ingested
        What was read, what was held already, what failed: an archive that fails leaves the others
        alone, and what the store holds of it from before.

    Raises
    ------
    InputError
        If a path names nothing, or the store cannot be read or written.
    UsageError
        If two files have one name below the folders named.
    """
    how = options or Options()
    store = Store(Path(folder), Dyad.parse(dyad))
    archives = archives_of(paths)
    with store.locked(watcher.waiting if watcher else None):
        try:
            return _Run(store, how, watcher).over(archives)
        except OSError as error:
            raise InputError(
                str(store.place), f"the store cannot be written ({_reason(error)})",
                "make room or mend it, and run the same command again: what is finished is kept",
            ) from error


class _Run:
    """One ingest, the store being held."""

    def __init__(self, store: Store, how: Options, watcher: Watcher | None) -> None:
        self.store, self.how, self.watcher = store, how, watcher
        self.began = time.monotonic()
        self.earlier = manifest_of(store)
        self.held: dict[str, Record] = self.earlier.get("archives", {})
        self.journal = Journal(store.journal)
        self.entries: dict[str, Entry] = {}
        self.settled: Record = {}

    def over(self, archives: list[Archive]) -> Ingested:
        """Read what has to be read of these archives, and put the store in order."""
        plans = list(in_order(self._planned, archives, self.how.workers))
        failed = {one.archive.key: one.failed for one in plans if one.failed}
        copies = self._copies([one for one in plans if not one.failed])
        wanted = {one.archive.key: one for one in plans
                  if not one.failed and one.archive.key not in copies}
        self._take_up_journal(wanted)
        to_read = [one for key, one in wanted.items() if not self._is_known(key, one)]
        by_hand = self._read(to_read, failed)
        self._settle(self._still_failed(archives, failed))
        read = {one.archive.key for one in to_read} - set(failed) - set(by_hand)
        for key in failed.keys() & self.held.keys():
            failed[key] += "; the rows read from it earlier are kept"
        return self._told(
            new=len(read - set(self.held)), changed=len(read & set(self.held)),
            held=len(wanted) - len(to_read), copies=copies, by_hand=by_hand, failed=failed,
        )

    def _planned(self, archive: Archive) -> Plan:
        try:
            size = archive.path.stat().st_size
            sums = tuple(sum_of(member) for member in archive.members())
            sha256 = sha256_of(archive.path) if self.how.verify else ""
            return Plan(archive, size, sums, sha256)
        except InputError as error:
            return Plan(archive, failed=str(error))
        except OSError as error:
            return Plan(archive, failed=_told_of(archive, error))

    def _copies(self, plans: list[Plan]) -> dict[str, str]:
        """Archives of one content: the first by key counts, or the one that is held already."""
        first = {_content(record): key for key, record in self.held.items()}
        copies = {}
        for plan in plans:
            key = plan.archive.key
            if key in self.held and _content(self.held[key]) == plan.content:
                continue
            other = first.setdefault(plan.content, key)
            if other != key:
                copies[key] = other
        return copies

    def _take_up_journal(self, wanted: dict[str, Plan]) -> None:
        """Take what a stopped run has finished, where it is of the same content still."""
        for entry in self.journal.recover():
            plan = wanted.get(entry.key)
            if plan is None or self._is_of(entry.record, plan):
                self.entries[entry.key] = entry

    def _is_known(self, key: str, plan: Plan) -> bool:
        record = self.entries[key].record if key in self.entries else self.held.get(key)
        return record is not None and self._is_of(record, plan)

    def _is_of(self, record: Record, plan: Plan) -> bool:
        if _content(record) != plan.content or record["told"] != self.how.told:
            return False
        return not plan.sha256 or record.get("sha256") == plan.sha256

    def _read(self, plans: list[Plan], failed: dict[str, str]) -> list[str]:
        """Scan archives into the journal; return the names of those coded by hand."""
        by_hand = []
        if self.watcher:
            self.watcher.begin(len(plans), sum(one.size for one in plans))
        for outcome in as_done(self._scanned, plans, self.how.workers):
            key = outcome.plan.archive.key
            if outcome.failed:
                failed[key] = outcome.failed
            elif outcome.by_hand:
                by_hand.append(key)
            else:
                self._enter(key, outcome)
            if self.watcher:
                self.watcher.file_done()
        return sorted(by_hand)

    def _enter(self, key: str, outcome: _Outcome) -> None:
        plan = outcome.plan
        record: Record = {
            "size": plan.size, "crc32": [f"{one:08x}" for one in plan.sums],
            "told": self.how.told, "members": [record_of(one) for one in outcome.scans],
        }
        if plan.sha256:
            record["sha256"] = plan.sha256
        self.entries[key] = self.journal.enter(key, record, outcome.rows)

    def _scanned(self, plan: Plan) -> _Outcome:
        try:
            return self._scan(plan)
        except InputError as error:
            return _Outcome(plan, failed=str(error))
        except OSError as error:
            return _Outcome(plan, failed=_told_of(plan.archive, error))

    def _scan(self, plan: Plan) -> _Outcome:
        found = _Outcome(plan)
        tick: Tick | None = self.watcher.tick if self.watcher else None
        for member in plan.archive.members():
            sample = sample_of(member)
            if not sample.lines:
                raise InputError(member.label, "it is empty", WAIT)
            format_ = recognised(sample, self.how.source_format)
            if format_ is None:
                _require_unpacked(member)
                found.by_hand = True
                continue
            one = scan(member, format_, self.store.dyad, sample, self.how.ontology, tick)
            require_good(one, self.how.strict)
            found.scans.append(one)
        found.by_hand = found.by_hand and not found.scans
        found.rows = rows_as_json(plan.archive.key, found.scans)
        return found

    def _still_failed(self, archives: list[Archive], failed: dict[str, str]) -> dict[str, str]:
        """Archives that failed now, or earlier and were not tried again."""
        tried = {one.key for one in archives}
        earlier = self.earlier.get("failed", {})
        return failed | {key: why for key, why in earlier.items() if key not in tried}

    def _settle(self, failed: dict[str, str]) -> None:
        """Make the Parquet file and the manifest what they should be, and drop the journal."""
        self.journal.close()
        manifest = self._manifest(failed)
        if self.entries or manifest != self.earlier:
            write_held(self.store.events, manifest, self.journal, self.entries)
        self.store.write_manifest(manifest)
        self.journal.remove()
        self.settled = manifest

    def _manifest(self, failed: dict[str, str]) -> Record:
        archives = self.held | {key: entry.record for key, entry in self.entries.items()}
        days = [day for record in archives.values() for member in record["members"]
                for day, _ in member["reports"][-1:]]
        return {
            "layout": LAYOUT, "dyad": self.store.place.name,
            "as_of": max(days, default=""), "failed": dict(sorted(failed.items())),
            "archives": {key: archives[key] for key in sorted(archives, key=order_of)},
        }

    def _told(self, **told: object) -> Ingested:
        manifest = self.settled
        members = [one for record in manifest["archives"].values() for one in record["members"]]
        done = Ingested(
            store=self.store, rows=sum(one["read"] for one in members),
            matched=sum(one["matched"] for one in members),
            left_out=sum(sum(one["dropped"].values()) for one in members),
            rejected=sum(len(one["rejects"]) for one in members), as_of=manifest["as_of"],
            **told,  # type: ignore[arg-type]
        )
        self.store.log(
            f"{done.new} new, {done.changed} changed, {done.held} held, {len(done.failed)} failed "
            f"in {time.monotonic() - self.began:.1f} s; search {ENGINE}, inflate {INFLATE}"
        )
        return done


def _require_unpacked(member: Member) -> None:
    """A text of no known format whose name promises a packed file is a failed download."""
    if member.kind == "plain" and member.name.lower().endswith((".zip", ".gz")):
        raise InputError(member.label, "its name says that it is packed and its content is not",
                         "fetch it again")


def _content(record: Record) -> tuple[int, tuple[int, ...]]:
    return record["size"], tuple(int(one, 16) for one in record["crc32"])


def _told_of(archive: Archive, error: OSError) -> str:
    return f"{archive.key}: {_reason(error)}; check its permissions"


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()

