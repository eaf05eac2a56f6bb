"""Threads that bring files, a few at once, and stop together."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue, SimpleQueue
from threading import Event, Thread

import httpx

from tension.sources.publishers import Listed
from tension.sources.transfer import Lost, Patience, download
from tension.sources.workers import Watcher

MOST_UNREACHABLE = 8
"""Files in a row without a connection after which the rest is not tried."""


class _Stopped(Exception):
    """The fetch ends; what has come of a file stays in its part."""


@dataclass
class Crew:
    """Threads that bring files; they are daemons, so that an interrupt waits for no server.

    Parameters
    ----------
    client : httpx.Client
        Shared by all.
    base : str
        Address of the folder that holds the files.
    folder : Path
        Where they go.
    patience : Patience
        How long and how often each is tried.
    watcher : Watcher or None
        Is told what happens, from several threads.
    """

    client: httpx.Client
    base: str
    folder: Path
    patience: Patience
    watcher: Watcher | None

    def __post_init__(self) -> None:
        self.stop = Event()
        self.jobs: SimpleQueue[Listed] = SimpleQueue()
        self.results: Queue[tuple[Listed, BaseException | None]] = Queue()

    def bring(self, needed: Sequence[Listed], connections: int) -> dict[str, str]:
        """Bring every file and return why some cannot be had, by name.

        Raises
        ------
        OSError
            If one cannot be written; the others stop too.
        """
        if self.watcher:
            self.watcher.begin(len(needed), sum(one.size for one in needed))
        for one in needed:
            self.jobs.put(one)
        threads = [Thread(target=self._work, daemon=True)
                   for _ in range(min(connections, len(needed)))]
        try:
            for thread in threads:
                thread.start()
            lost = self._gathered(needed)
        finally:
            self.stop.set()
            for thread in threads:
                thread.join(timeout=0.5)
        while not self.results.empty():
            # What was on its way when the rest was given up.
            one, error = self.results.get()
            if error is None:
                del lost[one.name]
        return lost

    def _gathered(self, needed: Sequence[Listed]) -> dict[str, str]:
        lost: dict[str, str] = {}
        waited = {one.name for one in needed}
        unreachable = 0
        while waited:
            one, error = self._next()
            waited.discard(one.name)
            if self.watcher:
                self.watcher.file_done()
            if isinstance(error, Lost):
                lost[one.name] = error.reason
                unreachable = unreachable + 1 if error.unreachable else 0
            elif error is not None:
                raise error
            else:
                unreachable = 0
            if unreachable == MOST_UNREACHABLE:
                return lost | dict.fromkeys(
                    waited, f"not tried, after {unreachable} files in a row without a connection"
                )
        return lost

    def _next(self) -> tuple[Listed, BaseException | None]:
        while True:
            # Not every system can interrupt a wait without an end.
            with suppress(Empty):
                return self.results.get(timeout=1.0)

    def _work(self) -> None:
        while not self.stop.is_set():
            try:
                one = self.jobs.get_nowait()
            except Empty:
                return
            try:
                self._bring(one)
            except BaseException as error:
                self.results.put((one, error))
            else:
                self.results.put((one, None))

    def _bring(self, one: Listed) -> None:
        had = 0

        def reaches(size: int) -> None:
            nonlocal had
            if self.stop.is_set():
                raise _Stopped
            if self.watcher:
                # Less than before where a file is begun anew.
                self.watcher.tick(size - had)
            had = size

        download(self.client, f"{self.base}/{one.name}", self.folder / one.name, one,
                 self.patience, reaches)
