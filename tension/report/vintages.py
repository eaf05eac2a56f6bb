"""Vintages: what a report said, kept as of its day, to be read again and set against another.

``STORE/vintages/IRN-AZE/2026-03-18/`` holds `series.csv`, `level.csv`, `events.csv` and `run.toml`
as the report wrote them, and `read.csv`: which events had been read, by two digests of each, so
that a later look can tell an event that was not there from one that an option left out. A folder
is written beside and renamed, and never changed again: another report of the same day that says
something else is kept as ``2026-03-18-2``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tension.core.dyad import BOTH, Dyad
from tension.core.errors import InputError, UsageError, nearest, reason_of
from tension.core.event_table import Events
from tension.core.rounding import band, counted, points
from tension.core.schema import each_row
from tension.report.export import csv_text, guarded
from tension.report.wording import source_name
from tension.report.write import RUN_FILE, Report
from tension.sources.store import store_folder

FOLDER = "vintages"
KEPT = ("series.csv", "level.csv", "events.csv", RUN_FILE)
READ = "read.csv"

ACT = ("origin", "date", "date_precision", "source", "target", "code", "ontology", "native_score",
       "directed")
"""What an event does to a series: two events alike in these are one act."""

TOLD = ("source_actor", "target_actor", "evidence", "url", "outlet", "summary", "disputed",
        "multilateral", "derived")
"""What tells two such events apart where identifiers have moved with the lines of a file."""

ASKED = ("paths", "store", "as_of")
"""Options that say where from and as of when; the inputs and the as-of date stand for them."""

NEEDED = {
    "series.csv": ("period", "direction", "origin", "events", "tension"),
    "level.csv": ("period", "direction", "origin", "level", "level_low95", "level_high95"),
    "events.csv": ("event_id", "date", "source", "target", "origin", "code", "score", "period",
                   "direction", "url", "summary"),
    READ: ("event_id", "origin", "act", "told"),
}
_TEXT = {"period", "direction", "origin", "event_id", "date", "source", "target", "code", "url",
         "summary", "act", "told"}
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-([2-9]\d*|1\d+))?")


@dataclass(frozen=True)
class Vintage:
    """A report as it was kept.

    Parameters
    ----------
    folder : Path
        Where it is.
    run : mapping
        Its run file.
    series, level, events, read : DataFrame
        Its tables, the columns that comparing needs.
    """

    folder: Path
    run: Mapping[str, Any]
    series: pd.DataFrame
    level: pd.DataFrame
    events: pd.DataFrame
    read: pd.DataFrame

    @property
    def name(self) -> str:
        """Name of the vintage: its as-of date, with a number from the second of a day on."""
        return self.folder.name

    @property
    def as_of(self) -> dt.date:
        """Day up to which events were known."""
        return dt.date.fromisoformat(self.run["result"]["as_of"])

    @property
    def dyad(self) -> Dyad:
        """The pair."""
        return Dyad.parse(self.run["options"]["dyad"])

    @property
    def freq(self) -> str:
        """Length of its periods."""
        return str(self.run["options"]["freq"])

    @property
    def methodology(self) -> str:
        """Version of the index."""
        return str(self.run["versions"]["methodology"])

    @property
    def origins(self) -> list[str]:
        """Its sources."""
        return sorted(set(self.series["origin"]))

    def facts(self, origin: str) -> Mapping[str, Any]:
        """Return what its run file says of one source: scale, bound, coverage."""
        for one in self.run.get("sources", []):
            if one["origin"] == origin:
                return dict(one)
        return dict(self.run["result"])

    def last(self, origin: str, direction: str = BOTH) -> Any:
        """Return the row of the last estimated level of a source, or None without one."""
        level = self.level
        rows = level[(level["origin"] == origin) & (level["direction"] == direction)]
        rows = rows.dropna(subset=["level"])
        return next(each_row(rows.tail(1)), None)

    def summary(self) -> str:
        """Return what was kept, in a few lines."""
        versions = self.run["versions"]
        lines = [f"{self.dyad.title}, vintage {self.name}: as of {self.as_of}, by {self.freq}, "
                 f"tension {versions['tension']}, methodology {self.methodology}"]
        for origin in self.origins:
            count, facts = int((self.events["origin"] == origin).sum()), self.facts(origin)
            told = (f"{source_name(origin)}: {counted(count, 'event')}, scored by "
                    f"{facts['scale']}, {facts['first_period']} to {facts['last_period']}")
            if (last := self.last(origin)) is not None:
                told += (f"; level {points(last.level)} in {last.period} (95 % band "
                         f"{band(last.level_low95, last.level_high95)})")
            lines.append(f"  {told}")
        files = [str(one["name"]) for one in self.run.get("inputs", [])]
        more = f" and {len(files) - 3} more" if len(files) > 3 else ""
        return "\n".join([*lines, f"  read from {', '.join(files[:3]) or 'no file'}{more}"])

    def __repr__(self) -> str:
        return self.summary()


def vintages_root(store: str | Path | None) -> Path:
    """Return the folder that holds the vintages of every pair."""
    return store_folder(store) / FOLDER


def vintages_folder(store: str | Path | None, dyad: str | Dyad) -> Path:
    """Return where the vintages of a pair are kept, whichever of the two was named first.

    Parameters
    ----------
    store : str or Path, optional
        Folder of the store; of `$TENSION_STORE`, else `data/processed` when not given.
    dyad : str or Dyad
        The pair.
    """
    pair, root = Dyad.parse(dyad), vintages_root(store)
    given, reverse = root / str(pair), root / f"{pair.second}-{pair.first}"
    return reverse if reverse.is_dir() and not given.is_dir() else given


def keep_vintage(report: Report, read: Events, store: str | Path | None = None) -> Path:
    """Keep a report as a vintage, and return its folder.

    Parameters
    ----------
    report : Report
        As it was written.
    read : Events
        The events it was made of, before any filter.
    store : str or Path, optional
        Folder of the store; of `$TENSION_STORE`, else `data/processed` when not given.

    Returns
    -------
    Path
        The folder, named by the as-of date. A report that says the same as one kept of that day is
        that one, whatever libraries it was made with; one that says something else gets a number.

    Raises
    ------
    UsageError
        If the report is as of no day.
    InputError
        If the folder cannot be written to.

    Examples
    --------
    >>> import tempfile
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> from tension.report.write import write_report
    >>> events = read_events()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report = write_report(build_series(events), f"{folder}/report")
    ...     keep_vintage(report, events, folder).name
    '2026-03-18'
    """
    files = {name: (report.folder / name).read_bytes() for name in KEPT}
    files[READ] = csv_text(read_table(read)).encode()
    run = tomllib.loads(files[RUN_FILE].decode())
    as_of = str(run["result"]["as_of"])
    if not _NAME.fullmatch(as_of):
        raise UsageError("nothing says as of when the report is: no event and no covered day")
    place = vintages_folder(store, run["options"]["dyad"])
    number = 1
    while True:
        folder = place / (as_of if number == 1 else f"{as_of}-{number}")
        if not folder.exists() and _put(folder, files):
            return folder
        if _said(folder) == _said_by(files):
            return folder
        number += 1


def read_table(read: Events) -> pd.DataFrame:
    """Return which events were read: `event_id`, `origin`, and the digests `act` and `told`."""
    table = read.table
    return pd.DataFrame({
        "event_id": table["event_id"], "origin": table["origin"],
        "act": _digests(table[list(ACT)]), "told": _digests(table[list(TOLD)]),
    })


def _digests(table: pd.DataFrame) -> list[str]:
    """One short digest a row; a missing cell is unlike every text."""
    cells = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    return [hashlib.blake2b(_line(row).encode(), digest_size=8).hexdigest()
            for row in cells]


def _line(row: Sequence[Any]) -> str:
    """A row as every version of the libraries writes it."""
    return repr([cell if cell is None else str(cell) for cell in row])


def _put(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Write the folder beside, then rename; False when another was put there meanwhile."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise InputError(str(folder.parent), f"cannot be made ({reason_of(error)})",
                         "name another folder with --store") from None
    try:
        made.chmod(0o755)
        for name, content in files.items():
            (made / name).write_bytes(content)
        made.rename(folder)
    except FileExistsError:
        return False
    except OSError:
        if folder.exists():
            return False
        raise
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return True


def _said(folder: Path) -> object:
    """What a kept vintage says, or None where a file of it is missing."""
    try:
        return _said_by({name: (folder / name).read_bytes() for name in (*KEPT, READ)})
    except OSError:
        return None


def _said_by(files: Mapping[str, bytes]) -> object:
    """What the files say, but for the libraries they were made with and how it was asked for."""
    run = tomllib.loads(files[RUN_FILE].decode())
    options = {name: value for name, value in run["options"].items() if name not in ASKED}
    versions = {name: run["versions"][name] for name in ("tension", "methodology")}
    said: dict[str, object] = dict(files)
    return said | {RUN_FILE: {**run, "options": options, "versions": versions}}


def names_of(place: Path) -> list[str]:
    """Return the names of the vintages in a pair's folder, in order of time."""
    found = [match for path in place.glob("*") if path.is_dir()
             and (match := _NAME.fullmatch(path.name))]
    found.sort(key=lambda match: (match[1], int(match[2] or 1)))
    return [match[0] for match in found]


