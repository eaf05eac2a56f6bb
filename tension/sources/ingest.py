"""`ingest`: archives → store, reading only what is new or changed.

Each finished archive goes into a journal at once; at the end the journal and the earlier Parquet
file become the new one. Whatever moment the process is killed at, the next run goes on from the
journal and ends with the same bytes. Nothing here imports pandas.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tension.core.dyad import Dyad
from tension.core.errors import InputError, UsageError, nearest, reason_of
from tension.sources.account import Record, record_of, require_good, scanned_of, spans_of
from tension.sources.all_store import AllStore
from tension.sources.archive import INFLATE, WAIT, Member, Tick
from tension.sources.archives import Archive, archives_of, order_of
from tension.sources.detect import recognised
from tension.sources.ingested import Ingested
from tension.sources.journal import Journal
from tension.sources.keepers import EveryKeeper, Keeper, PairKeeper
from tension.sources.manifest import members_of
from tension.sources.plan import Choice, Plan, choose, planned
from tension.sources.rows import Scanned
from tension.sources.scan import sample_of
from tension.sources.search import ENGINE
from tension.sources.store import Store
from tension.sources.workers import WORKERS, Watcher, as_done, in_order


@dataclass(frozen=True)
class Options:
    """How archives are read; one read otherwise before is read again."""

    source_format: str | None = None
    ontology: str | None = None
    strict: bool = False
    verify: bool = False
    workers: int = WORKERS
    forget: Sequence[str] = ()

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
    by_hand: list[str] = field(default_factory=list)
    failed: str = ""
    rows: bytes = b""
    more: Record = field(default_factory=dict)


def ingest(
    paths: Sequence[str | Path], dyad: str | Dyad | None, folder: str | Path, *,
    options: Options | None = None, watcher: Watcher | None = None,
) -> Ingested:
    """Read the rows of a dyad, or of every one, out of archives into a store.

    Parameters
    ----------
    paths : sequence of str or Path
        Files, folders, patterns. An archive is known by its name below the folder named.
    dyad : str or Dyad or None
        The pair; None is every pair of two different countries.
    folder : str or Path
        The store.
    options : Options, optional
        How archives are read, and which are to be taken out of the store.
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
        If two files have one name below the folders named, or the store does not hold what is to
        be forgotten.
    """
    how = options or Options()
    keeper: Keeper = (EveryKeeper(AllStore(Path(folder))) if dyad is None
                      else PairKeeper(Store(Path(folder), Dyad.parse(dyad))))
    archives = archives_of(paths)
    with keeper.locked(watcher.waiting if watcher else None):
        try:
            return _Run(keeper, how, watcher).over(archives)
        except OSError as error:
            raise InputError(
                str(keeper.place), f"the store cannot be written ({reason_of(error)})",
                "make room or mend it, and run the same command again: what is finished is kept",
            ) from error


class _Run:
    """One ingest, the store being held."""

    def __init__(self, keeper: Keeper, how: Options, watcher: Watcher | None) -> None:
        self.keeper, self.how, self.watcher = keeper, how, watcher
        self.began = time.monotonic()
        self.earlier = keeper.manifest()
        self.held: dict[str, Record] = dict(self.earlier.get("archives", {}))
        self.failing: dict[str, str] = dict(self.earlier.get("failed", {}))
        self.journal = Journal(keeper.journal)
        self.entries = {entry.key: entry for entry in self.journal.recover()}
        self.failed: dict[str, str] = {}
        self.by_hand: list[str] = []
        self._forget(how.forget)

    @property
    def known(self) -> dict[str, Record]:
        """What is held, and what a stopped run or this one has finished."""
        return self.held | {key: entry.record for key, entry in self.entries.items()}

    def over(self, archives: list[Archive]) -> Ingested:
        """Read what has to be read of these archives, and put the store in order."""
        plans = list(in_order(
            lambda archive: planned(archive, self.how.verify), archives, self.how.workers
        ))
        self.failed = {one.key: one.failed for one in plans if one.failed}
        good = [one for one in plans if not one.failed]
        choice = choose(good, self.known, self.how.told)
        kept = set(self.held)
        read = self._read_all(choice)
        self._refuse(self.keeper.refused(self.known, set(self.entries)))
        damaged = self._damaged(read)
        for key in choice.copies:
            # Its name held another content, which is of no archive any more.
            self.held.pop(key, None)
            self.entries.pop(key, None)
        if self.how.strict:
            self._require_good(choice.held)
        for key in self.failed.keys() & kept:
            self.failed[key] += "; the rows read from it earlier are kept"
        tried = {one.key for one in archives}
        self.failed |= {k: why for k, why in self.failing.items() if k not in tried}
        done = self._told(self._settle(), choice, read, damaged, tried)
        self.keeper.log(
            f"{done.new} new, {done.changed} changed, {done.held} held, {len(done.failed)} failed "
            f"in {time.monotonic() - self.began:.1f} s; search {ENGINE}, inflate {INFLATE}"
        )
        return done

    def _told(
        self, manifest: Record, choice: Choice, read: list[Plan], damaged: dict[str, str],
        tried: set[str],
    ) -> Ingested:
        before = set(self.earlier.get("archives", {}))
        done = {one.key for one in read} & set(manifest["archives"])
        done -= set(self.failed) | set(damaged)
        members = members_of(manifest)
        return Ingested(
            title=self.keeper.title, place=self.keeper.place, new=len(done - before),
            replaced=sorted(done & before, key=order_of), held=len(choice.held),
            copies={key: other for key, (_, other) in choice.copies.items()}, damaged=damaged,
            by_hand=sorted(self.by_hand),
            failed={key: why for key, why in self.failed.items() if key in tried},
            rows=sum(one.read for one in members), matched=sum(one.kept for one in members),
            left_out=sum(sum(one.dropped.values()) for one in members),
            rejected=sum(len(one.rejects) for one in members),
            account=self.keeper.account(members), as_of=manifest["as_of"],
        )

    def _forget(self, keys: Sequence[str]) -> None:
        for key in keys:
            if key not in self.known and key not in self.failing:
                held = [*self.known, *self.failing]
                close = nearest(key, held) or held[:3] or ["nothing"]
                raise UsageError(f"--forget: the store does not hold {key!r}; it holds "
                                 f"{', '.join(close)}")
            for place in (self.held, self.entries, self.failing):
                place.pop(key, None)

    def _refuse(self, refused: Mapping[str, str]) -> None:
        """Leave out archives that must not be kept beside the others."""
        for key in refused:
            self.entries.pop(key)
        for why in dict.fromkeys(refused.values()):
            first = next(key for key in refused if refused[key] == why)
            count = sum(one == why for one in refused.values()) - 1
            self.failed[first] = f"{first}{f' and {count:,} more' if count else ''}: {why}"

    def _read_all(self, choice: Choice) -> list[Plan]:
        """Read what is new or changed, and a copy in place of each one that cannot be read."""
        read: list[Plan] = []
        waiting = choice.to_read
        while waiting:
            self._read(waiting)
            read += waiting
            waiting = choice.instead_of(self.failed)
        return read

    def _damaged(self, read: list[Plan]) -> dict[str, str]:
        """Archives that failed while one of the same content was read: nothing of them is lost."""
        sound = {one.content[:2] for one in read if one.key not in self.failed}
        damaged = {one.key: self.failed[one.key] for one in read
                   if one.key in self.failed and one.content[:2] in sound}
        for key in damaged:
            del self.failed[key]
        return damaged

    def _read(self, plans: list[Plan]) -> None:
        """Scan archives into the journal."""
        if self.watcher:
            self.watcher.begin(len(plans), sum(one.size for one in plans))
        for outcome in as_done(self._scanned, plans, self.how.workers):
            key = outcome.plan.key
            self.by_hand += outcome.by_hand
            if outcome.failed:
                self.failed[key] = outcome.failed
            elif outcome.scans:
                self._enter(key, outcome)
            if self.watcher:
                self.watcher.file_done()

    def _enter(self, key: str, outcome: _Outcome) -> None:
        plan = outcome.plan
        record: Record = {
            "size": plan.size, "crc32": [f"{one:08x}" for one in plan.sums],
            "told": self.how.told, "members": [record_of(one) for one in outcome.scans],
            **outcome.more,
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
            return _Outcome(plan, failed=f"{plan.key}: {reason_of(error)}; check its permissions")

    def _scan(self, plan: Plan) -> _Outcome:
        found, reading = _Outcome(plan), self.keeper.reading(plan.key)
        tick: Tick | None = self.watcher.tick if self.watcher else None
        for member in plan.archive.members():
            sample = sample_of(member)
            if not sample.lines:
                raise InputError(member.label, "it is empty", WAIT)
            format_ = recognised(sample, self.how.source_format)
            if format_ is None:
                _require_unpacked(member)
                found.by_hand.append(member.label)
                continue
            one = reading.scan(member, format_, sample, self.how.ontology, tick)
            require_good(one, self.how.strict, self.keeper.whose)
            found.scans.append(one)
        found.rows, found.more = reading.packed()
        return found

    def _require_good(self, keys: list[str]) -> None:
        """Hold what is held already to what is asked of it now."""
        for key in keys:
            try:
                for member in self.known[key]["members"]:
                    require_good(scanned_of(member), True, self.keeper.whose)
            except InputError as error:
                self.failed[key] = str(error)

    def _settle(self) -> Record:
        """Make the Parquet file and the manifest what they should be, and drop the journal."""
        self.journal.close()
        manifest = self._manifest()
        self.keeper.settle(manifest, self.earlier, self.journal, self.entries)
        self.journal.remove()
        return manifest

    def _manifest(self) -> Record:
        archives = self.known
        made: Record = {
            **self.keeper.head,
            "failed": dict(sorted(self.failed.items())),
            "archives": {key: archives[key] for key in sorted(archives, key=order_of)},
        }
        ends = [last for _, last in spans_of(members_of(made))]
        return made | {"as_of": max(ends).isoformat() if ends else ""}


def _require_unpacked(member: Member) -> None:
    """A text of no known format whose name promises a packed file is a failed download."""
    if member.kind == "plain" and member.name.lower().endswith((".zip", ".gz")):
        raise InputError(member.label, "its name says that it is packed and its content is not",
                         "fetch it again")
