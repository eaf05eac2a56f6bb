"""Fetch what is missing of a publisher's event files for a span of days, and say what is not had.

Nothing heavy is imported here: a fetch starts at once.
"""

from __future__ import annotations

import datetime as dt
import errno
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from filelock import FileLock, Timeout

from tension.core.errors import InputError, UsageError, reason_of
from tension.core.rounding import counted
from tension.sources.crew import Crew
from tension.sources.file_plan import Plan, plan_of, require_span
from tension.sources.publishers import Listed, Publisher, publisher_of, read_catalogue
from tension.sources.transfer import Lost, Patience, client_for, fault_of, read_whole
from tension.sources.workers import Watcher

LOCK = ".fetch.lock"
CONNECTIONS = 4
AGAIN = "run the same command again: what is whole is kept"


@dataclass(frozen=True)
class Survey:
    """What a fetch would do.

    Parameters
    ----------
    plan : Plan
        Which files the span needs.
    folder : Path
        Where they go.
    kept, needed : tuple of Listed
        Files that are there with the right sum; files that are not.
    """

    plan: Plan
    folder: Path
    kept: tuple[Listed, ...]
    needed: tuple[Listed, ...]

    def summary(self) -> str:
        """Return a few lines: how much is to be fetched, and which days have no file."""
        return "\n".join([
            f"{self.plan.title}, into {self.folder}",
            f"to fetch: {_counted(self.needed)}", f"already there: {_counted(self.kept)}",
            *self.plan.notes(),
        ])


@dataclass(frozen=True)
class Fetched:
    """What a fetch did.

    Parameters
    ----------
    plan : Plan
        Which files the span needs, and which of its days have none.
    folder : Path
        Where the files are.
    fetched, kept : tuple of Listed
        Files fetched now; files that were there.
    lost : tuple of (str, str)
        Name of each file that could not be had, and why.
    """

    plan: Plan
    folder: Path
    fetched: tuple[Listed, ...]
    kept: tuple[Listed, ...]
    lost: tuple[tuple[str, str], ...]

    def complaints(self) -> list[str]:
        """Return a line for each file that could not be had, with the reason and the remedy."""
        return [f"{name}: {reason}; {AGAIN}" for name, reason in self.lost]

    def summary(self) -> str:
        """Return a few lines: what was fetched, what was there, what has no file or was not had."""
        told = [f"{self.plan.title}, in {self.folder}",
                f"fetched: {_counted(self.fetched)}", f"already there: {_counted(self.kept)}",
                *self.plan.notes()]
        if self.lost:
            told.append(f"cannot be had: {counted(len(self.lost), 'file')}")
        return "\n".join([*told, *self.complaints()])


def survey(
    publisher: str, since: str | dt.date, until: str | dt.date, folder: str | Path, *,
    base_url: str | None = None, translated: bool = False, timeout: float = 30.0, tries: int = 5,
    wait: Callable[[float], object] = time.sleep,
) -> Survey:
    """Read the publisher's list and say what `fetch` would fetch; the parameters are the same."""
    source = publisher_of(publisher, translated)
    base = _base(source, base_url)
    patience = Patience(timeout, tries, wait)
    with client_for(patience, 1) as client:
        plan = _planned(client, source, base, patience, _ends(since, until))
    with _in_one_line(Path(folder)):
        return _sorted_out(plan, Path(folder))