def dyads_kept(store: str | Path | None) -> list[str]:
    """Return the pairs of which a store keeps vintages."""
    found = vintages_root(store).glob("???-???")
    return sorted(path.name for path in found if names_of(path))


def read_vintage(name: str, dyad: str | Dyad, store: str | Path | None = None) -> Vintage:
    """Return a kept vintage.

    Parameters
    ----------
    name : str
        As `names_of` lists it: ``2026-03-18``.
    dyad : str or Dyad
        The pair.
    store : str or Path, optional
        Folder of the store.

    Returns
    -------
    Vintage
        Its series, its events and every event that was read, for `diff_vintages`.

    Raises
    ------
    UsageError
        If there is none of that name; those there are, are named.
    InputError
        If a file of it is missing or lacks what comparing needs.

    Examples
    --------
    >>> read_vintage("2026-03-18", "IRN-AZE", "no/such/folder")
    Traceback (most recent call last):
    tension.core.errors.UsageError: there is no vintage '2026-03-18' of IRN-AZE; none is kept in ...
    """
    place = vintages_folder(store, dyad)
    names = names_of(place)
    if name not in names:
        known = nearest(name, names) or names[-3:]
        hint = (f"there are {', '.join(known)}" if names else
                f"none is kept in {place}; `tension report --dyad {place.name} --keep` keeps one")
        raise UsageError(f"there is no vintage {name!r} of {place.name}; {hint}")
    folder = place / name
    run = _run_of(folder)
    tables = {file: _columns(folder / file, columns) for file, columns in NEEDED.items()}
    if run["options"].get("pool"):
        # In a pooled series the events are of one source, whose name joins theirs.
        one = tables["series.csv"]["origin"].iloc[0]
        tables |= {file: tables[file].assign(origin=one) for file in ("events.csv", READ)}
    return Vintage(folder, run, *tables.values())


