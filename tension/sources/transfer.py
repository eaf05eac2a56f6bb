"""One file over HTTP: resumed, tried again after growing waits, named only when its sum is right.

What has come lies in a hidden file beside the name, which no reader of a folder takes for events.
Redirects are followed on the same host only: nobody else is asked for what the list names.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar

import httpx

from tension.core.errors import UsageError
from tension.core.version import VERSION
from tension.sources.publishers import Listed

LONGEST_WAIT = 60.0
"""Seconds between two tries at most, whatever the server asks for."""

LARGEST_LIST = 1024**3
MOST_HOPS = 5
GONE = (404, 410)
BUSY = (408, 429)

Made = TypeVar("Made")


class Passing(Exception):
    """A try failed in a way that may be over at the next.

    Parameters
    ----------
    reason : str
        In words.
    asked : float
        Seconds the server asks to wait.
    unreachable : bool
        Whether no connection came about.
    """

    def __init__(self, reason: str, asked: float = 0.0, *, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.asked, self.unreachable = reason, asked, unreachable


class Lost(Exception):
    """A file cannot be had, and trying again at once would not help."""

    def __init__(self, reason: str, *, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.unreachable = reason, unreachable


@dataclass(frozen=True)
class Patience:
    """How long a server is waited for, and how often.

    Parameters
    ----------
    timeout : float
        Seconds without a byte after which a connection counts as dead.
    tries : int
        How often a file is tried.
    wait : callable
        Waits so many seconds.
    """

    timeout: float = 30.0
    tries: int = 5
    wait: Callable[[float], object] = time.sleep

    def persist(self, once: Callable[[], Made]) -> Made:
        """Return what ``once`` makes, trying again as long as its failure may pass.

        Raises
        ------
        Lost
            If the last try fails too.
        """
        for failed in range(self.tries):
            try:
                return once()
            except Passing as fault:
                last = fault
            except httpx.TransportError as error:
                last = _passing(error, self.timeout)
            if failed + 1 < self.tries:
                self.wait(min(max(2.0**failed, last.asked), LONGEST_WAIT))
        count = "1 try" if self.tries == 1 else f"{self.tries} tries"
        raise Lost(f"{last.reason} ({count})", unreachable=last.unreachable)


def client_for(patience: Patience, connections: int) -> httpx.Client:
    """Return a client that holds so many connections at most and follows no redirect itself.

    Raises
    ------
    UsageError
        If the environment names a proxy that cannot be used.
    """
    try:
        return httpx.Client(
            timeout=httpx.Timeout(patience.timeout, pool=None), follow_redirects=False,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            # A body packed for the way would be of another size than the list says.
            headers={"Accept-Encoding": "identity", "User-Agent": f"tension/{VERSION}"},
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        told = str(error).partition(". ")[0].rstrip(".")
        raise UsageError(f"the proxy that the environment names cannot be used ({told}); mend or "
                         "unset HTTP_PROXY, HTTPS_PROXY and ALL_PROXY") from None


def read_whole(client: httpx.Client, url: str, patience: Patience) -> bytes:
    """Return what lies at an address.

    Raises
    ------
    Lost
        If it cannot be had.
    """

    def once() -> bytes:
        held = bytearray()
        with _asked(client, url) as response:
            _require(response, 200)
            for chunk in response.iter_bytes():
                held += chunk
                if len(held) > LARGEST_LIST:
                    raise Lost(f"it has more than {LARGEST_LIST:,} bytes and is no list of files")
        return bytes(held)

    return patience.persist(once)


def part_of(target: Path) -> Path:
    """Return the hidden file beside ``target`` in which its bytes gather."""
    return target.with_name(f".{target.name}.part")


def fault_of(path: Path, listed: Listed) -> str:
    """Return how a file differs from what the list says, or "" if it does not."""
    size = path.stat().st_size
    if size != listed.size:
        return f"it has {size:,} bytes where the list says {listed.size:,}"
    if not listed.md5:
        return ""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    return "" if found == listed.md5 else f"its MD5 sum is {found}, the list's {listed.md5}"


def download(
    client: httpx.Client, url: str, target: Path, listed: Listed, patience: Patience,
    reaches: Callable[[int], None],
) -> None:
    """Bring a file, going on where an earlier try ended, and name it when it is whole.

    Parameters
    ----------
    client : httpx.Client
        Made by `client_for`.
    url : str
        Where the file lies.
    target : Path
        Its name here; one of that name is replaced only by a whole one.
    listed : Listed
        Its size and sum.
    patience : Patience
        How long and how often to try.
    reaches : callable
        Called with the bytes that are there, again and again; what it raises ends the transfer.

    Raises
    ------
    Lost
        If it cannot be had.
    OSError
        If it cannot be written.
    """
    part = _Part(url, part_of(target), listed, reaches)
    fault = ""
    for _ in range(2):
        patience.persist(lambda: part.go_on(client))
        fault = fault_of(part.path, listed)
        if not fault:
            os.replace(part.path, target)
            return
        part.path.unlink()
        if not part.pieced:
            break
        # Pieces of two versions of a file may have met: fetch it whole, once.
    raise Lost(fault)


@dataclass
class _Part:
    """A file on its way."""

    url: str
    path: Path
    listed: Listed
    reaches: Callable[[int], None]
    pieced: bool = False

    def go_on(self, client: httpx.Client) -> None:
        """Try once to bring what is missing."""
        begun = self._begun()
        if begun and begun == self.listed.size:
            self.pieced = True
            return
        if begun:
            with _asked(client, self.url, {"Range": f"bytes={begun}-"}) as response:
                if response.status_code == 206 and _start_of(response) == begun:
                    self._write(response, begun)
                    return
                if response.status_code not in (206, 416):
                    # The server knows no ranges: it sends the whole file, or a refusal.
                    _require(response, 200)
                    self._write(response, 0)
                    return
        with _asked(client, self.url) as response:
            _require(response, 200)
            self._write(response, 0)

    def _begun(self) -> int:
        """Bytes that can be gone on from; without a sum, nothing would tell a mixed file."""
        held = self.path.stat().st_size if self.path.exists() else 0
        return held if self.listed.md5 and held <= self.listed.size else 0

    def _write(self, response: httpx.Response, begun: int) -> None:
        self.pieced = begun > 0
        with self.path.open("ab" if begun else "wb") as file:
            for chunk in response.iter_raw():
                begun += len(chunk)
                self.reaches(begun)  # Raises where nothing is to be written any more.
                file.write(chunk)
                if begun > self.listed.size:
                    return  # The size tells: it is another file, however long it may go on.
        if begun < self.listed.size:
            raise Passing(f"it ends after {begun:,} of {self.listed.size:,} bytes")


@contextmanager
def _asked(
    client: httpx.Client, url: str, headers: dict[str, str] | None = None
) -> Iterator[httpx.Response]:
    """Open the answer of an address, following redirects on its host."""
    for _ in range(MOST_HOPS):
        with client.stream("GET", url, headers=headers) as response:
            if not response.has_redirect_location:
                yield response
                return
            url = _followed(response)
    raise Lost("it is redirected without end")


def _followed(response: httpx.Response) -> str:
    here, place = response.url, response.headers["location"]
    try:
        there = here.join(place)
    except httpx.InvalidURL:
        raise Lost(f"it is redirected to {place[:80]!a}, which is no address") from None
    upgraded = (here.scheme, there.scheme) == ("http", "https") and here.port == there.port
    if there.host != here.host or not (
        upgraded or (there.scheme, there.port) == (here.scheme, here.port)
    ):
        raise Lost(f"it is redirected to another host, {there.scheme}://{there.netloc.decode()}, "
                   "which is not followed")
    return str(there)


def _require(response: httpx.Response, wanted: int) -> None:
    """Tell an answer that will not do: whether it may pass, or the file cannot be had."""
    status = response.status_code
    if status == wanted:
        return
    if status in GONE:
        raise Lost(f"the server does not have it (HTTP {status})")
    if status in BUSY or status >= 500:
        raise Passing(f"the server answers HTTP {status}", _asked_wait(response))
    raise Lost(f"the server answers HTTP {status}")


def _asked_wait(response: httpx.Response) -> float:
    """Seconds that Retry-After asks for, as a number or a date; 0 without it."""
    text = response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return max(0.0, (when - dt.datetime.now(dt.UTC)).total_seconds())


def _start_of(response: httpx.Response) -> int:
    """Byte at which the sent range begins, or -1."""
    match = re.match(r"bytes ([0-9]{1,18})-", response.headers.get("content-range", ""))
    return int(match[1]) if match else -1


def _passing(error: httpx.TransportError, timeout: float) -> Passing:
    """Return a failed connection in words; one that TLS refuses stays refused."""
    cause: BaseException | None = error
    while cause is not None:
        broken = isinstance(cause, (ssl.SSLEOFError, ssl.SSLZeroReturnError))
        if isinstance(cause, ssl.SSLError) and not broken:
            reason = getattr(cause, "verify_message", "") or cause.reason or "TLS failed"
            raise Lost(f"the connection is not secure ({reason.lower().replace('_', ' ')})",
                       unreachable=True)
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectTimeout):
        return Passing(f"no connection within {timeout:g} s", unreachable=True)
    if isinstance(error, httpx.ConnectError):
        return Passing(f"the server cannot be reached ({error})", unreachable=True)
    if isinstance(error, httpx.TimeoutException):
        return Passing(f"nothing came for {timeout:g} s")
    return Passing("the connection broke off")
