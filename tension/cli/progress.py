"""How far a long read or computation has come and what is left, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress


class Quiet:
    """Shows nothing but that it waits for another process."""

    def __init__(self, waiting: str) -> None:
        self._waiting = waiting

    def begin(self, files: int, size: int) -> None:
        """Hear how many files and bytes there are."""

    def tick(self, size: int) -> None:
        """Hear that so many bytes more have come."""

    def file_done(self) -> None:
        """Hear that a file is done."""

    def waiting(self) -> None:
        """Say that another process is waited for."""
        click.echo(self._waiting, err=True)


class Shown(Quiet):
    """Draws a bar on standard error."""

    def __init__(self, waiting: str, progress: Progress, before: str) -> None:
        super().__init__(waiting)
        self._progress = progress
        self._task = progress.add_task(before, total=None, visible=bool(before))
        self._files = self._done = 0

    def begin(self, files: int, size: int) -> None:
        """Begin the bar, or go on with it."""
        self._files += files
        had = self._progress.tasks[0].total or 0
        self._progress.update(self._task, total=had + size, visible=self._files > 0,
                              description=self._told())

    def tick(self, size: int) -> None:
        """Move the bar."""
        self._progress.advance(self._task, size)

    def file_done(self) -> None:
        """Count a file."""
        self._done += 1
        self._progress.update(self._task, description=self._told())

    def _told(self) -> str:
        return f"{self._done} of {self._files} files"


@contextmanager
def watcher(
    quiet: bool = False, *, waiting: str = "another process is waited for", before: str = ""
) -> Iterator[Quiet]:
    """Give whoever watches: a bar when standard error is a terminal, else no one.

    Parameters
    ----------
    quiet : bool
        Whether to draw nothing.
    waiting : str
        What is said when another process holds the place.
    before : str
        What the bar says until the number of files is known.
    """
    if quiet or not sys.stderr.isatty():
        yield Quiet(waiting)
        return
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
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Shown(waiting, progress, before)


class Uncounted:
    """Shows nothing of a computation's steps."""

    def begin(self, steps: int, what: str) -> None:
        """Hear how many steps there are, and what they are."""

    def step(self, steps: int = 1) -> None:
        """Hear that so many steps more are done."""


class Counted(Uncounted):
    """Draws a bar on standard error for each part of a computation."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None, visible=False)

    def begin(self, steps: int, what: str) -> None:
        """Begin the bar anew."""
        self._progress.reset(self._task, total=steps, description=what, visible=steps > 0)

    def step(self, steps: int = 1) -> None:
        """Move the bar."""
        self._progress.advance(self._task, steps)


@contextmanager
def steps(quiet: bool = False) -> Iterator[Uncounted]:
    """Give whoever watches a computation: a bar when standard error is a terminal, else no one.

    Parameters
    ----------
    quiet : bool
        Whether to draw nothing.
    """
    if quiet or not sys.stderr.isatty():
        yield Uncounted()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Counted(progress)
