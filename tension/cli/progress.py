"""How far a long read has come: files, bytes, rate and time left, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Quiet:
    """Shows nothing but that it waits for another."""

    def begin(self, files: int, size: int) -> None:
        """Hear how many files and packed bytes are to be read."""

    def tick(self, size: int) -> None:
        """Hear that so many packed bytes have been read."""

    def file_done(self) -> None:
        """Hear that a file is done."""

    def waiting(self) -> None:
        """Say that another ingest holds the store."""
        click.echo("another ingest is at work in this store; waiting for it to end", err=True)


class Shown(Quiet):
    """Draws a bar on standard error."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._files = self._done = 0

    def begin(self, files: int, size: int) -> None:
        """Begin the bar."""
        self._files = files
        if files:
            self._task = self._progress.add_task(self._told(), total=size)

    def tick(self, size: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._progress.advance(self._task, size)

    def file_done(self) -> None:
        """Count a file."""
        self._done += 1
        if self._task is not None:
            self._progress.update(self._task, description=self._told())

    def _told(self) -> str:
        return f"{self._done} of {self._files} files"


def bar() -> Progress:
    """Return a bar with bytes, rate and time left, on standard error; gone when all is done."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(),
               TransferSpeedColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


@contextmanager
def watcher(quiet: bool = False) -> Iterator[Quiet]:
    """Give whoever watches a read: a bar when standard error is a terminal, else no one."""
    if quiet or not sys.stderr.isatty():
        yield Quiet()
        return
    with bar() as progress:
        yield Shown(progress)