def fetch(
    publisher: str, since: str | dt.date, until: str | dt.date, folder: str | Path, *,
    base_url: str | None = None, translated: bool = False, connections: int = CONNECTIONS,
    timeout: float = 30.0, tries: int = 5, wait: Callable[[float], object] = time.sleep,
    watcher: Watcher | None = None,
) -> Fetched:
    """Fetch the event files of a span that are not in a folder yet, whole and with right sums.

    Parameters
    ----------
    publisher : str
        ``gdelt`` (1.0) or ``gdelt2``.
    since, until : str or date
        First and last day: a date, or 2016, 2016-01 or 2016-01-15.
    folder : str or Path
        Where the files go; made if need be.
    base_url : str, optional
        Address of a mirror's folder with lists and files; the publisher's own without it.
    translated : bool
        GDELT 2.0's files of translated news instead of those of English news.
    connections : int
        Files at once.
    timeout : float
        Seconds without a byte after which a connection counts as dead.
    tries : int
        How often a file is tried, after waits of 1, 2, 4 … seconds or what the server asks for.
    wait : callable
        Waits so many seconds.
    watcher : Watcher, optional
        Is told what happens.

    Returns
    -------
    Fetched
        What was fetched, kept and not had, and which days have no file.

    Raises
    ------
    UsageError
        If publisher, span or address make no sense.
    InputError
        If the list cannot be had or is none, or the folder cannot be written.
    """
    if connections < 1 or tries < 1:
        raise UsageError("connections and tries are numbers from 1 on")
    source = publisher_of(publisher, translated)
    base, folder = _base(source, base_url), Path(folder)
    patience = Patience(timeout, tries, wait)
    with client_for(patience, connections) as client:
        plan = _planned(client, source, base, patience, _ends(since, until))
        with _in_one_line(folder), _alone(folder, watcher):
            found = _sorted_out(plan, folder)
            crew = Crew(client, base, folder, patience, watcher)
            lost = crew.bring(found.needed, connections)
    had = tuple(one for one in found.needed if one.name not in lost)
    return Fetched(plan, folder, had, found.kept, tuple(sorted(lost.items())))


def _ends(since: str | dt.date, until: str | dt.date) -> tuple[dt.date, dt.date]:
    return _span(since, "--since")[0], _span(until, "--until")[1]


def _span(when: str | dt.date, option: str) -> tuple[dt.date, dt.date]:
    if isinstance(when, dt.date):
        return when, when
    from tension.core.period import span_of  # brings pandas, which dates do without

    return span_of(when, option)


def _base(publisher: Publisher, base_url: str | None) -> str:
    text = publisher.base if base_url is None else base_url.strip().rstrip("/")
    try:
        url = httpx.URL(text)
        good = url.scheme in ("http", "https") and url.host and not (url.query or url.fragment)
    except httpx.InvalidURL:
        good = False
    if not good:
        raise UsageError(f"--base-url: {base_url!r} is not the address of a folder; write "
                         "http://host/folder")
    return text


def _planned(
    client: httpx.Client, publisher: Publisher, base: str, patience: Patience,
    ends: tuple[dt.date, dt.date],
) -> Plan:
    """Read the publisher's lists and return what the days need of them."""

    def listing(name: str) -> bytes:
        url = f"{base}/{name}"
        try:
            return read_whole(client, url, patience)
        except Lost as error:
            raise InputError(url, error.reason, "check the network, or give the address of a "
                             "mirror with --base-url") from None

    require_span(publisher, *ends)
    sums = listing(publisher.sums) if publisher.sums else b""
    catalogue = read_catalogue(publisher, listing(publisher.sizes), sums, base)
    return plan_of(publisher, catalogue, *ends)


def _sorted_out(plan: Plan, folder: Path) -> Survey:
    """Part the files that are there and whole from those to fetch."""
    kept = tuple(one for one in plan.files
                 if (folder / one.name).exists() and not fault_of(folder / one.name, one))
    names = {one.name for one in kept}
    return Survey(plan, folder, kept, tuple(one for one in plan.files if one.name not in names))


@contextmanager
def _alone(folder: Path, watcher: Watcher | None) -> Iterator[None]:
    """Hold the folder: two fetches into it would write the same parts."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if watcher:
                watcher.waiting()
            lock.acquire()
    except NotImplementedError:
        raise InputError(str(folder), "its file system has no locks", "choose a folder on another "
                         "disk with --out") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _in_one_line(folder: Path) -> Iterator[None]:
    """Turn a failure to write into one line with the remedy."""
    try:
        yield
    except OSError as error:
        name = str(error.filename or folder)
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise InputError(name, reason_of(error), f"make room, then {AGAIN}" if full else
                         "check the folder and its permissions, or choose another with "
                         "--out") from None


def _counted(files: Sequence[Listed]) -> str:
    return f"{counted(len(files), 'file')} ({spoken_size(sum(one.size for one in files))})"


def spoken_size(count: int) -> str:
    """Return a number of bytes as a reader says it.

    Examples
    --------
    >>> spoken_size(999), spoken_size(1_500_000)
    ('999 bytes', '1.5 MB')
    """
    if count < 1000:
        return f"{count} {'byte' if count == 1 else 'bytes'}"
    step = min(int(math.log10(count)) // 3, 3)
    return f"{count / 1000**step:,.1f} {('kB', 'MB', 'GB')[step - 1]}"