def kept_of(dyad: str | Dyad, store: str | Path | None = None) -> list[Vintage]:
    """Return every vintage of a pair, in order of time; see `read_vintage`."""
    return [read_vintage(name, dyad, store) for name in names_of(vintages_folder(store, dyad))]


def _run_of(folder: Path) -> dict[str, Any]:
    """The run file, refused where it lacks what a vintage is known by."""
    path = folder / RUN_FILE
    try:
        run = tomllib.loads(path.read_text(encoding="utf-8"))
        dt.date.fromisoformat(run["result"]["as_of"])
        _ = run["options"]["dyad"], run["options"]["freq"]
        _ = run["versions"]["methodology"], run["versions"]["tension"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder.name}/{RUN_FILE}", f"is no run file of a vintage ({error})",
                         "remove the folder, and keep the report anew") from None
    return run


def _columns(path: Path, needed: tuple[str, ...]) -> pd.DataFrame:
    """The columns that are needed, whatever others a version wrote."""
    name = f"{path.parent.name}/{path.name}"
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise InputError(name, f"cannot be read ({error})", "keep the report anew") from None
    if absent := [one for one in needed if one not in table]:
        raise InputError(name, f"has no column {absent[0]}: another version of tension wrote it",
                         "keep the report anew with this one")
    return pd.DataFrame({one: _values(table[one], one in _TEXT) for one in needed})


def _values(column: pd.Series, text: bool) -> pd.Series:
    """Text with the apostrophe of a guarded cell taken away, or numbers."""
    if text:
        return column.map(_unguarded).astype("str")
    return pd.to_numeric(column).astype("float64")


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell
